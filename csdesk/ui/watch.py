"""The watched folder: new exports of attendance tools that land in it are offered, quietly; nothing is opened by itself. Off at first."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.actions import imports
from csdesk.core.permission import Permission
from csdesk.i18n import gettext as _
from csdesk.ui import memory, theme
from csdesk.ui.desk import Desk, Job
from csdesk.ui.kit import Button, IconView, Text, paint

FOLDER, SEEN, OFFERED = "watch_folder", "watch_seen", "watch_offered"  # what this computer remembers
SUFFIXES = frozenset({".xlsx", ".xls", ".xlsm", ".csv", ".txt", ".dat"})
EVERY = 4000  # ms between looks; a look is one stat of the folder unless something changed in it
KEPT = 400
WATCHED = ("punches", "roster")  # kinds that come from outside tools


def folder() -> Path | None:
    """The watched folder of this computer; None = none is watched."""
    named = memory.get(FOLDER)
    return Path(named) if isinstance(named, str) and named else None


def choose(place: Path | None) -> None:
    """Watch this folder from now on (what lies in it already is not offered); None = watch none."""
    memory.put(FOLDER, str(place) if place is not None else "")
    memory.put(SEEN, sorted(_files(place)) if place is not None else [])


def _files(place: Path) -> set[str]:
    """Table files in a folder as name, size and time of change; empty where the folder cannot be read."""
    found = set()
    try:
        with os.scandir(place) as entries:
            for entry in entries:
                if os.path.splitext(entry.name)[1].lower() in SUFFIXES and not entry.name.startswith(("~$", ".")) and entry.is_file():
                    known = entry.stat()
                    found.add(f"{entry.name}|{known.st_size}|{known.st_mtime_ns}")
    except OSError:
        return set()
    return found


class FolderWatch(QObject):
    """Looks every few seconds; `found(paths)` says which new files may be imported. `start()` after the folder was chosen."""

    found = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.look)
        self._changed_at = -1
        self._fresh: set[str] = set()  # seen at the last look for the first time: maybe still being written
        self._job: Job | None = None
        self._waiting: list[Path] = []

    def start(self) -> None:
        """Watch the folder that is chosen now, or none."""
        self._changed_at, self._fresh = -1, set()
        if folder() is None:
            self._timer.stop()
        else:
            self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()

    def look(self) -> None:
        """New files that did not change since the last look are read on the worker thread as far as it takes to know them."""
        place = folder()
        if place is None or self._job is not None or not self._desk.may(Permission.IMPORT_ATTENDANCE):
            return
        try:
            changed_at = place.stat().st_mtime_ns
        except OSError:
            return
        if changed_at == self._changed_at and not self._fresh:
            return
        self._changed_at = changed_at
        remembered = memory.get(SEEN, [])
        seen = set(remembered) if isinstance(remembered, list) else set()
        new = _files(place) - seen
        settled, self._fresh = new & self._fresh, new - self._fresh
        if not settled:
            return
        here = [*(seen & _files(place)), *settled]  # what is gone is forgotten
        memory.put(SEEN, sorted(here))
        self._waiting += [place / key.split("|")[0] for key in sorted(settled)]
        self._next()

    def _next(self) -> None:
        if self._job is not None or not self._waiting:
            return
        options = self._desk.query(imports.read_options)
        if options is None:
            return
        paths, self._waiting = self._waiting, []
        self._job = self._desk.job(_sniff, paths, options, on_done=self._known, on_failed=self._not_known, title=_("Looking at new files"))
        self._job.over.connect(self._over)

    def _over(self) -> None:
        self._job = None

    def _not_known(self, error: object) -> None:
        """Nothing to offer."""

    def _known(self, sniffed: object) -> None:
        if not isinstance(sniffed, list):
            return
        remembered = memory.get(OFFERED, [])
        offered = list(remembered) if isinstance(remembered, list) else []
        paths = []
        for one in sniffed:
            if one.sha256 in offered or one.kind not in WATCHED or self._desk.query(imports.imported, one.sha256):
                continue
            offered.append(one.sha256)
            paths.append(one.path)
        memory.put(OFFERED, offered[-KEPT:])
        if paths:
            self.found.emit(paths)


def _sniff(paths: list[Path], options: imports.ReadOptions, progress: object, cancelled: object) -> object:
    """The job: what each file is; those that nobody knows are left out."""
    return [one for one in (imports.sniff(path, options) for path in paths) if one is not None]


class OfferStrip(QWidget):
    """A quiet line at the lower edge: a new export lies in the folder. Signals `taken` and `closed`; it stays until answered."""

    taken = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.paths: list[Path] = []
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 6, 8, 6)
        line.setSpacing(10)
        line.addWidget(IconView("file-down", 16, "accent"))
        words = QVBoxLayout()
        words.setSpacing(0)
        self.title = Text("", "body")
        self.names = Text("", "small", "muted")
        words.addWidget(self.title)
        words.addWidget(self.names)
        line.addLayout(words, 1)
        self.take = Button(_("Import"), on=self.taken.emit, small=True)
        self.close_ = Button(icon="x", kind="ghost", small=True, on=self.closed.emit, tip=_("Not now"))
        line.addWidget(self.take)
        line.addWidget(self.close_)

    def add(self, paths: list[Path]) -> None:
        """More files to offer."""
        self.paths += [one for one in paths if one not in self.paths]
        place = self.paths[-1].parent.name
        said = _("A new attendance report in {folder}") if len(self.paths) == 1 else _("{n} new reports in {folder}")
        self.title.setText(said.format(folder=place, n=len(self.paths)))
        names = _(", ").join(one.name for one in self.paths)
        self.names.setText(names if len(names) <= 44 else f"{names[:43]}…")
        self.names.setToolTip(names)
        self.setAccessibleName(self.title.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, QRectF(self.rect()), 8, "raised", "line" if not theme.tokens().dark else "line_strong")
        painter.end()
