"""Tables that no format knows: what the wizard guesses of them, what a mapping reads, when a mapping is found again."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.core import profile as p
from csdesk.core.calendar import Month
from csdesk.core.drafts import PunchDraft
from csdesk.core.problem import UserError
from csdesk.core.profile import Guess, Profile
from csdesk.core.rules import Shift
from csdesk.files import reading
from csdesk.files.formats import mapped

NOW = datetime(2026, 10, 8, 9)
SHIFTS = (Shift("D", "白班", 510, 1050), Shift("N", "晚班", 1020, 1500))
PEOPLE = (("0007", "林晓彤"), ("0012", "陈思远"), ("0013", "陈思远"), ("0031", "李䶮"), ("0104", "郭Amy"))


def text(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def workbook(rows: Sequence[Sequence[object]], name: str = "Sheet1", merged: Sequence[tuple[int, int, int, str]] = ()) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell)
            elif cell is not None:
                sheet.write(number, column, cell)
    for top, bottom, column, words in merged:
        sheet.merge_range(top, column, bottom, column, words)
    book.close()
    return out.getvalue()


def guessed(data: bytes) -> Guess:
    drawn = reading.sketch(data, "x")
    return reading.guess(drawn.sheets[drawn.likely])


def profile_of(data: bytes, *, midnight: str | None = p.SAME, **more: object) -> Profile:
    """The mapping that a person makes who agrees to every guess."""
    drawn = reading.sketch(data, "x")
    sheet = drawn.sheets[drawn.likely]
    made = reading.guess(sheet)
    print_ = reading.fingerprint(sheet, (made.first_header, made.last_header))
    found = Profile(print_, "门口的考勤机", made.first_header, made.last_header, made.layout, mapped.uses(made, made.fields), midnight,
                    made.status_lists, made.date_order or p.YMD)
    return replace(found, **more)  # type: ignore[arg-type]


def punches(found: reading.ImportFile) -> list[tuple[str, str]]:
    return [(one.person.no or one.person.device_no or one.person.name, f"{one.at:%m-%d %H:%M:%S}") for one in found.drafts
            if isinstance(one, PunchDraft)]


def read(data: bytes, profile: Profile, **more: object) -> reading.ImportFile:
    return reading.read(data, "x", now=NOW, shifts=SHIFTS, profile=profile, **more)  # type: ignore[arg-type]


Punch = tuple[int, date, int]  # person, day, second of the day


@st.composite
def months(draw: st.DrawFn) -> list[Punch]:
    days = st.integers(0, 29).map(lambda number: date(2026, 9, 1) + timedelta(days=number))
    minutes = st.integers(0, 1439).map(lambda minute: minute * 60)
    return draw(st.lists(st.tuples(st.integers(0, len(PEOPLE) - 1), days, minutes), min_size=1, max_size=40, unique=True))


def want(punches_: Sequence[Punch]) -> set[tuple[str, str]]:
    return {(PEOPLE[who][0], f"{day:%m-%d} {second // 3600:02d}:{second // 60 % 60:02d}:00") for who, day, second in punches_}


def clock(second: int) -> str:
    return f"{second // 3600:02d}:{second // 60 % 60:02d}"


def written(form: str, at: datetime) -> list[object]:
    """A moment as one of the forms that files have."""
    if form == "serial":
        return [(at - datetime(1899, 12, 30)) / timedelta(days=1)]
    if form == "day+time":
        return [f"{at:%Y-%m-%d}", f"{at:%H:%M}"]
    return [f"{at:{ {'dmy': '%d/%m/%Y', 'mdy': '%m/%d/%Y'}.get(form, '%Y-%m-%d')} %H:%M}"]


MEANS = {"刷卡": p.MOMENT, "刷卡日子": p.DAY, "刷卡钟点": p.TIME, "工号": p.NO, "职工号": p.NO, "姓名": p.NAME, "打卡人": p.NAME}
HEAD_WORDS = {"no": ["工号", "职工号"], "name": ["姓名", "打卡人"], "junk": ["部门", "门禁点", "备注说明"]}


@settings(max_examples=40)
@given(months(), st.permutations(["no", "name", "junk", "when"]), st.sampled_from(["moment", "day+time", "dmy", "mdy", "serial"]),
       st.booleans(), st.data())
def test_a_table_in_any_order_reads_back(month: list[Punch], order: list[str], form: str, titled: bool, data: st.DataObject) -> None:
    heads: list[str] = []
    for column in order:
        if column == "when":
            heads += ["刷卡日子", "刷卡钟点"] if form == "day+time" else ["刷卡"]
        else:
            heads.append(data.draw(st.sampled_from(HEAD_WORDS[column])))
    rows: list[list[object]] = [["某某考勤机 原始数据"], []] if titled else []
    rows.append(list(heads))
    for who, day, second in month:
        row: list[object] = []
        for column in order:
            at = datetime(day.year, day.month, day.day) + timedelta(seconds=second)
            if column == "when":
                row += written(form, at)
            else:
                row.append({"no": PEOPLE[who][0], "name": PEOPLE[who][1], "junk": "前门"}[column])
        rows.append(row)
    if form == "serial" and any(second == 0 for _who, _day, second in month):
        return  # midnight sharp as a number is a day without a time: refused, see below
    data_ = workbook(rows)
    made = profile_of(data_)
    uses: list[p.ColumnUse] = []
    for head, index in zip(heads, range(len(heads)), strict=True):
        if head in MEANS:
            uses.append(p.ColumnUse(MEANS[head], index, head))
    header = 2 if titled else 0
    made = replace(made, first_header=header, last_header=header, columns=tuple(uses), date_order=form if form in ("dmy", "mdy") else "ymd")
    found = read(data_, made)
    assert not found.problems
    assert set(punches(found)) == want(month)
    assert found.format == "mapped" and found.kind == "punches"


@settings(max_examples=30)
@given(months(), st.sampled_from([p.SAME, p.PREVIOUS]), st.booleans(), st.sampled_from(["{day}", "9月{day}日", "2026-09-{day:02d}"]))
def test_a_grid_of_days_reads_back(month: list[Punch], midnight: str, lists: bool, label: str) -> None:
    """In a grid of PREVIOUS a time before the night's end stands under the day before; its day is the work day."""
    night = mapped.early_before(mapped.Request("", NOW, shifts=SHIFTS))
    cells: dict[tuple[int, date], list[int]] = {}
    expected = set()
    for who, day, second in month:
        cells.setdefault((who, day), []).append(second)
    for (who, day), seconds in cells.items():
        for second in seconds:
            late = midnight == p.PREVIOUS and second < night
            expected |= want([(who, day + timedelta(days=int(late)), second)])
    rows: list[list[object]] = [["2026年9月 打卡明细"], ["工号", "姓名", *(label.format(day=day) for day in range(1, 31))]]
    for who, (no, name) in enumerate(PEOPLE):
        row: list[object] = [no, name]
        for number in range(1, 31):
            seconds = sorted(cells.get((who, date(2026, 9, number)), []), key=lambda one: (midnight == p.PREVIOUS and one < night, one))
            row.append(("," if lists else " ").join(f"正常({clock(one)})" if lists else clock(one) for one in seconds) or "-")
        rows.append(row)
    data = workbook(rows)
    made = profile_of(data, midnight=midnight)
    assert made.layout == p.GRID and made.status_lists == (lists and any(cells.values()))
    found = read(data, made)
    assert not found.problems and set(punches(found)) == expected
    assert found.period == (date(2026, 9, 1), date(2026, 9, 30))
    for one in found.drafts:
        assert isinstance(one, PunchDraft) and (one.work_date is None) == (midnight == p.SAME)


