"""The time limits of platforms, law and the team as a dated, graded table; the owner may change every row (a row in force from a day)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from csdesk.core.case_clock import DAY, Hours, Periods
from csdesk.core.money import Fen, grouped
from csdesk.core.problem import UserError
from csdesk.i18n import N_
from csdesk.i18n import gettext as _

UNITS = {"minutes": 60, "hours": 3600, "days": DAY, "workdays": DAY}
CLOCKS = ("hours", "window", "workdays", "days", "roster")
GRADES = ("A", "B", "C", "handbook")
GRADE_NAMES = {"A": N_("official text"), "B": N_("several agree"), "C": N_("not verified"), "handbook": N_("own handbook")}
ALWAYS = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Limit:
    """One row. `amount` of `unit` on the clock `clock` (None = no number is known or there is none); `window`: the daily periods of a
    window, seconds from midnight.

    It starts with the happening `on` (see `core.case_targets.happenings`; '' = only by hand) of a case of `kinds` and `platforms` (() =
    all) for which `when` holds ("field=value|value", '' = always), and ends with any of `until`, at the latest with the resolution.
    `whose`: us | buyer (their limit: shown, never ours to break). `next_day`: days count from the midnight after (民法典 第201条), else to
    the same moment. `pausable`: stands while the case is in a paused status; a platform's or a law's clock does not care what we wait for.
    """

    key: str
    name: str
    amount: int | None
    unit: str
    clock: str
    grade: str
    on: str = ""
    until: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    when: str = ""
    window: Periods = ()
    whose: str = "us"
    next_day: bool = False
    pausable: bool = False
    effect: str = ""
    valid_from: date = ALWAYS

    @property
    def seconds(self) -> int | None:
        return None if self.amount is None else self.amount * UNITS[self.unit]

    @property
    def whole_days(self) -> bool:
        return self.clock == "workdays" or self.clock == "days" and self.next_day


_TB = ("taobao", "tmall")
_REFUNDS = ("return", "refund")
_AUTOMATIC = N_("then automatic")
_AGREED = N_("then taken as agreed")
_DONE = ("money:paid", "goods:to_return")
_DECIDED = ("verdict", "platform_closed")
_SETTLED = ("proof_given", "goods:sent", "money:paid")  # an answer with its proof, or what the buyer lost; a word alone is none

LIMITS: tuple[Limit, ...] = (
    Limit("jd.dispute", N_("JD dispute: settle or give proof"), 24, "hours", "hours", "A", "intervened",
          ("proof_given", *_DECIDED, "proof_asked"), (), ("jd",)),
    Limit("jd.extra", N_("JD extra proof"), 4, "hours", "window", "A", "proof_asked", ("proof_given", *_DECIDED), (), ("jd",),
          window=((9 * 3600, 18 * 3600),)),
    Limit("jd.verdict", N_("JD: carry out the verdict"), 24, "hours", "hours", "A", "verdict", ("verdict_done", "money:paid"),
          (), ("jd",)),
    Limit("jd.appeal", N_("JD appeal after closing"), 7, "days", "days", "A", "platform_closed", ("appealed",), (),
          ("jd",)),
    Limit("jd.buyer_asks", N_("JD: the buyer may ask JD"), 15, "days", "days", "A", "platform_closed", ("intervened",),
          (), ("jd",), whose="buyer"),
    Limit("tb.refund_unshipped", N_("Taobao refund, not shipped"), 48, "hours", "hours", "B", "opened", _DONE, _REFUNDS, _TB,
          "order_state=|unshipped", effect=_AUTOMATIC),
    Limit("tb.refund_shipped", N_("Taobao refund or return, shipped"), 5, "days", "days", "B", "opened", _DONE, _REFUNDS, _TB,
          "order_state=shipped", effect=_AGREED),
    Limit("tb.refund_virtual", N_("Taobao refund, virtual goods"), 3, "days", "days", "B", "opened", _DONE, _REFUNDS, _TB,
          "order_state=virtual", effect=_AGREED),
    Limit("tb.send_back", N_("Taobao: the buyer sends the goods back"), 7, "days", "days", "B", "goods:to_return", ("goods:returning",
          "goods:received"), ("return", "exchange"), _TB, whose="buyer"),
    Limit("tb.confirm", N_("Taobao: the seller confirms the return"), 10, "days", "days", "B", "goods:returning", ("money:paid",
          "goods:sent"), ("return", "exchange"), _TB, effect=_AUTOMATIC),
    Limit("tb.proof", N_("Taobao steps in: proof"), 3, "days", "days", "B", "intervened", ("proof_given", *_DECIDED), (), _TB),
    Limit("tb.proof_after", N_("Taobao steps in: proof after the buyer's"), 24, "hours", "hours", "B", "buyer_proved",
          ("proof_given", *_DECIDED), (), _TB),
    Limit("tb.review", N_("Taobao review changed or removed once"), 30, "days", "days", "B", "opened", ("review_changed",), ("review",),
          ("taobao",)),
    Limit("tm.review", N_("Tmall review: never changed"), None, "days", "days", "B", kinds=("review",), platforms=("tmall",)),
    Limit("tb.chat", N_("Taobao chat: a human answers, 80 % at least"), 3, "minutes", "window", "B", "chat", ("answered",), (), _TB,
          window=((8 * 3600, 23 * 3600),)),
    Limit("qn.work_order", N_("Platform work order, shared"), 24, "hours", "hours", "B", "work_order", ("answered",), (), _TB),
    Limit("signed_not_received", N_("“Signed but not received”: answer"), 48, "hours", "hours", "B", "opened", _SETTLED,
          ("lost",)),
    Limit("short", N_("Short shipment: answer"), 24, "hours", "hours", "B", "opened", _SETTLED, ("short",)),
    Limit("pdd.refund_unshipped", N_("PDD refund only, not shipped"), 36, "hours", "hours", "B", "opened", _DONE, ("refund",), ("pdd",),
          "order_state=|unshipped", effect=_AUTOMATIC),
    Limit("pdd.refund", N_("PDD other refunds"), 48, "hours", "hours", "B", "opened", _DONE, ("return",), ("pdd",)),
    Limit("pdd.refund_shipped", N_("PDD other refunds, shipped"), 48, "hours", "hours", "B", "opened", _DONE, ("refund",), ("pdd",),
          "order_state=shipped|virtual"),
    Limit("pdd.received", N_("PDD return received"), 3, "days", "days", "C", "goods:received", ("money:paid", "goods:sent"), ("return",
          "exchange"), ("pdd",)),
    Limit("dy.audit", N_("Douyin after-sale audit"), 48, "hours", "hours", "B", "opened", _DONE, (*_REFUNDS, "exchange"), ("douyin",),
          effect=_AUTOMATIC),
    Limit("dy.send_back", N_("Douyin: the buyer sends back"), 7, "days", "days", "B", "goods:to_return", ("goods:returning",
          "goods:received"), ("return", "exchange"), ("douyin",), whose="buyer"),
    Limit("dy.confirm", N_("Douyin: the seller confirms"), 48, "hours", "hours", "B", "goods:received", ("money:paid", "goods:sent"),
          ("return", "exchange"), ("douyin",)),
    Limit("law.seven_days", N_("7-day return without reason"), 7, "days", "days", "A", "signed", ("goods:to_return", "goods:returning"),
          ("return",), whose="buyer", next_day=True),
    Limit("law.refund", N_("Refund after the return arrives"), 7, "days", "days", "A", "goods:received", ("money:paid",), ("return",),
          next_day=True),
    Limit("law.refund_fine", N_("Refund after the return arrives: fined beyond"), 15, "days", "days", "A", "goods:received",
          ("money:paid",), ("return",), next_day=True),
    Limit("12315.accept", N_("12315: accept or refuse"), 7, "workdays", "workdays", "A", "opened", ("accepted", "refused"), ("12315",),
          when="odr=|no"),
    Limit("12315.mediate", N_("12315: mediation ends"), 45, "workdays", "workdays", "A", "accepted", ("mediated",), ("12315",)),
    Limit("12315.mediate_days", N_("12315: mediation ends, since 2024-07"), 60, "days", "days", "A", "accepted", ("mediated",),
          ("12315",), next_day=True),
    Limit("12315.odr", N_("12315 ODR: settle directly"), 10, "workdays", "workdays", "B", "opened", ("mediated",), ("12315",),
          when="odr=yes"),
    Limit("fraud", N_("Fraud: 3 × the price, at least 500; food 10 × the price or 3 × the loss, at least 1000"), None, "days", "days", "A"),
    Limit("late_shipping", N_("Late shipping compensation: sources contradict"), None, "days", "days", "C"),
    Limit("team.complaint", N_("First answer to a complaint"), 10, "minutes", "roster", "handbook", "opened", ("answered",),
          when="urgent=complaint", pausable=True),
    Limit("team.urgent", N_("First answer, urgent kinds"), 30, "minutes", "roster", "handbook", "opened", ("answered",),
          when="urgent=urgent", pausable=True),
    Limit("team.online", N_("First answer online"), 5, "minutes", "roster", "handbook", "opened", ("answered",), when="urgent=online",
          pausable=True),
    Limit("team.repair_contact", N_("Repair: contact"), 24, "hours", "hours", "handbook", "opened", ("answered",), ("repair",),
          pausable=True),
    Limit("team.repair_back", N_("Repair: device back"), 7, "days", "days", "handbook", "goods:received", ("device_back", "goods:sent"),
          ("repair",), pausable=True),
    Limit("team.exchange", N_("Exchange: sent after receipt"), 3, "days", "days", "handbook", "goods:received", ("goods:sent",),
          ("exchange",), pausable=True),
    Limit("team.damage", N_("Damage: answer"), 48, "hours", "hours", "handbook", "opened", _SETTLED, ("damage",), pausable=True),
    Limit("team.price", N_("Price difference, compensation"), 24, "hours", "hours", "handbook", "opened", ("money:paid",), ("price",),
          pausable=True),
    Limit("team.review", N_("Bad review: first contact"), 24, "hours", "hours", "handbook", "opened", ("answered",), ("review",),
          pausable=True),
    Limit("revisit.a", N_("Revisit, tier A"), 90, "days", "days", "handbook", "opened", ("revisited",), ("revisit",), when="tier=A",
          next_day=True),
    Limit("revisit.b", N_("Revisit, tier B"), 90, "days", "days", "handbook", "opened", ("revisited",), ("revisit",), when="tier=B",
          next_day=True),
    Limit("revisit.c", N_("Revisit, tier C: none"), None, "days", "days", "handbook", kinds=("revisit",)),
)  # fmt: skip


@dataclass(frozen=True)
class LimitTable:
    """Every row of every day. The row in force on a day is the latest one that holds by then."""

    rows: tuple[Limit, ...] = LIMITS
    _by_key: dict[str, tuple[Limit, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _plans: dict[tuple[str, str], Mapping[str, tuple[str, ...]]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for row in sorted(self.rows, key=lambda one: one.valid_from):
            self._by_key[row.key] = (*self._by_key.get(row.key, ()), row)

    def in_force(self, key: str, day: date) -> Limit | None:
        """The row of a key on a day; before its first day the first; None for an unknown key."""
        rows = self._by_key.get(key)
        if not rows:
            return None
        found = rows[0]
        if len(rows) > 1:
            for row in rows:
                if row.valid_from <= day:
                    found = row
        return found

    def on(self, day: date) -> tuple[Limit, ...]:
        """The whole table as it stands on a day, in its order."""
        found = (self.in_force(key, day) for key in self._by_key)
        return tuple(one for one in found if one is not None)

    def starting(self, kind: str, platform: str) -> Mapping[str, tuple[str, ...]]:
        """Happening -> keys of the limits it may start for a case of this kind and platform."""
        plan = self._plans.get((kind, platform))
        if plan is None:
            found: dict[str, dict[str, None]] = {}
            for row in self.rows:
                if row.on and (not row.kinds or kind in row.kinds) and (not row.platforms or platform in row.platforms):
                    found.setdefault(row.on, {})[row.key] = None
            plan = self._plans[kind, platform] = {word: tuple(keys) for word, keys in found.items()}
        return plan


def table(own: Iterable[Limit]) -> LimitTable:
    """The table that comes with the program and the shop's own rows; an own row of the same key and day replaces."""
    rows = {(row.key, row.valid_from): row for row in LIMITS}
    rows.update({(row.key, row.valid_from): row for row in own})
    return LimitTable(tuple(rows.values()))


