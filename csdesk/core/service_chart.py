"""The three charts of a service summary as shapes: the screen and the print draw the same ones.

Lengths are points, x to the right, y down from the upper left corner of the chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from csdesk.core.calendar import Calendar
from csdesk.core.service import TARGET, Agent, Count, Summary, pareto
from csdesk.core.service_words import Names, cause, percent, share
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext

DARK, GREY, WHITE, HATCH, SHADE, CLEAR = "dark", "grey", "white", "hatch", "shade", "clear"
LEFT, RIGHT, CENTRE = 0, 1, 2
PARETO_HIGH, DAYS_HIGH, AGENT_ROW = 196.0, 128.0, 20.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A box; `fill` DARK | GREY | WHITE | HATCH, SHADE = a background without a frame, CLEAR = nothing to see, only a place to click.
    `what`, `key`: the cases behind it."""

    x: float
    y: float
    wide: float
    high: float
    fill: str
    what: str = ""
    key: object = None
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points; `dots`: with a mark on each, 1 open, 2 filled."""

    points: tuple[tuple[float, float], ...]
    thick: float = 0.6
    grey: bool = False
    dashed: bool = False
    dots: int = 0


@dataclass(frozen=True, slots=True)
class Label:
    """Words with their baseline at y; narrowed or cut to `room` (0 = no limit). `white`: on a dark bar."""

    x: float
    y: float
    text: str
    size: float = 7.5
    bold: bool = False
    align: int = LEFT
    room: float = 0
    white: bool = False


Shape = Bar | Path | Label


def top_of(most: int, parts: int) -> int:
    """The end of an axis in so many whole parts: 46 in 4 -> 48, 14 in 2 -> 16."""
    step = max(-(-most // parts), 1)
    round_by = 1
    while step > 20 * round_by:
        round_by *= 10
    return -(-step // round_by) * round_by * parts


def causes(causes_: Sequence[Count], wide: float, high: float = PARETO_HIGH) -> tuple[Shape, ...]:
    """Causes as Pareto: bars from the commonest, dark those needed for 80 %, the line adds them up. Nothing for no cause."""
    bars = pareto(causes_)
    if not bars:
        return ()
    left, right, upper = 28.0, wide - 30.0, 6.0
    each = (right - left) / len(bars)
    names = [_in_lines(cause(one.key), each - 3) for one in bars]
    lower = high - 9.0 - 9.0 * max(map(len, names))
    tall, top = lower - upper, top_of(max(one.n for one in bars), 4)
    found: list[Shape] = []
    for part in range(5):
        y = lower - tall * part / 4
        found.append(Path(((left, y), (right, y)), 0.3 if part else 0.8, grey=bool(part)))
        found.append(Label(left - 4, y + 2.6, str(top * part // 4), align=RIGHT))
        found.append(Label(right + 4, y + 2.6, f"{25 * part}%"))
    thick = min(each * 0.58, 46.0)
    line = []
    for place, one in enumerate(bars):
        middle = left + each * (place + 0.5)
        tip = _("{cause}: {n} cases, {share} % with those before").format(cause=cause(one.key), n=one.n, share=round(one.share * 100))
        what = "cause" if one.key is not None else "others"
        tall_bar = tall * one.n / top
        box = Bar(middle - thick / 2, lower - tall_bar, thick, tall_bar, DARK if one.vital else WHITE, what, one.key, tip)
        found.append(box)
        inside = box.high > 14
        found.append(Label(middle, lower - 4 if inside else box.y - 3, str(one.n), 8, True, CENTRE, white=one.vital and inside))
        for line_, text in enumerate(names[place]):
            found.append(Label(middle, lower + 11 + 9 * line_, text, 7.5, align=CENTRE, room=each - 3))
        line.append((middle, lower - tall * one.share))
    y = lower - tall * 0.8
    found.append(Path(((left, y), (right, y)), 0.6, dashed=True))
    found.append(Path(tuple(line), 1.0, dots=1))
    found.append(Label(right - 2, y + 8, "80 %", 7, True, RIGHT))
    return tuple(found)


def _in_lines(text: str, room: float, size: float = 7.5) -> tuple[str, ...]:
    """A name under a bar: in one line, or halved where it is wider than that. Chinese is as wide as it is high, other signs about half."""
    if sum(1 if char > "\u2e7f" else 0.55 for char in text) * size <= room:
        return (text,)
    middle = (len(text) + 1) // 2
    cut = min((at for at, char in enumerate(text) if char in " /／"), key=lambda at: abs(at - middle), default=middle)
    first, second = text[:cut].strip(), text[cut:].strip(" /／")
    return (first, second) if first and second else (text,)


def agents_high(count: int) -> float:
    return count * AGENT_ROW + 20


def agents(listed: Sequence[Agent], names: Names, wide: float, target: Decimal = TARGET) -> tuple[Shape, ...]:
    """Kept limits by agent: solid at the target or above, hatched below; who had none says so. `listed`: some lines of the summary."""
    if not listed:
        return ()
    left, right = 66.0, wide - 64.0
    long, lower = right - left, len(listed) * AGENT_ROW + 4
    found: list[Shape] = []
    for part, words in ((0, "0%"), (50, "50%"), (100, "")):
        x = left + long * part / 100
        found.append(Path(((x, 0), (x, lower)), 0.4, grey=True))
        if words:
            found.append(Label(x, lower + 10, words, align=CENTRE))
    for place, one in enumerate(listed):
        y = 4 + place * AGENT_ROW
        name = names.person(one.id)
        found.append(Label(left - 5, y + 9.2, name, 8.5, align=RIGHT, room=left - 8))
        limits = one.limits
        if not limits.of:
            words = _("no case in this time") if not one.received and not one.resolved else _("no limit in this time")
            if one.received:
                tip = _("{name}: {n} cases received").format(name=name, n=one.received)
                found.append(Bar(left, y, long, 12, CLEAR, "agent", one.id, tip))
            found.append(Label(left + 5, y + 9, words, 7.5))
            continue
        tip = _("{name}: kept {kept} of {of} limits").format(name=name, kept=limits.kept, of=limits.of)
        found.append(Bar(left, y, long * limits.kept / limits.of, 12, HATCH if limits.below(target) else GREY, "agent", one.id, tip))
        found.append(Label(right + 6, y + 9.2, f"{percent(limits)}%", 8.5, limits.below(target)))
        found.append(Label(wide, y + 9.2, f"{limits.kept}/{limits.of}", 7.5, align=RIGHT))
    x = left + long * float(target)
    found.append(Path(((x, 0), (x, lower)), 0.7, dashed=True))
    found.append(Label(x, lower + 10, _("target {n}%").format(n=share(target)), 7.5, True, CENTRE))
    return tuple(found)


def days(found_: Summary, calendar: Calendar, wide: float, high: float = DAYS_HIGH) -> tuple[Shape, ...]:
    """Day by day: bars are received, the line is resolved (to the present day), grey ground is a day off."""
    lines = found_.days
    left, right, upper, lower = 28.0, wide - 38.0, 4.0, high - 16.0
    tall = lower - upper
    top = top_of(max(max(one.received, one.resolved) for one in lines), 2)
    each = (right - left) / len(lines)
    found: list[Shape] = []
    for place, one in enumerate(lines):
        if not calendar.is_workday(one.day):
            found.append(Bar(left + each * place, upper, each, tall, SHADE))
    for part in range(3):
        y = lower - tall * part / 2
        found.append(Path(((left, y), (right, y)), 0.3 if part else 0.8, grey=bool(part)))
        found.append(Label(left - 4, y + 2.6, str(top * part // 2), align=RIGHT))
    line, dots = [], list[Shape]()
    thick = min(each * 0.6, 34.0)
    for place, one in enumerate(lines):
        middle = left + each * (place + 0.5)
        tip = _("{day}: received {received}, resolved {resolved}").format(day=one.day, received=one.received, resolved=one.resolved)
        tall_bar = tall * one.received / top
        found.append(Bar(middle - thick / 2, lower - tall_bar, thick, tall_bar, GREY, "day", one.day, tip))
        if one.day <= found_.now.date():
            spot = lower - tall * one.resolved / top
            line.append((middle, spot))
            dots += [Bar(middle - 5, spot - 5, 10, 10, CLEAR, "resolved", one.day, tip)] if one.resolved else []
        if len(lines) <= 7 or one.day.day == 1 or one.day.day % 5 == 0:
            words = str(one.day.day) if len(lines) > 7 else f"{one.day:%m-%d}"
            found.append(Label(middle, lower + 10, words, 7.5, True, CENTRE))
    if len(line) > 1:
        found.append(Path(tuple(line), 1.0, dots=2))
    found += dots
    found.append(Label(right + 4, lower - tall / 2 - 1, pgettext("service", "Received"), 7.5))
    found.append(Label(right + 4, lower - tall / 2 + 9, pgettext("service", "Resolved"), 7.5, True))
    return tuple(found)
