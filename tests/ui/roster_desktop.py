"""A small shop's roster in the real window, for the tests of the roster: six people, September 2026."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from csdesk.actions import rules, shop, staff
from csdesk.actions.session import Session
from csdesk.core.calendar import Month
from csdesk.core.roster import LEAVE, REST
from csdesk.core.rules import Demand
from csdesk.core.staff import Employee
from csdesk.store import roster as store_roster
from csdesk.ui.desk import Desk
from csdesk.ui.kit.toast import Toast
from csdesk.ui.pages import PAGES
from csdesk.ui.roster.explain import ConflictPopover
from csdesk.ui.roster.page import RosterPage
from csdesk.ui.window import MainWindow

NOW = datetime(2026, 9, 16, 10)
NAMES = ("林晓彤", "陈思远", "李䶮", "郭Amy", "陈思远", "欧阳若琳")
SEPTEMBER = Month(2026, 9)
DAYS = {"D": "D", "N": "N", "x": REST, "j": LEAVE}
WEEKS = {0: "DDDDDx" * 5, 1: "NNNNNx" * 5, 2: "xDDDDD" * 5, 3: "DDDxDD" * 5, 4: "DDxDDD" * 5, 5: "NxNNNN" * 5}  # of each person, for `fill`


class Desktop:
    """The shop of a test and its window."""

    def __init__(self, qtbot: QtBot, session: Session) -> None:
        self.qtbot, self.session = qtbot, session
        self.desk = Desk(session)
        self.window = MainWindow(self.desk, [entry for entry in PAGES if entry.name == "roster"])
        qtbot.addWidget(self.window)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.open_page("roster")
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        page = self.window.page()
        assert isinstance(page, RosterPage)
        self.page, self.grid = page, page.grid
        self.people = [one.id for one in staff.all_employees(session)]
        if self.grid.isVisible():
            self.grid.setFocus()

    def at(self, person: int, day: int) -> None:
        assert self.grid.go_to(self.people[person], date(2026, 9, day))

    def spot(self, person: int, day: int) -> QPoint:
        return self.grid.cell_rect(self.people[person], date(2026, 9, day)).center()

    def press(self, *keys: Qt.Key | str, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            self.qtbot.keyClick(self.grid, key, held)

    def row(self, person: int, first: int = 1, last: int = 30) -> str:
        """What is stored: D N x j and . for blank."""
        found = {cell.day.day: cell.code for cell in store_roster.cells(self.session.shop, date(2026, 9, first), date(2026, 9, last))
                 if cell.employee_id == self.people[person]}
        back = {code: mark for mark, code in DAYS.items()}
        return "".join(back.get(found.get(day, ""), ".") for day in range(first, last + 1))

    def shown(self, person: int, first: int, last: int) -> str:
        """What the grid shows."""
        assert self.page.live is not None
        back = {code: mark for mark, code in DAYS.items()}
        return "".join(back.get(self.page.live.code(self.people[person], date(2026, 9, day)) or "", ".") for day in range(first, last + 1))

    def popover(self) -> ConflictPopover:
        found = [one for one in self.window.findChildren(ConflictPopover) if one.isVisible()]
        assert len(found) == 1
        return found[0]

    def toasts(self) -> list[str]:
        return [one.spec.message for one in self.window.findChildren(Toast)]


def fill(session: Session, rows: dict[int, str], first: date = date(2026, 9, 1)) -> None:
    people = [one.id for one in staff.all_employees(session)]
    with session.step("fill"):
        store_roster.write(session.shop, [
            (people[person], first + timedelta(days=number), DAYS[mark], "typed")
            for person, text in rows.items() for number, mark in enumerate(text) if mark != "."])


def new_shop(folder: Path) -> Session:
    """Three before and three after the sale, wanted: a day and a night before, a day after. Close the shop's file at the end."""
    made = shop.create(folder / "shop.csdesk", lambda: NOW, shop_name="拾光")
    for number, name in enumerate(NAMES):
        post = "售前客服" if number < 3 else "售后客服"
        staff.save(made, Employee(0, f"{number + 11:04d}", name, post=post, level="客服", hired=date(2026, 1, 1)))
    base = rules.book(made).on(NOW.date())
    rules.save(made, replace(base, demand=(Demand("D", "售前", 1), Demand("N", "售前", 1), Demand("D", "售后", 1))), date(2026, 1, 1))
    return made
