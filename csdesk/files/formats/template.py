"""The templates of the commands (headless.md): staff, roster (long), punches, corrections, leave, overtime, as CSV or XLSX.

First row headers in any order; unknown columns are left out with a notice; employee numbers are text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from csdesk.core.attendance import Side, Status
from csdesk.core.drafts import (
    CaseDraft,
    CellDraft,
    CorrectionDraft,
    Draft,
    LeaveDraft,
    OvertimeDraft,
    PersonRef,
    PunchDraft,
    Source,
    StaffDraft,
)
from csdesk.core.problem import UserError
from csdesk.core.roster import LEAVE
from csdesk.files import heads, values
from csdesk.files.cells import Book, Sheet, letters
from csdesk.files.formats.base import Format, Found, Moments, Parsed, Request, covered_by
from csdesk.files.formats.roster_codes import LEAVE_WORDS, Codes
from csdesk.files.formats.roster_grid import has_days, uncalculated
from csdesk.i18n import gettext as _

_NO = ("工号", "员工编号", "员工工号")
_NAME = ("姓名", "员工姓名", "名字")


@dataclass(frozen=True)
class Template:
    """`columns`: field -> header texts it may have; `required`: fields; `either`: at least one of them."""

    name: str
    kind: str
    columns: dict[str, tuple[str, ...]]
    required: tuple[str, ...]
    row: Callable[[_Row], Draft | None]
    either: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"template.{self.name}"

    def title(self, field: str) -> str:
        """The head of a field in the present language."""
        return heads.said(self.columns[field][0])


@dataclass(frozen=True)
class _Place:
    """A header row: row from 0, field -> column, and the columns nobody knows."""

    sheet: str | None
    header: int
    fields: dict[str, int]
    unknown: tuple[int, ...]


class Refused(Exception):
    """One cell of a row is at fault."""

    def __init__(self, code: str, field: str, message: str = "", raw: str = "") -> None:
        """`raw` is the part of the cell that is at fault ('' = all of it)."""
        super().__init__(code)
        self.code, self.field, self.message, self.raw = code, field, message, raw


class _Row:
    """The data row under its headers at which the parser stands; what was said and seen on the way to it."""

    def __init__(self, template: Template, place: _Place, request: Request, out: Parsed) -> None:
        self.template, self.place, self.request, self.out = template, place, request, out
        self.last = max(place.fields.values())
        self.cells: list[Any] = []
        self.number = 0
        self.codes, self.moments = Codes(request), Moments(request.now)
        self.said: set[str] = set()
        self.seen: dict[str, int] = {}
        self.people: dict[tuple[str, str], PersonRef] = {}

    def stand(self, number: int, cells: list[Any]) -> None:
        """Go to a row; where it is short it goes on blank."""
        self.number, self.cells = number, cells if len(cells) > self.last else [*cells, *[""] * (self.last + 1 - len(cells))]

    def raw(self, field: str) -> Any:
        column = self.place.fields.get(field)
        return "" if column is None else self.cells[column]

    def text(self, field: str) -> str:
        return values.text(self.raw(field))

    def normal(self, field: str) -> str:
        return values.normal(self.raw(field))

    def filled(self, field: str) -> bool:
        return self.normal(field) not in values.EMPTY

    def need(self, field: str, code: str = "missing_value") -> str:
        found = self.text(field)
        if not found:
            raise Refused(code, field)
        return found

    def source(self, field: str) -> Source:
        column = self.place.fields.get(field, -1)
        return Source(self.place.sheet, self.number, letters(column) if column >= 0 else None)

    def take(self, field: str, read: Callable[[Any], Any]) -> Any:
        """The value of a cell by one of the parsers of `values`."""
        try:
            return read(self.raw(field))
        except values.BadValue as bad:
            raise Refused(bad.code, field) from None

    def day(self, field: str) -> date:
        found: date = self.take(field, values.parse_date)
        if not self.moments.low.date() <= found <= self.moments.high.date():
            raise Refused("out_of_plausible_range", field)
        return found

    def number_text(self, field: str) -> str:
        """An employee number: text, full-width digits folded; a number cell loses what Excel already lost, with one warning a column."""
        found = self.normal(field)
        if found and isinstance(self.raw(field), int | float) and field not in self.said:
            self.said.add(field)
            column = self.place.fields[field]
            self.out.warn("number_cell", self.number, letters(column), found)
        return found

    def person(self) -> PersonRef:
        no, name = self.number_text("no"), self.text("name")
        if not no and not name:
            if self.template.either:
                raise Refused("no_identity", "no" if "no" in self.place.fields else "name")
            raise Refused("missing_no", "no")
        if not no and not self.template.either:
            raise Refused("missing_no", "no")
        found = self.people.get((no, name))
        if found is None:
            columns = {field: letters(column) for field, column in self.place.fields.items() if field in ("no", "name")}
            found = PersonRef(name=name, no=no, shown=" / ".join(part for part in (name, no) if part), id_column=columns.get("no", ""),
                              name_column=columns.get("name", columns.get("no", "")))
            self.people[no, name] = found
        return found


_APPROVED = frozenset({"已批准", "批准", "已同意", "同意", "通过", "已通过", "审批通过"})
_PENDING = frozenset({"待审批", "待批", "待批准", "审批中", "未审批"})
_REJECTED = frozenset({"已拒绝", "拒绝", "驳回", "已驳回", "不同意", "未通过"})


def _status(row: _Row) -> Status:
    plain = heads.word(row.raw("status"))
    if not plain:
        return Status.APPROVED
    for words, status in ((_APPROVED, Status.APPROVED), (_PENDING, Status.PENDING), (_REJECTED, Status.REJECTED)):
        if plain in words:
            return status
    raise Refused("bad_status", "status")


def _staff(row: _Row) -> Draft | None:
    no = row.number_text("no")
    if not no:
        raise Refused("missing_no", "no")
    name = values.normal(row.need("name", "missing_name"))
    if no in row.seen:
        raise Refused("duplicate_no", "no")
    given = frozenset(row.place.fields)
    hired, left, effective = (row.take(field, _any_day) if row.filled(field) else None for field in ("hired", "left", "effective_from"))
    if hired and left and left < hired:
        raise Refused("end_before_start", "left")
    pay, insurance = (row.take(field, values.parse_amount) if row.filled(field) else None for field in ("base_pay", "insurance"))
    row.seen[no] = row.number
    nicks = tuple(part.strip() for part in _split(row.text("nicks")) if part.strip())
    return StaffDraft(
        no=no, name=name, source=row.source("no"), raw=" | ".join(values.text(cell) for cell in row.cells), given=given,
        post=row.normal("post"), level=row.normal("level"), shop=row.normal("shop"), team=row.normal("team"), site=row.normal("site"),
        hired=hired, left=left,
        base_pay=pay, effective_from=effective, insurance=insurance, user_id=row.text("user_id"), account=row.text("account"),
        device_no=row.text("device_no"), nicks=nicks)


def _any_day(value: Any) -> date:
    """A day of a working life: 1950 to 2100 (an entry may lie decades back)."""
    found = values.parse_date(value)
    if not 1950 <= found.year <= 2100:
        raise values.BadValue("bad_date")
    return found


def _split(text: str) -> list[str]:
    for mark in "，；;、\n":
        text = text.replace(mark, ",")
    return text.split(",")


def _cell(row: _Row) -> Draft | None:
    person, day, raw = row.person(), row.day("day"), row.need("code")
    means = row.codes(raw, day)
    if means.trouble:
        raise Refused(means.trouble, "code", raw=means.raw)
    if means.code == "":
        row.out.skip("blank", row.number)
        return None
    if means.code == LEAVE and values.normal(raw) in LEAVE_WORDS - {LEAVE, "请假"} and raw not in row.said:
        row.said.add(raw)
        row.out.warn("leave_in_roster", row.number, letters(row.place.fields["code"]), raw)
    return CellDraft(person, day, means.code, row.source("code"), raw, means.post)


def _punch(row: _Row) -> Draft | None:
    person = row.person()
    at: datetime = row.take("at", row.moments)
    if not row.moments.low <= at <= row.moments.high:
        raise Refused("out_of_plausible_range", "at")
    return PunchDraft(person, at, "punch", None, "", "", row.source("at"), row.text("at"))


def _correction(row: _Row) -> Draft | None:
    person, day = row.person(), row.day("day")
    plain = heads.word(row.raw("side")).casefold()
    if not plain:
        raise Refused("missing_value", "side")
    if plain.startswith(("上班", "签到")) or plain == "in":
        side = Side.IN
    elif plain.startswith(("下班", "签退")) or plain == "out":
        side = Side.OUT
    else:
        raise Refused("bad_side", "side")
    certified: int = row.take("certified", lambda value: values.parse_minutes(value, day))
    punched: int | None = None
    if row.filled("punched"):
        punched = row.take("punched", lambda value: values.parse_minutes(value, day))
    return CorrectionDraft(person, day, side, certified, punched, row.need("certified_by"), row.text("reason"), row.source("certified"),
                           row.text("certified"))


def _moment(value: Any) -> tuple[datetime, bool]:
    """A moment or a whole day: (datetime, is it a day)."""
    if isinstance(value, datetime):
        return values.parse_datetime(value), False
    if isinstance(value, str) and (":" in values.normal(value) or "午" in value):
        return values.parse_datetime(value, midnight_end=True), False
    if isinstance(value, int | float) and value != int(value) or values.is_serial(value) and "." in str(value):
        return values.parse_datetime(value), False
    day = values.parse_date(value)
    return datetime(day.year, day.month, day.day), True


def _leave(row: _Row) -> Draft | None:
    person = row.person()
    kind = values.normal(row.need("type"))
    if row.request.leave_types and kind not in row.request.leave_types:
        raise Refused("unknown_leave_type", "type")
    start, whole = row.take("start", _moment)
    end, also = row.take("end", _moment)
    for moment, field in ((start, "start"), (end, "end")):
        if not row.moments.low <= moment <= row.moments.high:
            raise Refused("out_of_plausible_range", field)
    if whole != also:
        raise Refused("mixed_days_and_times", "end")
    if end < start or (end == start and not whole):
        raise Refused("end_before_start", "end")
    emergency = _yes_no(row, "emergency")
    requested = row.take("requested", _moment)[0] if row.filled("requested") else None
    return LeaveDraft(person, kind, start, end, whole, _status(row), emergency, requested, row.text("reason"), row.source("start"),
                      row.text("start"))


def _yes_no(row: _Row, field: str) -> bool:
    """True for 是, False for 否 or nothing."""
    plain = heads.word(row.raw(field)).casefold()
    if plain not in ("", "是", "否", "y", "n", "true", "false", "1", "0"):
        raise Refused("bad_yes_no", field)
    return plain in ("是", "y", "true", "1")


def _overtime(row: _Row) -> Draft | None:
    person, day = row.person(), row.day("day")
    if not row.filled("minutes"):
        raise Refused("missing_value", "minutes")
    minutes: int = row.take("minutes", lambda value: values.parse_whole(value, most=1440))
    time_off = _yes_no(row, "time_off") if row.filled("time_off") else None
    return OvertimeDraft(person, day, minutes, _status(row), row.source("minutes"), row.text("minutes"), time_off, row.text("reason"))


def _owner(row: _Row) -> PersonRef:
    """负责人: a name, a number, or both as in 陈思远 0013; nobody where the cell is empty."""
    text = row.number_text("owner") if row.filled("owner") else ""
    words = values.normal(text).replace("/", " ").split()
    numbers = [word for word in words if word.isdecimal()]
    column = letters(row.place.fields["owner"]) if "owner" in row.place.fields else ""
    name = " ".join(word for word in words if word not in numbers[:1])
    return PersonRef(name=name, no=numbers[0] if numbers else "", shown=text, id_column=column, name_column=column)


def _case_moment(row: _Row, field: str) -> datetime:
    """A time or a whole day (its midnight) that has come and lies within reason."""
    found: datetime = row.take(field, _moment)[0]
    low, _high = values.plausible(row.request.now)
    if found > row.request.now:
        raise Refused("in_future", field)
    if found < low:
        raise Refused("out_of_plausible_range", field)
    return found


def _case(row: _Row) -> Draft | None:
    kind, description = row.need("kind"), row.need("description")
    created = _case_moment(row, "created")
    answered, resolved = (_case_moment(row, field) if row.filled(field) else None for field in ("answered", "resolved"))
    for moment, field in ((answered, "answered"), (resolved, "resolved")):
        if moment is not None and moment < created:
            raise Refused("before_created", field)
    bought = row.take("bought", _any_day) if row.filled("bought") else None
    cost = row.take("cost", values.parse_amount) if row.filled("cost") else None
    no = row.text("no")
    if no and no in row.seen:
        raise Refused("duplicate_case", "no")
    if no:
        row.seen[no] = row.number
    return CaseDraft(
        person=_owner(row), no=no, kind=kind, platform=row.text("platform"), shop=row.text("shop"), buyer=row.text("buyer"),
        order_no=row.text("order_no"), bought_on=bought, description=description, wish=row.text("wish"), created_at=created,
        answered_at=answered, resolved_at=resolved, party=row.text("party"), cost=cost, cause=row.text("cause"), source=row.source("kind"),
        raw=" | ".join(values.text(cell) for cell in row.cells if cell != ""))


TEMPLATES = (
    Template("cases", "cases", {
        "no": ("编号", "单号"), "kind": ("类型",), "platform": ("渠道", "平台"), "shop": ("店铺",), "buyer": ("买家",),
        "order_no": ("订单号", "订单编号"), "bought": ("购买日期", "下单日期"), "description": ("描述", "问题描述"), "wish": ("诉求",),
        "owner": ("负责人",), "created": ("创建时间", "登记时间"), "answered": ("首次响应时间",), "resolved": ("解决时间",),
        "party": ("责任方",), "cost": ("费用",), "cause": ("原因",)}, ("kind", "description", "created"), _case),
    Template("corrections", "corrections", {
        "no": _NO, "name": _NAME, "day": ("日期",), "side": ("类型",), "certified": ("补卡时间",), "punched": ("打卡时间",),
        "certified_by": ("证明人",), "reason": ("原因",)}, ("no", "day", "side", "certified", "certified_by"), _correction),
    Template("leave", "leave", {
        "no": _NO, "name": _NAME, "type": ("类型", "请假类型"), "start": ("开始时间", "开始日期"), "end": ("结束时间", "结束日期"),
        "status": ("状态",), "emergency": ("紧急",), "requested": ("申请时间", "申请日期"), "reason": ("原因", "事由")},
        ("no", "type", "start", "end"), _leave),
    Template("overtime", "overtime", {
        "no": _NO, "name": _NAME, "day": ("日期",), "minutes": ("分钟", "加班分钟"), "status": ("状态",),
        "time_off": ("调休", "换调休"), "reason": ("原因", "事由")},
        ("no", "day", "minutes"), _overtime),
    Template("roster_long", "roster", {
        "no": _NO, "name": _NAME, "day": ("日期",), "code": ("班次",)}, ("no", "day", "code"), _cell),
    Template("punches", "punches", {
        "no": _NO, "name": _NAME, "at": ("打卡时间",)}, ("at",), _punch, ("no", "name")),
    Template("staff", "staff", {
        "no": _NO, "name": _NAME, "post": ("岗位", "职位"), "level": ("职级",), "shop": ("店铺",), "team": ("班组", "组别"),
        "site": ("地点",), "hired": ("入职日期",), "left": ("离职日期",), "base_pay": ("底薪", "基本工资"), "effective_from": ("生效日期",),
        "insurance": ("社保总额",), "user_id": ("钉钉userid", "userid"), "account": ("企业微信账号",), "device_no": ("考勤机号",),
        "nicks": ("客服昵称",)}, ("no", "name"), _staff),
)


def _place(template: Template, sheet: Sheet, index: int) -> _Place | None:
    """The fields of one row read as headers; None where a required one is missing."""
    row = sheet.rows[index]
    names = {head: field for field, known in template.columns.items() for head in known}
    fields: dict[str, int] = {}
    unknown: list[int] = []
    for column, cell in enumerate(row):
        head = heads.key(cell) if type(cell) is str else ""
        if not head:
            continue
        field = names.get(head)
        if field is None:
            unknown.append(column)
        elif field in fields:
            raise UserError(_("The column {name} is there twice: keep one of them").format(name=values.text(cell)), code="duplicate_column")
        else:
            fields[field] = column
    if any(field not in fields for field in template.required):
        return None
    if template.either and not any(field in fields for field in template.either):
        return None
    return _Place(sheet.name, index, fields, tuple(unknown))


def _recognise(template: Template) -> Callable[[Book, Request], Found | None]:
    def recognise(book: Book, request: Request) -> Found | None:
        for name in request.sheets(book)[:8]:
            sheet = book.sheet(name)
            for index in range(min(10, len(sheet.rows))):
                if not any(type(cell) is str and heads.key(cell) in template.columns[template.required[0]] for cell in sheet.rows[index]):
                    continue
                place = _place(template, sheet, index)
                if place is None:
                    continue
                if template.name == "staff" and request.kind != "staff" and not _is_staff(place, sheet):
                    continue
                titles = "、".join(template.title(field) for field in place.fields)
                return Found(name, _("columns {titles}").format(titles=titles), place)
        return None

    return recognise


def _is_staff(place: _Place, sheet: Sheet) -> bool:
    """工号 and 姓名 alone are in many tables: a third column of the staff file must be there, and no row of days."""
    return len(place.fields) >= 3 and not has_days(sheet.rows[place.header])


def _parse(template: Template) -> Callable[[Book, Found, Request], Parsed]:
    def parse(book: Book, found: Found, request: Request) -> Parsed:
        place = found.detail
        assert isinstance(place, _Place)
        sheet = book.sheet(found.sheet)
        if book.uncalculated(found.sheet):
            raise uncalculated()
        out = Parsed(template.kind, found.sheet, template.id)
        for index in range(place.header):
            out.skip("title" if any(cell != "" for cell in sheet.rows[index]) else "blank", index + 1)
        out.skip("header", place.header + 1)
        for column in place.unknown:
            out.warn("unknown_column", place.header + 1, letters(column), values.text(sheet.rows[place.header][column]))
        row = _Row(template, place, request, out)
        total = len(sheet.rows)
        for index in range(place.header + 1, total):
            if not index & 1023:
                request.ticker.step(index, total)
            row.stand(index + 1, sheet.rows[index])
            kind = _class(row)
            if kind:
                out.skip(kind, index + 1)
                continue
            try:
                draft = template.row(row)
            except Refused as refused:
                column = place.fields.get(refused.field, -1)
                raw = refused.raw or row.text(refused.field)
                out.refuse(refused.code, index + 1, letters(column) if column >= 0 else None, raw, refused.message)
                continue
            if draft is not None:
                out.drafts.append(draft)
        if template.kind == "punches":
            out.covered = covered_by(out.drafts)
        _check_month(out, request)
        return out

    return parse


_FOOTERS = ("合计", "总计", "小计", "说明", "备注", "注:", "制表", "审核")


def _class(row: _Row) -> str:
    filled = values.first_filled(row.cells, 4)
    if not filled:
        return "blank"
    head = values.normal(filled[0])
    if len(filled) <= 3 and head.startswith(_FOOTERS) and any(not row.filled(field) for field in row.template.required):
        return "footer"
    return ""


def _check_month(out: Parsed, request: Request) -> None:
    """A file of another month than the asked one is refused; single days outside are told."""
    days = [draft.day for draft in out.drafts if not isinstance(draft, StaffDraft)]
    if request.month is None or not days:
        return
    outside = [day for day in days if not request.month.first <= day <= request.month.last]
    if len(outside) == len(days):
        raise UserError(_("The file is of {first} to {last}, not of {month}: choose the file of that month").format(
            first=min(days), last=max(days), month=request.month), code="wrong_month")
    if outside:
        out.warn("outside_month", message=_("{n} rows lie outside {month} and were read, too").format(n=len(outside), month=request.month))


def explain(book: Book, kind: str) -> UserError | None:
    """Why a file of a wanted kind has no known layout: the required columns that are missing, by name."""
    best: tuple[int, list[str]] = (0, [])
    for template in TEMPLATES:
        if template.kind != kind:
            continue
        names = {head: field for field, known in template.columns.items() for head in known}
        for name in book.names[:8]:
            for row in book.sheet(name).rows[:10]:
                fields = {names[head] for cell in row if type(cell) is str and (head := heads.key(cell)) in names}
                missing = [template.title(field) for field in template.required if field not in fields]
                if template.either and not any(field in fields for field in template.either):
                    missing.append(_("employee number or name"))
                if len(fields) > best[0] and missing:
                    best = (len(fields), missing)
    if not best[1]:
        return None
    return UserError(_("The column {name} is missing: add it to the first row").format(name="、".join(best[1])), code="missing_column")


FORMATS = tuple(Format(template.id, template.name, (template.kind,), _recognise(template), _parse(template)) for template in TEMPLATES)
