"""A case: what a buyer waits for, its kinds, statuses and sub-states, and the events that are the only truth about its past."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from csdesk.core.money import Fen
from csdesk.core.problem import UserError
from csdesk.i18n import N_, everywhere
from csdesk.i18n import gettext as _

LONGEST_NOTE, LONGEST_FIELD = 10_000, 200  # characters


class Category(Enum):
    """What a status means to a clock; nothing else of a status is ever read by one."""

    OPEN = "open"
    PAUSED = "paused"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Status:
    """A label with its category. `next`: keys that may follow (() = any). `waits_for`: '' or the party the case waits for. `tone`: the
    colour of its chip, '' = that of the category."""

    key: str
    name: str
    category: Category
    next: tuple[str, ...] = ()
    waits_for: str = ""
    tone: str = ""


STATUS_TONES = {Category.OPEN: "accent", Category.PAUSED: "neutral", Category.RESOLVED: "ok"}
STATUSES: tuple[Status, ...] = (
    Status("new", N_("To handle"), Category.OPEN),
    Status("handling", N_("In work"), Category.OPEN),
    Status("proving", N_("Giving proof"), Category.OPEN),
    Status("wait_warehouse", N_("Waits for the warehouse"), Category.OPEN, waits_for="warehouse"),
    Status("wait_courier", N_("Waits for the courier"), Category.OPEN, waits_for="courier"),
    Status("wait_buyer", N_("Waits for the buyer"), Category.PAUSED, waits_for="buyer"),
    Status("wait_platform", N_("Waits for the platform"), Category.PAUSED, waits_for="platform"),
    Status("resolved", N_("Resolved"), Category.RESOLVED, ("closed", "handling")),
    Status("closed", N_("Shut"), Category.RESOLVED, ("handling",)),
)


class Goods(Enum):
    NONE = "none"
    TO_RETURN = "to_return"
    RETURNING = "returning"
    RECEIVED = "received"
    SENT = "sent"


class Money(Enum):
    NONE = "none"
    TO_APPROVE = "to_approve"
    TO_PAY = "to_pay"
    PAID = "paid"


GOODS_NAMES = {
    Goods.NONE: N_("No goods"),
    Goods.TO_RETURN: N_("To be returned"),
    Goods.RETURNING: N_("On the way back"),
    Goods.RECEIVED: N_("Received back"),
    Goods.SENT: N_("Sent out"),
}
MONEY_NAMES = {
    Money.NONE: N_("No money"),
    Money.TO_APPROVE: N_("To approve"),
    Money.TO_PAY: N_("To pay"),
    Money.PAID: N_("Paid out"),
}
ORDER_STATES = {"": N_("not known"), "unshipped": N_("not shipped"), "shipped": N_("shipped"), "virtual": N_("virtual goods")}
PARTIES = {
    "agent": N_("Agent"),
    "warehouse": N_("Warehouse"),
    "courier": N_("Courier"),
    "product": N_("Product"),
    "buyer": N_("Buyer"),
    "supervisor": N_("Supervisor"),
    "owner": N_("Owner"),
    "platform": N_("Platform"),
}
PLATFORMS = {
    "jd": N_("JD"),
    "taobao": N_("Taobao"),
    "tmall": N_("Tmall"),
    "pdd": N_("PDD"),
    "douyin": N_("Douyin"),
    "other": N_("Other"),
}
_PLATFORM_WORDS = {
    "京东": "jd", "jd": "jd", "京麦": "jd", "淘宝": "taobao", "taobao": "taobao", "千牛": "taobao", "天猫": "tmall", "tmall": "tmall",
    "拼多多": "pdd", "pdd": "pdd", "抖音": "douyin", "抖店": "douyin", "douyin": "douyin", "其他": "other", "其它": "other",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a kind of case has beyond the common ones. `type`: text | long | number | date | choice | yes_no."""

    key: str
    name: str
    type: str = "text"
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of case. `evidence`: what belongs to it; `parties`: who usually bears it, likeliest first; `causes`: to choose from;
    `urgent`: which limit the first answer has ('' none | complaint | urgent | online); `checks`: what is ticked off on the way; `starts`:
    milestones that have come when such a case is registered."""

    key: str
    name: str
    evidence: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    checks: tuple[str, ...] = ()
    urgent: str = ""
    starts: tuple[str, ...] = ()
    icon: str = "message-square-warning"
    active: bool = True


# Cases are stored with the English words of evidence lines and causes: these may be translated anew, but never reworded.
_PROOF = (N_("Chat"), N_("Snapshot of the page"), N_("Logistics"), N_("Proof by kind"))
_DISPUTE = (
    Field("dispute_no", N_("Number at the platform")),
    Field("claim", N_("What the buyer claims"), "long"),
    Field("appeal", N_("Our statement"), "long"),
)
KINDS: tuple[Kind, ...] = (
    Kind("return", N_("Return and refund"), (N_("Waybill out"), N_("Waybill back"), N_("Unpacking picture"), N_("Condition of the goods")),
         ("buyer", "product"), (N_("Quality"), N_("Wrong goods sent"), N_("Not as described"), N_("Changed mind")), icon="undo-2"),
    Kind("refund", N_("Refund only"), (N_("Order state"), N_("Intercept request")), ("agent", "warehouse"),
         (N_("Not shipped in time"), N_("Out of stock"), N_("Changed mind"), N_("Lost on the way")), icon="banknote"),
    Kind("exchange", N_("Exchange"), (N_("Waybill out"), N_("Waybill back"), N_("Stock check")), ("product", "warehouse"),
         (N_("Quality"), N_("Wrong goods sent"), N_("Wrong size or colour")), icon="arrow-left-right"),
    Kind("short", N_("Reship, short"), (N_("Weight and picture at packing"), N_("Weight at shipping"), N_("Weight at delivery")),
         ("warehouse", "agent"), (N_("Short or missing"), N_("Gift not sent"), N_("Remark not followed")), urgent="urgent", icon="box"),
    Kind("lost", N_("Lost, not received"), (N_("Shipping note"), N_("Signed receipt"), N_("Courier ticket")), ("courier",),
         (N_("Lost on the way"), N_("Signed by somebody else"), N_("Stuck on the way")), urgent="urgent", icon="map-pin"),
    Kind("damage", N_("Damage"), (N_("Outer box"), N_("Label"), N_("Content")), ("courier", "warehouse"),
         (N_("Damaged on the way"), N_("Packed badly")), urgent="urgent", icon="octagon-x"),
    Kind("dispute", N_("Dispute"), _PROOF, ("supervisor",), (N_("Quality"), N_("Not as described"), N_("Lost on the way")), _DISPUTE,
         urgent="urgent", starts=("intervened",), icon="scale"),
    Kind("fake", N_("Fake-goods claim"), (N_("Purchase invoice"), N_("Chain of brand licences"), N_("Certificate")), ("owner",),
         (N_("Called fake"),), _DISPUTE, urgent="urgent", starts=("intervened",), icon="shield-check"),
    Kind("review", N_("Bad review"), (N_("Picture of the review"), N_("Link to the order"), N_("Offer made")), ("agent",),
         (N_("Quality"), N_("Slow logistics"), N_("Manner of service")),
         (Field("stars", N_("Stars"), "choice", ("1", "2", "3")), Field("review", N_("Text of the review"), "long"),
          Field("answer", N_("Our public answer"), "long"),
          Field("outcome", N_("Outcome"), "choice",
                (N_("review changed"), N_("review removed"), N_("answered in public"), N_("review stays"), N_("not reached")))),
         icon="thermometer"),
    Kind("price", N_("Price difference, compensation"), (N_("Price pages"), N_("Calculation"), N_("Payment proof")), ("agent", "owner"),
         (N_("Price fell"), N_("Promise not kept"), N_("Late shipping")), icon="coins"),
    Kind("service", N_("Complaint about service"), (N_("Chat"),), ("agent",),
         (N_("Manner of service"), N_("Slow answer"), N_("Promise not kept")), urgent="complaint"),
    Kind("12315", N_("12315"), (N_("Contract"), N_("Trade record")), ("owner",), (N_("Quality"), N_("Not as described"), N_("Called fake")),
         (Field("notice_no", N_("Number of the notice")), Field("odr", N_("Through ODR"), "yes_no")), icon="landmark"),
    Kind("repair", N_("Repair"), (N_("Serial number"), N_("Fault")), ("product",), (N_("Quality"), N_("Wear")),
         (Field("serial_no", N_("Serial number")), Field("fault", N_("Fault"))), icon="settings"),
    Kind("revisit", N_("Revisit"), (), ("agent",), (),
         (Field("tier", N_("Tier of the customer"), "choice", ("A", "B", "C")),), icon="phone"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """The present values of one case. Amounts in 分. `no` is the number people call it by. `details`: the kind's own fields. `version`
    grows with every change. `merged_into`: the case this one went into (its entries keep their own id)."""

    id: int
    kind: str
    description: str
    created_at: datetime
    no: str = ""
    platform: str = ""
    shop: str = ""
    buyer: str = ""
    phone: str = ""
    order_no: str = ""
    waybill: str = ""
    product: str = ""
    bought_on: date | None = None
    paid: Fen | None = None
    order_state: str = ""  # '' | unshipped | shipped | virtual
    wish: str = ""
    owner_id: int | None = None
    created_by: str = ""
    created_by_id: int | None = None
    status: str = "new"
    category: Category = Category.OPEN
    goods: Goods = Goods.NONE
    money: Money = Money.NONE
    cause: str = ""
    responsible: str = ""  # a party: whose doing it was
    bearer: str = ""  # a party: who bears the cost
    blamed_id: int | None = None  # the employee, where the party is the agent
    cost_goods: Fen | None = None  # of the goods sent again or given in exchange
    cost_freight: Fen | None = None  # both ways
    refund: Fen | None = None  # given back to the buyer
    partial: bool = False  # the refund is a part of the price and the buyer keeps the goods
    compensation: Fen | None = None
    snoozed_until: datetime | None = None
    csat: int | None = None  # 1-5
    merged_into: int | None = None
    checked: tuple[str, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)
    version: int = 1

    @property
    def exchange_cost(self) -> Fen | None:
        """What sending the goods again would cost; None while nobody wrote it."""
        if self.cost_goods is None and self.cost_freight is None:
            return None
        return (self.cost_goods or 0) + (self.cost_freight or 0)

    @property
    def total_cost(self) -> Fen:
        """What the case costs the shop: for a partial refund the refund, not the exchange it replaces."""
        sent = 0 if self.partial else self.exchange_cost or 0
        return sent + (self.refund or 0) + (self.compensation or 0)

    @property
    def title(self) -> str:
        """The first line of the description."""
        return self.description.strip().split("\n", 1)[0]


NAMES: Mapping[str, str] = {
    "kind": N_("kind"), "description": N_("what happened"), "created_at": N_("came in"), "no": N_("case number"),
    "platform": N_("platform"), "shop": N_("case shop"), "buyer": N_("buyer"), "phone": N_("phone"), "order_no": N_("order number"),
    "waybill": N_("waybill"), "product": N_("product"), "bought_on": N_("bought on"), "paid": N_("price paid"),
    "order_state": N_("order state"), "wish": N_("wish"), "owner_id": N_("in charge"), "status": N_("status"), "goods": N_("goods"),
    "money": N_("money"), "cause": N_("cause"), "responsible": N_("whose doing"), "bearer": N_("who bears it"),
    "blamed_id": N_("which agent"), "cost_goods": N_("cost of the goods"), "cost_freight": N_("freight both ways"),
    "refund": N_("refund"), "partial": N_("partial refund"), "compensation": N_("compensation"), "snoozed_until": N_("snoozed until"),
    "csat": N_("satisfaction"), "checked": N_("check list"), "details": N_("details"),
}  # fmt: skip
# What `change` may write directly; the rest has actions of its own.
EDITABLE = frozenset({
    "kind", "description", "platform", "shop", "buyer", "phone", "order_no", "waybill", "product", "bought_on", "paid", "order_state",
    "wish", "cause", "details", "checked",
})  # fmt: skip
COSTS = frozenset({"responsible", "bearer", "blamed_id", "cost_goods", "cost_freight", "refund", "partial", "compensation"})


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One entry of a case's history. `kind` is one of EVENTS; `data` holds what the clock and the timeline need beyond the text."""

    id: int
    case_id: int
    at: datetime
    kind: str
    by: str = ""
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


