"""Imports: nothing twice, overlapping files, undo loses nothing that another file still backs, held rows, issues."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.core.attendance import Side
from csdesk.core.batch import ClaimRow, HeldRow, PunchRow
from csdesk.core.problem import Problem, UserError
from csdesk.store import attendance, batch, roster, staff
from csdesk.store.shop import Shop
from tests.store.shops import FIRST, NOW, bring, dump, make, person, punches

SPAN = (datetime(2026, 9, 1), datetime(2026, 10, 31))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made, _ids = make(tmp_path / "a.csdesk")
    yield made
    made.close()


def times(shop: Shop) -> int:
    return len(attendance.punches(shop, *SPAN))


def test_a_second_import_adds_nothing(shop: Shop) -> None:
    rows = punches([1, 2], 30)
    first, counts = bring(shop, rows)
    assert counts == (120, 0)
    seen = attendance.punches(shop, *SPAN)
    assert bring(shop, list(reversed(rows)), "again")[1] == (0, 120)
    assert bring(shop, rows + punches([3], 1) + rows, "more")[1] == (2, 120)
    assert set(seen) < set(attendance.punches(shop, *SPAN))
    assert [(one.file_name, one.counts) for one in batch.batches(shop)] == [
        ("more", {"new": 2, "present": 120}), ("again", {"new": 0, "present": 120}), ("九月.xlsx", {"new": 120, "present": 0})]
    assert batch.known(shop, rows + punches([3], 2)) == 122
    assert batch.known(shop, []) == 0
    assert batch.get(shop, first).undone_at is None


def test_punches_come_back_as_they_went_in(shop: Shop) -> None:
    row = PunchRow(1, datetime(2026, 9, 5, 23, 59, 59), "makeup", "wecom.daily", "补卡审批", None, "补卡审批通过", "打卡详情", 7, "I",
                   "=1+1")
    bring(shop, [row, PunchRow(1, datetime(2026, 9, 5, 23, 59, 59), work_date=date(2026, 9, 5))])
    found = attendance.punches(shop, row.at, row.at)
    assert [(one.employee_id, one.at, one.kind, one.source, one.work_date) for one in found] == [
        (1, row.at, "punch", "", date(2026, 9, 5)), (1, row.at, "makeup", "wecom.daily", None)]
    assert shop.rows('SELECT device, vendor_result, sheet, "row", "column", raw FROM punch WHERE kind = ?', ("makeup",)) == [
        ("补卡审批", "补卡审批通过", "打卡详情", 7, "I", "=1+1")]


def test_the_same_second_from_two_sources_are_two_punches(shop: Shop) -> None:
    bring(shop, punches([1], 1))
    assert bring(shop, punches([1], 1, "zk.attlog"), "clock")[1] == (2, 0)


def test_undo_of_one_of_two_overlapping_files_loses_nothing(shop: Shop) -> None:
    before = dump(shop)
    first, _ = bring(shop, punches([1], 10), "a")
    second, counts = bring(shop, punches([1], 15), "b")
    assert counts == (10, 20)
    batch.undo(shop, first, at=NOW, by="店长")
    assert times(shop) == 30  # the second file names them all
    batch.undo(shop, second, at=NOW, by="店长")
    assert dump(shop) == before
    assert shop.redo(by="b", at=NOW).label == "导入 b"
    assert times(shop) == 30
    assert shop.redo(by="b", at=NOW).label == "导入 a"
    batch.undo(shop, second, at=NOW, by="店长")
    assert times(shop) == 20  # only what the first file names
    assert shop.check() == []
    with pytest.raises(UserError) as caught:
        batch.undo(shop, second, at=NOW)
    assert caught.value.code == "already_undone"
    with pytest.raises(UserError) as caught:
        batch.undo(shop, 999, at=NOW)
    assert caught.value.code == "no_batch"


def test_an_undone_file_can_be_imported_again(shop: Shop) -> None:
    first, _ = bring(shop, punches([1], 5), "a")
    assert batch.by_sha(shop, "a") == batch.get(shop, first)
    assert batch.covered(shop) == ((FIRST, date(2026, 9, 30)),)
    shop.undo(by="b", at=NOW)
    assert (batch.by_sha(shop, "a"), batch.covered(shop), batch.known(shop, punches([1], 5))) == (None, (), 0)
    second, counts = bring(shop, punches([1], 5), "a")
    assert counts == (10, 0)
    assert shop.can_redo() is None
    assert shop.rows("SELECT count(*) FROM punch_undone") == [(0,)]
    shop.undo(by="b", at=NOW)
    shop.redo(by="b", at=NOW)
    assert times(shop) == 10
    found = batch.by_sha(shop, "a")
    assert found is not None and found.id == second
    assert shop.check() == []


def test_undo_of_a_roster_import_brings_the_cells_back(shop: Shop) -> None:
    with shop.step("手工", by="b", at=NOW):
        roster.write(shop, [(1, FIRST, "N", "typed")])
    before = dump(shop)
    with shop.step("导入 排班", by="b", at=NOW) as step_id:
        number = batch.add(shop, kind="roster", file_name="排班.xlsx", sha256="r", format="roster.grid", period=None, covered=None, at=NOW,
                           by="b", step_id=step_id)
        roster.write(shop, [(1, FIRST, "D", "typed"), (2, FIRST, "D", "typed")])
    after = dump(shop)
    assert batch.covered(shop) == ()
    batch.undo(shop, number, at=NOW, by="b")
    assert dump(shop) == before
    shop.redo(by="b", at=NOW)
    assert dump(shop) == after
    with shop.step("手工", by="b", at=NOW):
        roster.write(shop, [(2, FIRST, "休", "typed")])
    with pytest.raises(UserError) as caught:  # a cell was changed since: nothing of it goes
        batch.undo(shop, number, at=NOW, by="b")
    assert caught.value.code == "changed_since"
    assert len(roster.cells(shop, FIRST, FIRST)) == 2


def test_held_rows_wait_are_taken_and_wait_again(shop: Shop) -> None:
    first, _ = bring(shop, punches([1], 1), "a")
    rows = [HeldRow({"name": "欧阳若琳", "no": None}, {"at": f"2026-09-0{day}T08:24:00"}) for day in (1, 2)]
    with shop.step("留待", by="b", at=NOW):
        assert batch.hold(shop, first, rows) == 2
    with shop.step("关账外的事", by="b", at=NOW):
        roster.write(shop, [(1, FIRST, "D", "typed")])
    waiting = batch.held(shop)
    assert [(one.person, one.data, one.batch_id) for one in waiting] == [(row.person, row.data, first) for row in rows]
    assert batch.held(shop, first) == waiting
    assert batch.held(shop, first + 1) == ()

    with shop.step("认领", by="b", at=NOW) as step_id:
        ouyang = staff.save(shop, person(30))
        second = batch.add(shop, kind="punches", file_name="a", sha256="", format="x", period=None, covered=None, at=NOW, by="b",
                           step_id=step_id, parent_id=first)
        batch.take_held(shop, [waiting[0].id], second)
        batch.add_punches(shop, second, [PunchRow(ouyang, datetime.fromisoformat(str(waiting[0].data["at"])))])
    assert (len(batch.held(shop)), times(shop)) == (1, 3)
    shop.undo(by="b", at=NOW)
    assert (len(batch.held(shop)), times(shop)) == (2, 2)
    shop.redo(by="b", at=NOW)
    assert (len(batch.held(shop)), times(shop)) == (1, 3)

    head = shop.head()
    batch.undo(shop, first, at=NOW, by="b")  # the file goes, and with it what was taken from its held rows
    assert (batch.held(shop), times(shop), shop.head()) == ((), 0, head + 1)
    assert shop.check() == []
    assert shop.redo(by="b", at=NOW).label == "导入 a"
    assert (len(batch.held(shop)), times(shop)) == (2, 2)


def test_issues_stay_with_their_batch(shop: Shop) -> None:
    number, _ = bring(shop, punches([1], 1))
    problems = (Problem("missing_time", "没有打卡时间", "原始记录", 17, "I", "2026-09-03"), Problem("header", "缺一列"))
    with shop.step("x", by="b", at=NOW):
        assert batch.add_issues(shop, number, problems) == 2
    assert batch.issues(shop, number) == problems
    assert batch.issues(shop, number + 1) == ()


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5)), min_size=1, max_size=5), st.data())
def test_what_stands_is_the_union_of_the_standing_files(files: list[tuple[int, int]], data: st.DataObject) -> None:
    """Whatever is imported, undone and redone in whatever order: a punch stands when a standing file names it."""
    from tempfile import TemporaryDirectory

    every = punches([1], 10)
    with TemporaryDirectory() as folder:
        shop, _ids = make(Path(folder) / "a.csdesk", 1)
        standing: dict[int, set[datetime]] = {}
        taken: list[tuple[int, set[datetime]]] = []
        for number, (start, length) in enumerate(files):
            part = every[start * 2:(start + length) * 2]
            own, _counts = bring(shop, part, str(number))
            standing[own] = {row.at for row in part}
            taken.clear()
            while standing and data.draw(st.booleans()):
                gone = data.draw(st.sampled_from(sorted(standing)))
                batch.undo(shop, gone, at=NOW, by="b")
                taken.append((gone, standing.pop(gone)))
                if data.draw(st.booleans()):
                    shop.redo(by="b", at=NOW)
                    back, what = taken.pop()
                    standing[back] = what
            assert {one.at for one in attendance.punches(shop, *SPAN)} == set().union(*standing.values())
        assert shop.check() == []
        shop.close()


def claimed(shop: Shop, name: str, rows: list[ClaimRow], *, joins: int | None = None) -> int:
    """Import claims as one step; with `joins` a person of that number joins the staff in it and they are his. The batch id."""
    with shop.step(f"导入 {name}", by="店长", at=NOW) as step_id:
        number = batch.add(shop, kind="punches", file_name=name, sha256=name, format="wecom.monthly", period=None, covered=None, at=NOW,
                           by="店长", step_id=step_id)
        who = staff.save(shop, person(joins)) if joins is not None else 1
        batch.add_claims(shop, number, [replace(one, employee_id=who) for one in rows])
    return number


def claims(shop: Shop) -> list[tuple[int, int, str, str]]:
    found = attendance.absent_claims(shop, FIRST, date(2026, 9, 30))
    return [(one.employee_id, one.work_date.day if one.work_date else 0, one.side.value if one.side else "", one.result) for one in found]


ABSENT = [ClaimRow(0, date(2026, 9, 2), None, "旷工"), ClaimRow(0, date(2026, 9, 3), Side.OUT, "缺卡", "补卡申请", "打卡详情", 7, "J")]


def test_claims_come_and_go_with_their_import_and_the_later_word_counts(shop: Shop) -> None:
    first = claimed(shop, "a", ABSENT)
    assert claims(shop) == [(1, 2, "", "旷工"), (1, 3, "out", "缺卡")]
    second = claimed(shop, "b", [replace(ABSENT[0], result="正常（请假）")])
    assert claims(shop) == [(1, 2, "", "正常（请假）"), (1, 3, "out", "缺卡")]
    batch.undo(shop, second, at=NOW)
    assert claims(shop) == [(1, 2, "", "旷工"), (1, 3, "out", "缺卡")]
    assert staff.has_records(shop, 1)
    batch.undo(shop, first, at=NOW)
    assert claims(shop) == [] and not staff.has_records(shop, 1)
    shop.redo(by="店长", at=NOW)
    assert claims(shop) == [(1, 2, "", "旷工"), (1, 3, "out", "缺卡")]
    batch.undo(shop, first, at=NOW)
    claimed(shop, "c", [])  # ends the redo line
    assert shop.rows("SELECT count(*) FROM claim") == [(0,)]


def test_a_person_who_joins_with_his_claims_goes_and_comes_back(shop: Shop) -> None:
    """The claims stay behind while the import is undone: nothing may hold the person there."""
    before = dump(shop)
    number = claimed(shop, "a", ABSENT, joins=9)
    after, said = dump(shop), claims(shop)
    assert [one[0] for one in said] == [4, 4]
    shop.undo(by="店长", at=NOW)
    assert dump(shop) == before and claims(shop) == [] and shop.check() == []
    shop.redo(by="店长", at=NOW)
    assert dump(shop) == after and claims(shop) == said
    batch.undo(shop, number, at=NOW)
    assert dump(shop) == before
