"""Answers for the driven window: a person's first ten minutes on the real program, with real mouse and keys, and a picture of each step.

    python build/release/drive.py FOLDER COMMAND...        (COMMAND opens csdesk here; files and pictures lie in FOLDER)

First start with people from a list, the proposed roster taken, a cell typed, punches imported, a case entered, the roster saved as
PDF, and out. Things are found by where the blue of the main button and of the badge is, never by the clock. Works for any platform.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release.desktop import Desktop, NotSeen, Picture
from release.wine import screen

ACCENT = (0x2B, 0x5B, 0xD0)  # of the light theme
WIDTH, HEIGHT = 1366, 768
NOW = "2026-10-08T09:00"
BADGE = (12, 14)  # the shop's badge in the window
HIGH, LOW = 60, 600  # the badge lies above the one, the buttons of a panel below the other, whatever frame the window has
ATTENDANCE, CASES, ROSTER = (77, 151), (77, 188), (77, 114)  # navigation
CELL = (304, 176)  # the second person's first day
STAFF = "工号,姓名,岗位,入职日期,底薪\n0001,李晓晓,售前客服,2025-03-01,2200\n0002,王芳菲,售后客服,2025-04-01,2200\n"
PUNCHES = (
    "工号,姓名,打卡时间\n0001,李晓晓,2026-10-05 08:25\n0001,李晓晓,2026-10-05 17:35\n"
    "0002,王芳菲,2026-10-05 08:28\n0002,王芳菲,2026-10-05 17:31\n"
)


def prepare(folder: Path) -> None:
    """The files that the person imports."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "staff.csv").write_text(STAFF, encoding="utf-8")
    (folder / "punches.csv").write_text(PUNCHES, encoding="utf-8")


