"""Imports in the settings: the watched folder of this computer, and the mappings of unknown tables that the shop keeps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from csdesk.actions import profiles
from csdesk.core import profile as p
from csdesk.core.profile import Clock, Profile
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import watch
from csdesk.ui.attendance.import_dialog import FORMATS
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Card, Column, EmptyState, IconView, RecordTable, RowButton, TableCard, Text, row
from csdesk.ui.settings.common import Section

LAYOUTS = {p.COLUMNS: N_("One row a punch or a day"), p.GRID: N_("One column a day")}
NIGHTS = {p.SAME: N_("on the next day"), p.PREVIOUS: N_("on the day the shift began"), None: N_("full moments")}


def _print(one: Profile) -> str:
    return one.fingerprint


def _name(one: Profile) -> str:
    return one.name


def _layout(one: Profile) -> str:
    return _(LAYOUTS.get(one.layout, one.layout))


def _night(one: Profile) -> str:
    return _(NIGHTS[one.after_midnight]) if one.day_apart and one.after_midnight in NIGHTS else _(NIGHTS[None])


def _columns(one: Profile) -> str:
    return _(", ").join(dict.fromkeys(use.head or str(use.index + 1) for use in one.columns))


def _nothing(one: Profile) -> None:
    return None


def _nothing_of(one: Clock) -> None:
    return None


def _buttons(one: Profile) -> tuple[RowButton, ...]:
    return (RowButton("forget", _("Forget")),)


def _source(one: Clock) -> str:
    return one.source


def _clock(one: Clock) -> str:
    """中控标准报表, 2 号机"""
    format_id, _slash, number = one.source.partition("/")
    name = _(FORMATS.get(format_id, format_id))
    return _("{format}, clock {number}").format(format=name, number=number) if number.isdecimal() else name


def _file(one: Clock) -> str:
    return one.name


def _clock_night(one: Clock) -> str:
    return _(NIGHTS[one.after_midnight])


def _clock_buttons(one: Clock) -> tuple[RowButton, ...]:
    return (RowButton("turn", _("Say otherwise")), RowButton("forget", _("Forget")))


class ImportsSection(Section):
    """Watched folder and mappings."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Import"))
        card = Card()
        self.said = Text("", "body", bold=True)
        self.place = Text("", "small", "muted")
        self.choose_button = Button(_("Choose a folder…"), "folder-open", on=self.choose)
        self.stop_button = Button(_("Stop watching"), on=self.stop)
        card.body.addLayout(row(IconView("eye", 16), self.said, None, self.choose_button, self.stop_button))
        card.body.addWidget(self.place)
        why = _("New exports in it are offered at the lower edge; nothing is opened or imported by itself. For this computer only.")
        card.body.addWidget(Text(why, "small", "muted", wrap=True))
        self.body.addWidget(card)
        columns: list[Column[Profile]] = [
            Column("name", N_("Mapping of the columns"), value=_name, width=150, bold=True),
            Column("layout", N_("Layout"), value=_layout, width=130),
            Column("night", N_("After midnight"), value=_night, width=110),
            Column("columns", N_("Used columns"), value=_columns, width=0, tone="muted", tip=_columns),
            Column("do", "", value=_nothing, buttons=_buttons, width=70, sortable=False),
        ]
        self.table: RecordTable[Profile] = RecordTable(columns, _print, name=_("Mappings of unknown tables"))
        self.table.decided.connect(self._forget)
        self.card = TableCard(self.table, _("Mappings of unknown tables"))
        self.card.show_empty(None)
        self.body.addWidget(self.card, 1)
        clock_columns: list[Column[Clock]] = [
            Column("clock", N_("Clock"), value=_clock, width=170, bold=True),
            Column("night", N_("After midnight"), value=_clock_night, width=130),
            Column("file", N_("Asked with the file"), value=_file, width=0, tone="muted"),
            Column("do", "", value=_nothing_of, buttons=_clock_buttons, width=170, sortable=False),
        ]
        self.clocks: RecordTable[Clock] = RecordTable(clock_columns, _source, name=_("Clocks: where a time after midnight stands"))
        self.clocks.decided.connect(self._clock_said)
        self.clocks_card = TableCard(self.clocks, _("Clocks: where a time after midnight stands"))
        self.clocks_card.show_empty(None)
        self.body.addWidget(self.clocks_card, 1)
        self.refresh()

    def refresh(self) -> None:
        place = watch.folder()
        there = place is not None and place.is_dir()
        self.said.setText(_("A folder is watched") if there else _("The watched folder is gone") if place else _("No folder is watched"))
        self.place.setText(str(place) if place is not None else "")
        self.place.setVisible(place is not None)
        self.stop_button.setVisible(place is not None)
        found = self.desk.query(profiles.profiles) or ()
        self.table.set_records(found)
        empty: QWidget | None = None
        if not found:
            sentence = _("Import a table that the program does not know; you say once what its columns are")
            empty = EmptyState("columns-3", _("No mapping yet"), sentence)
        self.card.show_empty(empty)
        known = self.desk.query(profiles.clocks) or ()
        self.clocks.set_records(known)
        self.clocks_card.setVisible(bool(known))

    def choose(self) -> None:
        """Which folder is watched from now on."""
        start = watch.folder() or Path.home() / "Downloads"
        chosen = QFileDialog.getExistingDirectory(self, _("Watch a folder"), str(start if start.is_dir() else Path.home()))
        if chosen:
            self._take(Path(chosen))

    def stop(self) -> None:
        """Watch none."""
        self._take(None)

    def _take(self, place: Path | None) -> None:
        watch.choose(place)
        begin = getattr(self.window(), "watch_folder", None)
        if callable(begin):
            begin()
        self.refresh()

    def _clock_said(self, one: Clock, what: str) -> None:
        if what == "forget":
            done = self.desk.do(profiles.forget_clock, one.source)
        else:
            other = p.SAME if one.after_midnight == p.PREVIOUS else p.PREVIOUS
            done = self.desk.do(profiles.save_clock, replace(one, after_midnight=other))
        if done is not None:
            self.refresh()

    def _forget(self, one: Profile, what: str) -> None:
        if self.desk.do(profiles.remove, one.fingerprint) is not None:
            self.refresh()
