"""Why not, for a whole roster: what contradicts or stays short, and for each way to mend it the smallest change that carries it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from csdesk.solve.diagnose import MISSING, Ban, Give, Mend, Want, contradictions, given_up, shortage
from csdesk.solve.linear import Place
from csdesk.solve.model import Model, Rows
from csdesk.solve.repair import Event, Offer, Question, priced, repair

FIXED = ("pin", "typed")  # bans that hold a cell at the value it has


@dataclass(frozen=True)
class Doubt:
    """What is asked of `why`: `model` is the problem as if nobody had promised anything, `bans` the promises, `rows` the roster as it
    is; `needs` and `covers` (indexes into the model's demands and covers) the places to be explained."""

    model: Model
    bans: tuple[Ban, ...]
    rows: Rows
    needs: tuple[int, ...] = ()
    covers: tuple[int, ...] = ()
    first_day: int = 0
    undecided: frozenset[Place] = frozenset()


@dataclass(frozen=True)
class Remedy:
    """What to give up, and the smallest change of the roster that it makes possible (without moves where none is needed), as an
    answer to `event`."""

    gives: tuple[Give, ...]
    offer: Offer
    event: Event


@dataclass(frozen=True)
class Finding:
    """One thing that cannot be: of a person (what is asked contradicts itself), of a need or of a cover. `missing` people at least;
    0 with a remedy that gives nothing up: it is possible after all."""

    person: int | None = None
    need: int | None = None
    cover: int | None = None
    missing: int = 0
    remedies: tuple[Remedy, ...] = ()
    proven: bool = True


def why(doubt: Doubt, *, most: int = 3) -> tuple[Finding, ...]:
    """The contradictions of people, then every place that was asked for, each with up to `most` remedies, cheapest first."""
    return tuple(_findings(doubt, most))


def _findings(doubt: Doubt, most: int) -> Iterator[Finding]:
    model = doubt.model
    for one in contradictions(model, doubt.bans, first_day=doubt.first_day, most=most):
        yield Finding(person=one.person, remedies=tuple(_remedy(doubt, mend, Event(gone=_let_go(doubt, mend))) for mend in one.mends))
    for index in doubt.needs:
        need = model.demands[index]
        yield _place(doubt, Finding(need=index), Want(need.day, need.values, need.need), Event(needs=(need,)), most)
    for index in doubt.covers:
        cover = model.covers[index]
        want = Want(cover.day, cover.values, 1, cover.people)
        yield _place(doubt, Finding(cover=index), want, Event(covers=(index,)), most)


def _place(doubt: Doubt, finding: Finding, want: Want, event: Event, most: int) -> Finding:
    found = shortage(doubt.model, doubt.bans, doubt.rows, [want], first_day=doubt.first_day, most=most)
    remedies = tuple(_remedy(doubt, mend, event) for mend in found.mends)
    return replace(finding, missing=sum(amount for _index, amount in found.short), remedies=remedies, proven=found.proven)


def _remedy(doubt: Doubt, mend: Mend, event: Event) -> Remedy:
    """The smallest change that really fills the place, whatever it moves: so the place is dearer than any change while searching."""
    freer = given_up(doubt.model, doubt.bans, mend.gives, doubt.rows)
    dear = replace(event, needs=tuple(replace(need, under=MISSING) for need in event.needs))
    covers = tuple(replace(cover, price=MISSING) if index in event.covers else cover for index, cover in enumerate(freer.covers))
    done = repair(Question(replace(freer, covers=covers), doubt.rows, dear, doubt.first_day, doubt.undecided), most=1, prove=False)
    rows = (done.offers[0] if done.offers else done.untouched).rows
    return Remedy(mend.gives, priced(Question(freer, doubt.rows, event, doubt.first_day, doubt.undecided), rows), event)


def _let_go(doubt: Doubt, mend: Mend) -> tuple[tuple[int, int, tuple[int, ...]], ...]:
    """The values that cells held fast had, so that they become something else."""
    return tuple(
        (give.person, day, (doubt.rows[give.person][day],)) for give in mend.gives if give.rule in FIXED for day in give.days
        if doubt.rows[give.person][day]
    )  # fmt: skip
