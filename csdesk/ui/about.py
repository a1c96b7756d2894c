"""What the shell says about itself: menus of shop and user, shortcuts, help, licences, lists of problems."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QGridLayout, QMenu, QPlainTextEdit, QWidget

from csdesk import __version__, i18n
from csdesk.core.permission import Permission
from csdesk.core.problem import Problem, UserError
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import icons, theme
from csdesk.ui.kit.basic import Text, scroll_area
from csdesk.ui.kit.columns import Column
from csdesk.ui.kit.dialog import Dialog
from csdesk.ui.kit.table import RecordTable
from csdesk.ui.kit.table_card import TableCard

if TYPE_CHECKING:
    from csdesk.ui.page import Page
    from csdesk.ui.window import MainWindow


class _Call:
    """A menu entry's call; kept by the menu."""

    def __init__(self, call: Callable[..., object], *args: object) -> None:
        self._call, self._args = call, args

    def now(self, checked: bool = False) -> None:
        self._call(*self._args)


def _menu(window: MainWindow) -> QMenu:
    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def _entry(menu: QMenu, icon: str, words: str, call: Callable[..., object], *args: object, keys: str = "") -> QAction:
    action = menu.addAction(words)
    if icon:
        action.setIcon(icons.icon(icon))
    if keys:
        action.setText(f"{words}\t{keys}")
    kept = _Call(call, *args)
    action.setProperty("kept", kept)
    action.triggered.connect(kept.now)
    return action


def shop_menu(window: MainWindow) -> QMenu:
    """What can be done with shop files; app.py answers."""
    menu, ask = _menu(window), window.asked.emit
    _entry(menu, "folder-open", _("Open another shop…"), ask, "open")
    _entry(menu, "store", _("New shop…"), ask, "create")
    if window.desk.may(Permission.BACKUP):
        menu.addSeparator()
        _entry(menu, "save", _("Back up now"), ask, "backup")
    if window.desk.may(Permission.EDIT_SETTINGS):
        _entry(menu, "history", _("Put back a backup…"), ask, "restore")
    menu.addSeparator()
    _entry(menu, "power", _("Quit"), window.close)
    return menu


def user_menu(window: MainWindow) -> QMenu:
    """Switch, lock, theme, language, about."""
    from csdesk.ui.window import THEMES

    menu, ask = _menu(window), window.asked.emit
    if window.desk.session.user is not None:
        _entry(menu, "users", _("Switch user"), ask, "switch")
        _entry(menu, "lock", _("Lock"), ask, "lock", keys="Ctrl+L")
        menu.addSeparator()
    looks = menu.addMenu(icons.icon("sun-moon"), _("Theme"))
    group = QActionGroup(looks)
    for mode, words in THEMES.items():
        action = _entry(looks, "", _(words), window.set_theme, mode)
        action.setCheckable(True)
        action.setChecked(theme.mode() == mode)
        group.addAction(action)
    tongues = menu.addMenu(icons.icon("languages"), _("Language"))
    others = QActionGroup(tongues)
    for name, words in i18n.LANGUAGES.items():
        action = _entry(tongues, "", words, ask, f"language:{name}")
        action.setCheckable(True)
        action.setChecked(i18n.language == name)
        others.addAction(action)
    menu.addSeparator()
    _entry(menu, "circle-question-mark", _("Help"), window.show_help, keys="F1")
    _entry(menu, "book-open", _("The first ten minutes"), window.show_help, "start")
    _entry(menu, "party-popper", _("What's new"), window.show_help, "news")
    _entry(menu, "keyboard", _("List of shortcuts"), window.show_shortcuts, keys="Ctrl+/")
    _entry(menu, "info", _("About and licences"), about, window)
    return menu


def _scrolled(dialog: Dialog, inner: QWidget) -> None:
    area = scroll_area(inner)
    area.setMinimumHeight(min(460, inner.sizeHint().height() + 4))
    area.setAccessibleName(dialog.accessibleName())
    dialog.body.addWidget(area)


# Keys of the whole program that no action has.
COMMON = (
    ("Esc", N_("Close the topmost thing")),
    ("Enter", N_("Open; in a dialog its main button; in a table edit or go down")),
    ("Ctrl+C", N_("Copy with heads, as Excel pastes it")),
    ("Menu", N_("What can be done with the chosen row")),
)


def keys_of(page: Page) -> list[tuple[str, str]]:
    """(what it does, keys) of a page: its actions, then the keys of its lists and grids."""
    return [*_keys(page.actions()), *((_(words), keys) for keys, words in page.keys)]