EVENTS = {
    "registered": N_("Registered"),
    "status": N_("Status"),
    "goods": N_("Goods"),
    "money": N_("Money"),
    "changed": N_("Changed"),
    "note": N_("Case note"),
    "answered": N_("Answered the buyer"),
    "milestone": N_("Milestone"),
    "asked": N_("Asked"),
    "replied": N_("Reply"),
    "evidence": N_("Evidence"),
    "assigned": N_("Handed over"),
    "cost": N_("Responsibility and cost"),
    "approved": N_("Approved"),
    "promised": N_("Promise"),
    "kept": N_("Promise kept"),
    "linked": N_("Linked"),
    "merged": N_("Merged"),
    "unmerged": N_("Taken apart"),
    "snoozed": N_("Snoozed"),
    "remark": N_("Flag remark"),
    "target": N_("Time limit"),
    "revisited": N_("Revisit"),
    "review": N_("Bad review"),
}
# What may happen outside the desk that a limit starts from or ends with.
MILESTONES = {
    "intervened": N_("The platform steps in"),
    "proof_asked": N_("The platform asks for more proof"),
    "buyer_proved": N_("The buyer gave proof"),
    "proof_given": N_("Proof handed in"),
    "verdict": N_("The platform has decided"),
    "verdict_done": N_("The verdict is carried out"),
    "platform_closed": N_("The platform closed the dispute"),
    "appealed": N_("Appeal handed in"),
    "signed": N_("The buyer signed for the parcel"),
    "work_order": N_("Platform work order"),
    "accepted": N_("Complaint accepted"),
    "refused": N_("Complaint refused"),
    "mediated": N_("Mediation ended"),
    "device_back": N_("Device sent back"),
    "review_changed": N_("Review changed or removed"),
}
SPEAKERS = ("", "buyer", "platform", "warehouse", "courier")  # who said what a note tells of; '' = the writer


