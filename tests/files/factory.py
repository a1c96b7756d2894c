"""A month by hand: twenty invented people with every kind of mark, so that prints can be tested without the engine."""

# ruff: noqa: E501
from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache

from csdesk.core.attendance import Anomaly, AttendanceDay, Basis, DayType, Side
from csdesk.core.calendar import Calendar, DayKind, Holiday, Month
from csdesk.core.money import Fen, grouped, rounded
from csdesk.core.payroll import DEDUCTIONS, EARNINGS, Blocker, EmployeeMonth, MonthResult, PayLine, RedPacket, Totals, Warning
from csdesk.core.roster import Cell
from csdesk.core.rules import Demand, LateTier, Rules, Shift
from csdesk.core.staff import BasePay, Employee
from csdesk.files.paper.letterhead import Letterhead

DAY = Shift("D", "白班", 510, 1050)
NIGHT = Shift("N", "晚班", 1020, 1500)
RULES = Rules(
    shifts=(DAY, NIGHT),
    late_tiers=(
        LateTier(10, 1000, 5),
        LateTier(20, 2000),
        LateTier(30, 5000, 5),
        LateTier(None, absent_days=Decimal("0.5")),
    ),
    demand=(Demand("D", "", 12), Demand("N", "", 4)),
)
CALENDAR = Calendar(
    {
        date(2026, 9, 25): Holiday(date(2026, 9, 25), DayKind.STATUTORY, "中秋"),
        date(2026, 10, 1): Holiday(date(2026, 10, 1), DayKind.STATUTORY, "国庆"),
        date(2026, 10, 10): Holiday(date(2026, 10, 10), DayKind.MAKEUP, "国庆"),
    },
    frozenset({2026}),
)
HEAD = Letterhead(
    "拾光电商",
    datetime(2026, 10, 8, 18, 20),
    department="客服部",
    closed_at=datetime(2026, 10, 8, 18, 20),
    check_code="51F0-A2C9",
    rules_label="handbook-1（2026-01-01 起）",
    source="钉钉考勤报表",
)
OPEN = replace(HEAD, closed_at=None, check_code="", printed_at=datetime(2026, 9, 28, 9, 12))

PEOPLE = (
    ("A001", "何立新", "主管", "主管", "白班组（售前）", 650000),
    ("A002", "林晓彤", "售前组长", "组长", "白班组（售前）", 260000),
    ("A003", "陈思远", "售前客服", "客服", "白班组（售前）", 220000),
    ("A004", "欧阳若琳", "售前客服", "客服", "白班组（售前）", 220000),
    ("A005", "李䶮", "售前客服", "客服", "白班组（售前）", 220000),
    ("A006", "赵一凡", "售前客服", "客服", "白班组（售前）", 220000),
    ("A007", "周梦", "售前客服", "客服", "白班组（售前）", 220000),
    ("A008", "徐婉清", "售前客服", "客服", "白班组（售前）", 220000),
    ("B001", "吴嘉怡", "售前组长", "组长", "晚班组（售前）", 260000),
    ("B002", "孙浩然", "售前客服", "客服", "晚班组（售前）", 220000),
    ("B003", "郭Amy", "售前客服", "客服", "晚班组（售前）", 220000),
    ("B004", "陈思远", "售前客服", "客服", "晚班组（售前）", 220000),
    ("B005", "高俊杰", "售前客服", "客服", "晚班组（售前）", 220000),
    ("B006", "阿依努尔·阿卜杜热西提", "售前客服", "客服", "晚班组（售前）", 220000),
    ("C001", "冯喆", "售后组长", "组长", "售后组", 260000),
    ("C002", "唐若曦", "售后客服", "客服", "售后组", 220000),
    ("C003", "曹淼", "售后客服", "客服", "售后组", 220000),
    ("C004", "蒋堃", "售后客服", "客服", "售后组", 220000),
    ("C005", "沈𬱟", "售后客服", "客服", "售后组", 220000),
    ("C006", "罗犇", "售后客服", "客服", "售后组", 220000),
)


