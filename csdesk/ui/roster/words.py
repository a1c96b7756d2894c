"""What the grid says in words of a cell, a day or a sum: to a screen reader, as a tooltip, as what is wrong under the mouse."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPointF, QRect

from csdesk.core.roster import Violation
from csdesk.i18n import gettext as _
from csdesk.ui.roster import keys
from csdesk.ui.roster.frame import Frame
from csdesk.ui.roster.scene import Scene


def sentence(scene: Scene, employee_id: int, day: date) -> str:
    """The cell in words: person, day, shift, what is wrong."""
    live, head = scene.live, next((one for one in scene.days if one.day == day), None)
    code = live.code(employee_id, day)
    shift = live.shift_on(day, code)
    what = f"{shift.name} {keys.hours(shift)}" if shift else code or _("not decided")
    if shift is not None and (employee_id, day) in live.away:
        what = f"{what}, {_('On leave')}"
    when = _("{m}/{d} {weekday}").format(m=day.month, d=day.day, weekday=head.second if head else "")
    wrong = [one.sentence for one in live.of_cell(employee_id, day)]
    return ", ".join([live.employee(employee_id).name, when, what, *wrong])


def tip(scene: Scene, frame: Frame, point: QPointF) -> str:
    """A word on a day's head, a coverage cell, a load value or a name; '' elsewhere."""
    day, line, row = frame.day_at(point.x()), frame.line_at(point.y()), frame.row_at(point.y())
    if day is not None and point.y() < frame.body_top:
        head = scene.days[day]
        words = [_("{m}/{d} {weekday}").format(m=head.day.month, d=head.day.day, weekday=head.second), head.name]
        words += [one.sentence for one in scene.live.of_day(head.day) if one.rule == "holiday_work"]
        return "\n".join(word for word in words if word)
    if day is not None and line is not None:
        shift, post = scene.lines[line]
        for one in scene.live.coverage(scene.days[day].day):
            if (one.shift, one.post) == (shift, post):
                return _("Need {need}, have {have}").format(need=one.need, have=one.have)
    if row is not None and point.x() >= frame.load_left:
        found = scene.live.of_person(scene.people[row].id)
        return "\n".join(f"{one.sentence}\n{one.detail}" for one in found if one.rule == "hours")
    if row is not None and point.x() < frame.days_left:
        employee = scene.people[row]
        return " ".join(word for word in (employee.no, employee.name, employee.post, employee.level) if word)
    return ""


def wrong_in_cell(scene: Scene, frame: Frame, row: int, day: int) -> tuple[QRect, tuple[Violation, ...]]:
    """The cell and the hard rules that it breaks."""
    found = scene.live.of_cell(*scene.cell(row, day))
    return frame.cell(row, day).toAlignedRect(), tuple(one for one in found if one.hard)


def wrong_in_coverage(scene: Scene, frame: Frame, line: int, day: int) -> tuple[QRect, tuple[Violation, ...]]:
    """The coverage cell and who is missing there."""
    shift, post = scene.lines[line]
    staffing = tuple(
        one
        for one in scene.live.of_day(scene.days[day].day)
        if one.shift == shift and (one.rule in ("no_lead", "no_shop") or (one.rule == "short" and one.post == post))
    )
    return frame.coverage_cell(line, day).toAlignedRect(), staffing