FEISHU = (
    ["姓名", "部门", "出勤天数", "每日考勤结果", "", "", "", "", "", ""],
    ["", "", "", "2026-09-07 星期一", "2026-09-08 星期二", "2026-09-09 星期三", "2026-09-10 星期四", "2026-09-11 星期五",
     "2026-09-12 星期六", "2026-09-13 星期日"],
    ["林晓彤", "售前", "5", "正常(08:24),正常(17:40)", "迟到12分钟(08:42),正常(17:31)", "休息", "缺卡,正常(17:33)", "事假(全天)", "-",
     "休息打卡(09:01,18:30)"],
    ["李䶮", "售后", "3", "正常(16:58),正常(次日01:04)", "外勤(17:02),补卡(01:00)", "-", "-", "旷工", "正常(25:99)", "休息"],
)


def test_feishu_status_lists() -> None:
    data = text(FEISHU)
    made = guessed(data)
    assert (made.first_header, made.last_header, made.layout, made.status_lists) == (0, 1, p.GRID, True)
    assert made.fields[0] == p.NAME and made.days == (3, 4, 5, 6, 7, 8, 9)
    found = read(data, profile_of(data, midnight=p.PREVIOUS))
    assert punches(found) == [
        ("林晓彤", "09-07 08:24:00"), ("林晓彤", "09-07 17:40:00"), ("林晓彤", "09-08 08:42:00"), ("林晓彤", "09-08 17:31:00"),
        ("林晓彤", "09-10 17:33:00"), ("林晓彤", "09-13 09:01:00"), ("林晓彤", "09-13 18:30:00"),
        ("李䶮", "09-07 16:58:00"), ("李䶮", "09-08 01:04:00"), ("李䶮", "09-08 17:02:00"), ("李䶮", "09-09 01:00:00"),
    ]  # fmt: skip
    drafts = [one for one in found.drafts if isinstance(one, PunchDraft)]
    assert [one.kind for one in drafts[-2:]] == ["field", "makeup"] and drafts[2].vendor_result == "迟到12分钟"
    assert [(one.code, one.row, one.raw) for one in found.problems] == [("bad_time", 4, "25:99")]
    assert found.covered == (date(2026, 9, 7), date(2026, 9, 13))


