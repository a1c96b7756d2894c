"""kill -9 at 30 random instants while a program imports, edits the roster, closes months, undoes and redoes: the file stays sound,
and of every step there is all or nothing."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path

from csdesk.core.calendar import Month
from csdesk.core.payroll import Adjustment
from csdesk.store import batch, month, roster
from csdesk.store.shop import Shop
from tests.store.shops import NOW, bring, make, punches

ROOT = Path(__file__).parent.parent.parent
KILLS = 30
PEOPLE = 20


def work(path: str, seed: int) -> None:
    """The program that gets killed: one step after the other, each recognisable as whole. Says "ready" first."""
    random.seed(seed)
    shop = Shop.open(path, now=NOW)
    ids = [row[0] for row in shop.rows("SELECT id FROM employee ORDER BY id")]
    print("ready", flush=True)
    while True:
        mark = random.randrange(10**9)
        what = random.choice(("import", "roster", "close", "undo", "redo", "backup"))
        if what == "import":
            bring(shop, punches(ids, 31, f"s{mark}"), f"f{mark}")
        elif what == "roster":
            with shop.step("roster", by="b", at=NOW):
                roster.write(shop, [(one, date(2026, 9, 1) + timedelta(days=day), f"c{mark}", "typed") for one in ids for day in range(30)])
        elif what == "close":
            close(shop, ids, mark)
        elif what == "undo" and shop.can_undo() not in (None, "录入员工"):
            shop.undo(by="b", at=NOW)
        elif what == "redo" and shop.can_redo() is not None:
            shop.redo(by="b", at=NOW)
        elif what == "backup":
            shop.backup(None, now=NOW + timedelta(seconds=mark))


def close(shop: Shop, ids: list[int], mark: int) -> None:
    name = str(Month(2000 + mark % 500, 1 + mark % 12))
    if month.closed(shop, name) is not None:
        return
    with shop.step("close", by="b", at=NOW):
        for one in ids:
            month.save_adjustment(shop, Adjustment(0, one, name, "award", mark))
        month.close(shop, name, result="{}" * mark.bit_length() * 2000, input_hash=str(mark), by="b", at=NOW)


def sound(path: Path) -> int:
    """Assert that every step is there wholly or not at all; the number of steps."""
    with Shop.open(path, now=NOW) as shop:
        assert shop.check() == []
        codes = {cell.code for cell in roster.cells(shop, date(2026, 9, 1), date(2026, 9, 30))}
        cells = shop.rows("SELECT count(*) FROM roster_cell")[0][0]
        assert (len(codes), cells) in ((0, 0), (1, PEOPLE * 30))
        for one in batch.batches(shop):
            there = shop.rows("SELECT count(*) FROM punch WHERE source_kind = ?", (f"s{one.file_name[1:]}",))[0][0]
            assert there == (0 if one.undone_at is not None else PEOPLE * 62) and one.counts == {"new": PEOPLE * 62, "present": 0}
        assert shop.rows("SELECT count(*) FROM punch")[0][0] == PEOPLE * 62 * sum(one.undone_at is None for one in batch.batches(shop))
        for name in month.closed_months(shop):
            lines = month.adjustments(shop, name)
            standing = month.closed(shop, name)
            assert standing is not None
            assert [line.amount for line in lines] == [int(standing.input_hash)] * PEOPLE
        assert len(month.adjustments(shop)) == PEOPLE * len(month.closed_months(shop))
        return shop.head()


def test_kill_at_random_instants(tmp_path: Path) -> None:
    random.seed(20261008)
    shop, _ids = make(tmp_path / "店.csdesk", PEOPLE)
    shop.close()
    heads = [sound(shop.path)]
    for number in range(KILLS):
        child = subprocess.Popen([sys.executable, "-c", f"from tests.store.test_kill import work; work({str(shop.path)!r}, {number})"],
                                 cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert child.stdout is not None and child.stderr is not None
        assert child.stdout.readline() == "ready\n", child.stderr.read()
        time.sleep(random.uniform(0, 0.15))
        assert child.poll() is None, child.stderr.read()
        child.kill()
        child.wait()
        child.stdout.close()
        child.stderr.close()
        heads.append(sound(shop.path))
    assert heads == sorted(heads)
    assert heads[-1] > KILLS  # it did work between the kills
    for copy in (tmp_path / "店.csdesk.backups").glob("*.csdesk"):  # a copy with its final name is a whole one
        sound(copy)


def test_the_worker_does_every_kind_of_work(tmp_path: Path) -> None:
    """What the killed program does is what `sound` checks (without a kill)."""
    shop, ids = make(tmp_path / "店.csdesk", PEOPLE)
    assert bring(shop, punches(ids, 31, "s1"), "f1")[1] == (PEOPLE * 62, 0)
    close(shop, ids, 7)
    close(shop, ids, 7)
    assert month.closed_months(shop) == ("2007-08",)
    assert datetime.fromisoformat(shop.rows("SELECT max(at) FROM punch")[0][0]) == datetime(2026, 10, 1, 17, 25)
    shop.close()
    sound(shop.path)
