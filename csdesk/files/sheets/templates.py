"""Answers for the empty templates of the imports: header rows as the imports want them, lists to choose from, a sheet that explains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from csdesk.core.calendar import Month
from csdesk.core.case import KINDS as CASE_KINDS
from csdesk.core.case import PARTIES, PLATFORMS
from csdesk.core.roster import LEAVE, REST
from csdesk.core.rules import Rules
from csdesk.core.staff import Employee
from csdesk.files.heads import said
from csdesk.files.paper import words
from csdesk.files.sheets.book import DATE, MONEY, TEXT, TIME, WRAP, Book, Table
from csdesk.files.sheets.roster import offer
from csdesk.i18n import N_, pgettext
from csdesk.i18n import gettext as _

KINDS = ("staff", "roster", "punches", "corrections", "leave", "overtime", "cases")
CLOCK = "clock"
ROWS = 500  # rows with formats and lists
YES_NO, SIDES, STATES = ("是", "否"), ("上班", "下班"), ("已批准", "待审批", "已拒绝")
LEAVES = ("事假", "病假", "年假", "婚假", "产假", "丧假", "工伤假")


@dataclass(frozen=True, slots=True)
class Field:
    """One column: the header text of the contract, what it holds, an example, whether it must be filled, a list to choose from."""

    head: str
    kind: str
    example: object
    what: str
    required: bool = False
    choices: tuple[str, ...] = ()


def fields(kind: str, rules: Rules | None = None) -> tuple[Field, ...]:
    """The columns of a template. Raises ValueError for an unknown kind."""
    no = Field("工号", TEXT, "0007", N_("Employee number, as text: leading zeros stay"), True)
    name = Field("姓名", TEXT, "林晓彤", N_("Name; to check the number against"))
    shifts = tuple(shift.name for shift in rules.shifts) if rules is not None else ("白班", "晚班")
    leaves = tuple(each.name for each in rules.leave.types) if rules is not None and rules.leave.types else LEAVES
    day = Field("日期", DATE, date(2026, 9, 5), N_("Roster day: a night shift belongs to the day it begins on"), True)
    if kind == "staff":
        return (
            no,
            Field("姓名", TEXT, "林晓彤", N_("Name"), True),
            Field("岗位", TEXT, "售前客服", N_("Post")),
            Field("职级", TEXT, "组长", N_("Level; 组长, 主管 and 店长 count as leads"), choices=("客服", "组长", "主管", "店长")),
            Field("店铺", TEXT, "旗舰店", N_("Shop")),
            Field("班组", TEXT, "白班组", N_("Team; prints are grouped by it")),
            Field("地点", TEXT, "杭州", N_("Place")),
            Field("入职日期", DATE, date(2025, 3, 1), N_("First day employed")),
            Field("离职日期", DATE, None, N_("Last day employed; empty while employed")),
            Field("底薪", MONEY, 2200, N_("Base pay a month in yuan")),
            Field(
                "生效日期", DATE, date(2026, 9, 1),
                N_("From when the base pay counts; default: entry for a new person, else the 1st of this month"),
            ),
            Field("社保总额", MONEY, 1000, N_("Insurance premium of the month in yuan, the whole of it")),
            Field("钉钉UserId", TEXT, "1709000150", N_("UserId of the DingTalk export")),
            Field("企业微信账号", TEXT, "LinXiaoTong", N_("Account of the WeCom export")),
            Field("考勤机号", TEXT, "7", N_("Number in the clock")),
            Field("客服昵称", TEXT, "旗舰店:小彤", N_("Nicknames of the shop accounts, several with ;")),
        )  # fmt: skip
    if kind == "roster":
        return (
            no, name, day,
            Field(
                "班次", TEXT, shifts[0] if shifts else "白班",
                N_("Shift by name or code, 休 or 假; 白班·售后客服 = another post on this day"), True, (*shifts, REST, LEAVE),
            ),  # fmt: skip
        )  # fmt: skip
    if kind == "punches":
        return (
            Field("工号", TEXT, "0007", N_("Employee number; number or name is needed")), name,
            Field("打卡时间", TIME, datetime(2026, 9, 5, 8, 29), N_("One row a punch, date and time"), True),
        )  # fmt: skip
    if kind == "corrections":
        return (
            no, name, day,
            Field("类型", TEXT, "上班", N_("Which side: Check-in or Check-out"), True, SIDES),
            Field("补卡时间", CLOCK, "08:30", N_("Certified time: 08:30; after midnight 25:00"), True),
            Field("打卡时间", CLOCK, "08:41", N_("When the person punched or was corrected; counts beyond the quota")),
            Field("证明人", TEXT, "何立新", N_("Who certified"), True),
            Field("原因", TEXT, "忘记打卡", N_("Reason")),
        )  # fmt: skip
    if kind == "leave":
        return (
            no, name,
            Field("类型", TEXT, leaves[0], N_("Kind of leave, as in the rules"), True, leaves),
            Field("开始时间", TIME, datetime(2026, 9, 17), N_("Begin; a day alone means whole shifts"), True),
            Field("结束时间", TIME, datetime(2026, 9, 18), N_("End; a day alone means whole shifts"), True),
            Field("状态", TEXT, STATES[0], N_("State; empty means Approved"), choices=STATES),
            Field("紧急", TEXT, YES_NO[1], N_("Emergency, asked for by telephone"), choices=YES_NO),
            Field("申请时间", TIME, datetime(2026, 9, 15, 10, 0), N_("When it was asked for")),
            Field("原因", TEXT, "家中有事", N_("Reason")),
        )  # fmt: skip
    if kind == "overtime":
        return (
            no, name, day,
            Field("分钟", "count", 120, N_("Approved minutes; a later row of the day replaces"), True),
            Field("状态", TEXT, STATES[0], N_("State; empty means Approved"), choices=STATES),
            Field("调休", TEXT, YES_NO[1], N_("Yes = taken as time off later, not paid; not on a statutory holiday"), choices=YES_NO),
            Field("原因", TEXT, "大促值守", N_("Reason")),
        )  # fmt: skip
    if kind == "cases":
        kinds, parties = tuple(_(each.name) for each in CASE_KINDS), tuple(_(name) for name in PARTIES.values())
        return (
            Field("编号", TEXT, "A-1024", N_("Number of the case in your own list; a second import adds nothing")),
            Field("类型", TEXT, kinds[0], N_("Kind of case by its name"), True, kinds),
            Field("渠道", TEXT, "京东", N_("Platform"), choices=tuple(_(each) for each in PLATFORMS.values())),
            Field("店铺", TEXT, "旗舰店", N_("Shop")),
            Field("买家", TEXT, "jd_晴天07", N_("Name of the buyer")),
            Field("订单号", TEXT, "300218845512", N_("Order number, as text")),
            Field("购买日期", DATE, date(2026, 9, 6), N_("When it was bought")),
            Field("描述", TEXT, "保温杯漏水", N_("What happened"), True),
            Field("诉求", TEXT, "换新", N_("What the buyer wants")),
            Field("负责人", TEXT, "陈思远 0013", N_("Who is in charge, by name or number")),
            Field("创建时间", TIME, datetime(2026, 9, 13, 16, 21), N_("When it came in"), True),
            Field("首次响应时间", TIME, datetime(2026, 9, 13, 16, 27), N_("When the buyer had the first answer")),
            Field("解决时间", TIME, None, N_("When it was resolved; empty while it is open")),
            Field("责任方", TEXT, "仓库", N_("Whose doing it was"), choices=parties),
            Field("费用", MONEY, 57, N_("What it cost, in yuan")),
            Field("原因", TEXT, _(N_("Quality")), N_("The cause, one of the kind's or your own words")),
        )  # fmt: skip
    raise ValueError(f"no template {kind!r}")


def template(
    kind: str,
    *,
    rules: Rules | None = None,
    employees: Sequence[Employee] = (),
    month: Month | None = None,
    made: datetime = datetime(2026, 1, 1),
) -> bytes:
    """An empty XLSX to fill in and import. With `employees` their numbers and names stand there already (staff excepted).

    kind "roster" with `month`: the grid of the month, one column a day; without: one row per person and day. The second
    sheet explains each column with an example. Raises ValueError for an unknown kind."""
    columns = fields(kind, rules)
    book = Book(_title(kind), "csdesk", made)
    table = book.sheet(_title(kind))
    if kind == "roster" and month is not None:
        _grid(table, rules, employees, month)
    else:
        for column, each in enumerate(columns):
            table.put(0, column, said(each.head), bold=True, bg_color="#CCCCCC" if each.required else "#E6E6E6", bottom=1)
            more = {"num_format": "@"} if each.kind in (CLOCK, TEXT) else {}
            if each.kind == TIME and kind == "leave":
                more = {"num_format": "yyyy-mm-dd hh:mm"}
            shape = book.format(TEXT if each.kind == CLOCK else each.kind, **more)
            table.sheet.set_column(column, column, 18 if each.kind == TIME else 13, shape)
            if each.choices:
                offer(table.sheet, 1, column, ROWS, column, tuple(map(said, each.choices)))
            if each.kind in (DATE, TIME):
                table.sheet.data_validation(1, column, ROWS, column, {
                    "validate": "date", "criteria": "between", "minimum": date(1950, 1, 1), "maximum": date(2100, 12, 31),
                    "error_type": "warning", "ignore_blank": True,
                })  # fmt: skip
        if kind not in ("staff", "cases") and month is not None:
            for row, one in enumerate(_people(employees, month), 1):
                table.put(row, 0, one.no)
                table.put(row, 1, one.name)
        table.sheet.freeze_panes(1, 0)
    _explain(book, kind, columns, grid=kind == "roster" and month is not None)
    return book.data()


def _title(kind: str) -> str:
    return {
        "staff": pgettext("template", "Staff"),
        "roster": pgettext("template", "Roster"),
        "punches": pgettext("template", "Punches"),
        "corrections": pgettext("template", "Corrections"),
        "leave": pgettext("template", "Leave"),
        "overtime": pgettext("template", "Overtime"),
        "cases": pgettext("template", "Cases"),
    }[kind]


def _people(employees: Sequence[Employee], month: Month) -> list[Employee]:
    return sorted((one for one in employees if words.employed_in(one, month)), key=lambda one: one.no)


def _grid(table: Table, rules: Rules | None, employees: Sequence[Employee], month: Month) -> None:
    days = list(month.days())
    table.heads(0, (said("工号"), said("姓名")))
    for index, day in enumerate(days):
        grey = "#CCCCCC" if day.weekday() >= 5 else "#E6E6E6"
        table.put(0, 2 + index, day, DATE, num_format="m/d", bold=True, bottom=1, bg_color=grey)
        table.put(1, 2 + index, words.weekday(day), align="center")
    people = _people(employees, month)
    for row, one in enumerate(people, 2):
        table.put(row, 0, one.no)
        table.put(row, 1, one.name)
    choices = [*(shift.name for shift in rules.shifts), REST, LEAVE] if rules is not None else [REST, LEAVE]
    offer(table.sheet, 2, 2, max(len(people) + 1, 40), 1 + len(days), choices)
    table.finish(freeze=(2, 2), landscape=True, widths={0: 10.0, 1: 12.0, **{2 + index: 5.6 for index in range(len(days))}})


def _explain(book: Book, kind: str, columns: Sequence[Field], *, grid: bool) -> None:
    """The second sheet: column by column, so that no import takes the example for a fact."""
    table = book.sheet(pgettext("template", "Explanation"))
    heads = (pgettext("template", "Column"), pgettext("template", "Needed"), pgettext("template", "What"), pgettext("template", "Example"))
    table.heads(0, heads)
    row = 1
    for each in columns:
        if grid and each.head in ("日期", "班次"):
            continue
        table.put(row, 0, said(each.head))
        table.put(row, 1, pgettext("template", "yes") if each.required else None)
        table.put(row, 2, _(each.what), WRAP)
        example = each.example
        if isinstance(example, datetime):
            shown = f"{example:%Y-%m-%d}" if example.time() == time(0) else f"{example:%Y-%m-%d %H:%M}"
        else:
            shown = "" if example is None else said(str(example))
        table.put(row, 3, shown)
        row += 1
    if grid:
        table.put(row, 0, "9/1 …")
        text = _("One column a day: shift by name, letter or code, 休 = rest, 假 = leave, 白·售后 = at another post, empty = not decided")
        table.put(row, 2, text, WRAP)
        table.put(row, 3, "白班")
        row += 1
    table.note(row + 1, 0, _("Do not rename the headers of the first sheet. Columns may stand in any order, unknown ones are left out."))
    table.finish(freeze=(1, 0), widths={2: 56.0}, widest=60)