def keys_of_all(window: MainWindow) -> list[tuple[str, str]]:
    """The same of what works everywhere."""
    return [*_keys(window.actions()), *((_(words), keys) for keys, words in COMMON)]


def _keys(actions: Sequence[QAction]) -> list[tuple[str, str]]:
    found = []
    for action in actions:
        keys = "  ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())
        if keys and action.isVisible():
            found.append((action.text(), keys))
    return found


def shortcuts(window: MainWindow) -> Dialog:
    """Ctrl+/: those of the page shown, then those that work everywhere; made from the actions themselves. Printed: those of all pages."""
    dialog = Dialog(window, _("Shortcuts"), width=560)
    inner = QWidget()
    grid = QGridLayout(inner)
    grid.setContentsMargins(0, 0, 8, 0)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(0, 1)
    page = window.page()
    parts = [(_(page.title), keys_of(page))] if page is not None else []
    line = 0
    for title, lines in [*parts, (_("Everywhere"), keys_of_all(window))]:
        if lines:
            grid.addWidget(Text(title, "heading"), line, 0)
            line += 1
        for words, keys in lines:
            grid.addWidget(Text(words), line, 0)
            grid.addWidget(Text(keys, "body", "muted"), line, 1, Qt.AlignmentFlag.AlignRight)
            line += 1
    _scrolled(dialog, inner)
    dialog.button(_("Print all of them"), _Print(dialog, window).now, "printer", left=True)
    dialog.primary(_("Close"))
    return dialog.open()


class _Print:
    """The sheet of shortcuts of every page, shown and then printed."""

    def __init__(self, dialog: Dialog, window: MainWindow) -> None:
        self._dialog, self._window = dialog, window
        dialog.setProperty("print", self)

    def now(self) -> None:
        from csdesk.actions import help as texts
        from csdesk.ui import saving

        window = self._window
        self._dialog.accept()
        parts = [(_("Everywhere"), keys_of_all(window)), *((_(page.title), keys_of(page)) for page in window.made_pages())]
        made = texts.shortcuts([one for one in parts if one[1]], window.desk.session.now)
        saving.print_made(window, window.desk, made, _("Shortcuts"))


def about(window: MainWindow) -> Dialog:
    """Version, and the notices of everything that is shipped."""
    dialog = Dialog(
        window, _("About csdesk"), note=_("Version {version} · works without a network · MIT licence").format(version=__version__)
    )
    notices = QPlainTextEdit()
    notices.setReadOnly(True)
    notices.setMinimumHeight(360)
    notices.setAccessibleName(_("Licences"))
    source = i18n.ROOT / "resources" / "NOTICES.md"
    notices.setPlainText(source.read_text("utf-8") if source.exists() else (i18n.ROOT / "LICENSE").read_text("utf-8"))
    dialog.body.addWidget(notices)
    dialog.primary(_("Close"))
    return dialog.open()


def _where(problem: Problem) -> str:
    parts = [problem.sheet or "", str(problem.row) if problem.row else "", problem.column or ""]
    return " ".join(part for part in parts if part)


def problems(window: QWidget, error: UserError) -> Dialog:
    """A refusal with its list: where, what it says there, what is wrong."""
    dialog = Dialog(window, error.message, note=_("Nothing was changed"))
    columns: list[Column[Problem]] = [
        Column("where", N_("Where"), value=_where, width=130, tone="muted"),
        Column("raw", N_("As it stands there"), value=_raw, width=150),
        Column("message", N_("What is wrong"), value=_message, width=0, icon=_cross),
    ]
    table = RecordTable(columns, key=id, name=error.message)
    table.set_records(error.problems)
    card = TableCard(table)
    card.setMinimumHeight(min(400, 60 + 34 * len(error.problems)))
    dialog.body.addWidget(card)
    dialog.button(_("Copy"), _Copy(table).now, "copy", left=True)
    dialog.primary(_("Close"))
    return dialog.open()


def _raw(problem: Problem) -> str:
    return problem.raw


def _message(problem: Problem) -> str:
    return problem.message


def _cross(problem: Problem) -> str:
    return "circle-x"


class _Copy:
    def __init__(self, table: RecordTable[Problem]) -> None:
        self._table = table

    def now(self) -> None:
        self._table.selectAll()
        QGuiApplication.clipboard().setText(self._table.as_tsv())
