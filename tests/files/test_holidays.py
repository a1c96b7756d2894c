"""China's special days against the law's counts and the known notices."""

from datetime import date

import holidays as reference
import pytest

from csdesk.core.calendar import DayKind
from csdesk.files import holidays


@pytest.mark.parametrize("year", sorted(holidays.FESTIVALS))
def test_festival_dates_agree_with_the_holidays_tables(year):
    table = reference.country_holidays("CN", years=[year], language="en_US")
    wanted = ("Chinese New Year (Spring Festival)", "Tomb-Sweeping Day", "Dragon Boat Festival", "Mid-Autumn Festival")
    found = {name: min(day for day in table if day.year == year and name in table[day].split("; ")) for name in wanted}
    assert holidays.FESTIVALS[year] == tuple((found[name].month, found[name].day) for name in wanted)


@pytest.mark.parametrize(("year", "count"), [(2024, 11), (2025, 13), (2026, 13), (2020, 10)])  # 2020: Mid-autumn is 1 October
def test_count_of_statutory_days(year, count):
    assert len(holidays.statutory_days(year)) == count


def test_september_and_october_2026():
    days, years = holidays.special_days(frozenset({2026}))
    assert years == {2026}
    kinds = {day: entry.kind for day, entry in days.items()}
    assert kinds[date(2026, 9, 25)] is DayKind.STATUTORY
    assert kinds[date(2026, 9, 26)] is DayKind.OFF
    assert kinds[date(2026, 9, 20)] is DayKind.MAKEUP
    assert kinds[date(2026, 10, 10)] is DayKind.MAKEUP
    assert [day for day in sorted(kinds) if day.month == 10 and kinds[day] is DayKind.STATUTORY] == [date(2026, 10, n) for n in (1, 2, 3)]


def test_a_year_without_a_notice_is_not_guessed():
    days, years = holidays.special_days(frozenset({2031}))
    assert not days and not years
