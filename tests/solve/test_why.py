"""Each remedy says what to give up and what to change then."""

from __future__ import annotations

from dataclasses import replace

from csdesk.solve.cost import broken_by
from csdesk.solve.diagnose import Ban, Give, given_up
from csdesk.solve.model import Cover
from csdesk.solve.repair import Move
from csdesk.solve.why import Doubt, why
from tests.solve.test_diagnose import leave, pin
from tests.solve.test_repair import month


def test_a_shortage_with_its_remedies() -> None:
    model, rows = month("D-D", "D-D", "---")
    model = replace(model, demands=tuple(replace(demand, need=2) if demand.values == (1,) else demand for demand in model.demands))
    bans = (leave(0, 1), leave(1, 1), leave(2, 1))
    need = next(index for index, demand in enumerate(model.demands) if demand.day == 1 and demand.values == (1,))
    (finding,) = why(Doubt(model, bans, rows, needs=(need,)))
    assert finding.need == need and finding.missing == 2 and finding.proven
    best = finding.remedies[0]
    assert len(best.gives) == 2 and best.offer.short == () and len(best.offer.moves) == 2
    assert {move.day for move in best.offer.moves} == {1}


def test_possible_after_all() -> None:
    model, rows = month("D-D", "---")
    model = replace(model, demands=(replace(model.demands[2], need=1),))
    (finding,) = why(Doubt(model, (leave(0, 1),), rows, needs=(0,)))
    assert finding.missing == 0 and finding.remedies[0].gives == ()
    assert finding.remedies[0].offer.moves == (Move(1, 1, 0, 1),)


def test_a_contradiction_and_the_cell_that_gives_way() -> None:
    model, rows = month("-ND-", "----")
    bans: tuple[Ban, ...] = (pin(0, 1, 2), pin(0, 2, 1))
    (finding,) = why(Doubt(model, bans, rows))
    assert finding.person == 0 and {remedy.gives for remedy in finding.remedies} == {
        (Give("pin", 0, (1,)),), (Give("pin", 0, (2,)),)}  # fmt: skip
    for remedy in finding.remedies:
        freer = given_up(model, bans, remedy.gives, rows)
        assert not list(broken_by(freer, 0, remedy.offer.rows[0]))
        assert remedy.offer.rows[0] != rows[0]


def test_a_lead_is_missing() -> None:
    model, rows = month("--", "DD", covers=(Cover("leader", 1, (1,), (0,), 300),))
    (finding,) = why(Doubt(model, (leave(0, 1),), rows, covers=(0,)))
    assert finding.cover == 0 and finding.missing == 1
    assert finding.remedies[0].gives == (Give("leave", 0, (1,)),) and finding.remedies[0].offer.uncovered == ()


def test_nothing_helps() -> None:
    model, rows = month("D")
    model = replace(model, demands=(replace(model.demands[0], need=3),))
    (finding,) = why(Doubt(model, (), rows, needs=(0,)))
    assert finding.missing == 2 and finding.remedies == ()