@dataclass(frozen=True, slots=True)
class Evidence:
    """A picture or document of a case, kept by its hash beside the shop file. `item`: the line of the evidence list it counts for."""

    id: int
    case_id: int
    item: str
    name: str
    sha256: str
    ending: str  # png, jpg, pdf ...
    size: int  # bytes
    at: datetime
    by: str = ""
    position: int = 0  # place among those of the case

    @property
    def is_picture(self) -> bool:
        return self.ending in PICTURES


PICTURES = ("png", "jpg", "gif", "webp", "bmp")


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised to a buyer: by whom, until when."""

    id: int
    case_id: int
    text: str
    owner_id: int | None
    due: datetime
    at: datetime
    by: str = ""
    kept_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A canned phrase. `text` may hold variables as {买家}; `kinds` () = for every kind; `pictures`: files of the shop's folder,
    as `<hash>.png`."""

    id: int
    name: str
    text: str
    category: str = ""
    kinds: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    position: int = 0


# Reading what people write


def folded(text: str) -> str:
    """For comparing order numbers, buyers and waybills: full width folded, blanks gone, lower case."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if not char.isspace() and char not in "\u200b\u200c\u200d\ufeff")


def number_text(text: str) -> str:
    """An order number, phone or waybill as it is kept: narrow characters, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def platform_of(text: str) -> str:
    """The key of a platform by its name in any usual writing; an unknown one stays as written."""
    plain = folded(text)
    for word, key in _PLATFORM_WORDS.items():
        if plain.startswith(word):
            return key
    return text.strip()


