"""Answers for a file from outside: what it is, and every fact in it as a draft; pure, runs in a worker thread.

    bytes -> container (cells.py) -> format recognised by content -> parser (formats/) -> ImportFile
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from csdesk.core.calendar import Month
from csdesk.core.drafts import ClaimDraft, Draft, PunchDraft
from csdesk.core.problem import Problem, UserError
from csdesk.core.profile import Guess, Night, Profile, SheetSketch, Sketch
from csdesk.core.rules import RuleBook, Shift
from csdesk.files.cells import Book, Ticker, load, open_book
from csdesk.files.formats.base import Format, Found, Ignored, Period, Request, no_rows
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext

__all__ = ["ImportFile", "KINDS", "format_names", "load", "read"]

KINDS = ("staff", "roster", "punches", "corrections", "leave", "overtime", "cases")


@dataclass(frozen=True)
class ImportFile:
    """One file read: `drafts` are the facts (people not yet resolved), `problems` the rows refused, `ignored` the rows that
    carry no fact, `void` how many the vendor itself marks invalid. `covered` are the days that a punch file covers
    (handbook 2 and 12), None for other kinds. `reason` says by what the format was recognised. `night`: times after midnight that
    the clock may have written under either day, None where there is nothing to ask. `claims`: what the file says of work days on which
    it has no punch (缺卡, 请假 …)."""

    format: str
    kind: str
    file_name: str
    sha256: str
    sheet: str | None
    period: Period | None = None
    covered: Period | None = None
    drafts: tuple[Draft, ...] = ()
    problems: tuple[Problem, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    void: int = 0
    warnings: tuple[Problem, ...] = ()
    reason: str = ""
    generated_at: datetime | None = None
    night: Night | None = None
    claims: tuple[ClaimDraft, ...] = ()
    sheets: tuple[str | None, ...] = field(default=())

    @property
    def by_work_day(self) -> bool:
        """Whether the file names work days: then it covers whole the days it names, the night after the last one, too (handbook 12)."""
        return bool(self.claims) or any(isinstance(one, PunchDraft) and one.work_date is not None for one in self.drafts)


def kind_name(kind: str) -> str:
    """What a kind is called in a sentence."""
    return {
        "staff": pgettext("import", "people"),
        "roster": pgettext("import", "a roster"),
        "punches": pgettext("import", "punches"),
        "corrections": pgettext("import", "corrections"),
        "leave": pgettext("import", "leave"),
        "overtime": pgettext("import", "overtime"),
        "cases": pgettext("import", "cases"),
    }.get(kind, kind)


def format_names() -> tuple[str, ...]:
    """What `--format` takes: the full ids and their short names."""
    from csdesk.files.formats import FORMATS

    return tuple(name for each in FORMATS for name in (each.id, each.short))


def read(data: bytes, name: str, *, kind: str | None = None, format: str | None = None, month: Month | None = None, now: datetime,
         shifts: Sequence[Shift] = (), codes: Mapping[str, str] | None = None, rules: RuleBook | None = None,
         posts: Collection[str] = (), leave_types: Collection[str] = (), sheet: str | None = None,
         profiles: Sequence[Profile] = (), profile: Profile | None = None, clocks: Mapping[str, str] | None = None,
         after_midnight: str | None = None, progress: Callable[[int, int], None] | None = None,
         cancelled: Callable[[], bool] | None = None) -> ImportFile:
    """Read one file. `kind` is one of KINDS (None: found out), `format` forces a format (id or short name), `month` is the
    month of the command, `shifts` and `codes` (cell text -> code, remembered answers) tell what roster cells mean, `rules` the shifts
    of each day where they changed and `posts` the posts that cells may name ('()' = any), `leave_types` the names of the rules
    ('()' = any), `sheet` reads that sheet only. `profiles` are the mappings that people of the shop made (tried by header where no
    format is sure), `profile` reads by this one whatever the file looks like. `clocks` (source -> same | previous) are the answers of
    whose day a time after midnight is, `after_midnight` is the one for this file.

    Raises UserError with a `code` and nothing else: what is wrong with the file as a whole and what to do about it.
    """
    import hashlib

    ticker = Ticker(progress, cancelled)
    ticker.tick()
    request = Request(name=name, now=now, kind=kind, month=month, shifts=tuple(shifts), codes=dict(codes or {}), rules=rules, posts=posts,
                      leave_types=frozenset(leave_types), sheet=sheet, forced=format is not None, clocks=dict(clocks or {}),
                      after_midnight=after_midnight, ticker=ticker)
    if kind is not None and kind not in KINDS:
        raise UserError(_("There is no import of {kind}").format(kind=kind), code="unknown_kind")
    candidates = _candidates(format, kind)
    book = open_book(data, tick=ticker.tick)
    if sheet is not None and sheet not in book.names:
        raise UserError(_("The file has no sheet {name}").format(name=sheet), code="no_such_sheet")
    chosen, found = _mapped(book, request, profile) if profile is not None else _recognised(book, request, candidates, format, profiles)
    parsed = chosen.parse(book, found, request)
    ticker.step(1, 1)
    if not parsed.drafts and not parsed.problems and not parsed.claims:
        raise no_rows()
    return ImportFile(
        format=parsed.format or chosen.id, kind=parsed.kind, file_name=name, sha256=hashlib.sha256(data).hexdigest(), sheet=parsed.sheet,
        period=parsed.period, covered=parsed.covered, drafts=tuple(parsed.drafts), problems=tuple(parsed.problems),
        ignored=tuple(parsed.ignored),
        void=sum(1 for each in parsed.ignored if each.code == "vendor_invalid"), warnings=tuple(parsed.warnings), reason=found.reason,
        generated_at=parsed.generated_at, night=parsed.night, claims=tuple(parsed.claims), sheets=book.names)


def recognise(data: bytes, name: str, *, now: datetime, shifts: Sequence[Shift] = (), profiles: Sequence[Profile] = ()) -> tuple[str, str]:
    """What a file is, (format id, kind), without reading its rows. Raises UserError where it is nothing known."""
    request = Request(name=name, now=now, shifts=tuple(shifts))
    chosen, _found = _recognised(open_book(data, tick=_no_tick), request, _candidates(None, None), None, profiles)
    return chosen.id, chosen.kinds[0]


def sketch(data: bytes, name: str) -> Sketch:
    """The sheets of a file for the mapping wizard. Raises UserError where it is no table."""
    from csdesk.files.formats import mapped

    drawn = mapped.sketch(open_book(data, tick=_no_tick), name)
    if not any(cell for one in drawn.sheets for cells in one.shown for cell in cells):
        raise no_rows()
    return drawn


def guess(sheet: SheetSketch, header: tuple[int, int] | None = None) -> Guess:
    """What the columns of a sketched sheet mean, under a chosen header or the likeliest one."""
    from csdesk.files.formats import mapped

    return mapped.guess(sheet, header)


def fingerprint(sheet: SheetSketch, header: tuple[int, int]) -> str:
    """The fingerprint under which a mapping of this sheet is found again."""
    from csdesk.files.formats import mapped

    return mapped.print_of(sheet.cells, header[0], header[1], sheet.width)


def seen(data: bytes) -> tuple[tuple[str | None, tuple[str, ...]], ...]:
    """What stands in a file that no format knows: each sheet (None in a text file) and the words of its first filled row.

    Raises UserError where it is no table at all."""
    book = open_book(data, tick=_no_tick)
    found: list[tuple[str | None, tuple[str, ...]]] = []
    for name in book.names:
        rows = ([str(cell).strip() for cell in row if cell not in (None, "")] for row in book.sheet(name).rows)
        found.append((name, tuple(next((row for row in rows if row), []))))
    return tuple(found)


def _no_tick() -> None:
    """Nobody watches."""


def _candidates(name: str | None, kind: str | None) -> tuple[Format, ...]:
    from csdesk.files.formats import FORMATS

    found = tuple(each for each in FORMATS if kind is None or kind in each.kinds)
    if name is None:
        return found
    wanted = "roster.grid" if name == "template.roster_grid" else name
    forced = tuple(each for each in FORMATS if wanted in (each.id, each.short))
    if not forced:
        raise UserError(_("There is no format {name}; known: {names}").format(name=name, names=", ".join(each.id for each in FORMATS)),
                        code="unknown_format")
    if kind is not None and kind not in forced[0].kinds:
        raise UserError(_("The format {name} holds no {kind}").format(name=name, kind=kind_name(kind)), code="wrong_kind")
    return forced


_WEAK = ("csv.flat_punches", "roster.grid")  # recognised by common words only: a mapping that fits goes first


def _mapped(book: Book, request: Request, profile: Profile) -> tuple[Format, Found]:
    from csdesk.files.formats import mapped

    if all(not book.sheet(name).rows for name in book.names):
        raise no_rows()
    return _format_of_profiles(), mapped.forced(book, request, profile)


def _format_of_profiles() -> Format:
    from csdesk.files.formats import mapped

    return Format(mapped.ID, mapped.ID, ("punches",), lambda book, request: None, mapped.parse)


def _by_profile(book: Book, request: Request, profiles: Sequence[Profile], over: str) -> tuple[Format, Found] | None:
    """A mapping that fits this file and may overrule the format `over` ('' = nothing was recognised)."""
    fitting = [one for one in profiles if over in ("", *_WEAK) or one.over == over]
    if not fitting or request.kind not in (None, "punches") or request.forced:
        return None
    from csdesk.files.formats import mapped

    found = mapped.find(book, request, fitting)
    return None if found is None else (_format_of_profiles(), found)


def _recognised(book: Book, request: Request, candidates: tuple[Format, ...], forced: str | None,
                profiles: Sequence[Profile] = ()) -> tuple[Format, Found]:
    from csdesk.files.formats import FORMATS, template

    trouble: UserError | None = None
    for each in candidates:
        if each.id in _WEAK:
            own = _by_profile(book, request, profiles, each.id)
            if own is not None:
                return own
        try:
            found = each.recognise(book, request)
        except UserError as error:
            if not profiles:
                raise
            trouble = error
            break
        if found is not None:
            if each.id == "roster.grid" and request.kind is None and forced is None and _holds_times(book, found):
                continue
            return _by_profile(book, request, profiles, each.id) or (each, found)
    own = _by_profile(book, request, profiles, "")
    if own is not None:
        return own
    if trouble is not None:
        raise trouble
    if all(not book.sheet(name).rows for name in book.names):
        raise no_rows()
    if forced is not None:
        raise UserError(_("The file is not in the format {name}").format(name=forced), code="unknown_layout")
    if request.kind is not None:
        for each in FORMATS:
            if each in candidates:
                continue
            try:
                other = each.recognise(book, request)
            except UserError:
                continue
            if other is not None and request.kind not in each.kinds:
                raise UserError(_("This file holds {found}, not {kind}: import it as {found}").format(
                    found=kind_name(each.kinds[0]), kind=kind_name(request.kind)), code="wrong_kind")
        missing = template.explain(book, request.kind)
        if missing is not None:
            raise missing
    if request.kind in (None, "punches") and _any_times(book):
        raise UserError(_("The layout of the file is not known: say once which column is what, then it is read by itself"),
                        code="unknown_layout")
    raise UserError(_("The layout of the file is not known: choose the export of the attendance tool, or fill in a template"),
                    code="unknown_layout")


def _holds_times(book: Book, found: Found) -> bool:
    """True for a grid of days whose cells are punches and no shifts."""
    from csdesk.files.formats import mapped, roster_grid

    assert isinstance(found.detail, roster_grid.Detail)
    layout = found.detail.layout
    return mapped.looks_like_punches(book.sheet(layout.sheet), layout.body, [column for column, _day in layout.days])


def _any_times(book: Book) -> bool:
    """True where some column of the file holds times: then it may be mapped."""
    from csdesk.files.formats import mapped

    return any({"moment", "in", "out", "time"} & set(one.fields) or one.days
               for one in (mapped.guess(sheet) for sheet in mapped.sketch(book, "").sheets))
