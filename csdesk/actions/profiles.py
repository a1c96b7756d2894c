"""What the shop remembers of its clocks: mappings of tables that no format knows, and whose day a time after midnight is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from csdesk.actions.imports import CLOCKS, ImportFile, ReadOptions, keep_clock, mappings
from csdesk.actions.imports import clocks as known_clocks
from csdesk.actions.imports import read as read_file
from csdesk.actions.session import Session, changed
from csdesk.core import codec, profile
from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.core.profile import Clock, ColumnUse, Guess, Profile, SheetSketch, Sketch
from csdesk.files import reading
from csdesk.i18n import gettext as _
from csdesk.store import settings as store

KEY = "import.profiles"


def sketch(path: Path) -> Sketch:
    """The first rows of every sheet of a file. Pure, for a worker thread. UserError where it is no table."""
    return reading.sketch(reading.load(path), path.name)


def guess(sheet: SheetSketch, header: tuple[int, int] | None = None) -> Guess:
    """What the columns of a sheet probably mean, under a chosen header (rows from 0; (-1, -1) = none) or the likeliest one."""
    return reading.guess(sheet, header)


def make(sheet: SheetSketch, found: Guess, fields: Sequence[str], *, name: str, after_midnight: str | None, status_lists: bool,
         date_order: str, over: str = "") -> Profile:
    """The mapping that a person chose: a meaning ('' = not used) for each column."""
    print_ = reading.fingerprint(sheet, (found.first_header, found.last_header))
    columns = tuple(ColumnUse(field, column, found.heads[column]) for column, field in enumerate(fields) if field)
    header = (found.first_header, found.last_header)
    return Profile(print_, name, *header, found.layout, columns, after_midnight, status_lists, date_order, over)


def try_out(path: Path, options: ReadOptions, chosen: Profile, sheet: str | None, *, progress: Callable[[int, int], None] | None = None,
            cancelled: Callable[[], bool] | None = None) -> ImportFile:
    """The whole file read by a mapping, nothing kept. Pure, for a worker thread."""
    return read_file(path, replace(options, profile=chosen, sheet=sheet), kind="punches", progress=progress, cancelled=cancelled)


def profiles(session: Session) -> tuple[Profile, ...]:
    """All mappings of the shop, by name."""
    session.require(Permission.IMPORT_ATTENDANCE)
    return tuple(sorted(mappings(session), key=lambda one: one.name))


def save(session: Session, chosen: Profile) -> Changes:
    """Keep a mapping; one with the same header is replaced. UserError where it does not say who or when."""
    session.require(Permission.IMPORT_ATTENDANCE)
    lacks = profile.gaps(chosen)
    if lacks:
        raise UserError(lack(lacks), code="incomplete_profile")
    if not chosen.name.strip():
        raise UserError(_("Give the mapping a name, such as that of the clock"), code="nameless_profile")
    kept = [one for one in mappings(session) if one.fingerprint != chosen.fingerprint]
    with session.step(_("Keep the mapping {name}").format(name=chosen.name)):
        store.put(session.shop, KEY, [codec.dump(one) for one in [*kept, chosen]])
    return changed(Topic.SETTINGS, message=_("Mapping kept: the next such file is read by itself"))


def remove(session: Session, fingerprint: str) -> Changes:
    """Forget a mapping; what was imported by it stays."""
    session.require(Permission.IMPORT_ATTENDANCE)
    gone = next((one for one in mappings(session) if one.fingerprint == fingerprint), None)
    if gone is None:
        raise UserError(_("There is no such mapping any more"), code="no_profile")
    with session.step(_("Forget the mapping {name}").format(name=gone.name)):
        store.put(session.shop, KEY, [codec.dump(one) for one in mappings(session) if one.fingerprint != fingerprint])
    return changed(Topic.SETTINGS, message=_("Mapping {name} forgotten").format(name=gone.name))


def clocks(session: Session) -> tuple[Clock, ...]:
    """The clocks of which it was said to which day their times after midnight belong."""
    session.require(Permission.IMPORT_ATTENDANCE)
    return tuple(sorted(known_clocks(session), key=lambda one: one.source))


def save_clock(session: Session, clock: Clock) -> Changes:
    """Change what was said of a clock, for files read from now on; what is imported already stays as it is."""
    session.require(Permission.IMPORT_ATTENDANCE)
    with session.step(_("Times after midnight of {name}").format(name=clock.name)):
        keep_clock(session, clock)
    message = _("Kept for the next file; to read an earlier one anew take its import back and import it again")
    return changed(Topic.SETTINGS, message=message)


def forget_clock(session: Session, source: str) -> Changes:
    """Ask again with the next file of this clock."""
    session.require(Permission.IMPORT_ATTENDANCE)
    left = [codec.dump(one) for one in known_clocks(session) if one.source != source]
    with session.step(_("Forget what was said of a clock")):
        store.put(session.shop, CLOCKS, left)
    return changed(Topic.SETTINGS, message=_("Forgotten; it is asked again with the next file"))


def lack(code: str) -> str:
    """What is still to be said of a mapping (codes of `profile.gaps`)."""
    return {
        "who": _("Say which column is the name or the number"),
        "when": _("Say which column is the time"),
        "day": _("Say which column is the day of these times"),
        "midnight": _("Say to which day a time after midnight belongs"),
    }[code]


def known(session: Session, sheet: SheetSketch, found: Guess) -> Profile | None:
    """The mapping that the shop has for this header already."""
    print_ = reading.fingerprint(sheet, (found.first_header, found.last_header))
    return next((one for one in mappings(session) if one.fingerprint == print_), None)