def platform_name(key: str) -> str:
    return _(PLATFORMS[key]) if key in PLATFORMS else key


def party_of(text: str) -> str | None:
    """The key of a party by its name in any of our languages, what follows the name is left aside (仓库（同批杯盖）); '' for an empty
    text, None for an unknown."""
    plain = folded(text)
    if not plain:
        return ""
    for key, name in PARTIES.items():
        if plain == key or plain.startswith(tuple(map(folded, everywhere(name)))):
            return key
    return None


def status_of(statuses: Iterable[Status], key: str) -> Status:
    """The status of this key; one that was removed counts as open under its own name, as histories still tell of it."""
    name = next((one.name for one in STATUSES if one.key == key), key)
    return next((one for one in statuses if one.key == key), Status(key, name, Category.OPEN))


def kind_of(kinds: Iterable[Kind], key: str) -> Kind:
    """The kind of this key; one that was removed has its key as name."""
    return next((one for one in kinds if one.key == key), Kind(key, key, active=False))


def cause_of(kind: Kind, text: str) -> str:
    """A cause as it is kept: that of the kind where it is one of its causes in any writing, else the words themselves."""
    wanted = folded(text)
    return next((one for one in kind.causes if wanted in (folded(one), folded(_(one)))), " ".join(text.split()))


def kind_named(kinds: Iterable[Kind], text: str) -> Kind | None:
    """The kind whose key or name (in any of our languages) this is; also a part of the name before or after a slash, or its
    beginning where only one kind begins so (假货 = 假货投诉)."""
    wanted = folded(text)
    begun: list[Kind] = []
    for one in kinds:
        said = everywhere(one.name)
        names = {folded(one.key), *map(folded, said), *(folded(part) for name in said for part in name.replace("／", "/").split("/"))}
        if wanted and wanted in names:
            return one
        if len(wanted) > 1 and any(name.startswith(wanted) for name in names):
            begun.append(one)
    return begun[0] if len(begun) == 1 else None


