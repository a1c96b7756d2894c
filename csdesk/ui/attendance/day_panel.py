"""The side panel of one person's day: result, punches, the sum, the clause, the month so far, what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csdesk.actions.attendance import AttendanceView
from csdesk.core import balance
from csdesk.core.attendance import Anomaly, AttendanceDay, Basis, DayType, Overtime, Side, Status, Verdict
from csdesk.core.balance import Balance
from csdesk.core.money import grouped, shortest
from csdesk.core.payroll import EmployeeMonth
from csdesk.core.rules import Shift
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext
from csdesk.ui import icons, theme
from csdesk.ui.attendance import words
from csdesk.ui.kit import Button, Chip, SidePanel, Text, paint, row

WIDTH = 312
COMP_LINE = 4  # of core/balance.lines


@dataclass(frozen=True)
class LineSpec:
    """One line of a list: words left, muted words behind it, words right; `icon` before; `rule` = a hairline above."""

    left: str
    right: str = ""
    middle: str = ""
    icon: str = ""
    tone: str = "text"
    right_tone: str = ""
    bold: bool = False
    rule: bool = False
    left_tone: str = ""


class Lines(QWidget):
    """Lines of words on one baseline; `room` is the indent of the right-hand words of a table of two columns."""

    def __init__(self, lines: Sequence[LineSpec], *, step: int = 25, middle_at: float = 84, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = list(lines)
        self._step, self._middle = step, middle_at
        self.setFixedHeight(step * len(self.lines))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("; ".join(" ".join(part for part in (s.left, s.middle, s.right) if part) for s in self.lines))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for number, spec in enumerate(self.lines):
            rect = QRectF(0, number * self._step, self.width(), self._step)
            if spec.rule:
                paint.hairline(painter, 0, rect.top(), self.width())
            left = rect
            if spec.icon:
                icons.draw(painter, spec.icon, 0, rect.center().y() - 7, "muted", 14)
                left = rect.adjusted(24, 0, 0, 0)
            bold = True if spec.bold else None
            wide = paint.text(painter, left, spec.left, "body", spec.left_tone or spec.tone, bold=bold)
            edge = rect.right()
            if spec.right:
                edge -= paint.text(
                    painter, rect.adjusted(90, 0, 0, 0), spec.right, "body", spec.right_tone or spec.tone, paint.RIGHT, bold=bold
                )
            if spec.middle:
                x = max(left.left() + wide + 10, self._middle)
                paint.text(painter, QRectF(x, rect.top(), edge - x - 8, rect.height()), spec.middle, "small", "muted")
        painter.end()


class Pairs(QWidget):
    """Two columns of word and number, as the month so far."""

    def __init__(self, pairs: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pairs = list(pairs)
        self.setFixedHeight(27 * ((len(self.pairs) + 1) // 2))
        self.setAccessibleName("; ".join(f"{word} {number}" for word, number, _tone in self.pairs))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        wide = (self.width() - 16) / 2
        for number, (word, value, tone) in enumerate(self.pairs):
            rect = QRectF((number % 2) * (wide + 16), number // 2 * 27, wide, 27)
            paint.text(painter, rect, word, "body", "muted")
            paint.text(painter, rect, value, "body", tone, paint.RIGHT)
            paint.hairline(painter, rect.left(), rect.bottom() - 1, wide)
        painter.end()


class TimeBar(QWidget):
    """The punch window as a bar, the shift in it, the punches as strokes; the judged ones with their time."""

    def __init__(self, day: AttendanceDay, shift: Shift, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.day, self.shift = day, shift
        self.setFixedHeight(64)
        self.setAccessibleName(_("Window {first} to {last}").format(first=self._edge(0), last=self._edge(1)))

    def _edge(self, number: int) -> str:
        window = self.day.window
        return words.moment_text(window[number], self.day.day) if window is not None else ""

    def sizeHint(self) -> QSize:
        return QSize(260, 64)

    def paintEvent(self, event: QPaintEvent) -> None:
        window = self.day.window
        if window is None:
            return
        painter = QPainter(self)
        first, last = (words.minutes_of(moment, self.day.day) for moment in window)
        length = max(1, last - first)
        wide = self.width()

        def x_of(minute: float) -> float:
            return round(min(max(0.0, (minute - first) / length), 1.0) * (wide - 1))

        bar = QRectF(0, 21, wide, 14)
        paint.box(painter, bar, 4, "neutral_soft")
        left, right = x_of(self.shift.start), x_of(self.shift.end)
        night = self.shift.is_night
        ground, word = ("night_bg", "night_fg") if night else ("day_bg", "day_fg")
        colour = self.shift.colour
        if colour:
            ground, word = f"{colour}_bg", f"{colour}_fg"
        paint.box(painter, QRectF(left, 21, right - left, 14), 3, ground, word)
        judged = [moment for moment in (self.day.check_in, self.day.check_out) if moment is not None]
        minutes = {words.minutes_of(moment, self.day.day) for moment in judged}
        for punch in self.day.punches:
            minute = words.minutes_of(punch.at, self.day.day)
            if minute not in minutes:
                painter.fillRect(QRectF(x_of(minute), 21, 2, 14), theme.colour("muted"))
        taken: list[tuple[float, float]] = []
        for moment in judged:
            x = x_of(words.minutes_of(moment, self.day.day))
            painter.fillRect(QRectF(x, 16, 2, 24), theme.colour("text"))
            said = f"{moment:%H:%M}"
            half = paint.width(said, "small", True) / 2
            spot = min(max(0.0, x - half), wide - 2 * half)
            if any(spot < end + 4 and start < spot + 2 * half + 4 for start, end in taken):
                continue
            taken.append((spot, spot + 2 * half))
            paint.text(painter, QRectF(spot, 0, 2 * half + 2, 17), said, "small", "text", bold=True)
        paint.text(painter, QRectF(0, 42, wide, 18), _("Window {time}").format(time=self._edge(0)), "caption", "muted")
        paint.text(painter, QRectF(0, 42, wide, 18), self._edge(1), "caption", "muted", paint.RIGHT)
        painter.end()


class ClauseCard(QWidget):
    """The rule behind a result: its title, since when it is in force, what it says of this day, and what follows."""

    def __init__(self, title: str, since: str, sentence: str, more: str = "", tone: str = "warn", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.since, self.sentence, self.more, self._tone = title, since, sentence, more, tone
        self.setAccessibleName(" ".join(part for part in (title, since, sentence, more) if part))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        height = 10 + 22 + paint.wrapped(self.sentence, width - 26, "small")[1] + 10
        if self.more:
            height += 3 + paint.wrapped(self.more, width - 26, "small")[1]
        return round(height)

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(WIDTH - 33))

    def resizeEvent(self, event: QEvent) -> None:
        self.setFixedHeight(self.heightForWidth(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, QRectF(self.rect()), 8, "accent_soft")
        icons.draw(painter, "scale", 13, 12, "accent_text", 14)
        since = paint.width(self.since, "caption")
        paint.text(painter, QRectF(33, 8, self.width() - 33 - since - 20, 22), self.title, "body", "accent_text", bold=True)
        paint.text(painter, QRectF(0, 8, self.width() - 13, 22), self.since, "caption", "muted", paint.RIGHT)
        layout, high = paint.wrapped(self.sentence, self.width() - 26, "small")
        painter.setPen(theme.colour("text"))
        layout.draw(painter, QRectF(13, 33, 0, 0).topLeft())
        if self.more:
            layout, _high = paint.wrapped(self.more, self.width() - 26, "small")
            painter.setPen(theme.colour(self._tone))
            layout.draw(painter, QRectF(13, 36 + high, 0, 0).topLeft())
        painter.end()


def punch_lines(day: AttendanceDay) -> list[LineSpec]:
    """Every punch of the day with what it counted as and where it came from; corrected sides as their own line."""
    found: list[tuple[datetime, LineSpec]] = []
    sides = [(Side.IN, day.check_in, "log-in"), (Side.OUT, day.check_out, "log-out")]
    used: set[Side] = set()
    for punch in day.punches:
        cut = punch.at.replace(second=0, microsecond=0)
        side = next((s for s, at, _icon in sides if at == cut and s not in day.corrected and s not in used), None)
        time = words.moment_text(punch.at, day.day, seconds=True)
        if side is not None:
            used.add(side)
            icon = "log-in" if side is Side.IN else "log-out"
            spec = LineSpec(time, words.source_text(punch), words.side_text(side.value), icon, right_tone="muted")
        elif Anomaly.NO_ROSTER in day.anomalies and day.shift is None:
            spec = LineSpec(time, words.source_text(punch), "", "circle-question-mark", right_tone="muted")
        else:
            kept = _("kept, not judged")
            spec = LineSpec(time, kept, _("extra"), "minus", left_tone="muted", right_tone="muted")
        found.append((punch.at, spec))
    for side, at, _icon in sides:
        if side in day.corrected and at is not None:
            time = words.moment_text(at, day.day)
            found.append((at, LineSpec(time, _("certified"), words.side_text(side.value), "stamp", right_tone="muted")))
    return [spec for _at, spec in sorted(found, key=lambda one: one[0])]


def sum_lines(day: AttendanceDay, shift: Shift | None, grace_late: int, grace_early: int) -> list[LineSpec]:
    """怎么算的: how the day's result comes about, one step a line."""
    if shift is None or not day.judged:
        return []
    lines: list[LineSpec] = []
    start, end = words.clock(shift.start), words.moment_text(_moment(day.day, shift.end), day.day)
    if day.late_minutes and day.check_in is not None:
        made = _("certified") if Side.IN in day.corrected else _("seconds are cut")
        lines += [
            LineSpec(_("Check-in"), words.moment_text(day.check_in, day.day), made),
            LineSpec(_("− shift starts"), start),
            _grace(grace_late),
            LineSpec(_("= late"), _("{n} min").format(n=day.late_minutes), bold=True, rule=True),
        ]
    if day.early_minutes and day.check_out is not None:
        made = _("certified") if Side.OUT in day.corrected else _("seconds are cut")
        lines += [
            LineSpec(_("Shift ends"), end, rule=bool(lines)),
            LineSpec(_("− check-out"), words.moment_text(day.check_out, day.day), made),
            _grace(grace_early),
            LineSpec(_("= left early"), _("{n} min").format(n=day.early_minutes), bold=True, rule=True),
        ]
    if day.worked_minutes:
        if lines:
            pass  # what is late or early is the result; the hours stand on the print
        elif day.check_in is not None and day.check_out is not None:
            lines += [
                LineSpec(_("Check-out"), words.moment_text(day.check_out, day.day), _("at most the end {time}").format(time=end)),
                LineSpec(_("− check-in"), words.moment_text(day.check_in, day.day), _("at least the start {time}").format(time=start)),
            ]
            if shift.unpaid_break_minutes:
                lines.append(LineSpec(_("− unpaid break"), words.span(shift.unpaid_break_minutes)))
            lines.append(LineSpec(_("= worked"), words.span(day.worked_minutes), bold=True, rule=True))
        else:
            lines.append(LineSpec(_("Worked"), words.span(day.worked_minutes)))
    if day.missed_in or day.missed_out:
        side = words.side_text("in" if day.missed_in else "out")
        lines.append(LineSpec(_("Missing"), _("{side} punch").format(side=side), rule=bool(lines), right_tone="danger"))
    if day.absent_days:
        lines.append(LineSpec(_("Counts as absent"), words.days(day.absent_days), bold=True, rule=bool(lines), right_tone="danger"))
    if day.leave_days:
        lines.append(LineSpec(_("Leave {type}").format(type=day.leave_type), words.days(day.leave_days), rule=bool(lines)))
    if day.overtime_minutes:
        off = _("as time off") if day.time_off_minutes else ""
        lines.append(LineSpec(_("Overtime"), words.span(day.overtime_minutes), off, rule=bool(lines)))
    return lines


