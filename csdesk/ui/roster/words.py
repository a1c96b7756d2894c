"""What the grid says in words of a cell, a day or a sum: to a screen reader, as a tooltip, as what is wrong under the mouse."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPointF, QRect

from csdesk.core.roster import Coverage, Violation
from csdesk.core.roster_check import LiveRoster
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
    more = [words for words in marks(scene, employee_id, day) if words]
    wrong = [one.sentence for one in live.of_cell(employee_id, day)]
    return ", ".join([live.employee(employee_id).name, when, what, *more, *wrong])


def marks(scene: Scene, employee_id: int, day: date) -> tuple[str, str, str]:
    """What the marks of a cell mean: another post, where it comes from, what was published; '' = no such mark."""
    live = scene.live
    post, code = live.post(employee_id, day), live.code(employee_id, day)
    other = live.shift_on(day, code) is not None and post != live.employee(employee_id).post
    source = live.source(employee_id, day) if code is not None else ""
    came = {"pinned": _("Pinned"), "accepted": _("Proposed"), "auto": _("By rotation")}.get(source, "")
    was = ""
    publication = live.planning.publication
    if publication is not None and scene.changed(employee_id, day):
        before = publication.cells.get((employee_id, day))
        was = _("published as {what}").format(what=told(live, day, before) if before is not None else _("blank"))
    return _("at {post}").format(post=post) if other else "", came, was


def told(live: LiveRoster, day: date, cell: tuple[str, str]) -> str:
    """A code with its post as a person says it: 白班 · 售后."""
    shift = live.shift_on(day, cell[0])
    return " · ".join(part for part in (shift.name if shift else cell[0], cell[1]) if part)


def need_told(scene: Scene, day: date, row: Coverage) -> str:
    """Needed and planned people of a staffing row, and why a day needs another number than usual."""
    said = [_("Need {need}, have {have}").format(need=row.need, have=row.have)]
    usual = scene.usual.get((row.shift, row.post))
    if any((one.day, one.shift, one.post) == (day, row.shift, row.post) for one in scene.live.planning.needs):
        said.append(_("Set for this day; usual are {n}").format(n=usual or 0))
    elif usual is not None and usual != row.need:
        sales = [one for one in scene.live.planning.promotions if one.first <= day <= one.last]
        for sale in sorted(sales, key=lambda one: -one.percent)[:1]:
            said.append(_("{name}: {percent} % more; usual are {n}").format(name=sale.name, percent=sale.percent, n=usual))
    return "\n".join(said)


def tip(scene: Scene, frame: Frame, point: QPointF) -> str:
    """A word on a day's head, a cell's marks, a coverage cell, a load value or a name; '' elsewhere."""
    day, line, row = frame.day_at(point.x()), frame.line_at(point.y()), frame.row_at(point.y())
    if day is not None and point.y() < frame.body_top:
        head = scene.days[day]
        words = [_("{m}/{d} {weekday}").format(m=head.day.month, d=head.day.day, weekday=head.second), head.name, head.promotion]
        words += [one.sentence for one in scene.live.of_day(head.day) if one.rule == "holiday_work"]
        return "\n".join(word for word in words if word)
    if day is not None and line is not None:
        shift, post = scene.lines[line]
        for one in scene.live.coverage(scene.days[day].day):
            if (one.shift, one.post) == (shift, post):
                return need_told(scene, scene.days[day].day, one)
    if row is not None and day is not None:
        who, when = scene.cell(row, day)
        return "\n".join(words for words in marks(scene, who, when) if words)
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
