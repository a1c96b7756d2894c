"""设置: the shop's settings by section; each is there only for those who may use it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from csdesk.core.changes import Topic
from csdesk.core.permission import Permission
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.desk import Desk
from csdesk.ui.kit import column, row, scroll_area
from csdesk.ui.kit.sections import SectionList
from csdesk.ui.page import Page
from csdesk.ui.settings.backups import BackupsSection
from csdesk.ui.settings.common import Section
from csdesk.ui.settings.holidays import HolidaysSection
from csdesk.ui.settings.imports import ImportsSection
from csdesk.ui.settings.kinds import KindsSection
from csdesk.ui.settings.limits import LimitsSection
from csdesk.ui.settings.shop import LookSection, ShopSection
from csdesk.ui.settings.statuses import StatusesSection
from csdesk.ui.settings.tax import TaxSection
from csdesk.ui.settings.users import UsersSection

# key, label, icon, permissions, section
PARTS: tuple[tuple[str, str, str, tuple[Permission, ...], Callable[[Desk], Section]], ...] = (
    ("shop", N_("Shop"), "store", (Permission.EDIT_SETTINGS,), ShopSection),
    ("users", N_("Users"), "users", (Permission.EDIT_USERS,), UsersSection),
    ("holidays", N_("Holidays"), "calendar-days", (Permission.EDIT_SETTINGS,), HolidaysSection),
    ("tax", N_("Tax openings"), "landmark", (Permission.CLOSE_MONTH, Permission.SEE_PAY), TaxSection),
    ("limits", N_("Time limits"), "timer", (Permission.EDIT_RULES,), LimitsSection),
    ("kinds", N_("Kinds of case"), "list", (Permission.EDIT_RULES,), KindsSection),
    ("statuses", N_("Statuses"), "circle-dot", (Permission.EDIT_RULES,), StatusesSection),
    ("backups", N_("File and backups"), "database", (Permission.BACKUP,), BackupsSection),
    ("imports", N_("Import"), "file-down", (Permission.IMPORT_ATTENDANCE,), ImportsSection),
    ("look", N_("Look and language"), "sun-moon", (), LookSection),
)


class SettingsPage(Page):
    name, icon = "settings", "settings"
    topics = frozenset({Topic.SETTINGS, Topic.USERS, Topic.CALENDAR, Topic.STAFF, Topic.MONTH})
    title = N_("Settings")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        parts = [part for part in PARTS if all(desk.may(permission) for permission in part[3])]
        self._makers = {key: make for key, _words, _icon, _needs, make in parts}
        self.sections: dict[str, Section] = {}
        self.list = SectionList([(key, _(words), icon) for key, words, icon, _needs, _make in parts], name=_("Settings"))
        self.list.chosen.connect(self.show_section)
        left = QWidget()
        left.setFixedWidth(158)
        left.setLayout(column(self.list, None))
        self.area = scroll_area(only_down=True)
        holder = QWidget()
        self._holder = QVBoxLayout(holder)
        self._holder.setContentsMargins(0, 6, 12, 0)
        self._holder.addStretch(1)
        self.area.setWidget(holder)
        holder.setAutoFillBackground(False)
        line = row(left, self.area, gap=18)
        line.setStretch(1, 1)
        self.body.addLayout(line, 1)

    def section(self) -> Section | None:
        """The section shown."""
        return self.sections.get(self.list.current)

    def show_section(self, key: str) -> None:
        if key not in self.sections:
            made = self._makers[key](self.desk)
            made.setMaximumWidth(860)
            self.sections[key] = made
            self._holder.insertWidget(0, made)
        for name, one in self.sections.items():
            one.setVisible(name == key)
        self.sections[key].refresh()
        self.area.verticalScrollBar().setValue(0)

    def refresh(self) -> None:
        here = self.section()
        if here is None:
            self.show_section(self.list.current)
        else:
            here.refresh()

    def goto(self, what: object) -> None:
        """A section by its key, or a year (its holidays)."""
        if isinstance(what, int) and "holidays" in self._makers:
            self.list.choose("holidays")
            self.show_section("holidays")
            section = self.sections["holidays"]
            if isinstance(section, HolidaysSection):
                section.years._go(what - section.years.year)
        elif str(what) in self._makers:
            self.list.choose(str(what))

    def new(self) -> None:
        """Ctrl+N: a user, a holiday."""
        here = self.section()
        if here is not None:
            here.new()

    def find_here(self) -> None:
        """Ctrl+F"""
        here = self.section()
        if here is not None:
            here.find_in()
