"""A staff list imported again: what it names changes, what it leaves blank stays."""

from __future__ import annotations

from tests.commands import Commands


def test_a_blank_cell_changes_nothing(tmp_path):
    desk = Commands(tmp_path)
    desk.staff(["0007", "林晓彤", "2025-03-01", "2026-09-30", "2200.00", "1000.00"])
    answer = desk.staff(["0007", "林晓彤"])
    assert (answer["new"], answer["present"]) == (0, 1)
    desk.roster("0007", "2026-09")
    assert desk.lines()["insurance"] == "300.00"
    desk.staff(["0007", "林晓彤", "", "", "2400.00"])
    lines = desk.lines(month="2026-09")
    assert (lines["base"], lines["insurance"]) == ("2200.00", "300.00")  # a raise begins with the present month
