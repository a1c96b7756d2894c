"""The shop file: where it lies, its backups, back up now, put one back, check it; a warning on a network drive."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from csdesk.actions import shop
from csdesk.actions.shop import Copy
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import saving
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Card, Column, EmptyState, Note, RecordTable, RowButton, TableCard, Text, confirm, row
from csdesk.ui.settings.common import Section
from csdesk.ui.window import MainWindow


class BackupsSection(Section):
    def __init__(self, desk: Desk) -> None:
        sentence = _("A backup is made every day beside the file and kept for 14 days, the last one of a month for 12 months.")
        super().__init__(desk, _("File and backups"), sentence)
        self.warning = Note("", "warn", "wifi-off")
        self.body.addWidget(self.warning)
        card = Card(dense=True)
        self.place = Text("", wrap=True)
        self.place.setTextInteractionFlags(self.place.textInteractionFlags())
        self.result = Text("", "small", "muted", wrap=True)
        card.body.addWidget(self.place)
        card.body.addWidget(self.result)
        self.check_button = Button(_("Check the file"), "shield-check", on=self.check)
        card.body.addLayout(
            row(
                Button(_("Back up now"), "save", on=self.back_up),
                Button(_("Back up to…"), "hard-drive", on=self.back_up_to),
                Button(_("Open the folder"), "folder-open", on=self.open_folder),
                self.check_button,
                None,
            )
        )
        self.body.addWidget(card)
        columns: list[Column[Copy]] = [
            Column("at", N_("Made"), value=lambda c: c.made_at, text=lambda c: f"{c.made_at:%Y-%m-%d %H:%M}", width=150),
            Column("name", N_("File"), value=lambda c: c.path.name, width=0, tone="muted"),
            Column("size", N_("Size"), value=lambda c: c.size, text=_size, align="right", width=90),
            Column("do", "", value=lambda c: None, width=110, buttons=self._buttons),
        ]
        self.table: RecordTable[Copy] = RecordTable(columns, key=lambda c: c.path, name=_("Backups"))
        self.table.decided.connect(self._decided)
        self.card = TableCard(self.table)
        self.body.addWidget(self.card)

    def refresh(self) -> None:
        session = self.desk.session
        warning = shop.network_warning(session.shop.path)
        self.warning.say(warning)
        self.warning.setVisible(bool(warning))
        self.place.setText(str(session.shop.path))
        found = self.desk.query(shop.copies) or ()
        self.table.set_records(found)
        self.card.setFixedHeight(max(3, len(found)) * 34 + 42 if found else 170)
        if found:
            self.card.show_empty(None)
        elif self.card.empty is None:
            self.card.show_empty(EmptyState("save", _("No backup yet"), _("The first one is made when the file is opened the next time.")))

    def _buttons(self, _copy: Copy) -> tuple[RowButton, ...]:
        return (RowButton("restore", _("Put back…")),) if self.desk.may(Permission.EDIT_SETTINGS) else ()

    def back_up(self) -> None:
        if self.desk.do(shop.backup) is not None:
            self.refresh()

    def back_up_to(self) -> None:
        """A copy elsewhere (a USB stick): never over an existing file."""
        path = saving.ask(self, self.desk.session.shop.path.stem, "csdesk")
        if path is not None and self.desk.do(shop.backup, path) is not None:
            self.refresh()

    def open_folder(self) -> None:
        folder = shop.backup_folder(self.desk.session)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder if folder.exists() else folder.parent)))

    def check(self) -> None:
        """Integrity of the file, said beside the button."""
        found = self.desk.query(shop.check)
        if found is None:
            return
        if found:
            self.result.setText("\n".join(found))
            self.result.set_tone("danger")
        else:
            self.result.setText(_("Checked at {time}: the file is sound").format(time=f"{self.desk.session.now:%H:%M}"))
            self.result.set_tone("ok")

    def _decided(self, copy: Copy, _what: str) -> None:
        words = _("The shop goes back to {time}. What was entered since is gone from it; the present file is kept beside it.")
        confirm(self, _("Put this backup back?"), words.format(time=f"{copy.made_at:%Y-%m-%d %H:%M}"), _("Put back"),
                _Restore(self, copy.path).now, danger=True)  # fmt: skip

    def restore(self, path: Path) -> None:
        try:
            self.desk.session.require(Permission.EDIT_SETTINGS)
        except UserError as error:
            self.desk.refuse(error)
            return
        window = self.window()
        if isinstance(window, MainWindow):
            window.asked.emit(f"restore:{path}")


class _Restore:
    def __init__(self, section: BackupsSection, path: Path) -> None:
        self._section, self._path = section, path

    def now(self) -> None:
        self._section.restore(self._path)


def _size(copy: Copy) -> str:
    return f"{copy.size / 1048576:.1f} MB" if copy.size >= 1048576 else f"{max(1, round(copy.size / 1024))} KB"
