"""What leaves the roster page: prints for the wall and for each person, Excel, calendar files, the notice of what was changed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from csdesk.actions import planning, prints
from csdesk.core.calendar import Month
from csdesk.i18n import gettext as _
from csdesk.ui.desk import Desk
from csdesk.ui.kit import month_text

Entry = tuple[str, str, Callable[[], object]]


class Out:
    """The ways out of the month that the page shows; `entries()` are those of its menu."""

    def __init__(self, page: QWidget, desk: Desk, month: Callable[[], Month]) -> None:
        self._page, self._desk, self._month = page, desk, month

    def entries(self) -> list[Entry | None]:
        """To Excel and the prints; those about changes only for a month that was published."""
        found: list[Entry | None] = [
            ("file-spreadsheet", f"{_('To Excel')}\tCtrl+E", self.excel),
            ("printer", f"{_('Print the roster')}\tCtrl+P", self.wall),
            ("printer", _("Print the roster on A3…"), self.large),
            ("circle-user", _("Print for each person…"), self.people),
            ("calendar-plus", _("Calendar files for phones…"), self.calendars),
        ]
        if self._desk.query(planning.publication, self._month()) is not None:
            found += [None, ("megaphone", _("Print the notice of changes…"), self.changes)]
            found += [("copy", _("Copy the changes for the group chat"), self.copy_changes)]
        return found

    def wall(self) -> None:
        """The roster for the wall."""
        self._paper("roster", _("Roster {month}"))

    def large(self) -> None:
        """The roster for the wall on A3."""
        self._paper("roster", _("Roster {month} A3"), size="A3")

    def people(self) -> None:
        """A calendar for each person, four to a page."""
        self._paper("roster-people", _("Roster {month} for each person"))

    def changes(self) -> None:
        """The notice of what was changed since the roster was published."""
        self._paper("roster-changes", _("Roster changes {month}"))

    def copy_changes(self) -> None:
        """The same as text, to paste into the group chat."""
        text = self._desk.query(prints.roster_changes_text, self._month())
        if text is not None:
            QGuiApplication.clipboard().setText(text)
            self._desk.toast(_("Copied, paste it into the group chat"))

    def excel(self) -> None:
        """The grid as Excel; it can be imported again."""
        from csdesk.ui import saving

        saving.save_sheet(self._page, self._desk, "roster", self._name(_("Roster {month}")), self._month())

    def calendars(self) -> None:
        """A calendar file (.ics) for each person, into a folder."""
        from csdesk.ui import saving

        saving.save_calendars(self._page, self._desk, self._month())

    def _name(self, words: str) -> str:
        return words.format(month=month_text(self._month()))

    def _paper(self, what: str, words: str, **more: object) -> None:
        from csdesk.ui import saving

        saving.print_paper(self._page, self._desk, what, self._name(words), self._month(), **more)