def test_the_next_month_of_a_grid_has_the_same_fingerprint_and_goes_straight_through() -> None:
    made = profile_of(text(FEISHU), midnight=p.PREVIOUS)
    later = [list(row) for row in FEISHU]
    later[1][3:] = [f"2026-09-{day} 星期{'一二三四五六日'[number]}" for number, day in enumerate(range(14, 21))]
    found = reading.read(text(later), "九月.csv", now=NOW, shifts=SHIFTS, profiles=(made,))
    assert found.format == "mapped" and found.period == (date(2026, 9, 14), date(2026, 9, 20)) and "门口的考勤机" in found.reason


UNKNOWN = (["门禁通行记录"], ["人员", "卡号", "通行时刻", "门"], ["周梦", "88120", "2026-09-01 08:24:11", "东"],
           ["周梦", "88120", "2026-09-01 17:35:02", "东"], ["李䶮", "88121", "2026-09-01 08:29:30", "西"])


def test_an_unknown_file_asks_for_a_mapping_and_the_next_one_is_read_by_it() -> None:
    with pytest.raises(UserError) as refused:
        reading.read(text(UNKNOWN), "门禁.csv", now=NOW)
    assert refused.value.code == "unknown_layout" and "哪一列" in refused.value.message
    made = profile_of(text(UNKNOWN))
    assert [(use.field, use.index) for use in made.columns] == [(p.NAME, 0), (p.MOMENT, 2)]
    moved = [[], *([row[-1], *row[:-1]] for row in UNKNOWN)]  # the columns turned round, one line lower
    found = reading.read(text(moved), "十月.csv", now=NOW, profiles=(made,))
    assert [one[0] for one in punches(found)] == ["周梦", "周梦", "李䶮"] and found.format == "mapped"
    with pytest.raises(UserError):
        reading.read(text([["人员", "通行时刻", "别的"], *UNKNOWN[2:]]), "x.csv", now=NOW, profiles=(made,))


def test_a_mapping_overrules_a_weak_recognition_but_not_a_sure_one() -> None:
    rows = [["考勤号码", "姓名", "出勤时间", "实际打卡"], ["0007", "林晓彤", "2026-09-01 00:00", "2026-09-01 08:24"]]
    weak = reading.read(text(rows), "x.csv", now=NOW)
    assert weak.format == "csv.flat_punches"
    made = replace(profile_of(text(rows)), columns=(p.ColumnUse(p.NO, 0, "考勤号码"), p.ColumnUse(p.MOMENT, 3, "实际打卡")))
    assert punches(reading.read(text(rows), "x.csv", now=NOW, profiles=(made,))) == [("0007", "09-01 08:24:00")]


def test_a_grid_of_times_is_no_roster() -> None:
    rows = [["2026年9月"], ["姓名", *map(str, range(1, 31))]] + [[name, *["08:25 17:31"] * 30] for _no, name in PEOPLE]
    with pytest.raises(UserError) as refused:
        reading.read(text(rows), "x.csv", now=NOW)
    assert refused.value.code == "unknown_layout"


