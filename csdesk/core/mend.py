"""A refused row for the person who mends it: what is wrong, what to do about it, and under which word it is filtered."""

from __future__ import annotations

from collections.abc import Sequence

from csdesk.core.problem import Problem
from csdesk.i18n import gettext as _


def _split(message: str) -> tuple[str, str]:
    """Most sentences are "what is wrong: what to do", in every language."""
    for mark in ("：", ": "):
        head, found, tail = message.partition(mark)
        if found and tail.strip():
            return head.strip(), tail.strip()
    return message, ""


def reason(problem: Problem) -> str:
    """What is wrong."""
    return _split(problem.message)[0]


def mend(problem: Problem) -> str:
    """What to do about it."""
    said = {
        "no_identity": _("write the name or the number in the row, import the file again"),
        "unknown_leave_type": _("name it as the rules do, or add this kind of leave to the rules"),
        "outside_month": _("choose the month of the file, or import the file of that month"),
        "malformed": _("export the file again; lines that are cut off hold nothing"),
        "flash_fill": _("nothing to do, the clock's memory is empty there"),
        "vendor_invalid": _("nothing to do, another record counts"),
        "not_employed": _("check the first and the last day in the staff file"),
        "night_unknown": _("open the mapping and answer the question of the night"),
        "end_before_start": _("turn start and end round, import the file again"),
        "bad_yes_no": _("mend the cell, import the file again"),
        "unknown_employee": _("choose the person under “to map”, or add him to the staff"),
        "out_of_plausible_range": _("check the year; a clock that lost its battery says 2000, set it right"),
    }.get(problem.code)
    return said or _split(problem.message)[1] or _("mend the cell in the file and import it again; nothing is stored twice")


def kinds(problems: Sequence[Problem]) -> list[tuple[str, str, int]]:
    """(code, words, how many) of every kind of trouble, the most frequent first; the words are those of its first row."""
    counts: dict[str, int] = {}
    words: dict[str, str] = {}
    for one in problems:
        counts[one.code] = counts.get(one.code, 0) + 1
        words.setdefault(one.code, reason(one))
    return sorted(((code, words[code], count) for code, count in counts.items()), key=lambda kind: (-kind[2], kind[1]))
