"""Answers for the installer: installed silently for one person, opening shop files, and gone again without a trace but the data."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from release import installer
from release.program import Broken, Program
from release.wine import Wine

CLASSES = r"HKCU\Software\Classes"
SECONDS = 90


def proof(wine: Wine, dist: Path) -> str:
    """Install, ask what a person would notice, uninstall. Broken where something is missing or too much is gone."""
    setup = wine.drive / installer.NAME
    shutil.copy(dist / installer.NAME, setup)
    done = wine.run(f"C:\\{installer.NAME}", "/S", seconds=SECONDS, cwd=wine.drive)
    local = next((wine.drive / "users").glob("*/AppData/Local"))
    program = Program(wine, local / "Programs" / "csdesk")
    if done.returncode or not (program.folder / "csdesk.exe").exists():
        raise Broken(f"the installer ended with {done.returncode} and no program")
    shop = wine.drive / "店 铺" / "我的店.csdesk"
    shop.parent.mkdir()
    program.command("init", "--shop", shop, "--preset", "handbook-1")
    kind = _registered(wine, rf"{CLASSES}\.csdesk")
    opens = _registered(wine, rf"{CLASSES}\{kind}\shell\open\command")
    if program.exe not in opens or "%1" not in opens:
        raise Broken(f"shop files are opened with {opens}")
    links = list((wine.drive / "users").glob("*/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/*.lnk"))
    if len(links) != 1:
        raise Broken(f"the start menu has {[link.name for link in links]}")
    settings = local / "csdesk"
    if not settings.is_dir():
        raise Broken("the program kept no settings, so nothing is proved of them")
    again = wine.run(f"C:\\{installer.NAME}", "/S", seconds=SECONDS, cwd=wine.drive)
    if again.returncode:
        raise Broken(f"installing over it ended with {again.returncode}")
    wine.run(program.named(program.folder / "uninstall.exe"), "/S", seconds=SECONDS, cwd=wine.drive)
    end = time.monotonic() + SECONDS
    while program.folder.exists() and time.monotonic() < end:  # the uninstaller goes on from a copy of itself
        time.sleep(0.2)
    left = [link.name for link in links if link.exists()] + [path.name for path in (program.folder,) if path.exists()]
    if left or _registered(wine, rf"{CLASSES}\.csdesk"):
        raise Broken(f"uninstalled, there are still {left or 'shop files of its kind'}")
    if not shop.exists() or not settings.is_dir():
        raise Broken("uninstalling took data with it")
    return f"{links[0].name} in the start menu, .csdesk opens with it; after uninstalling the shop file and the settings are there"


def _registered(wine: Wine, key: str) -> str:
    """The default value of a key of the registry, "" where there is none."""
    said = wine.run("reg", "query", key, "/ve").stdout
    return next((line.split("REG_SZ", 1)[1].strip() for line in said.splitlines() if "REG_SZ" in line), "")