MIDNIGHT = (["姓名", "日期", "上班", "下班"], ["周梦", "2026-09-04", "16:52", "01:03"], ["周梦", "2026-09-05", "16:50", "次日 01:12"])


@pytest.mark.parametrize(("answer", "work"), [(p.SAME, None), (p.PREVIOUS, date(2026, 9, 4))])
def test_a_shift_that_ends_after_midnight_in_one_row(answer: str, work: date | None) -> None:
    found = read(text(MIDNIGHT), profile_of(text(MIDNIGHT), midnight=answer))
    assert [at for _who, at in punches(found)] == ["09-04 16:52:00", "09-05 01:03:00", "09-05 16:50:00", "09-06 01:12:00"]
    assert isinstance(found.drafts[0], PunchDraft) and found.drafts[0].work_date == work
    assert found.covered == (date(2026, 9, 1), date(2026, 9, 6 if work is None else 5))  # the night's end answers for no further day


@pytest.mark.parametrize(
    ("answer", "says"),
    [(p.SAME, ["09-05 01:03:00"]), (p.PREVIOUS, ["09-06 01:03:00"]), (None, [])],
)
def test_a_lone_time_after_midnight_follows_the_answer(answer: str | None, says: list[str]) -> None:
    rows = [["姓名", "日期", "时间"], ["周梦", "2026-09-05", "01:03"]]
    found = read(text(rows), profile_of(text(rows), midnight=answer))
    assert [at for _who, at in punches(found)] == says
    assert [one.code for one in found.problems] == ([] if says else ["night_unknown"])


def test_the_night_of_new_years_eve_ends_in_the_new_year() -> None:
    rows = [["2025年12月考勤"], ["姓名", "日期", "时间"], ["周梦", "12-31", "16:52 01:03"], ["周梦", "01-01", "16:50"]]
    found = read(text(rows), profile_of(text(rows), midnight=p.PREVIOUS))
    assert [f"{one.at:%Y-%m-%d %H:%M}" for one in found.drafts if isinstance(one, PunchDraft)] == [
        "2025-12-31 16:52", "2026-01-01 01:03", "2026-01-01 16:50"]  # fmt: skip


BAD = (
    (["周梦", "2026-09-31", "08:24"], "bad_date", "B", "2026-09-31"),
    (["周梦", "2026-09-05", "8点半"], "bad_time", "C", "8点半"),
    (["周梦", "2047-09-05", "08:24"], "out_of_plausible_range", "C", "08:24"),
    (["周梦", "", "08:24"], "missing_date", "B", ""),
    (["", "2026-09-05", "08:24"], "no_identity", "C", "08:24"),
    (["周梦", "2026-09-05", ""], "missing_time", "C", ""),
    (["周梦", "2026-09-05", "08:245"], "bad_time", "C", "08:245"),
)


@pytest.mark.parametrize(("row", "code", "column", "raw"), BAD)
def test_a_bad_cell_is_named_and_the_rest_is_read(row: list[str], code: str, column: str, raw: str) -> None:
    good = [["姓名", "日期", "时间"], ["李䶮", "2026-09-05", "08:24 12:00"], ["李䶮", "2026-09-06", "08:24x 17:30"]]
    data = workbook([*good, row, ["合计", "3"]])
    found = read(data, profile_of(workbook(good)))
    assert [(one.code, one.sheet, one.row, one.column, one.raw) for one in found.problems] == [
        ("bad_time", "Sheet1", 3, "C", "x"), (code, "Sheet1", 4, column, raw)]  # fmt: skip
    assert [at for _who, at in punches(found)] == ["09-05 08:24:00", "09-05 12:00:00", "09-06 08:24:00", "09-06 17:30:00"]


def test_merged_names_repeated_headers_and_void_rows() -> None:
    head = ["姓名", "日期", "时间", "状态"]
    rows = [head, ["周梦", "2026-09-05", "01:0908:2417:31", "正常"], ["", "2026-09-06", "08:25", "打卡无效:重复"], head,
            ["李䶮", datetime(2026, 9, 6), 0.35, "外勤"]]
    data = workbook([[cell if not isinstance(cell, datetime) else "2026/9/6" for cell in row] for row in rows], merged=[(1, 2, 0, "周梦")])
    found = read(data, profile_of(data))
    assert punches(found) == [
        ("周梦", "09-05 01:09:00"), ("周梦", "09-05 08:24:00"), ("周梦", "09-05 17:31:00"), ("李䶮", "09-06 08:24:00")]  # fmt: skip
    assert found.void == 1 and [one.code for one in found.ignored].count("header") == 2


