"""Words of the search box against the folded text of a case."""

from __future__ import annotations

import pytest

from csdesk.core.case_search import query, text_of

TEXT = text_of(["杯盖漏水"], ["261006-02", "261110-334455667788221", "3002 1884 5512"], ["买家说 AB-12 坏了"])


@pytest.mark.parametrize("typed", ["261006-02", "26100602", "261110-3344556", "３００２", "300218845512", "ab-12", "漏 261006-02"])
def test_numbers_are_found_as_they_are_shown_and_without_their_hyphens(typed):
    assert query(typed).fits(TEXT, lambda _char: "")


@pytest.mark.parametrize("typed", ["261006-03", "262-006", "漏 261006-03"])
def test_other_numbers_are_not(typed):
    assert not query(typed).fits(TEXT, lambda _char: "")
