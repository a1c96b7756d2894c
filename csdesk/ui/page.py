"""What every page (tab) of the window is: header band, body, side panel, refresh by topics, actions with shortcuts.

    class StaffPage(Page):
        name, icon, topics = "staff", "users", frozenset({Topic.STAFF})
        title = N_("Staff")

        def __init__(self, desk: Desk) -> None:
            super().__init__(desk)
            self.table = RecordTable(COLUMNS, key=lambda p: p.id, name=_("Staff"))
            self.remember(self.table, "staff")
            self.body.addWidget(TableCard(self.table), 1)
            add = self.action(_("New person"), self.new, icon="plus")
            self.header.add_right(self.button(add, kind="primary"))

        def refresh(self) -> None:                     # visible, stale, and no editor open
            self.table.set_records(self.desk.query(staff.people) or ())

        def new(self) -> None: ...                     # Ctrl+N, because it is overridden
        def find_here(self) -> None: self.table.begin_filter()   # Ctrl+F

Then one line in csdesk/ui/pages.py. A page is made when it is first shown and thrown away when another user signs in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHBoxLayout, QVBoxLayout, QWidget

from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import icons, memory, theme
from csdesk.ui.desk import Desk
from csdesk.ui.kit import paint
from csdesk.ui.kit.basic import Button, Text

if TYPE_CHECKING:
    from csdesk.ui.kit.panel import SidePanel
    from csdesk.ui.kit.table import RecordTable

WIDE, SMALL, GAPS = 226, 34, 84  # the search box of a header, whole and as a sign; the header's margins and gaps
NARROW = 1280  # below this window width the side panel lies over the page
# Standard commands: a page has those whose method it overrides.
STANDARD = (
    ("new", N_("New"), "Ctrl+N"),
    ("find_here", N_("Filter"), "Ctrl+F"),
    ("print_shown", N_("Print what is shown"), "Ctrl+P"),
    ("export", N_("To Excel"), "Ctrl+E"),
    ("earlier", N_("Earlier"), "Alt+Left"),
    ("later", N_("Later"), "Alt+Right"),
)


class PaletteButton(QAbstractButton):
    """The box in every header that opens Ctrl+K; where room is short only its sign."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(WIDE, 30)
        self.setToolTip(f"{_('Search people, pages, commands')} (Ctrl+K)")
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(_("Search people, pages, commands"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.hasFocus():
            paint.box(painter, rect, 6, "surface", "accent", 2)
        else:
            paint.box(painter, rect, 6, "surface", "muted" if self.underMouse() else "line_strong" if theme.tokens().dark else "line")
        icons.draw(painter, "search", 9, 7, "muted", 16)
        if self.width() < WIDE:
            painter.end()
            return
        paint.text(painter, QRectF(31, 0, 146, 30), self.accessibleName(), "body", "muted")
        key = QRectF(rect.width() - 44, 6, 38, 18)
        paint.box(painter, key, 4, "neutral_soft")
        paint.text(painter, key, "Ctrl K", "caption", "muted", paint.CENTRE)
        painter.end()


class Header(QWidget):
    """The band over a page, 56 high: title, note, things of the left (period, segments), search, things of the right (actions)."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(56)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(16, 0, 16, 0)
        self._line.setSpacing(12)
        self.title = Text(title, "title")
        self.note = Text("", "body", "muted")
        self.search = PaletteButton()
        self._line.addWidget(self.title)
        self._line.addWidget(self.note)
        self._left = QHBoxLayout()
        self._left.setSpacing(10)
        self._line.addLayout(self._left)
        self._line.addStretch(1)
        self._line.addWidget(self.search)
        self._right = QHBoxLayout()
        self._right.setSpacing(8)
        self._line.addLayout(self._right)
        self.note.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        others = (self.title, self.note, self._left, self._right)
        asked = sum(one.sizeHint().width() for one in others if one is not self.note or not self.note.isHidden())
        self.search.setFixedWidth(SMALL if asked + WIDE + GAPS > self.width() else WIDE)
        self.title.setVisible(asked + SMALL + GAPS <= self.width())  # the navigation says it, too

    def add_left(self, widget: QWidget) -> None:
        self._left.addWidget(widget)

    def add_right(self, widget: QWidget) -> None:
        self._right.addWidget(widget)

    def say(self, note: str) -> None:
        """The muted words behind the title (a date, a count)."""
        self.note.setText(note)
        self.note.setVisible(bool(note))


class Page(QWidget):
    """Base of all pages; see the module's example. `self.desk`, `self.header`, `self.body` (vertical layout), `self.set_panel(panel)`.

    Class attributes: name (of pages.py), title (msgid), icon (Lucide), topics (what makes it stale), keys (those that no action has:
    the key, and what it does as msgid). F1 shows resources/help/<language>/<name>.md."""

    name = ""
    title = ""
    icon = ""
    keys: tuple[tuple[str, str], ...] = ()
    topics: frozenset[Topic] = frozenset(Topic)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.stale = True
        self.panel: SidePanel | None = None
        self._calls: dict[QAction, Callable[[], object]] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.header = Header(_(self.title), self)
        outer.addWidget(self.header)
        self._under = QHBoxLayout()
        self._under.setContentsMargins(0, 0, 0, 0)
        self._under.setSpacing(0)
        outer.addLayout(self._under, 1)
        self.sheet = QWidget()
        self.body = QVBoxLayout(self.sheet)
        self.body.setContentsMargins(16, 0, 16, 16)
        self.body.setSpacing(12)
        self._under.addWidget(self.sheet, 1)
        for name, words, keys in STANDARD:
            if getattr(type(self), name) is not getattr(Page, name):
                self.action(_(words), getattr(self, name), keys)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(120)
        self._later.timeout.connect(self._settle)
        desk.changed.connect(self._changed)

    # for subclasses
    def refresh(self) -> None:
        """Read what is shown anew (a query each) and show it, selection kept by key. Called when visible and stale."""

    def goto(self, what: object) -> None:
        """Show the place that another page or Ctrl+K asks for."""

    def where(self) -> tuple[object, ...]:
        """What `goto` takes, one after the other, to come back to this place, where ui/keep.py does not find it out by itself."""
        return ()

    def held(self) -> str:
        """Why this page can't be made anew right now without losing what is going on in it; "" = it can."""
        return ""

    def new(self) -> None:
        """Ctrl+N (only where a page overrides it; likewise those below)."""

    def find_here(self) -> None:
        """Ctrl+F: the filters of the table."""

    def print_shown(self) -> None:
        """Ctrl+P"""

    def export(self) -> None:
        """Ctrl+E"""

    def earlier(self) -> None:
        """Alt+←: the month, day or person before."""

    def later(self) -> None:
        """Alt+→"""

    def editing(self) -> bool:
        """An editor is open: no refresh now. Tables are known; add `or self.my_grid.editing()` for own grids."""
        return any(view.state() == QAbstractItemView.State.EditingState for view in self.findChildren(QAbstractItemView))

    def keep(self) -> None:
        """The window closes: put what is half typed into the shop file."""

    def in_body(self, widget: QWidget) -> bool:
        """In the body or the panel, not in the header."""
        return self.sheet.isAncestorOf(widget) or (self.panel is not None and self.panel.isAncestorOf(widget))

    def focus_body(self) -> None:
        """F6 comes to the page: its first list, else the first thing in the body."""
        for view in self.sheet.findChildren(QAbstractItemView):
            if view.isVisible() and view.isEnabled() and view.focusProxy() is None and view.focusPolicy() & Qt.FocusPolicy.TabFocus:
                view.setFocus(Qt.FocusReason.TabFocusReason)
                return
        for widget in self.sheet.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled():
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def set_panel(self, panel: SidePanel) -> SidePanel:
        """The sheet at the right edge; below 1280 px window width it lies over the body."""
        self.panel = panel
        panel.setParent(self)
        self._under.addWidget(panel)
        self._place_panel()
        return panel

    def action(
        self, words: str, call: Callable[[], object], keys: str = "", *, icon: str = "", permission: Permission | None = None
    ) -> QAction:
        """A command of this page: in Ctrl+K, in Ctrl+/, by its shortcut while the page is shown. Invisible without the permission."""
        action = QAction(words, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.setProperty("icon_name", icon)
        self._calls[action] = call
        action.triggered.connect(self._run)
        action.setVisible(self.desk.may(permission))
        self.addAction(action)
        return action

    def _run(self) -> None:
        action = self.sender()
        if isinstance(action, QAction) and action in self._calls:
            self._calls[action]()

    def button(self, action: QAction, kind: str = "", *, words: bool = True, small: bool = False) -> Button:
        """A button for an action: its words, icon, tooltip with the shortcut; hidden where the action is invisible."""
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        tip = f"{action.text()} ({keys})" if keys else action.text() if not words else ""
        made = Button(
            action.text() if words else "",
            str(action.property("icon_name") or ""),
            kind if words else kind or "ghost",
            on=action.trigger,
            tip=tip,
            small=small,
        )
        made.setAccessibleName(action.text())
        if not action.isVisible():  # showing a widget without a parent would flash up a window
            made.hide()
        made.setEnabled(action.isEnabled())
        action.enabledChanged.connect(made.setEnabled)
        action.visibleChanged.connect(_Follow(action, made).follow)
        return made

    def remember(self, table: RecordTable, name: str) -> None:  # type: ignore[type-arg]
        """Keep the table's column order and widths on this computer."""
        table.remember(name, memory.get, memory.put)

    # refreshing
    def _changed(self, changes: Changes) -> None:
        if changes.topics & self.topics:
            self.stale = True
            self._settle()

    def _settle(self) -> None:
        if not self.stale or not self.isVisible() or self.desk.closed:
            return
        if self.editing():
            self._later.start()
            return
        self.stale = False
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settle()

    # the panel
    def panel_beside(self) -> bool:
        """Whether the panel has its own room beside the body (else it lies over it)."""
        return self.panel is not None and self._under.indexOf(self.panel) >= 0

    def _place_panel(self) -> None:
        panel = self.panel
        if panel is None:
            return
        over = self.window().width() < NARROW
        inside = self.panel_beside()
        if over and inside:
            self._under.removeWidget(panel)
        elif not over and not inside:
            self._under.addWidget(panel)
        if over:
            panel.setGeometry(self.width() - panel.width(), 56, panel.width(), self.height() - 56)
            panel.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_panel()


class _Follow:
    def __init__(self, action: QAction, button: Button) -> None:
        self._action, self._button = action, button
        button.setProperty("follow", self)

    def follow(self) -> None:
        self._button.setVisible(self._action.isVisible())
