"""What a file says before it is known whom it means: drafts of facts, each with the place in the file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from csdesk.core.attendance import Side, Status
from csdesk.core.money import Fen


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value stands: sheet name (None in a text file), row from 1, column as Excel letters (None = the whole row)."""

    sheet: str | None
    row: int
    column: str | None = None


@dataclass(frozen=True, slots=True)
class PersonRef:
    """How one file names one person; '' = the file does not say. One object is shared by all rows of that person.

    `no` is the employee number as written, `user_id` DingTalk's UserId, `account` WeCom's 账号, `device_no` the number in a
    clock (compared as a number), `nick` a shop nickname. `shown` is the person as a message shows him. `id_column` and
    `name_column` are the columns to point at when the identity is at fault ('' = the cell of the draft itself).
    """

    name: str = ""
    no: str = ""
    user_id: str = ""
    account: str = ""
    device_no: str = ""
    nick: str = ""
    shown: str = ""
    id_column: str = ""
    name_column: str = ""
    numbered: bool = False  # the file has a column of numbers, be it empty in this row

    @property
    def empty(self) -> bool:
        return not (self.name or self.no or self.user_id or self.account or self.device_no or self.nick)


@dataclass(frozen=True, slots=True)
class PunchDraft:
    """One punch: local time with seconds as written; kind punch | makeup | field; `work_date` only where the file states it."""

    person: PersonRef
    at: datetime
    kind: str
    work_date: date | None
    vendor_result: str
    device: str
    source: Source
    raw: str

    @property
    def day(self) -> date:
        return self.work_date or self.at.date()


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """What the tool itself says of a side of a work day (None: of the whole day) on which it has no punch; `approval`: the request
    that it names, '' = none."""

    person: PersonRef
    day: date
    side: Side | None
    result: str
    approval: str
    source: Source

    @property
    def raw(self) -> str:
        return self.result


@dataclass(frozen=True, slots=True)
class CellDraft:
    """One roster cell: `code` is a shift code of the rules, 休 or 假 (or what the remembered answers say), `post` what the person does
    on that day ('' = the own post); `raw` as written."""

    person: PersonRef
    day: date
    code: str
    source: Source
    raw: str
    post: str = ""


@dataclass(frozen=True, slots=True)
class StaffDraft:
    """One row of the staff template. `given` names the fields whose column the file has: the others stay as they are."""

    no: str
    name: str
    source: Source
    raw: str
    given: frozenset[str] = frozenset()
    post: str = ""
    level: str = ""
    shop: str = ""
    team: str = ""
    site: str = ""
    hired: date | None = None
    left: date | None = None
    base_pay: Fen | None = None
    effective_from: date | None = None
    insurance: Fen | None = None
    user_id: str = ""
    account: str = ""
    device_no: str = ""
    nicks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectionDraft:
    """补卡: times are minutes from the roster day's midnight (1500 = 25:00), see handbook section 4."""

    person: PersonRef
    day: date
    side: Side
    certified: int
    punched_at: int | None
    certified_by: str
    reason: str
    source: Source
    raw: str


@dataclass(frozen=True, slots=True)
class LeaveDraft:
    """Leave; `whole_days`: start and end are roster days at midnight (whole instances), else real times."""

    person: PersonRef
    type: str
    start: datetime
    end: datetime
    whole_days: bool
    status: Status
    emergency: bool
    requested_at: datetime | None
    reason: str
    source: Source
    raw: str

    @property
    def day(self) -> date:
        return self.start.date()


@dataclass(frozen=True, slots=True)
class OvertimeDraft:
    """Overtime of one roster day in whole minutes. `time_off` None and `reason` '': the file does not say."""

    person: PersonRef
    day: date
    minutes: int
    status: Status
    source: Source
    raw: str
    time_off: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """One row of the case template. `person` is who is in charge, an empty reference = nobody; `kind` and `party` as written."""

    person: PersonRef
    no: str
    kind: str
    platform: str
    shop: str
    buyer: str
    order_no: str
    bought_on: date | None
    description: str
    wish: str
    created_at: datetime
    answered_at: datetime | None
    resolved_at: datetime | None
    party: str
    cost: Fen | None
    source: Source
    raw: str
    cause: str = ""

    @property
    def day(self) -> date:
        return self.created_at.date()


PersonDraft = PunchDraft | ClaimDraft | CellDraft | CorrectionDraft | LeaveDraft | OvertimeDraft | CaseDraft
Draft = PersonDraft | StaffDraft