@cache
def employees(count: int = 20, month: str = "2026-09") -> tuple[Employee, ...]:
    """`count` people; beyond twenty the same ones again with other numbers. A008 entered on the 16th, C006 leaves on the 20th."""
    first = Month.parse(month).first
    out = []
    for index in range(count):
        no, name, post, level, team, pay = PEOPLE[index % 20]
        turn = index // 20
        out.append(
            Employee(
                index + 1, no if not turn else f"{no[0]}{turn:02d}{no[1:]}", name, post, level, "旗舰店", team if not turn else f"{team}{turn + 1}",
                hired=first + timedelta(days=15) if no == "A008" else date(2025, 3, 1),
                left=first + timedelta(days=19) if no == "C006" else None,
                pay=(BasePay(date(2025, 3, 1), pay),), insurance=100000,
            )
        )  # fmt: skip
    return tuple(out)


def at(day: date, minutes: int) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)


def days_of(one: Employee, index: int, month: Month, covered: date | None) -> tuple[AttendanceDay, ...]:
    shift = NIGHT if one.no.startswith("B") else DAY
    out = []
    for day in month.days():
        n = day.day
        if not one.employed_on(day):
            out.append(AttendanceDay(one.id, day, None, DayType.NOT_EMPLOYED))
            continue
        if n in (3 + index % 9, 17 + index % 9):
            out.append(AttendanceDay(one.id, day, None, DayType.REST))
            continue
        judged = covered is not None and day <= covered
        base = AttendanceDay(
            one.id, day, shift.code, DayType.WORK, at(day, shift.start - 4), at(day, shift.end + 1),
            worked_minutes=shift.minutes, judged=judged, basis=(Basis("§3", "按制度判定"),),
        )  # fmt: skip
        if not judged:
            base = replace(base, check_in=None, check_out=None, worked_minutes=0)
        elif (one.no[-2:], n) in (("04", 8), ("17", 23)):
            base = replace(base, late_minutes=11, check_in=at(day, shift.start + 11), anomalies=(Anomaly.LATE,))
        elif one.no.endswith("05") and n == 12:
            base = replace(base, early_minutes=7, check_out=at(day, shift.end - 7), anomalies=(Anomaly.EARLY,))
        elif one.no.endswith("A006") and n == 14:
            base = replace(base, late_minutes=31, check_in=at(day, shift.start + 31), absent_days=Decimal("0.5"), anomalies=(Anomaly.LATE,))
        elif one.no.endswith("B002") and n in (10, 22):
            base = replace(base, check_in=None, check_out=None, absent_days=Decimal(1 if n == 10 else "0.5"), anomalies=(Anomaly.ABSENT,), worked_minutes=0)
        elif one.no.endswith("A007") and n in (15, 16):
            base = replace(base, kind=DayType.LEAVE, leave_days=Decimal(1), leave_type="事假", check_in=None, check_out=None, worked_minutes=0)
        elif one.no.endswith("B006") and n == 7:
            base = replace(base, leave_days=Decimal("0.5"), leave_type="病假")
        elif one.no.endswith("C005") and n in (5, 9, 15, 21):
            base = replace(base, corrected=(Side.OUT,))
        elif one.no.endswith("C004") and n == 26:
            base = replace(base, missed_in=True, check_in=None, anomalies=(Anomaly.MISSED_IN,), open=(Anomaly.MISSED_IN,))
        elif one.no.endswith("B003") and n == 26:
            base = replace(base, overtime_minutes=120)
        out.append(base)
    return tuple(out)


def totals_of(days: tuple[AttendanceDay, ...], left: int) -> Totals:
    work = [day for day in days if day.shift]
    absent = sum((day.absent_days for day in days), Decimal(0))
    leave = sum((day.leave_days for day in days), Decimal(0))
    rest = sum(1 for day in days if day.kind is DayType.REST)
    return Totals(
        work_days=Decimal(len(work)), present_days=len(work) - absent - leave,
        late_count=sum(1 for day in work if day.late_minutes), late_minutes=sum(day.late_minutes for day in work),
        early_count=sum(1 for day in work if day.early_minutes), missed_count=sum(day.missed_in + day.missed_out for day in work),
        corrections=sum(len(day.corrected) for day in work), absent_days=absent, leave_days=leave,
        rest_days_used=Decimal(rest), rest_days_left=Decimal(left), night_count=sum(1 for day in work if day.shift == "N"),
        overtime_minutes=sum(day.overtime_minutes for day in work), worked_minutes=sum(day.worked_minutes for day in work),
    )  # fmt: skip


