"""The dialogs that record a fact of attendance: correction, leave, outing, overtime, and a waiver with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QCompleter, QLineEdit, QWidget

from csdesk.actions import attendance, balances
from csdesk.actions.attendance import AttendanceView
from csdesk.core.attendance import Anomaly, AttendanceDay, Correction, DayType, Leave, Outing, Overtime, Side, Status, Verdict
from csdesk.core.calendar import Month
from csdesk.core.changes import Changes
from csdesk.core.money import shortest
from csdesk.core.rules import Rules, Shift
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _
from csdesk.ui.attendance import words
from csdesk.ui.attendance.day_panel import anomaly_text, balance_lines
from csdesk.ui.desk import Desk
from csdesk.ui.kit import ComboBox, DateBox, FormDialog, Note, NumberBox

WIDTH = 520


def status_options() -> list[tuple[Status, str]]:
    """Approved, waiting."""
    return [(Status.APPROVED, _("approved")), (Status.PENDING, _("waits for approval"))]


class FactDialog(FormDialog):
    """A form about one person on one day. Without `employee` and `day` the form asks for them first. `form_kind`: of actions.prints.form,
    '' where there is no paper to sign."""

    form_kind = ""

    def __init__(self, desk: Desk, parent: QWidget, verb: str, employee: Employee | None, day: date | None) -> None:
        title = f"{verb} · {employee.name} {words.long_day(day)}" if employee is not None and day is not None else verb
        super().__init__(desk, parent, title, width=WIDTH, label_width=88)
        self._employee, self._day = employee, day
        self.people: dict[int, Employee] = {}
        self.day_box: DateBox | None = None
        self.person_box: ComboBox | None = None
        self._told = Note("", "accent", "info")
        self._told.hide()
        self.body.addWidget(self.form)
        self.body.addWidget(self._told)
        self._balances: QWidget | None = None
        self._balances_of: tuple[int, date] | None = None
        if employee is None or day is None:
            self._ask_for_whom(day)
        self._host, self._printing = parent, False
        self.button(_("Cancel"), self.reject)
        if self.form_kind:
            self.print_button = self.button(_("Save and print"), self.save_and_print)
        self.save_button = self.primary(_("Save"), self.save, "check")

    def _ask_for_whom(self, day: date | None) -> None:
        from csdesk.actions import staff

        known = self.desk.query(staff.employees) or ()
        self.people = {one.id: one for one in known}
        self.person_box = ComboBox([(one.id, f"{one.name}  {one.no}") for one in known])
        self.form.add("person", _("Person"), self.person_box)
        self.day_box = DateBox(day or self.desk.session.now.date())
        self.form.add("day", _("Day"), self.day_box)
        self.form.changed.connect(self.told)

    # whose and when
    @property
    def employee(self) -> Employee:
        if self._employee is not None:
            return self._employee
        assert self.person_box is not None
        return self.people[self.person_box.key()]

    @property
    def day(self) -> date:
        if self.day_box is not None:
            return self.day_box.day()
        assert self._day is not None
        return self._day

    def view(self) -> AttendanceView | None:
        """The month of the day, as the attendance page sees it."""
        return self.desk.query(attendance.month_view, Month.of(self.day))

    def rules(self) -> Rules | None:
        view = self.view()
        return view.rules.on(self.day) if view is not None else None

    def found(self) -> AttendanceDay | None:
        view = self.view()
        return view.day(self.employee.id, self.day) if view is not None else None

    def shift(self) -> Shift | None:
        found, rules = self.found(), self.rules()
        return rules.shift(found.shift) if found is not None and rules is not None and found.shift else None

    def told(self) -> None:
        """Say what the fact will do (quota, notice); subclasses answer."""

    def tell(self, said: str, more: str = "") -> None:
        self._told.say(said, more)
        self._told.setVisible(bool(said))

    def show_balances(self, which: Sequence[int] = (0, 1, 2, 3)) -> None:
        """What the person has left, as of the day of the form, below it."""
        key = (self.employee.id, self.day)
        if key == self._balances_of:
            return
        self._balances_of = key
        found = self.desk.query(balances.balance, *key)
        if self._balances is not None:
            self._balances.hide()
            self._balances.deleteLater()
            self._balances = None
        if found is not None:
            self._balances = balance_lines(found, which)
            self.body.addWidget(self._balances)

    def written(self, changes: Changes) -> None:
        if self._printing and isinstance(changes.value, int):
            print_form_of(self.desk, self._host, self.form_kind, changes.value, self.employee, self.day)

    def save_and_print(self) -> None:
        """Save, then the record as its form to sign."""
        self._printing = True
        self.save()
        self._printing = False


def form_name(kind: str, employee: Employee, day: date) -> str:
    """The file's name: 请假单 林晓彤 2026-09-10"""
    title = {"correction": _("Correction form"), "leave": _("Leave form"), "outing": _("Outing form")}[kind]
    return f"{title} {employee.name} {day.isoformat()}"


