"""Turns what SQLite says into a sentence for the person, where the person can do something about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import peewee

from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _

DATABASE_ERRORS = (peewee.DatabaseError, sqlite3.Error)


def as_user_error(error: Exception) -> UserError | None:
    """The refusal that fits a database or file error; None where the program itself is at fault."""
    text = str(error).lower()
    if isinstance(error, OSError) and not isinstance(error, DATABASE_ERRORS):
        if error.errno == 28:
            return _disk_full()
        if isinstance(error, FileNotFoundError):
            return UserError(_("The file is not there: {name}").format(name=error.filename or ""), code="missing")
        if isinstance(error, PermissionError):
            return UserError(_("No access to {name}: another program holds it, or it may only be read.").format(name=error.filename or ""),
                             code="no_access")
        return UserError(_("The file could not be read or written: {name}").format(name=error.filename or ""), code="disk_error")
    if "is locked" in text or "busy" in text:
        return UserError(_("Another window or program is writing to the shop file. Nothing was changed; try again in a moment."),
                         code="locked")
    if "disk is full" in text:
        return _disk_full()
    if "readonly" in text:
        return UserError(_("The shop file may only be read, so nothing was changed. Check that the file and its folder may be written."),
                         code="read_only")
    if "unable to open" in text:
        return UserError(_("The shop file cannot be opened. Check that its folder exists and may be written."), code="cannot_open")
    if "malformed" in text or "not a database" in text:
        return UserError(_("The shop file is damaged. Put back a backup from the folder beside it."), code="damaged")
    if "disk i/o" in text:
        return UserError(_("The disk reported an error, so nothing was changed. Check the drive that holds the shop file."),
                         code="disk_error")
    return None


def _disk_full() -> UserError:
    return UserError(_("The disk is full, so nothing was changed. Make room and try again."), code="disk_full")


@contextmanager
def translated() -> Iterator[None]:
    """Inside, a database or file error that a person can mend becomes a UserError."""
    try:
        yield
    except (*DATABASE_ERRORS, OSError) as error:
        refusal = as_user_error(error)
        if refusal is None:
            raise
        raise refusal from error