def lines_of(one: Employee, index: int, days: tuple[AttendanceDay, ...], month: Month) -> tuple[PayLine, ...]:
    base = one.pay[0].amount
    daily = Fraction(base, month.length)
    employed = sum(1 for day in days if day.kind is not DayType.NOT_EMPLOYED)
    absent = sum((day.absent_days for day in days), Decimal(0))
    leave = sum((day.leave_days for day in days), Decimal(0))
    clean = employed == month.length and not absent and not leave and not any(day.anomalies for day in days)
    score = 75 + index % 20
    out = []

    def add(code: str, amount: Fen, text: str) -> None:
        if amount:
            out.append(PayLine(code, amount, Basis("§8", text)))

    if employed == month.length:
        add("base", base, f"月薪 {grouped(base)}，全月在职")
    else:
        add("base", rounded(daily * employed), f"月薪 {grouped(base)} × {employed}/{month.length} 天（{'9 月 16 日入职' if one.left is None else '9 月 20 日离职'}）")
    add("kpi", score * 600, f"KPI {score} 分 × 600.00 ÷ 100")
    add("full_attendance", 20000 if clean else 0, "无迟到、早退、请假、缺勤")
    if one.no.startswith("A003"):
        add("rest_payout", rounded(daily), f"应休 2 天，已休 1 天，余 1 × {grouped(rounded(daily))}（{grouped(base)} ÷ {month.length}）")
    add("overtime", 5057 if one.no.endswith("B003") else 0, "9 月 26 日（休息日）120 分：2200 ÷ 174 × 2 小时 × 2")
    if month.month == 9:
        add("holiday", rounded(Fraction(base, 174) * 8 * 3), f"中秋 9 月 25 日在岗 8 小时：{base // 100:,} ÷ 174 × 8 × 3")
    add("leave", rounded(daily * Fraction(leave)), f"事假 {leave.normalize():f} 天 × {grouped(rounded(daily))}")
    add("absence", rounded(daily * (3 if absent < 1 else 5)) if absent else 0, f"缺勤 {absent} 天（14 日迟到 31 分）→ 扣 {3 if absent < 1 else 5} 天工资")
    add("insurance", 30000 if one.no[-3:] != "008" else 0, "个人承担保费 1,000.00 的 30%")
    if one.no.endswith("A001"):
        add("fund", 32500, "基数 6,500.00 × 5%")
        add("tax", 9965, "累计应税 29,893.95 × 3% − 已预扣 797.17")
    return tuple(out)


def month_of(one: Employee, days: tuple[AttendanceDay, ...], lines: tuple[PayLine, ...]) -> EmployeeMonth:
    gross = sum(line.amount for line in lines if line.code in EARNINGS)
    deductions = sum(line.amount for line in lines if line.code in DEDUCTIONS)
    return EmployeeMonth(
        one.id, one.no, one.name, one.post, days, totals_of(days, 0), lines, gross, deductions, max(0, gross - deductions), max(0, deductions - gross)
    )


def packets() -> tuple[RedPacket, ...]:
    return (
        RedPacket(5, date(2026, 9, 16), "late", 10, 1000, 2000, 5, "doubled", Basis("§3", "迟到 10 分")),
        RedPacket(19, date(2026, 9, 21), "correction", 0, 1000, 1000, 5, "paid", Basis("§4", "第 4 次补卡（下班）")),
        RedPacket(17, date(2026, 9, 23), "late", 24, 5000, 5000, 5, "due", Basis("§3", "迟到 24 分")),
        RedPacket(12, date(2026, 9, 24), "late", 4, 1000, 1000, 5, "paid", Basis("§3", "迟到 4 分")),
        RedPacket(4, date(2026, 9, 24), "early", 12, 2000, 2000, None, "due", Basis("§3", "早退 12 分")),
    )


