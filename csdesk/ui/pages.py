"""The pages of the window, in the order of the navigation: one line each. A page is imported and made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.core.permission import Permission
from csdesk.i18n import N_

if TYPE_CHECKING:
    from csdesk.actions.session import Session
    from csdesk.ui.page import Page


@dataclass(frozen=True)
class Entry:
    """One page. `load` imports the module and returns the class; `permission` None = everybody; `more`: under 更多;
    `badge` counts what waits there: (count, tone), asked after the first paint and after changes."""

    name: str
    title: str  # msgid
    icon: str
    load: Callable[[], type[Page]]
    permission: Permission | None = None
    more: bool = False
    badge: Callable[[Session], tuple[int, str]] | None = None


# A loader looks like this, with a plain import so that the packager finds the module:
#     def _staff() -> type[Page]:
#         from csdesk.ui.staff.page import StaffPage
#         return StaffPage
def _roster() -> type[Page]:
    from csdesk.ui.roster.page import RosterPage

    return RosterPage


def _month() -> type[Page]:
    from csdesk.ui.month.page import MonthPage

    return MonthPage


def _staff() -> type[Page]:
    from csdesk.ui.staff.page import StaffPage

    return StaffPage


def _fund() -> type[Page]:
    from csdesk.ui.fund.page import FundPage

    return FundPage


def _today() -> type[Page]:
    from csdesk.ui.today.page import TodayPage

    return TodayPage


def _attendance() -> type[Page]:
    from csdesk.ui.attendance.page import AttendancePage

    return AttendancePage


def _waiting(session: Session) -> tuple[int, str]:
    from csdesk.actions import attendance

    return len(attendance.waiting(session)), "neutral"


def _asked(session: Session) -> tuple[int, str]:
    from csdesk.actions import requests

    return requests.waiting(session), "neutral"


def _cases() -> type[Page]:
    from csdesk.ui.cases.page import CasesPage

    return CasesPage


def _urgent(session: Session) -> tuple[int, str]:
    from csdesk.actions import case_view

    return case_view.counts(session).urgent, "danger"


def _rules() -> type[Page]:
    from csdesk.ui.rules.page import RulesPage

    return RulesPage


def _settings() -> type[Page]:
    from csdesk.ui.settings.page import SettingsPage

    return SettingsPage


def _handover() -> type[Page]:
    from csdesk.ui.handover.page import HandoverPage

    return HandoverPage


def _service() -> type[Page]:
    from csdesk.ui.service.page import ServicePage

    return ServicePage


def _unsigned(session: Session) -> tuple[int, str]:
    from csdesk.actions import handover

    return len(handover.waiting(session)), "neutral"


def _knowledge() -> type[Page]:
    from csdesk.ui.knowledge.page import KnowledgePage

    return KnowledgePage


PAGES: tuple[Entry, ...] = (
    Entry("today", N_("Today"), "sun", _today),
    Entry("roster", N_("Roster"), "calendar-days", _roster, badge=_asked),
    Entry("attendance", N_("Attendance"), "clock", _attendance, badge=_waiting),
    Entry("cases", N_("After-sales"), "message-square-warning", _cases, Permission.HANDLE_CASES, badge=_urgent),
    Entry("handover", N_("Handovers"), "arrow-left-right", _handover, Permission.KEEP_LOG, badge=_unsigned),
    Entry("month", N_("Pay month"), "wallet", _month, Permission.SEE_PAY),
    Entry("service", N_("Service"), "chart-column", _service, Permission.SEE_CASES, more=True),
    Entry("staff", N_("Staff"), "users", _staff, Permission.EDIT_STAFF, more=True),
    Entry("fund", N_("Fund box"), "coins", _fund, Permission.DECIDE_ATTENDANCE, more=True),
    Entry("knowledge", N_("Knowledge"), "book-open", _knowledge, Permission.KEEP_LOG, more=True),
    Entry("rules", N_("Rules"), "scale", _rules, Permission.EDIT_RULES, more=True),
    Entry("settings", N_("Settings"), "settings", _settings, Permission.BACKUP, more=True),
)