def runs(picture: Picture, width: int, colour: tuple[int, int, int] = ACCENT) -> list[tuple[int, int]]:
    """(x, y) where stretches of one colour, at least `width` wide, begin; from above."""
    wanted, found = bytes(colour) * width, []
    for y in range(picture.height):
        line = picture.data[3 * y * picture.width : 3 * (y + 1) * picture.width]
        at = line.find(wanted)
        while at >= 0 and at % 3:
            at = line.find(wanted, at + 1)
        if at >= 0:
            found.append((at // 3, y))
    return found


def buttons(picture: Picture, width: int) -> list[tuple[int, int]]:
    """Those of `runs` that are thicker than a frame: the lower edges of blue buttons, under their words."""
    return [(x, y) for x, y in runs(picture, width) if y > 4 and picture.at(x, y - 4) == picture.at(x + width - 1, y - 4) == ACCENT]


class Person:
    """Hands and eyes of one run. `folder`: how the program calls the folder of the files, ending in its separator."""

    def __init__(self, desktop: Desktop, folder: str, pictures: Path) -> None:
        self.desktop, self.folder, self.pictures = desktop, folder, pictures
        self.count = 0

    def shot(self, name: str) -> Picture:
        """Wait until nothing moves and keep a picture."""
        picture = self.desktop.wait_still(name)
        self.count += 1
        self.desktop.save(self.pictures / f"{self.count:02} {name}.png")
        return picture

    def main_button(self, wide: int = 60) -> tuple[int, int]:
        """The middle of the lowest blue button."""
        x, y = self.desktop.wait(lambda: buttons(self.desktop.picture(), wide), "a main button")[-1]
        return x + wide // 2, y - 12

    def inside(self, place: tuple[int, int]) -> tuple[int, int]:
        """A place of the main window on the screen; the shop's badge tells where the window is."""
        found = [(x, y) for x, y in runs(self.desktop.picture(), 16) if y < HIGH]
        left = min(x for x, _y in found)
        top = min(y for x, y in found if x < left + 20)
        return left - BADGE[0] + place[0], top - BADGE[1] + place[1]

    def file(self, name: str, shown: str) -> None:
        """Type a file's name into the dialog that asks for it."""
        self.shot(shown)
        self.desktop.key("Home", "shift+End")  # over the name that is proposed
        self.desktop.type(self.folder + name)
        self.desktop.key("Return")

    def until_changed(self, work: Callable[[], None], what: str) -> None:
        """Do it, and wait until the screen is another."""
        before = self.desktop.wait_still(what).data
        work()
        self.desktop.wait(lambda: self.desktop.picture().data != before, what)


def first_ten_minutes(person: Person) -> None:
    """The scenario. NotSeen where the program does not show what should come."""
    desktop = person.desktop
    person.main_button()
    person.shot("first start")
    desktop.type("shop 1")
    person.until_changed(lambda: desktop.key("Return"), "the rules")
    person.shot("rules")
    person.until_changed(lambda: desktop.key("Return"), "the people")
    person.shot("people")
    person.until_changed(lambda: desktop.key("Tab", "space"), "the dialog for the list")
    person.file("staff.csv", "choose the list")
    person.shot("people read")
    person.until_changed(lambda: desktop.click(*person.main_button()), "how to begin")
    person.shot("how to begin")
    desktop.key("Return")
    _roster(person)
    person.until_changed(lambda: desktop.click(*person.inside(ATTENDANCE)), "attendance")
    person.until_changed(lambda: desktop.key("ctrl+i"), "the dialog for the punches")
    person.file("punches.csv", "choose the punches")
    person.shot("punches read")
    person.until_changed(lambda: desktop.key("Return"), "the punches stored")
    person.shot("attendance")
    person.until_changed(lambda: desktop.click(*person.inside(CASES)), "the cases")
    person.until_changed(lambda: desktop.key("ctrl+n"), "a new case")
    desktop.key("Tab", "Tab")
    desktop.type("parcel broken")
    person.shot("case typed")
    person.until_changed(lambda: desktop.key("ctrl+Return"), "the case entered")
    person.shot("case")
    person.until_changed(lambda: desktop.click(*person.inside(ROSTER)), "the roster again")
    person.until_changed(lambda: desktop.key("ctrl+p"), "the print preview")
    person.shot("print preview")
    person.until_changed(lambda: desktop.key("Return"), "the dialog for the PDF")
    person.file("roster.pdf", "save the PDF")
    person.shot("saved")
    desktop.key("alt+F4")


def _roster(person: Person) -> None:
    """Wait for the proposal beside the first roster, take it, and type a day of rest."""
    desktop = person.desktop
    desktop.wait(lambda: [y for _x, y in runs(desktop.picture(), 16) if y < HIGH], "the window of the shop", 60)
    desktop.wait(lambda: [y for _x, y in buttons(desktop.picture(), 100) if y > LOW], "a proposal that may be taken", 60)
    desktop.save(person.pictures / "proposing.png")
    desktop.click(*person.main_button(100))
    desktop.wait(lambda: not [x for x, y in buttons(desktop.picture(), 100) if y > LOW], "the proposal taken")
    person.shot("roster")
    person.until_changed(lambda: desktop.click(*person.inside(CELL)), "a cell chosen")
    person.until_changed(lambda: desktop.key("x"), "a day of rest typed")
    person.shot("rest typed")


def proved(shop: Path, folder: Path) -> str:
    """What the shop file and the folder hold afterwards, read without the program. NotSeen where it is not what was done."""
    ask = {
        "people": "SELECT group_concat(name) FROM (SELECT name FROM employee ORDER BY no)",
        "punches": "SELECT count(*) FROM punch",
        "roster cells": "SELECT count(*) FROM roster_cell",
        "typed": "SELECT code FROM roster_cell JOIN employee ON employee.id = employee_id WHERE no = '0002' AND day = '2026-10-01'",
        "case": "SELECT count(*) FROM case_record",
    }
    with contextlib.closing(sqlite3.connect(f"file:{shop}?mode=ro", uri=True)) as connection:
        found = {name: (connection.execute(sql).fetchone() or (None,))[0] for name, sql in ask.items()}
    wanted = {"people": "李晓晓,王芳菲", "punches": 4, "roster cells": 62, "typed": "休", "case": 1}
    if found != wanted:
        raise NotSeen(f"the shop file holds {found} instead of {wanted}")
    if not (folder / "roster.pdf").read_bytes().startswith(b"%PDF"):
        raise NotSeen("roster.pdf is no PDF")
    return ", ".join(f"{name} {value}" for name, value in found.items()) + ", roster.pdf"


def main(arguments: list[str]) -> int:
    folder, *command = arguments
    prepare(Path(folder))
    with screen(WIDTH, HEIGHT) as display:
        desktop = Desktop(display)
        variables = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        with subprocess.Popen([*command, "--now", NOW], env=variables) as process:
            try:
                desktop.focus(desktop.wait_window("客服台"))
                first_ten_minutes(Person(desktop, f"{folder}/", Path(folder) / "pictures"))
                return 0
            except NotSeen as error:
                desktop.save(Path(folder) / "pictures" / "the end.png")
                print(error, file=sys.stderr)
                return 1
            finally:
                process.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