def field_value(field: Field, value: object) -> object:
    """What was written into an own field of a kind, as it is kept: a number as plain digits, a day as 2026-09-30, a choice of the list.
    UserError (code = the field's key) where it is none."""
    if isinstance(value, bool) or value is None:
        return value
    text = str(value).strip()
    plain = unicodedata.normalize("NFKC", text)
    name = _(field.name)
    if not text or field.type in ("text", "long", "yes_no"):
        return text
    if field.type == "number":
        match = re.fullmatch(r"(-?\d{1,12})(?:\.(\d{1,4}))?", plain.replace(",", "").replace(" ", ""))
        if match is None:
            raise UserError(_("“{field}” is a number, such as 12 or 3.5").format(field=name), code=field.key)
        part = (match[2] or "").rstrip("0")
        return str(int(match[1])) + ("." + part if part else "")
    if field.type == "date":
        match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})", plain.replace(" ", ""))
        try:
            return date(*(int(part) for part in match.groups() if part)).isoformat() if match else _no_day(name, field.key)
        except ValueError:
            return _no_day(name, field.key)
    choice = next((one for one in field.choices if text in (one, _(one))), None)
    if choice is None:
        names = _(", ").join(_(one) for one in field.choices)
        raise UserError(_("“{field}” is one of {choices}").format(field=name, choices=names), code=field.key)
    return choice


def _no_day(name: str, key: str) -> object:
    raise UserError(_("“{field}” is a day, such as 2026-09-30").format(field=name), code=key)


def check_statuses(statuses: Sequence[Status]) -> None:
    """UserError where a table of statuses cannot work: no open one, no resolved one, two of a key, an unknown follower, a dead end."""
    keys = [one.key for one in statuses]
    if len(set(keys)) < len(keys):
        raise UserError(_("Two statuses have the same key"), code="statuses")
    for category, text in ((Category.OPEN, _("one status must be open")), (Category.RESOLVED, _("one status must be resolved"))):
        if not any(one.category is category for one in statuses):
            raise UserError(text, code="statuses")
    for one in statuses:
        missing = [key for key in one.next if key not in keys]
        if missing:
            message = _("“{status}” leads to {key}, which does not exist").format(status=_(one.name), key=missing[0])
            raise UserError(message, code="statuses")
        if not one.name.strip():
            raise UserError(_("A status has no name"), code="statuses")
        if sum(_(other.name).strip() == _(one.name).strip() for other in statuses) > 1:
            raise UserError(_("There is a status “{name}” already").format(name=_(one.name)), code="statuses")


def may_follow(statuses: Sequence[Status], present: str, wanted: str) -> bool:
    """Whether the transition table lets a case go from one status to another."""
    before = status_of(statuses, present)
    known = any(one.key == wanted for one in statuses)
    return known and wanted != present and (not before.next or wanted in before.next)


def changes(before: Case, after: Case) -> dict[str, tuple[object, object]]:
    """Which fields differ: name -> (before, after)."""
    return {
        one.name: (getattr(before, one.name), getattr(after, one.name))
        for one in fields(Case)
        if getattr(before, one.name) != getattr(after, one.name)
    }


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that two people changed: what it was, what the other wrote, what this one wants."""

    name: str
    was: object
    theirs: object
    mine: object


def merge(base: Case, present: Case, wanted: Mapping[str, object]) -> tuple[Case, tuple[Clash, ...]]:
    """The present case with the wanted fields laid over it: what the other left alone is taken, what both changed to different values
    clashes. Details merge key by key."""
    taken: dict[str, object] = {}
    clashes: list[Clash] = []
    for name, mine in wanted.items():
        was, theirs = getattr(base, name), getattr(present, name)
        if name == "details" and isinstance(mine, Mapping):
            details = dict(theirs)
            for key in {*mine, *was}:
                one, other, own = was.get(key), theirs.get(key), mine.get(key)
                if own == one:
                    continue
                if other in (one, own):
                    details[key] = own
                else:
                    clashes.append(Clash(f"details.{key}", one, other, own))
            taken[name] = {key: value for key, value in details.items() if value not in (None, "")}
        elif mine == was:
            continue
        elif theirs in (was, mine):
            taken[name] = mine
        else:
            clashes.append(Clash(name, was, theirs, mine))
    return replace(present, **taken), tuple(clashes)  # type: ignore[arg-type]


def root_of(parents: Mapping[int, int], case_id: int) -> int:
    """The case that this one was merged into, at the end of the chain; a cycle (of a damaged file) ends where it closes."""
    seen = {case_id}
    while (above := parents.get(case_id)) is not None and above not in seen:
        seen.add(above)
        case_id = above
    return case_id


def missing_evidence(kind: Kind, evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """The lines of the kind's evidence list for which nothing was brought yet, in its order."""
    there = {one.item for one in evidence}
    return tuple(item for item in kind.evidence if item not in there)