def check(row: Limit) -> None:
    """UserError (code = the field) where a row cannot work."""
    if not row.key.strip() or not row.name.strip():
        raise UserError(_("The limit needs a name"), code="name")
    if row.unit not in UNITS or row.clock not in CLOCKS or row.grade not in GRADES or row.whose not in ("us", "buyer"):
        raise UserError(_("This limit has an unknown unit, clock or grade"), code="clock")
    if row.amount is not None and not 0 < row.amount * UNITS[row.unit] <= 3660 * DAY:
        raise UserError(_("The amount must be above 0 and below ten years"), code="amount")
    if (row.clock == "workdays") != (row.unit == "workdays"):
        raise UserError(_("Working days are counted by the clock of working days"), code="unit")
    if row.clock == "days" and row.unit != "days":
        raise UserError(_("Natural days are written in days"), code="unit")
    if row.clock == "window" and (not row.window or any(not 0 <= start < end <= 2 * DAY for start, end in row.window)):
        raise UserError(_("A daily window needs its hours, like 09:00–18:00"), code="window")


@dataclass(frozen=True)
class Clocks:
    """The hours that a limit may run on: the working days of the calendar, and when anybody is rostered."""

    workdays: Hours
    roster: Hours | None = None  # None = natural time
    _windows: dict[Periods, Hours] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, limit: Limit) -> Hours | None:
        """The hours of a limit; None = natural time."""
        if limit.clock == "workdays":
            return self.workdays
        if limit.clock == "roster":
            return self.roster
        if limit.clock == "window":
            hours = self._windows.get(limit.window)
            if hours is None:
                hours = self._windows[limit.window] = Hours.daily(*limit.window)
            return hours
        return None