WARNINGS = (
    Warning("absence_ladder", "缺勤扣款多于未出勤的工资：赵一凡扣 220.00，未出勤 36.67；孙浩然扣 366.67，未出勤 73.34。多扣 476.66。", "工资支付暂行规定 第 15 条", ("A006", "B002"), 47666),
    Warning("work_run", "连续工作超过 6 天没有休息日。本制度每月休 2 天。", "劳动法 第 38 条", tuple(one[0] for one in PEOPLE)),
    Warning("minimum_wage", "没有填当地最低工资，无法核对。", "最低工资规定 第 12 条"),
    Warning("red_packets", "红包与罚款没有全国性法律依据，部分省份可处罚。同样的钱改作绩效或全勤奖更稳妥。", "国务院令 第 516 号", ("A004", "A005", "B004")),
)


@cache
def result(month: str = "2026-09", count: int = 20, *, closed: bool = True, covered: date | None = None) -> MonthResult:
    """The month of `count` people; `covered`: the last day that imports cover (default: the last of the month)."""
    when = Month.parse(month)
    until = covered if covered is not None else when.last
    people = []
    for index, one in enumerate(employees(count, month)):
        days = days_of(one, index, when, until)
        people.append(month_of(one, days, lines_of(one, index, days, when)))
    blockers = () if closed else (
        Blocker("open_anomaly", "蒋堃 9 月 26 日上班缺卡，还没有决定", 18, date(2026, 9, 26)),
        Blocker("pending_leave", "周梦 9 月 15 日的事假还没有批", 7, date(2026, 9, 15)),
    )  # fmt: skip
    return MonthResult(
        month, closed, ((1, date(2026, 1, 1)),), until, tuple(people), packets() if month == "2026-09" and count >= 20 else (),
        WARNINGS, ("打卡里有不认识的人：王小明 2 条",), blockers, "51f0a2c9" * 8,
    )  # fmt: skip


def long_slip(count: int = 14) -> EmployeeMonth:
    """One person with `count` pay lines."""
    one = employees()[13]
    days = result().employees[13].days
    texts = {
        "base": "月薪 2,200.00，全月在职", "kpi": "KPI 90 分 × 600.00 ÷ 100", "award": "9 月优秀客服，店主评定",
        "rest_payout": "应休 2 天，已休 1 天，余 1 × 73.33（2,200.00 ÷ 30）", "overtime": "9 月 26 日（休息日）120 分：2200 ÷ 174 × 2 小时 × 2",
        "holiday": "中秋 9 月 25 日在岗 8 小时：2,200 ÷ 174 × 8 × 3", "other_earning": "8 月差额调整",
        "leave": "事假 2 天（17、18 日）× 73.33", "absence": "缺勤 0.5 天（14 日迟到 31 分）→ 扣 3 天工资", "fine": "投诉 1 次（店主已开启代扣，见检查单）",
        "insurance": "个人承担保费 1,000.00 的 30%", "fund": "基数 2,200.00 × 5%", "tax": "累计应税 8,100.00 × 3% − 已预扣 230.66", "other_deduction": "工牌补办",
    }  # fmt: skip
    codes = list(texts)
    lines = [PayLine(codes[n % 14], (40000 if codes[n % 14] in EARNINGS else 1000) + n * 137, Basis("§8", texts[codes[n % 14]])) for n in range(count)]
    lines.sort(key=lambda line: (EARNINGS + DEDUCTIONS).index(line.code))
    return month_of(one, days, tuple(lines))


@cache
def cells(month: str = "2026-09", count: int = 20) -> tuple[Cell, ...]:
    out = []
    for one in result(month, count).employees:
        for day in one.days:
            if day.kind is DayType.NOT_EMPLOYED:
                continue
            code = "休" if day.kind is DayType.REST else "假" if day.leave_days == 1 else day.shift or ""
            out.append(Cell(one.employee_id, day.day, code))
    return tuple(out)