def _grace(minutes: int) -> LineSpec:
    if minutes:
        return LineSpec(_("Grace"), _("{n} min").format(n=minutes), _("exceeded, all counts"))
    return LineSpec(_("− grace"), _("{n} min").format(n=0))


def _moment(day: date, minutes: int) -> datetime:
    return datetime.fromordinal(day.toordinal() + minutes // 1440).replace(hour=minutes % 1440 // 60, minute=minutes % 60)


def clause_cards(day: AttendanceDay, view: AttendanceView, packets: Sequence[tuple[str, str]]) -> list[ClauseCard]:
    """One card a consequence; the state of its red packet under the first one of §3 or §4."""
    since = {version.number: version.effective_from for version in view.rules.versions}
    cards: list[ClauseCard] = []
    left = list(packets)
    for basis in day.basis:
        start = since.get(basis.rules_version)
        text = _("since {day}").format(day=start.isoformat()) if start is not None and basis.rules_version != min(since) else ""
        more, tone = left.pop(0) if left and basis.clause in ("§3", "§4") and _costs(basis) else ("", "warn")
        cards.append(ClauseCard(words.clause_title(basis.clause), text, basis.text, more, tone))
    return cards


def _costs(basis: Basis) -> bool:
    return "→" in basis.text


class Undoable(QWidget):
    """Something recorded for the day, with a link that takes it back."""

    asked = Signal(object, object)

    def __init__(self, kind: str, record_id: int, said: str, may: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._what = (kind, record_id)
        line = row(Text(said, "small", "text", wrap=True), gap=6)
        line.setStretch(0, 1)
        if may:
            self.button = Button(_("Take back"), kind="link", on=self._ask, small=True, tip=said)
            line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)

    def _ask(self) -> None:
        self.asked.emit(*self._what)


def recorded(view: AttendanceView, employee_id: int, day: date) -> list[tuple[str, int, str]]:
    """(kind, id, sentence) of corrections, leave, outings, overtime and decisions of a day."""
    found: list[tuple[str, int, str]] = []
    for one in view.corrections:
        if one.employee_id == employee_id and one.day == day:
            text = _("Correction {side} {time}, certified by {who}").format(
                side=words.side_text(one.side.value), time=words.clock(one.certified), who=one.certified_by
            )
            found.append(("correction", one.id, _stated(text, one.status, one.reason)))
    for leave in view.leaves:
        if leave.employee_id == employee_id and leave.start.date() <= day <= leave.end.date():
            text = f"{leave.type} {leave_span(leave.start, leave.end, leave.whole_days)}"
            found.append(("leave", leave.id, _stated(text, leave.status, leave.reason)))
    for outing in view.outings:
        if outing.employee_id == employee_id and outing.start.date() <= day <= outing.end.date():
            text = _("Outing {first}–{last}").format(first=words.moment_text(outing.start, day), last=words.moment_text(outing.end, day))
            found.append(("outing", outing.id, _stated(text, outing.status, outing.reason)))
    for overtime in view.overtimes:
        if overtime.employee_id == employee_id and overtime.day == day:
            found.append(("overtime", overtime.id, _stated(overtime_text(overtime), overtime.status, overtime.reason)))
    for decision in view.decisions:
        if decision.employee_id == employee_id and decision.day == day:
            text = verdict_text(decision.verdict, decision.anomaly)
            found.append(("decision", decision.id, f"{text} · {decision.reason}" if decision.reason else text))
    return found


def _stated(text: str, status: Status, reason: str) -> str:
    """A record with its state, where it is not simply approved, and its reason (why it was refused stands in it, too)."""
    state = {Status.PENDING: _(" (waits)"), Status.REJECTED: _(" (refused)")}.get(status, "")
    return f"{text}{state} · {reason}" if reason else f"{text}{state}"


def overtime_text(one: Overtime) -> str:
    """加班 2 小时 (换调休)"""
    span = words.span(one.minutes)
    return _("Overtime {span} as time off").format(span=span) if one.time_off else _("Overtime {span}").format(span=span)


def anomaly_text(anomaly: Anomaly) -> str:
    """迟到, 上班缺卡 ..."""
    return {
        Anomaly.LATE: _("late arrival"),
        Anomaly.EARLY: _("early leave"),
        Anomaly.MISSED_IN: _("missed check-in"),
        Anomaly.MISSED_OUT: _("missed check-out"),
        Anomaly.ABSENT: _("absence"),
        Anomaly.PENDING: _("request"),
        Anomaly.NO_ROSTER: _("punch without a shift"),
    }[anomaly]


def verdict_text(verdict: Verdict, anomaly: Anomaly) -> str:
    """不罚：迟到"""
    verdicts = {Verdict.WAIVED: _("Waived: {what}"), Verdict.CONFIRMED: _("Confirmed: {what}"), Verdict.KEPT: _("Kept for later: {what}")}
    return verdicts[verdict].format(what=anomaly_text(anomaly))


def leave_span(start: datetime, end: datetime, whole: bool) -> str:
    """9月10日, 9月10日–11日 or with times"""
    if whole:
        if start.date() == end.date():
            return words.day_text(start.date())
        return f"{words.day_text(start.date())}–{words.day_text(end.date())}"
    if start.date() == end.date():
        return f"{words.day_text(start.date())} {start:%H:%M}–{end:%H:%M}"
    return f"{words.day_text(start.date())} {start:%H:%M}–{words.day_text(end.date())} {end:%H:%M}"


def balance_lines(one: Balance, which: Sequence[int] = (0, 1, 2, 3)) -> Lines:
    """What a person has left, one line a kind: 0 rest days, 1 corrections, 2 personal leave, 3 annual leave, 4 comp-off (where the
    person ever had any)."""
    found = balance.lines(one)
    wanted = [n for n in which if n != COMP_LINE or one.has_comp or tuple(which) == (COMP_LINE,)]
    return Lines([LineSpec(found[n].label, found[n].text, left_tone="muted", right_tone="warn" if found[n].spent else "") for n in wanted])


class DayPanel(SidePanel):
    """`show_day(view, employee id, day)`. Signals: `asked(what)` = correction | leave | outing | overtime | waive,
    `taken_back(kind, record id)`."""

    asked = Signal(object)
    taken_back = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(width=WIDTH, steps=True, closes=True, parent=parent)
        self.setAccessibleName(_("The day"))
        self.where: tuple[int, date] | None = None
        self.balance_of: Callable[[int, date], Balance | None] | None = None  # set by the page
        self.correct = Button(pgettext("short", "Correct"), on=self._correct, tip=_("Correct a punch (K)"))
        self.leave = Button(pgettext("short", "Leave"), on=self._leave, tip=_("Enter leave (J)"))
        self.outing = Button(pgettext("short", "Outing"), on=self._outing, tip=_("Enter an outing (O)"))
        self.waive = Button(_("Waive, write why…"), "pen-line", "ghost", on=self._waive)
        self.overtime = Button(_("Enter overtime"), on=self._overtime)
        self.foot.addLayout(row(self.correct, self.leave, self.outing, self.overtime, None))
        self.foot.addLayout(row(self.waive, None))
        self._body_of(Text(_("Choose a day in the table"), "body", "muted"))

    def _correct(self) -> None:
        self.asked.emit("correction")

    def _leave(self) -> None:
        self.asked.emit("leave")

    def _outing(self) -> None:
        self.asked.emit("outing")

    def _overtime(self) -> None:
        self.asked.emit("overtime")

    def _waive(self) -> None:
        self.asked.emit("waive")

    def _body_of(self, *parts: QWidget) -> None:
        body = self.clear()
        for part in parts:
            body.addWidget(part)

    def show_nothing(self) -> None:
        """No cell is chosen."""
        self.where = None
        self.title.setText("")
        self.note.setText("")
        self._body_of(Text(_("Choose a day in the table"), "body", "muted"))
        for button in (self.correct, self.leave, self.outing, self.overtime, self.waive):
            button.hide()

    def show_day(self, view: AttendanceView, employee_id: int, day: date) -> None:
        """Explain one person's day."""
        person, result = view.person(employee_id), view.result.of(employee_id)
        found = view.day(employee_id, day)
        if person is None or result is None:
            self.show_nothing()
            return
        self.where = (employee_id, day)
        self.title.setText(person.name)
        self.note.setText(" · ".join(part for part in (person.no, person.post) if part))
        shift = view.rules.on(day).shift(found.shift) if found is not None and found.shift else None
        body = self.clear()
        self._head(day, found, shift)
        if found is not None:
            self._facts(view, found, shift)
        self._records(view, employee_id, day)
        body.addSpacing(4)
        body.addWidget(Text(self._so_far_title(view, result.name), "small", "muted", True))
        body.addWidget(Pairs(so_far(view, result)))
        left = self.balance_of(employee_id, day) if self.balance_of is not None else None
        if left is not None:
            body.addWidget(balance_lines(left, (2, 3, COMP_LINE)))
        self._buttons(view, found, shift)

    def _head(self, day: date, found: AttendanceDay | None, shift: Shift | None) -> None:
        when = f"{shift.name} {words.shift_hours(shift)}" if shift is not None else _kind_words(found)
        line = row(Text(words.long_day(day)), Text(when, "body", "muted"), None, gap=9)
        chips = words.day_chips(found) if found is not None else []
        if len(chips) == 1 and paint.width(words.long_day(day) + when) + chips[0].width() + 18 <= WIDTH - 34:
            line.addWidget(Chip(chips[0].words, chips[0].tone, chips[0].icon))
            self.body.addLayout(line)
            return
        self.body.addLayout(line)
        if chips:
            self.body.addLayout(row(*(Chip(one.words, one.tone, one.icon) for one in chips[:3]), None, gap=6))

    def _facts(self, view: AttendanceView, found: AttendanceDay, shift: Shift | None) -> None:
        body = self.body
        if found.window is not None and shift is not None and (found.punches or found.check_in or found.check_out):
            body.addSpacing(2)
            body.addWidget(TimeBar(found, shift))
        if found.shift is not None and not found.judged:
            reach = view.result.covered_until
            if reach is None or found.day > reach:
                body.addWidget(Text(_("Not judged yet: no clock-in records of this day"), "small", "muted", wrap=True))
            else:
                body.addWidget(Text(_("Not judged yet: punches may still come"), "small", "muted", wrap=True))
        lines = punch_lines(found)
        if lines:
            body.addWidget(Text(_("{n} punches").format(n=len(found.punches)), "small", "muted", True))
            body.addWidget(Lines(lines, step=28, middle_at=92))
        elif found.judged and shift is not None and not found.leave_days:
            body.addWidget(Text(_("No punch in the window"), "small", "muted", True))
        grace = view.rules.on(found.day).grace_minutes
        lines = sum_lines(found, shift, grace.late, grace.early)
        if lines:
            body.addWidget(Text(_("How it adds up"), "small", "muted", True))
            body.addWidget(Lines(lines))
        packets = [
            (packet_text(one.state, one.doubled, one.owed, one.amount), "ok" if one.state == "paid" else "warn")
            for one in view.result.red_packets
            if one.employee_id == found.employee_id and one.day == found.day
        ]
        for card in clause_cards(found, view, packets):
            body.addWidget(card)

    def _records(self, view: AttendanceView, employee_id: int, day: date) -> None:
        records = recorded(view, employee_id, day)
        if not records:
            return
        self.body.addWidget(Text(_("Recorded"), "small", "muted", True))
        for kind, record_id, said in records:
            line = Undoable(kind, record_id, said, view.may_decide)
            line.asked.connect(self.taken_back)
            self.body.addWidget(line)

    @staticmethod
    def _so_far_title(view: AttendanceView, name: str) -> str:
        until = view.result.covered_until
        if until is None:
            return _("{name}, this month").format(name=name)
        return _("{name}, this month up to day {n}").format(name=name, n=until.day)

    def _buttons(self, view: AttendanceView, found: AttendanceDay | None, shift: Shift | None) -> None:
        may = view.may_decide and found is not None and found.kind is not DayType.NOT_EMPLOYED
        self.correct.setVisible(may and shift is not None)
        self.leave.setVisible(may)
        self.outing.setVisible(may and shift is not None)
        self.overtime.setVisible(may and shift is None)
        waivable = found is not None and any(one not in found.waived and one is not Anomaly.PENDING for one in found.anomalies)
        self.waive.setVisible(may and waivable)


def _kind_words(found: AttendanceDay | None) -> str:
    if found is None:
        return ""
    return {
        DayType.REST: _("Rest day"),
        DayType.HOLIDAY: _("Statutory holiday"),
        DayType.LEAVE: _("On leave"),
        DayType.NOT_EMPLOYED: _("Not employed"),
        DayType.UNROSTERED: _("Nothing is planned"),
        DayType.WORK: "",
    }[found.kind]


def packet_text(state: str, doubled: bool, owed: int, amount: int) -> str:
    """What has become of a red packet."""
    if state == "paid":
        return _("Red packet {amount} is paid").format(amount=grouped(amount * 2 if doubled else amount))
    if doubled:
        return _("Not paid on Monday, doubled to {amount}").format(amount=grouped(owed))
    return _("Red packet {amount} is due, published on Monday").format(amount=grouped(owed))


def so_far(view: AttendanceView, result: EmployeeMonth) -> list[tuple[str, str, str]]:
    """(word, number, tone) of the month so far."""
    totals = result.totals
    rules = view.rules.on(view.month.first)
    free = rules.corrections.free_per_month
    owed = sum(one.owed for one in view.result.red_packets if one.employee_id == result.employee_id)
    corrections = str(totals.corrections) if free is None else _("{n}/{of}").format(n=totals.corrections, of=free)
    used, left = totals.rest_days_used, totals.rest_days_left
    rest = shortest(used) if rules.rest_days.per_month is None else _("{n}/{of}").format(n=shortest(used), of=shortest(used + left))
    late = totals.late_count + totals.early_count
    return [
        (_("Late or early"), _("{n} times").format(n=late), "warn" if late else "text"),
        (_("Corrections"), corrections, "warn" if free is not None and totals.corrections > free else "text"),
        (_("Rest days"), _("{n} days").format(n=rest), "text"),
        (_("Leave"), words.days(totals.leave_days), "text"),
        (_("Red packets"), grouped(owed) if owed else "0.00", "warn" if owed else "text"),
        (_("Absent days"), words.days(totals.absent_days), "danger" if totals.absent_days else "text"),
    ]
