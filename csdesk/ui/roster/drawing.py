"""Paints the roster grid part by part: column tints, head, rows, load, coverage; only what lies in the asked rectangle."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from csdesk.core.roster import LEAVE, REST, Coverage
from csdesk.core.roster_check import LiveRoster
from csdesk.core.staff import Employee
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext
from csdesk.ui import theme
from csdesk.ui.kit import paint
from csdesk.ui.roster import keys
from csdesk.ui.roster.cells import BLANK, Look, draw, foreground
from csdesk.ui.roster.frame import LOADS, NARROW, ROW, Frame
from csdesk.ui.roster.scene import Scene

MINUS = "\u2212"
SPELLED, TIMED = 44, 110  # from this column width on a cell says the shift's name, and its hours


def look(
    scene: Scene, employee: Employee, day: date, ring: frozenset[date], column: int = 0, of: LiveRoster | None = None
) -> Look:
    """How the cell of a person on a day is drawn in a column of this width; `of` another roster than the one shown."""
    live = of or scene.live
    code = live.code(employee.id, day)
    changed = scene.changed(employee.id, day)
    if code is None:
        away = not employee.employed_on(day)
        return Look("away" if away else "blank", changed=changed) if away or changed else BLANK
    source = live.source(employee.id, day)
    proposed = scene.fixed is not None
    plain = Look(
        "rest",
        code,
        pinned=source == "pinned" or (scene.fixed is not None and (source == "typed" or (employee.id, day) in scene.fixed)),
        conflict=day in ring,
        faded=scene.dim is not None and code != scene.dim,
        changed=changed,
        soft=source in ("accepted", "auto") and not proposed,
    )
    if code == REST:
        return plain
    if code == LEAVE:
        return plain._replace(kind="leave")
    shift = live.shift_on(day, code)
    if shift is None:
        return plain._replace(kind="unknown", letter=code[:2], conflict=True)
    if (employee.id, day) in live.away:
        return plain._replace(kind="leave", letter=shift.mark)
    post = live.post(employee.id, day)
    other = post != employee.post
    words = shift.name if column >= SPELLED else shift.mark
    if column >= TIMED:
        words = f"{shift.name} {keys.hours(shift)}{f' · {post}' if other else ''}"
    return plain._replace(kind=scene.tones.get(shift.code, "day"), letter=words, post=other)


def rings(live: LiveRoster, employee_id: int) -> frozenset[date]:
    return frozenset(one.day for one in live.of_person(employee_id) if one.hard)


def tint_columns(painter: QPainter, scene: Scene, frame: Frame, clip: QRectF, top: float, height: float) -> None:
    for number, head in enumerate(scene.days):
        if head.tint:
            left = frame.column_left(number)
            if left < clip.right() and left + frame.column > clip.left():
                painter.fillRect(QRectF(left, top, frame.column, height), theme.colour(head.tint))


def head(painter: QPainter, scene: Scene, frame: Frame, clip: QRectF) -> None:
    paint.text(painter, QRectF(12, 0, frame.days_left - 16, frame.body_top), scene.counts, "small", "muted")
    painter.save()
    painter.setClipRect(frame.days_area(), Qt.ClipOperation.IntersectClip)
    for number, day in enumerate(scene.days):
        rect = frame.head(number)
        if not rect.intersects(clip):
            continue
        tone, second = "text", "muted"
        if day.today:
            path = QPainterPath()
            path.addRoundedRect(rect.adjusted(0, 3, 0, 6), 6, 6)
            painter.save()
            painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillPath(path, theme.colour("accent"))
            painter.restore()
            tone = second = "on_accent"
        elif day.tint == "holiday":
            tone = second = "holiday_fg"
        elif day.tint:
            tone = "muted"
        paint.text(painter, QRectF(rect.left(), 4, rect.width(), 18), str(day.day.day), "body", tone, paint.CENTRE, bold=True)
        sale = day.promotion[: 2 if frame.column < SPELLED else 6]
        said, second = (sale, "warn") if day.promotion and not day.today and day.tint != "holiday" else (day.second, second)
        role = "caption" if frame.column >= NARROW else "tiny"
        paint.text(painter, QRectF(rect.left(), 20, rect.width(), 16), said, role, second, paint.CENTRE)
    painter.restore()
    if clip.right() > frame.load_left:
        _load_head(painter, frame)


def _load_head(painter: QPainter, frame: Frame) -> None:
    left = frame.load_left
    nights, weekends, rests = pgettext("roster head", "Nights"), pgettext("roster head", "Wkends"), pgettext("roster head", "Rest")
    for words, right in ((nights, 34), (weekends, 72), (rests, 102)):
        paint.text(painter, QRectF(left, 20, right, 16), words, "caption", "muted", paint.RIGHT)
    paint.text(painter, QRectF(left, 4, frame.width - 15 - left, 16), pgettext("roster head", "month's"), "caption", "muted", paint.RIGHT)
    paint.text(painter, QRectF(left, 20, frame.width - 15 - left, 16), pgettext("roster head", "hours"), "caption", "muted", paint.RIGHT)


def row(painter: QPainter, scene: Scene, frame: Frame, number: int, clip: QRectF, ratio: float) -> None:
    employee = scene.people[number]
    rect = frame.row(number)
    if clip.left() < frame.days_left:
        _name(painter, scene, frame, employee, rect)
    if clip.right() > frame.days_left and clip.left() < frame.load_left:
        ring = rings(scene.live, employee.id)
        top, width, first, last = rect.top(), frame.column, clip.left(), clip.right()
        painter.save()
        painter.setClipRect(QRectF(frame.days_left, rect.top(), frame.days_width, rect.height()), Qt.ClipOperation.IntersectClip)
        for day, head_of in enumerate(scene.days):
            left = frame.column_left(day)
            if left + width <= first or left >= last:
                continue
            cell = QRectF(left, top, width, ROW)
            ghost = scene.ghosts.get((number, day)) if scene.ghosts else None
            if ghost is not None:
                _ghost(painter, scene, cell, head_of.day, *ghost, ratio)
            elif scene.before is not None and _different(scene, scene.before, employee, head_of.day):
                _split(painter, scene, scene.before, cell, employee, head_of.day, ratio)
            else:
                draw(painter, cell, look(scene, employee, head_of.day, ring, frame.column), ratio)
            if scene.moved and (employee.id, head_of.day) in scene.moved:
                paint.ring(painter, cell, 4, "accent", 1.5)
        painter.restore()
    if clip.right() > frame.load_left:
        _load(painter, scene, frame, employee, rect)


def _different(scene: Scene, before: LiveRoster, employee: Employee, day: date) -> bool:
    return before.as_it_is(employee.id, day) != scene.live.as_it_is(employee.id, day)


def _split(painter: QPainter, scene: Scene, before: LiveRoster, cell: QRectF, employee: Employee, day: date, ratio: float) -> None:
    """对照: what stands there now at the left, what is proposed at the right."""
    half = cell.width() / 2
    none: frozenset[date] = frozenset()
    for number, of in enumerate((before, scene.live)):
        shown = look(scene, employee, day, none, of=of)._replace(pinned=False, soft=False, changed=False, post=False, faded=not number)
        draw(painter, QRectF(cell.left() + number * half, cell.top(), half, cell.height()), shown, ratio)


def _ghost(painter: QPainter, scene: Scene, cell: QRectF, day: date, code: str | None, broken: bool, ratio: float) -> None:
    shift = scene.live.shift_on(day, code)
    kind = "rest" if code == REST else "leave" if code == LEAVE else scene.tones.get(shift.code, "day") if shift else "blank"
    painter.fillRect(cell, theme.colour("danger_soft" if broken else "accent_soft"))
    if code is not None:
        draw(painter, cell, Look(kind, shift.mark if shift else code), ratio)
    paint.ring(painter, cell, 4, "danger" if broken else "accent", 1.5)


def _name(painter: QPainter, scene: Scene, frame: Frame, employee: Employee, rect: QRectF) -> None:
    right = QRectF(rect.left(), rect.top(), frame.days_left - 6, rect.height())
    level = employee.level if employee.is_lead else ""
    used = paint.text(painter, right, level, "caption", "muted", paint.RIGHT) + 6 if level else 0
    left = QRectF(12, rect.top(), frame.days_left - 16 - used, rect.height())
    wide = paint.text(painter, left, employee.name, "body")
    if employee.name in scene.twice:
        paint.text(painter, left.adjusted(wide + 5, 0, 0, 0), employee.no, "caption", "muted")


def _load(painter: QPainter, scene: Scene, frame: Frame, employee: Employee, rect: QRectF) -> None:
    load = scene.live.load(employee.id)
    left = frame.load_left
    whole = employee.employed_on(scene.live.month.first) and employee.employed_on(scene.live.month.last)
    few = scene.quota is not None and whole and load.shifts > 0 and load.rests < scene.quota
    many = scene.quota is not None and whole and load.shifts > scene.live.month.length - scene.quota
    for value, right, odd in ((load.nights, 34, False), (load.weekends, 72, False), (load.rests, 102, few)):
        if value or (odd and load.shifts):
            area = QRectF(left, rect.top(), right, rect.height())
            paint.text(painter, area, str(value), "small", "warn" if odd else "text", paint.RIGHT, bold=True if odd else None)
    if not load.minutes:
        return
    hours = load.minutes / 60
    paint.text(painter, QRectF(left, rect.top(), frame.width - 15 - left, rect.height()), f"{hours:.4g}", "small", "text", paint.RIGHT)
    if frame.load < LOADS[0]:
        return
    # Between 80 % and 110 % of everybody's mean: differences of a day can be seen.
    track = QRectF(left + 114, rect.center().y() - 2, min(160, frame.width - 49 - left - 114), 4)
    paint.box(painter, track, 2, "neutral_soft")
    low, high = scene.mean_minutes * 0.8, scene.mean_minutes * 1.1
    share = min(1.0, max(0.06, (load.minutes - low) / (high - low))) if high > low else 0.5
    track.setWidth(track.width() * share)
    paint.box(painter, track, 2, "warn" if many else "line_strong")


def today_frame(painter: QPainter, scene: Scene, frame: Frame) -> None:
    for number, day in enumerate(scene.days):
        if day.today:
            left = frame.column_left(number)
            bottom = min(frame.body_top + frame.body_height, frame.body_top + frame.content - frame.y - 1)
            colour = theme.colour("accent")
            for x in (left - 0.75, left + frame.column - 0.75):
                painter.fillRect(QRectF(x, frame.body_top, 1.5, bottom - frame.body_top), colour)
            painter.fillRect(QRectF(left - 0.75, bottom - 1.5, frame.column + 1.5, 1.5), colour)


def coverage(painter: QPainter, scene: Scene, frame: Frame, clip: QRectF) -> None:
    if not frame.coverage:
        return
    paint.hairline(painter, 0, frame.strip_top, frame.width)
    marks = {shift: _mark(scene, shift) for shift, _post in scene.lines}
    if clip.left() < frame.days_left:
        for number, (shift, post) in enumerate(scene.lines):
            line = frame.coverage_line(number)
            tone = foreground(scene.tones.get(shift, "day"))
            wide = paint.text(painter, line.adjusted(12, 0, 0, 0), marks[shift], "small", tone, bold=True)
            need = scene.usual.get((shift, post), 0)
            words = _("need {n}").format(n=need) if need else ""
            right = QRectF(0, line.top(), frame.days_left - 6, line.height())
            used = paint.text(painter, right, words, "caption", "muted", paint.RIGHT) if words else 0
            name = line.adjusted(12 + wide + 7, 0, 0, 0)
            name.setRight(frame.days_left - 10 - used)
            paint.text(painter, name, post or _("everybody"), "small")
    painter.save()
    area = frame.days_area()
    area.setTop(frame.strip_top)
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    for number, head_of in enumerate(scene.days):
        left = frame.column_left(number)
        if left >= clip.right() or left + frame.column <= clip.left():
            continue
        if head_of.promotion:  # a sale: more is needed than usual
            painter.fillRect(QRectF(left, frame.strip_top + 1, frame.column, 2), theme.colour("warn"))
        rows = {(row.shift, row.post): row for row in scene.live.coverage(head_of.day)}
        short = {(one.shift, one.post) for one in scene.live.of_day(head_of.day) if one.rule == "short"}
        leadless = {one.shift for one in scene.live.of_day(head_of.day) if one.rule == "no_lead"}
        for line_number, key in enumerate(scene.lines):
            found = rows.get(key)
            if found is not None:
                cell = frame.coverage_cell(line_number, number)
                _coverage_cell(painter, cell, found, key in short, found.shift in leadless)
                if found.need != scene.usual.get(key, found.need) and found.shift not in leadless:
                    paint.dotted(painter, cell.center().x() - 5, cell.bottom() - 3, 11, "muted")
    painter.restore()


def _mark(scene: Scene, code: str) -> str:
    shift = scene.live.rules_on(scene.live.month.first).shift(code)
    return shift.mark if shift is not None else code[:1]


def _coverage_cell(painter: QPainter, rect: QRectF, found: Coverage, short: bool, leadless: bool) -> None:
    if short:
        box = rect.adjusted(1.5, 1.5, -1.5, -1.5)
        if box.width() > 40:
            box = QRectF(box.center().x() - 20, box.top(), 40, box.height())
        paint.box(painter, box, 4, "danger_soft", "danger", 1)
        words = f"{MINUS}{found.need - found.have}"
        role = "small" if paint.width(words, "small", True) < box.width() - 4 else "tiny"
        paint.text(painter, rect, words, role, "danger", paint.CENTRE, bold=True)
    elif found.have:
        paint.text(painter, rect, str(found.have), "small", "warn" if leadless else "muted", paint.CENTRE, bold=True if leadless else None)
    if leadless:
        paint.dotted(painter, rect.center().x() - 5, rect.bottom() - 3, 11, "warn")


def summary(painter: QPainter, scene: Scene, frame: Frame, words: list[tuple[str, str]]) -> None:
    for number, (sentence, tone) in enumerate(words[: frame.coverage]):
        line = frame.coverage_line(number)
        area = QRectF(frame.load_left, line.top(), frame.width - 15 - frame.load_left, line.height())
        paint.text(painter, area, sentence, "small", tone, paint.RIGHT, bold=tone == "danger")


def selection(painter: QPainter, rect: QRectF, handle: QRectF | None) -> None:
    """The chosen block: a thin tint, a frame, and the corner that fills."""
    tint = QColor(theme.colour("accent"))
    tint.setAlpha(26)
    painter.fillRect(rect, tint)
    paint.box(painter, rect, 3, None, "accent", 1.5)
    if handle is not None:
        corner(painter, handle)


def corner(painter: QPainter, handle: QRectF) -> None:
    painter.fillRect(handle.adjusted(-1, -1, 1, 1), theme.colour("surface"))
    painter.fillRect(handle, theme.colour("accent"))


def dashed(painter: QPainter, rect: QRectF) -> None:
    painter.save()
    pen = QPen(theme.colour("accent"), 1.5)
    pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect.adjusted(1, 1, -1, -1))
    painter.restore()