def print_form_of(desk: Desk, parent: QWidget, kind: str, record_id: int, employee: Employee, day: date) -> None:
    """Print one record as its form."""
    from csdesk.ui import saving

    saving.print_form(parent, desk, kind, record_id, form_name(kind, employee, day))


def _line(text: str = "", placeholder: str = "", width: int = 0) -> QLineEdit:
    line = QLineEdit(text)
    line.setPlaceholderText(placeholder)
    if width:
        line.setFixedWidth(width)
    return line


def _time(text: str) -> str | None:
    if words.parse_clock(text) is None:
        return _("Write a time like 17:30; after midnight 25:00")
    return None


def _time_or_nothing(text: str) -> str | None:
    return None if not text else _time(text)


def _needed(text: str) -> str | None:
    return None if text else _("This is missing")


class CorrectionDialog(FactDialog):
    """补卡: which side, the certified time, who certifies it, why; says how many are free."""

    form_kind = "correction"

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        employee: Employee | None = None,
        day: date | None = None,
        *,
        side: Side | None = None,
        record: Correction | None = None,
    ) -> None:
        super().__init__(desk, parent, _("Correct a punch"), employee, day)
        self.record = record
        first = record.side if record is not None else side or self._missing()
        options = [(one, words.side_text(one.value)) for one in Side]
        self.form.add("side", _("Which punch"), ComboBox(options, first))
        self._typed = record is not None
        time = _line(words.clock(record.certified) if record is not None else self._planned(first), width=96)
        self.form.add("certified", _("Certified time"), time, check=_time, hint=_("after midnight go on counting: 25:00"))
        by = _line(record.certified_by if record is not None else "", _("Who saw it"))
        self._complete(by)
        self.form.add("by", _("Certified by"), by, check=_needed)
        self.form.add("reason", _("Why"), _line(record.reason if record is not None else "", _("promotion in the warehouse, dead phone…")))
        late = _line(words.clock(record.punched_at) if record is not None and record.punched_at is not None else "", width=96)
        self.form.add(
            "punched", _("Punched later at"), late, check=_time_or_nothing, hint=_("counts once the free corrections are used up")
        )
        self.form.add("status", _("State"), ComboBox(status_options(), record.status if record is not None else Status.APPROVED))
        time.textEdited.connect(self._was_typed)
        self.form["side"].changed.connect(self._side_changed)
        self.told()

    def _was_typed(self) -> None:
        self._typed = True

    def _missing(self) -> Side:
        found = self.found() if self._employee is not None or self.people else None
        return Side.OUT if found is not None and found.missed_out and not found.missed_in else Side.IN

    def _planned(self, side: Side) -> str:
        shift = self.shift()
        return "" if shift is None else words.clock(shift.start if side is Side.IN else shift.end)

    def _side_changed(self) -> None:
        if not self._typed:
            self.form["certified"].set_value(self._planned(self.form["side"].value()))

    def _complete(self, line: QLineEdit) -> None:
        from csdesk.actions import staff

        known = [one.name for one in self.desk.query(staff.employees) or ()]
        completer = QCompleter(known, line)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        line.setCompleter(completer)

    def told(self) -> None:
        view = self.view()
        if view is None or "status" not in self.form.fields:
            return
        result = view.result.of(self.employee.id)
        free = view.rules.on(self.day.replace(day=1)).corrections.free_per_month
        if result is None:
            return
        used = result.totals.corrections
        if self.shift() is None:
            self.tell(_("There is no shift on this day"))
            self.show_balances()
            return
        self.show_balances()
        if free is None:
            self.tell(_("{n} corrections this month, without limit").format(n=used))
        elif used < free:
            self.tell(_("{used} of {free} free corrections used this month").format(used=used, free=free))
        else:
            self.tell(
                _("The {free} free corrections of this month are used up").format(free=free),
                _("From now on a check-in is judged by the time it was punched later, a check-out costs a red packet"),
            )
        if not self._typed and not self.form["certified"].value():
            self._side_changed()

    def save(self) -> None:
        if not self.form.valid():
            return
        value = self.form.values()
        record = Correction(
            self.record.id if self.record is not None else 0,
            self.employee.id,
            self.day,
            value["side"],
            words.parse_clock(value["certified"]) or 0,
            words.parse_clock(value["punched"]) if value["punched"] else None,
            value["by"],
            value["reason"],
            value["status"],
        )
        self.attempt({"certified_by": "by", "no_shift": "certified"}, attendance.correct, record)


