"""China's special days by year: days off and make-up days from chinese_calendar, the statutory ones by law.

chinese_calendar carries the State Council's yearly notices (放假安排) but does not tell a statutory holiday (3x pay,
劳动法 第44条) from the days off around it. 全国年节及纪念日放假办法 第二条 fixes those: New Year 1, Spring Festival 3
(4 with the eve since 2025), Tomb-sweeping 1, Labour Day 1 (2 since 2025), Dragon Boat 1, Mid-autumn 1, National Day 3.
The lunar dates below are checked against the `holidays` tables by a test.
"""

from __future__ import annotations

from datetime import date, timedelta

from csdesk.core.calendar import DayKind, Holiday
from csdesk.i18n import N_

# year: (Spring Festival, Tomb-sweeping, Dragon Boat, Mid-autumn) as (month, day)
FESTIVALS: dict[int, tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]] = {
    2016: ((2, 8), (4, 4), (6, 9), (9, 15)),
    2017: ((1, 28), (4, 4), (5, 30), (10, 4)),
    2018: ((2, 16), (4, 5), (6, 18), (9, 24)),
    2019: ((2, 5), (4, 5), (6, 7), (9, 13)),
    2020: ((1, 25), (4, 4), (6, 25), (10, 1)),
    2021: ((2, 12), (4, 4), (6, 14), (9, 21)),
    2022: ((2, 1), (4, 5), (6, 3), (9, 10)),
    2023: ((1, 22), (4, 5), (6, 22), (9, 29)),
    2024: ((2, 10), (4, 4), (6, 10), (9, 17)),
    2025: ((1, 29), (4, 4), (5, 31), (10, 6)),
    2026: ((2, 17), (4, 5), (6, 19), (9, 25)),
    2027: ((2, 6), (4, 5), (6, 9), (9, 15)),
    2028: ((1, 26), (4, 4), (5, 28), (10, 3)),
    2029: ((2, 13), (4, 4), (6, 16), (9, 22)),
    2030: ((2, 3), (4, 5), (6, 5), (9, 12)),
    2031: ((1, 23), (4, 5), (6, 24), (10, 1)),
    2032: ((2, 11), (4, 4), (6, 12), (9, 19)),
}

_OFF_NAMES = {
    "New Year's Day": N_("New Year"),
    "Spring Festival": N_("Spring Festival"),
    "Tomb-sweeping Day": N_("Tomb-sweeping Day"),
    "Labour Day": N_("Labour Day"),
    "Dragon Boat Festival": N_("Dragon Boat Festival"),
    "Mid-autumn Festival": N_("Mid-autumn Festival"),
    "National Day": N_("National Day"),
}


def statutory_days(year: int) -> dict[date, str]:
    """Statutory holidays of a year and their names (msgids); a year without festival dates is empty, never guessed."""
    festivals = FESTIVALS.get(year)
    if festivals is None:
        return {}
    spring, tomb, dragon, autumn = (date(year, month, day) for month, day in festivals)
    days = {
        date(year, 1, 1): N_("New Year"),
        tomb: N_("Tomb-sweeping Day"),
        date(year, 5, 1): N_("Labour Day"),
        dragon: N_("Dragon Boat Festival"),
    }
    if year >= 2025:  # 国务院令 第795号, in force since 2025-01-01
        days[spring - timedelta(days=1)] = N_("New Year's Eve")
        days[date(year, 5, 2)] = N_("Labour Day")
    for offset in range(3):
        days[spring + timedelta(days=offset)] = N_("Spring Festival")
    days[autumn] = N_("Mid-autumn Festival")
    for offset in range(3):
        days[date(year, 10, 1) + timedelta(days=offset)] = N_("National Day")
    return days


def special_days(years: frozenset[int]) -> tuple[dict[date, Holiday], frozenset[int]]:
    """(days, the years that have a complete table). Names are msgids; the caller translates them when shown."""
    from chinese_calendar import constants

    published = {day.year for day in constants.holidays}
    days: dict[date, Holiday] = {}
    complete = frozenset(year for year in years if year in published and year in FESTIVALS)
    for day, name in constants.holidays.items():
        if day.year in complete:
            days[day] = Holiday(day, DayKind.OFF, _OFF_NAMES.get(str(name), str(name)))
    for day, name in constants.workdays.items():
        if day.year in complete:
            days[day] = Holiday(day, DayKind.MAKEUP, _OFF_NAMES.get(str(name), str(name)))
    for year in complete:
        for day, title in statutory_days(year).items():
            days[day] = Holiday(day, DayKind.STATUTORY, title)
    return days, complete
