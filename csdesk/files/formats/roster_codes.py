"""What the text of a roster cell means: a shift of its day's rules, 休, 假, nothing, or a question to ask once; 白·售后 names a post."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from csdesk.core.roster import LEAVE, REST
from csdesk.core.rules import Shift
from csdesk.files import values
from csdesk.files.formats.base import Request

REST_WORDS = frozenset({"休", "休息", "公休", "轮休", "例休", "休假日", "off", "rest"})
LEAVE_WORDS = frozenset({"假", "请假", "事", "事假", "病", "病假", "年", "年假", "年休", "婚", "婚假", "产", "产假", "陪产假", "丧", "丧假",
                         "工伤", "工伤假", "leave"})
BLANK_WORDS = frozenset({"", "-", "--", "—", "——"})
_LEGEND = re.compile(r"([^\s=;,。:、()]{1,6})=(\d{1,2}):(\d\d)-(次日|第二天)?(\d{1,2}):(\d\d)")
_DOT = re.compile(r"\s*[·・•‧∙]\s*")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one cell says. `code` '' = not decided; `post` '' = the person's own; `trouble` = unknown_code or unknown_post, then `raw`
    is the part of the text that is at fault ('' = all of it)."""

    code: str = ""
    post: str = ""
    trouble: str = ""
    raw: str = ""


class Codes:
    """Answers for one file; `legend` lines such as 早=08:30-17:30;晚=17:00-次日01:00 explain codes by their hours."""

    def __init__(self, request: Request, legends: Sequence[str] = ()) -> None:
        self._request = request
        self._known: dict[tuple[int, str], Meaning] = {}
        self._answers = {values.normal(key): code for key, code in request.codes.items()}
        self._posts = {values.normal(post): post for post in request.posts}
        self._legend: dict[str, tuple[int, int]] = {}
        for line in legends:
            for match in _LEGEND.finditer(values.squeezed(line).replace("~", "-").replace("至", "-").replace("—", "-")):
                start, end = int(match[2]) * 60 + int(match[3]), int(match[5]) * 60 + int(match[6])
                self._legend[match[1]] = (start, end + 1440 if match[4] or end <= start else end)

    def __call__(self, raw: str, day: date) -> Meaning:
        """What a cell of `day` means."""
        shifts = self._request.shifts_on(day)
        key = (id(shifts), raw)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._read(values.normal(raw), shifts)
        return found

    def _read(self, plain: str, shifts: Sequence[Shift]) -> Meaning:
        code = self._code(plain, shifts)
        if code is not None:
            return Meaning(code)
        trouble = Meaning(trouble="unknown_code")
        for dot in _DOT.finditer(plain):  # names of shifts and posts may hold a dot, too
            code, post = self._code(plain[: dot.start()], shifts), self._post(plain[dot.end() :])
            if code and code not in (REST, LEAVE):
                if post is not None:
                    return Meaning(code, post)
                trouble = Meaning(trouble="unknown_post", raw=plain[dot.end() :])
            elif code is None and not trouble.raw:
                trouble = Meaning(trouble="unknown_code", raw=plain[: dot.start()])
        return trouble

    def _code(self, plain: str, shifts: Sequence[Shift]) -> str | None:
        """The code of a text; '' = not decided, None = unknown."""
        if plain in BLANK_WORDS:
            return ""
        shift = _exactly(plain, shifts)
        if shift is None and plain in self._answers:
            return self._answers[plain]
        shift = shift or _loosely(plain, shifts)
        if shift is not None:
            return shift.code
        folded = plain.casefold()
        if folded in REST_WORDS:
            return REST
        if folded in LEAVE_WORDS:
            return LEAVE
        hours = self._legend.get(plain)
        fitting = [shift.code for shift in shifts if (shift.start, shift.end) == hours]
        return fitting[0] if len(fitting) == 1 else None

    def _post(self, plain: str) -> str | None:
        """The post of a text: itself, or the only post that begins so (售后 = 售后客服); None = unknown."""
        if not self._posts and plain:
            return plain
        beginning = [post for known, post in self._posts.items() if plain and known.startswith(plain)]
        return self._posts.get(plain) or (beginning[0] if len(beginning) == 1 else None)

    def contradicts(self, plain: str, code: str, day: date) -> bool:
        """True where the file's own legend gives other hours than the shift of the rules."""
        hours = self._legend.get(values.normal(plain))
        return hours is not None and any(
            shift.code == code and (shift.start, shift.end) != hours for shift in self._request.shifts_on(day))


def _exactly(plain: str, shifts: Sequence[Shift]) -> Shift | None:
    for field in ("code", "name", "mark"):
        found = [shift for shift in shifts if values.normal(getattr(shift, field)) == plain]
        if len(found) == 1:
            return found[0]
    return None


def _loosely(plain: str, shifts: Sequence[Shift]) -> Shift | None:
    found = [shift for shift in shifts if plain.casefold() in (shift.code.casefold(), shift.name.casefold())]
    return found[0] if len(found) == 1 else None