class LeaveDialog(FactDialog):
    """记请假: the type as the rules have it, whole days or times, emergency, when it was asked for; says notice and limits."""

    form_kind = "leave"

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        employee: Employee | None = None,
        day: date | None = None,
        *,
        record: Leave | None = None,
    ) -> None:
        super().__init__(desk, parent, _("Enter leave"), employee, day)
        if self.day_box is not None:
            self.form.show_line("day", False)
        self.record = record
        rules = self.rules()
        types = [(one.name, one.name) for one in rules.leave.types] if rules is not None else []
        if record is not None and record.type not in dict(types):
            types.append((record.type, record.type))
        self.form.add("type", _("Kind of leave"), ComboBox(types, record.type if record is not None else None))
        whole = record.whole_days if record is not None else True
        self.form.add("how", _("How long"), ComboBox([(True, _("whole days")), (False, _("from a time to a time"))], whole))
        start = record.start if record is not None else datetime(self.day.year, self.day.month, self.day.day)
        end = record.end if record is not None else start
        shift = self.shift()
        opening = f"{start:%H:%M}" if record is not None and not whole else words.clock(shift.start) if shift is not None else "08:30"
        middle = words.clock((shift.start + shift.end) // 2) if shift is not None else "12:00"
        closing = f"{end:%H:%M}" if record is not None and not whole else middle
        self.first_day, self.last_day = DateBox(start.date()), DateBox(end.date())
        self.first_time, self.last_time = _line(opening, width=76), _line(closing, width=76)
        self.form.add("first", _("From day"), self.first_day)
        self.form.add("first_time", _("at"), self.first_time, check=self._time_if_needed)
        self.form.add("last", _("To day"), self.last_day)
        self.form.add("last_time", _("until"), self.last_time, check=self._time_if_needed)
        asked = record.requested_at.date() if record is not None and record.requested_at is not None else desk.session.now.date()
        self.form.add("asked", _("Asked on"), DateBox(asked))
        emergency = QCheckBox(_("Emergency, told by telephone first"))
        emergency.setChecked(record.emergency if record is not None else False)
        self.form.add("emergency", "", emergency)
        emergency.setAccessibleName(emergency.text())
        self.form.add("reason", _("Why"), _line(record.reason if record is not None else ""))
        self.form.add("status", _("State"), ComboBox(status_options(), record.status if record is not None else Status.APPROVED))
        self.form.changed.connect(self.told)
        self.form["how"].changed.connect(self._show_times)
        self.form["first"].changed.connect(self._first_moved)
        self._show_times()
        self.told()

    @property
    def day(self) -> date:
        if "first" in self.form.fields:
            return self.first_day.day()
        return super().day

    def _first_moved(self) -> None:
        if self.last_day.day() < self.first_day.day():
            self.last_day.set_day(self.first_day.day())

    def _show_times(self) -> None:
        timed = not self.form["how"].value()
        for name in ("first_time", "last_time"):
            self.form.show_line(name, timed)

    def _time_if_needed(self, text: str) -> str | None:
        return None if self.form["how"].value() else _time(text)

    def told(self) -> None:
        view = self.view()
        if view is None or "status" not in self.form.fields:
            return
        rules = view.rules.on(self.day)
        kind = rules.leave.type_named(self.form["type"].value() or "")
        said, more = [], []
        ahead = (self.first_day.day() - self.form["asked"].value()).days
        if not self.form["emergency"].value() and ahead < 0:
            more.append(_("Entered after it began: a warning, no money"))
        elif not self.form["emergency"].value() and ahead < rules.leave.notice_days:
            more.append(
                _("Asked for {n} days ahead, the rules want {want}: a warning, no money").format(n=ahead, want=rules.leave.notice_days)
            )
        result = view.result.of(self.employee.id)
        if kind is not None and kind.counts:
            said.append(_("Not paid, counts towards the limits"))
            limit = rules.leave.month_limit_days
            if result is not None and limit is not None:
                taken = shortest(result.totals.leave_days)
                more.append(
                    _("{taken} days of leave this month; more than {limit} and next month has no rest days").format(
                        taken=taken, limit=shortest(limit)
                    )
                )
        elif kind is not None:
            share = shortest(kind.paid * 100)
            said.append(_("{share} % of the day's pay is kept, does not count towards the limits").format(share=share))
        self.tell(" · ".join(said), " · ".join(more))
        self.show_balances((0, 2, 3, 4))

    def _moments(self) -> tuple[datetime, datetime]:
        first, last = self.first_day.day(), self.last_day.day()
        start, end = datetime(first.year, first.month, first.day), datetime(last.year, last.month, last.day)
        if self.form["how"].value():
            return start, end
        opening = words.parse_clock(self.first_time.text()) or 0
        closing = words.parse_clock(self.last_time.text()) or 0
        return start + timedelta(minutes=opening), end + timedelta(minutes=closing)

    def save(self) -> None:
        if not self.form.valid():
            return
        value = self.form.values()
        start, end = self._moments()
        asked = value["asked"]
        record = Leave(
            self.record.id if self.record is not None else 0,
            self.employee.id,
            value["type"] or "",
            start,
            end,
            value["how"],
            value["status"],
            value["emergency"],
            datetime(asked.year, asked.month, asked.day),
            value["reason"],
        )
        self.attempt({"end": "last", "type": "type", "overlap": "first"}, attendance.request_leave, record)


class OutingDialog(FactDialog):
    """记外出: from when to when the person was elsewhere for the shop, and why."""

    form_kind = "outing"

    def __init__(
        self, desk: Desk, parent: QWidget, employee: Employee | None = None, day: date | None = None, *, record: Outing | None = None
    ) -> None:
        super().__init__(desk, parent, _("Enter an outing"), employee, day)
        self.record = record
        shift = self.shift() if record is None else None
        start = words.clock(words.minutes_of(record.start, self.day)) if record is not None else words.clock(shift.start) if shift else ""
        end = words.clock(words.minutes_of(record.end, self.day)) if record is not None else words.clock(shift.end) if shift else ""
        self.form.add("first", _("From"), _line(start, width=96), check=_time)
        self.form.add("last", _("To"), _line(end, width=96), check=_time, hint=_("after midnight go on counting: 25:00"))
        self.form.add("reason", _("Where and why"), _line(record.reason if record is not None else ""), check=_needed)
        self.form.add("status", _("State"), ComboBox(status_options(), record.status if record is not None else Status.APPROVED))
        self.told()

    def told(self) -> None:
        self.tell(_("What the outing covers counts as being there in time"))

    def save(self) -> None:
        if not self.form.valid():
            return
        value = self.form.values()
        midnight = datetime(self.day.year, self.day.month, self.day.day)
        start = midnight + timedelta(minutes=words.parse_clock(value["first"]) or 0)
        end = midnight + timedelta(minutes=words.parse_clock(value["last"]) or 0)
        number = self.record.id if self.record is not None else 0
        record = Outing(number, self.employee.id, start, end, value["reason"], value["status"])
        self.attempt({"end": "last"}, attendance.enter_outing, record)


class OvertimeDialog(FactDialog):
    """记加班: approved minutes of one day, paid or taken as time off; a later record of the day replaces."""

    def __init__(
        self, desk: Desk, parent: QWidget, employee: Employee | None = None, day: date | None = None, *, record: Overtime | None = None
    ) -> None:
        super().__init__(desk, parent, _("Enter overtime"), employee, day)
        self.record = record
        minutes = record.minutes if record is not None else self._punched() or 60
        self.form.add("minutes", _("How long"), NumberBox(minutes, 1, 1440, suffix=_(" min")))
        ways = [(False, _("Paid as overtime")), (True, _("Time off later, not paid"))]
        self.form.add("time_off", _("In return"), ComboBox(ways, record.time_off if record is not None else False))
        self.form.add("reason", _("Why"), _line(record.reason if record is not None else ""))
        self.form.add("status", _("State"), ComboBox(status_options(), record.status if record is not None else Status.APPROVED))
        self.form["minutes"].changed.connect(self.told)
        self.form["time_off"].changed.connect(self.told)
        self.told()

    def _punched(self) -> int:
        found = self.found()
        if found is None or found.shift is not None or len(found.punches) < 2:
            return 0
        first, last = found.punches[0].at, found.punches[-1].at
        return words.minutes_of(last, self.day) - words.minutes_of(first, self.day)

    def told(self) -> None:
        if "status" not in self.form.fields:
            return
        found, view = self.found(), self.view()
        more = []
        if found is not None and found.punches and found.shift is None:
            times = _(", ").join(words.moment_text(punch.at, self.day) for punch in found.punches)
            more.append(_("Punched {times}").format(times=times))
        if self.form["time_off"].value():
            said = _("{span} of comp-off, no overtime pay").format(span=words.span(self.form["minutes"].value()))
            if view is not None and view.calendar.is_statutory(self.day):
                more.append(attendance.swap_refused(self.day))
            elif found is None or found.kind is not DayType.REST:
                more.append(_("The law wants overtime of a working day paid; only work on a rest day may be swapped (Labour Law, art. 44)"))
        else:
            said = _("{span} of overtime").format(span=words.span(self.form["minutes"].value()))
        self.tell(said, " · ".join(more))
        self.show_balances((4,))

    def save(self) -> None:
        if not self.form.valid():
            return
        value = self.form.values()
        number = self.record.id if self.record is not None else 0
        record = Overtime(number, self.employee.id, self.day, value["minutes"], value["status"], value["time_off"], value["reason"])
        self.attempt({"minutes": "minutes", "statutory": "time_off"}, attendance.enter_overtime, record)


class WaiveDialog(FactDialog):
    """不罚: which event, and the reason that stands beside it from now on."""

    def __init__(self, desk: Desk, parent: QWidget, employee: Employee, day: date, anomalies: Sequence[Anomaly]) -> None:
        super().__init__(desk, parent, _("Waive"), employee, day)
        options = [(one, anomaly_text(one)) for one in anomalies]
        self.form.add("anomaly", _("What"), ComboBox(options))
        self.form.add("reason", _("Why"), _line("", _("typhoon, clock out of order…")), check=_needed)
        self.tell(_("It stays in the list, without any consequence"))
        self.form["reason"].control.setFocus()

    def save(self) -> None:
        if not self.form.valid():
            return
        value = self.form.values()
        self.attempt({"reason": "reason"}, attendance.decide, self.employee.id, self.day, value["anomaly"], Verdict.WAIVED, value["reason"])


class RefuseDialog(FactDialog):
    """退回: why a request is refused; kept behind its reason."""

    def __init__(self, desk: Desk, parent: QWidget, employee: Employee, day: date, kind: str, record_id: int) -> None:
        super().__init__(desk, parent, _("Refuse"), employee, day)
        self._kind, self._record_id = kind, record_id
        self.form.add("reason", _("Why"), _line("", _("too few people on that day…")), check=_needed)
        self.form["reason"].control.setFocus()

    def save(self) -> None:
        if not self.form.valid():
            return
        month, why = Month.of(self.day), self.form.values()["reason"]
        self.attempt({"reason": "reason"}, attendance.settle_request, self._kind, self._record_id, Status.REJECTED, month, why)