def test_day_and_month_are_asked_for_only_where_they_are_not_clear() -> None:
    def table(day: str) -> bytes:
        return text([["姓名", "通行"], ["周梦", f"{day} 08:24"], ["李䶮", "03/04/2026 08:24"]])

    assert guessed(table("05/09/2026")).date_order is None
    assert guessed(table("25/09/2026")).date_order == p.DMY
    assert guessed(table("09/25/2026")).date_order == p.MDY


def test_a_table_without_a_header_is_mapped_by_its_shapes() -> None:
    rows = [["0007", "林晓彤", "2026-09-01 08:24:16"], ["0012", "陈思远", "2026-09-01 08:25:16"]]
    made = guessed(text(rows))
    assert (made.first_header, made.fields) == (-1, (p.NO, p.NAME, p.MOMENT)) or made.fields == ("", p.NAME, p.MOMENT)
    found = reading.read(text([["0013", "陈思远", "2026-09-02 08:24:16"]]), "x.csv", now=NOW, profiles=(profile_of(text(rows)),))
    assert len(punches(found)) == 1 and found.format == "mapped"


def test_a_grid_without_a_month_asks_for_it() -> None:
    rows = [["姓名", *map(str, range(1, 31))]] + [[name, *["08:25 17:31"] * 30] for _no, name in PEOPLE]
    made = profile_of(text(rows))
    with pytest.raises(UserError) as refused:
        read(text(rows), made)
    assert refused.value.code == "month_needed"
    found = read(text(rows), made, month=Month(2026, 9))
    assert found.covered == (date(2026, 9, 1), date(2026, 9, 30)) and len(found.drafts) == 300


def test_an_incomplete_mapping_is_refused() -> None:
    made = profile_of(text(UNKNOWN))
    for columns in (made.columns[:1], made.columns[1:]):
        with pytest.raises(UserError) as refused:
            read(text(UNKNOWN), replace(made, columns=columns))
        assert refused.value.code == "incomplete_profile"
    assert [p.gaps(replace(made, columns=columns)) for columns in (made.columns, made.columns[:1], made.columns[1:])] == ["", "when", "who"]


PIECES = ["08:24", "2026-09-01", "正常(08:24", "次日01:03", "(", "姓名", "1", "2"]


@settings(max_examples=150)
@given(st.lists(st.lists(st.one_of(st.text(max_size=12), st.sampled_from(PIECES)), max_size=9), max_size=9))
def test_anything_ends_in_a_result_or_a_refusal(rows: list[list[str]]) -> None:
    for data in (text(rows), text([["姓名", "日期", "时间"], *rows]), text([["姓名", *map(str, range(1, 31))], *rows])):
        try:
            read(data, profile_of(data), month=Month(2026, 9))
        except UserError:
            continue


def test_a_sure_format_gives_way_only_to_a_mapping_that_names_it() -> None:
    rows = [["工号", "姓名", "打卡时间", "实际打卡"], ["0007", "林晓彤", "2026-09-01 00:00", "2026-09-01 08:24"]]
    data = text(rows)
    made = replace(profile_of(data), columns=(p.ColumnUse(p.NO, 0, "工号"), p.ColumnUse(p.MOMENT, 3, "实际打卡")))
    assert reading.read(data, "x.csv", now=NOW, profiles=(made,)).format == "template.punches"
    over = replace(made, over="template.punches")
    assert punches(reading.read(data, "x.csv", now=NOW, profiles=(over,))) == [("0007", "09-01 08:24:00")]
    assert reading.read(data, "x.csv", now=NOW, format="template.punches", profiles=(over,)).format == "template.punches"


def test_the_mapping_survives_being_stored() -> None:
    from csdesk.core import codec

    for made in (profile_of(text(FEISHU), midnight=p.PREVIOUS), profile_of(text(UNKNOWN), midnight=None), profile_of(text(MIDNIGHT))):
        assert codec.load(Profile, codec.dump(made)) == made


def test_an_empty_file_has_nothing_to_map() -> None:
    for data in (workbook([]), text([[""], [""]])):
        with pytest.raises(UserError):
            reading.sketch(data, "x")
