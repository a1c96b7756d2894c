"""The staff file: who works here, since when, at what base pay (F01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from csdesk.core.money import Fen


@dataclass(frozen=True, slots=True)
class BasePay:
    """Monthly base pay in force from a day (生效日期) until the next record."""

    effective_from: date
    amount: Fen


@dataclass(frozen=True, slots=True)
class Alias:
    """One name of a person in one outside source, e.g. ('dingtalk', '1709…150'), optionally only from/to a day.

    Sources: dingtalk (UserId), wecom (账号), device (考勤机号, compared as a number), nick (客服昵称), name (another spelling).
    """

    source: str
    value: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Employee:
    """A person of the staff file. `id` is the key in the shop file, `no` the employee number (text: leading zeros stay)."""

    id: int
    no: str
    name: str
    post: str = ""  # 岗位, e.g. 售前客服
    level: str = ""  # 职级: 店长, 主管, 组长, 客服 ...
    shop: str = ""
    team: str = ""
    site: str = ""
    hired: date = date(1970, 1, 1)  # first day employed
    left: date | None = None  # last day employed
    pay: tuple[BasePay, ...] = ()  # ascending by effective_from
    insurance: Fen | None = None  # premium of the month (社保总额); None = not entered
    housing_fund: Fen = 0  # own share a month
    special_deduction: Fen = 0  # 专项附加扣除 a month, for the tax
    probation_until: date | None = None
    no_nights: bool = False
    aliases: tuple[Alias, ...] = ()

    @property
    def is_lead(self) -> bool:
        """A lead for the roster (a lead on every shift, F04): 组长, 主管 or 店长."""
        return any(word in self.level for word in ("组长", "主管", "店长", "领班"))

    def employed_on(self, day: date) -> bool:
        return self.hired <= day and (self.left is None or day <= self.left)

    def base_pay_on(self, day: date) -> Fen | None:
        """The base pay in force on `day`; None where nothing was entered for it (then the rules' base pay counts)."""
        amount = None
        for record in self.pay:
            if record.effective_from <= day:
                amount = record.amount
        return amount
