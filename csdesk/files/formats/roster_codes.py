"""What the text of a roster cell means: a shift of the rules, 休, 假, nothing, or a question to ask once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from csdesk.core.roster import LEAVE, REST
from csdesk.core.rules import Shift
from csdesk.files import values
from csdesk.files.formats.base import Request

REST_WORDS = frozenset({"休", "休息", "公休", "轮休", "例休", "休假日", "off"})
LEAVE_WORDS = frozenset({"假", "请假", "事", "事假", "病", "病假", "年", "年假", "年休", "婚", "婚假", "产", "产假", "陪产假", "丧", "丧假",
                         "工伤", "工伤假"})
BLANK_WORDS = frozenset({"", "-", "--", "—", "——"})
_LEGEND = re.compile(r"([^\s=;,。:、()]{1,6})=(\d{1,2}):(\d\d)-(次日|第二天)?(\d{1,2}):(\d\d)")


class Codes:
    """Answers for one file; `legend` lines such as 早=08:30-17:30;晚=17:00-次日01:00 explain codes by their hours."""

    def __init__(self, request: Request, legends: Sequence[str] = ()) -> None:
        self._known: dict[str, str] = {}
        self._answers = {values.normal(key): code for key, code in request.codes.items()}
        self._shifts = request.shifts
        self._legend: dict[str, tuple[int, int]] = {}
        for line in legends:
            for match in _LEGEND.finditer(values.squeezed(line).replace("~", "-").replace("至", "-").replace("—", "-")):
                start, end = int(match[2]) * 60 + int(match[3]), int(match[5]) * 60 + int(match[6])
                self._legend[match[1]] = (start, end + 1440 if match[4] or end <= start else end)

    def __call__(self, raw: str) -> str | None:
        """The code of a cell; '' = not decided, None = unknown."""
        plain = values.normal(raw)
        if plain in self._known:
            return self._known[plain]
        code = self._read(plain)
        if code is not None:
            self._known[plain] = code
        return code

    def _read(self, plain: str) -> str | None:
        if plain in BLANK_WORDS:
            return ""
        if plain in self._answers:
            return self._answers[plain]
        for same in (self._exactly, self._loosely):
            shift = same(plain)
            if shift is not None:
                return shift.code
        folded = plain.casefold()
        if folded in REST_WORDS:
            return REST
        if folded in LEAVE_WORDS:
            return LEAVE
        hours = self._legend.get(plain)
        fitting = [shift.code for shift in self._shifts if (shift.start, shift.end) == hours]
        return fitting[0] if len(fitting) == 1 else None

    def contradicts(self, plain: str, code: str) -> bool:
        """True where the file's own legend gives other hours than the shift of the rules."""
        hours = self._legend.get(values.normal(plain))
        return hours is not None and any(shift.code == code and (shift.start, shift.end) != hours for shift in self._shifts)

    def _exactly(self, plain: str) -> Shift | None:
        for field in ("code", "name", "mark"):
            found = [shift for shift in self._shifts if values.normal(getattr(shift, field)) == plain]
            if len(found) == 1:
                return found[0]
        return None

    def _loosely(self, plain: str) -> Shift | None:
        found = [shift for shift in self._shifts if plain.casefold() in (shift.code.casefold(), shift.name.casefold())]
        return found[0] if len(found) == 1 else None