def changed_amount(limit: Limit, amount: int, unit: str) -> Limit:
    """The limit with another amount, for one case: minutes and hours keep a window or the roster, days are natural days."""
    if unit in ("minutes", "hours"):
        clock = limit.clock if limit.clock in ("hours", "window", "roster") else "hours"
    else:
        clock = unit
    return replace(limit, amount=amount, unit=unit, clock=clock)


def fraud_compensation(price: Fen, *, food: bool = False, loss: Fen = 0) -> Fen:
    """What the law lets a deceived buyer ask for: 3 × the price, at least 500.00 (消费者权益保护法 第55条); unsafe food 10 × the price
    or 3 × the loss, at least 1000.00 (食品安全法 第148条). Amounts in 分."""
    if food:
        return max(10 * price, 3 * loss, 100_000)
    return max(3 * price, 50_000)


def fraud_words(price: Fen) -> tuple[str, str]:
    """What a buyer who proves deceit may ask for beside the price back, and what it is for food; two sentences."""
    return (
        _("If it was deceit: the price back and {amount} (3 × the price, at least 500.00; consumer law, article 55)").format(
            amount=grouped(fraud_compensation(price))),
        _("Unsafe food: {amount} (10 × the price, at least 1,000.00; food safety law, article 148)").format(
            amount=grouped(fraud_compensation(price, food=True))),
    )  # fmt: skip


def source_words(limit: Limit) -> str:
    """Where a limit comes from: grade and since when."""
    grade = _(GRADE_NAMES[limit.grade])
    if limit.valid_from == ALWAYS:
        return grade
    return _("{grade}, in force since {day}").format(grade=grade, day=limit.valid_from.isoformat())
