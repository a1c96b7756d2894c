"""The main window: navigation, the page shown, toasts, progress, shortcuts of the whole program."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from csdesk.core.permission import Permission, Role
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import memory, theme
from csdesk.ui.nav import Navigation
from csdesk.ui.pages import PAGES, Entry

if TYPE_CHECKING:
    from csdesk.core.calendar import Month
    from csdesk.core.changes import Changes
    from csdesk.core.problem import UserError
    from csdesk.ui.desk import Desk, Job
    from csdesk.ui.help import HelpWindow
    from csdesk.ui.keep import Kept
    from csdesk.ui.kit.dialog import Dialog
    from csdesk.ui.kit.progress import ProgressStrip
    from csdesk.ui.kit.toast import Toast, ToastSpec
    from csdesk.ui.page import Page
    from csdesk.ui.sign_in import SignIn
    from csdesk.ui.watch import FolderWatch, OfferStrip

_PRESSED = {QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick}
_INPUT = {QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress, QEvent.Type.Wheel}
ROLES = {Role.OWNER: N_("Owner"), Role.SUPERVISOR: N_("Supervisor"), Role.LEAD: N_("Lead"), Role.AGENT: N_("Agent")}
THEMES = {"system": N_("As the system"), "light": N_("Light"), "dark": N_("Dark")}


class MainWindow(QMainWindow):
    """One shop. `asked(what)` goes to app.py: open, create, demo, backup, restore, restore:<path>, switch, lock, language:<name>."""

    asked = Signal(object)

    painted = Signal()
    desk: Desk

    def __init__(self, desk: Desk | None = None, pages: Sequence[Entry] | None = None, *, locked: bool = False) -> None:
        """Without a desk it is the empty shell that stands while the shop file is being opened; `enter` fills it."""
        super().__init__()
        self.entered = False
        self.sign_in: SignIn | None = None
        self._last_user = ""
        self._was_painted = False
        self._watched = False
        self._pressed_at: QPointF | None = None
        self._covered: list[Dialog] = []
        self._here = ""
        self._entries = PAGES if pages is None else tuple(pages)
        self.pages: dict[str, Page] = {}
        self._kept: dict[str, Kept] = {}  # pages as they were before the language was switched
        self.toast: Toast | None = None
        self.help: HelpWindow | None = None
        self.watch: FolderWatch | None = None
        self.offer: OfferStrip | None = None
        self.strips: dict[Job, ProgressStrip] = {}
        self._calls: dict[QAction, Callable[[], object]] = {}
        self.setMinimumSize(960, 600)
        self.setAcceptDrops(True)
        self.setWindowTitle(_("csdesk"))
        self.centre = centre = QWidget()
        line = QHBoxLayout(centre)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self.nav = Navigation()
        self.nav.shop.setEnabled(False)
        self.nav.shop.say(str(memory.get("shop_name") or _("csdesk")), _("csdesk"))
        self.area = QWidget()  # toasts and progress lie over the pages, in here
        self.stack = QStackedWidget()
        over = QVBoxLayout(self.area)
        over.setContentsMargins(0, 0, 0, 0)
        over.addWidget(self.stack)
        line.addWidget(self.nav)
        line.addWidget(self.area, 1)
        self.setCentralWidget(centre)
        self._badges = QTimer(self)
        self._badges.setSingleShot(True)
        self._badges.setInterval(300)
        self._badges.timeout.connect(self._count)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(300)
        self._slow.timeout.connect(self._slow_jobs)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self._idle_over)
        if desk is not None:
            self.enter(desk, locked=locked)

    def enter(self, desk: Desk, *, locked: bool = False) -> None:
        """The shop is open: fill the navigation with what this user may see, or ask who it is."""
        self.desk, self.entered = desk, True
        self.nav.shop.setEnabled(True)
        self.nav.opened.connect(self.open_page)
        self.nav.shop.clicked.connect(self._shop_menu)
        self.nav.user.clicked.connect(self._user_menu)
        desk.toasted.connect(self._show_toast)
        desk.troubled.connect(self._show_problems)
        desk.job_started.connect(self._show_job)
        desk.changed.connect(self._changed)
        desk.session_changed.connect(self.reload)
        desk.going.connect(self.open_page)
        if locked:
            self.lock()
        else:
            self._make_actions()
            self._fill()

    # pages
    def entries(self) -> list[Entry]:
        """The pages this user may see."""
        return [entry for entry in self._entries if self.desk.may(entry.permission)]

    def _fill(self) -> None:
        self.nav.fill(self.entries())
        user = self.desk.session.user
        self.nav.user.say(
            user.name if user is not None else _(ROLES[Role.OWNER]), _("{role} · saved").format(role=_(ROLES[self.desk.session.role]))
        )
        self._name_shop()

    def _name_shop(self) -> None:
        from csdesk.actions import settings

        name = self.desk.query(settings.shop_name) or _("My shop")
        self.nav.shop.say(name, _("csdesk"))
        memory.put("shop_name", name)
        self.setWindowTitle(f"{name} - {_('csdesk')}")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self._tell_painted)

    def _tell_painted(self) -> None:
        self.painted.emit()

    def open_first(self) -> None:
        """The page that was open last time, else the first."""
        names = [entry.name for entry in self.entries()]
        last = memory.get("page")
        if names:
            self.open_page(str(last) if last in names else names[0])

    def _made(self, entry: Entry) -> Page:
        """The page of an entry, made now if it is the first time."""
        page = self.pages.get(entry.name)
        if page is None:
            page = self.pages[entry.name] = entry.load()(self.desk)
            page.header.search.clicked.connect(self.palette_open)
            self.stack.addWidget(page)
        return page

    def made_pages(self) -> list[Page]:
        """Every page this user may see, those never opened made now."""
        return [self._made(entry) for entry in self.entries()]

    def open_page(self, name: str, what: object = None) -> None:
        """Show a page (made now if it is the first time); `what` goes to its `goto`."""
        entry = next((e for e in self.entries() if e.name == name), None)
        if entry is None:
            return
        page = self._made(entry)
        kept = self._kept.pop(name, None)
        if kept is not None:
            from csdesk.ui import keep

            keep.choose_again(page, kept)
        self.stack.setCurrentWidget(page)
        self.nav.set_here(name)
        memory.put("page", name)
        if kept is not None:
            keep.show_again(page, kept)
        if what is not None:
            page.goto(what)
        focus = QApplication.focusWidget()
        if self.isVisible() and (focus is None or not page.in_body(focus)):
            page.focus_body()

    def import_file(self, kind: str | None = None, path: Path | str | None = None, month: Month | None = None) -> None:
        """Import an outside file; asks for it where `path` is None. `kind` None = found out; `month` for a file that names none."""
        from csdesk.ui.attendance import import_dialog

        if path is None:
            import_dialog.choose_and_import(self, self.desk, kind, month)
        else:
            import_dialog.start(self, self.desk, [Path(path)], kind, month)

    def _may_import(self) -> bool:
        return any(self.desk.may(one) for one in (Permission.IMPORT_ATTENDANCE, Permission.EDIT_STAFF, Permission.EDIT_ROSTER))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self._may_import() and self.page() is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Files dropped on the window are imported, one after the other."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths and self._may_import():
            event.acceptProposedAction()
            self.import_files(paths)

    def import_files(self, paths: Sequence[Path]) -> None:
        """Preview these files one after the other; they queue up behind those that a dialog has open."""
        from csdesk.ui.attendance import import_dialog

        opened = [one for one in self.findChildren(import_dialog.ImportDialog) if one.isVisible()]
        if opened:
            opened[-1].add(paths)
        else:
            import_dialog.start(self, self.desk, paths)

    # the watched folder
    def watch_folder(self) -> None:
        """Begin to watch the folder that this computer remembers; stop where it remembers none."""
        if self.watch is None:
            if not memory.get("watch_folder"):
                return
            from csdesk.ui.watch import FolderWatch

            self.watch = FolderWatch(self.desk, self)
            self.watch.found.connect(self._offer)
        self.watch.start()

    def _offer(self, paths: list[Path]) -> None:
        from csdesk.ui.watch import OfferStrip

        if self.sign_in is not None:
            return
        if self.offer is None:
            self.offer = OfferStrip(self.area)
            self.offer.taken.connect(self._offer_taken)
            self.offer.closed.connect(self._offer_closed)
        self.offer.add(paths)
        self._place_strips()
        self.offer.show()
        self.offer.raise_()

    def _offer_closed(self) -> None:
        if self.offer is not None:
            self.offer.hide()
            self.offer.deleteLater()
            self.offer = None
            self._place_strips()

    def _offer_taken(self) -> None:
        paths = self.offer.paths if self.offer is not None else []
        self._offer_closed()
        if paths and self._may_import():
            self.import_files(paths)

    def page(self) -> Page | None:
        """The page shown."""
        current = self.stack.currentWidget()
        return next((page for page in self.pages.values() if page is current), None)

    def held(self) -> str:
        """Why the pages can't be made anew right now; "" = they can."""
        return next((why for why in (page.held() for page in self.pages.values()) if why), "")

    def dialog(self) -> Dialog | None:
        """The dialog that is open."""
        from csdesk.ui.kit.dialog import Dialog

        return next((one for one in self.findChildren(Dialog) if one.isVisible()), None)

    def reword(self) -> None:
        """Another language: the pages are made anew and show what they showed; the shop and its undo steps know nothing of it."""
        from csdesk.ui import keep

        waiting = {**self._kept, **{name: keep.keep(page) for name, page in self.pages.items()}}
        offered = self.offer.paths if self.offer is not None else []
        self._offer_closed()
        self._drop_pages()
        self._kept = waiting
        self._show_pages()
        if offered:
            self._offer(offered)

    def reload(self) -> None:
        """Another user or shop: all pages are made anew, so that nothing of the one before stays."""
        self._drop_pages()
        self._kept = {}
        self._show_pages()

    def _drop_pages(self) -> None:
        here = self.page()
        self._here = here.name if here is not None else ""
        for page in self.pages.values():
            self.stack.removeWidget(page)
            page.hide()
            page.deleteLater()
        self.pages = {}
        if self.help is not None:
            self.help.close()
            self.help.deleteLater()
            self.help = None

    def _show_pages(self) -> None:
        name = self._here
        self._remake_actions()
        self._fill()
        names = [entry.name for entry in self.entries()]
        if names:
            self.open_page(name if name in names else names[0])
        self._badges.start()

    def _changed(self, changes: Changes) -> None:
        if self.sign_in is not None:
            return
        self._badges.start()
        self._name_shop()

    def _count(self) -> None:
        if self.sign_in is not None or not self.entered:
            return
        if self.watch is None:
            self.watch_folder()
        for entry in self.entries():
            if entry.badge is not None:
                found = self.desk.query(entry.badge)
                if found is not None:
                    self.nav.set_count(entry.name, *found)

    # actions of the whole program
    def _make_actions(self) -> None:
        numbers = [entry for entry in self.entries() if not entry.more]
        for number, entry in enumerate(numbers[:8], 1):
            self._action(_(entry.title), _Open(self, entry.name).now, f"Ctrl+{number}", entry.icon)
        if any(entry.more for entry in self.entries()):
            self._action(_("More"), self._open_more, f"Ctrl+{min(9, len(numbers) + 1)}", "layout-grid")
        self._action(_("Search people, pages, commands"), self.palette_open, "Ctrl+K", "search")
        self.undo_action = self._action(_("Undo"), self.desk.undo, "Ctrl+Z", "undo-2")
        self.redo_action = self._action(_("Redo"), self.desk.redo, "Ctrl+Y", "redo-2", more="Ctrl+Shift+Z")
        self._action(_("Help on this page"), self._help_here, "F1", "circle-question-mark")
        self._action(_("List of shortcuts"), self.show_shortcuts, "Ctrl+/", "keyboard")
        self._action(_("Next area"), self.next_area, "F6")
        self._action(_("Lock"), _Ask(self, "lock").now, "Ctrl+L", "lock")

    def _remake_actions(self) -> None:
        for action in list(self._calls):
            self.removeAction(action)
            action.deleteLater()
        self._calls = {}
        self._make_actions()

    def _action(self, words: str, call: Callable[[], object], keys: str, icon: str = "", *, more: str = "") -> QAction:
        action = QAction(words, self)
        action.setShortcuts([QKeySequence(keys), QKeySequence(more)] if more else [QKeySequence(keys)])
        action.setProperty("icon_name", icon)
        self._calls[action] = call
        action.triggered.connect(self._run)
        self.addAction(action)
        return action

    def _run(self) -> None:
        action = self.sender()
        if isinstance(action, QAction) and action in self._calls:
            self._calls[action]()

    def _open_more(self) -> None:
        small = [entry for entry in self.entries() if entry.more]
        self.nav.unfold(True)
        if small:
            self.open_page(small[0].name)

    def focus_page(self) -> None:
        """The keyboard goes to the page shown."""
        page = self.page()
        if page is not None and self.sign_in is None:
            page.focus_body()

    def next_area(self) -> None:
        """F6: navigation → page → panel → navigation."""
        page = self.page()
        focus = QApplication.focusWidget()
        if page is None or focus is None:
            self.nav.take_focus()
        elif self.nav.isAncestorOf(focus):
            page.focus_body()
        elif page.panel is not None and page.panel.isVisible() and not page.panel.isAncestorOf(focus):
            page.panel.setFocus()
            page.panel.focusNextPrevChild(True)
        else:
            self.nav.take_focus()

    def palette_open(self) -> None:
        """Ctrl+K"""
        from csdesk.ui.finder import Finder

        Finder(self).open()

    def show_shortcuts(self) -> None:
        """Ctrl+/"""
        from csdesk.ui.about import shortcuts

        shortcuts(self)

    def _help_here(self) -> None:
        self.show_help()

    def show_help(self, name: str = "", head: int = 0) -> HelpWindow:
        """F1: the help on the page shown, or on a page of the help by its name."""
        from csdesk.ui.help import HelpWindow

        if self.help is None:
            self.help = HelpWindow(self, self.desk.session.clock)
        page = self.page()
        self.help.open_page(name or (page.name if page is not None else ""), head)
        self.help.show()
        self.help.raise_()
        self.help.activateWindow()
        return self.help

    def _shop_menu(self) -> None:
        from csdesk.ui.about import shop_menu

        shop_menu(self).popup(self.nav.shop.menu_point())

    def _user_menu(self) -> None:
        from csdesk.ui.about import user_menu

        menu = user_menu(self)
        point = self.nav.user.menu_point()
        point.setY(point.y() - menu.sizeHint().height())
        menu.popup(point)

    def set_theme(self, mode: str) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, mode)
            memory.put("theme", mode)

    # sign-in
    def lock(self, *, switch: bool = False) -> None:
        """Nobody is at the desk: the pages are out of sight, the session may nothing, the sign-in screen is open."""
        if self.sign_in is not None:
            return
        from csdesk.actions import users
        from csdesk.ui.sign_in import NOBODY, SignIn

        session = self.desk.session
        people = users.sign_ins(session.shop)
        if not people:
            return
        if session.user is not None:
            self._last_user = session.user.name
        session.user = NOBODY
        self._idle.stop()
        self._cover()
        self.centre.hide()
        for action in self._calls:
            action.setEnabled(False)
        self.sign_in = SignIn(self, people, "" if switch else self._last_user)
        self.sign_in.signed_in.connect(self._signed_in)
        self.sign_in.setGeometry(0, 0, self.width(), self.height())
        self.sign_in.show()
        self.sign_in.raise_()
        self.sign_in.start()

    def _cover(self) -> None:
        """Dialogs leave the screen too; they come back only for the one who opened them."""
        from csdesk.ui.finder import Finder
        from csdesk.ui.kit.dialog import Dialog
        from csdesk.ui.kit.popover import Popover

        self._covered = [one for one in self.findChildren(Dialog) if one.isVisible()]
        for dialog in self._covered:
            dialog.hide()
        for floating in (*self.findChildren(Finder), *self.findChildren(Popover)):
            floating.close()
        if self.toast is not None:
            self.toast.close()

    def _uncover(self, same: bool) -> None:
        covered, self._covered = self._covered, []
        for dialog in covered:
            if same:
                dialog.show()
                dialog.raise_()
                dialog.setFocus()
            else:
                dialog.reject()

    def _signed_in(self) -> None:
        gate, self.sign_in = self.sign_in, None
        if gate is not None:
            gate.hide()
            gate.deleteLater()
        self.centre.show()
        user = self.desk.session.user
        same = bool(self.pages) and user is not None and user.name == self._last_user
        self._uncover(same)
        if same:
            for action in self._calls:
                action.setEnabled(True)
        else:
            self.desk.set_session(self.desk.session)
            if not self.pages:
                self.open_first()
        self._watch_idle()

    def _watch_idle(self) -> None:
        """Begin (anew) to count the minutes of the setting; only where somebody signed in."""
        from csdesk.actions import settings

        minutes = self.desk.query(settings.get, "lock_after_minutes")
        if self.desk.session.user is not None and isinstance(minutes, int) and minutes > 0:
            self._idle.setInterval(minutes * 60_000)
            self._idle.start()

    def _idle_over(self) -> None:
        if self.desk.session.user is not None:
            self.lock()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Every key and mouse event of this window passes its QWindow: somebody is here.

        The second click of a double click on a dialog's button must not land on what lay below the dialog."""
        if event.type() in _INPUT and self._idle.isActive():
            self._idle.start()
        if isinstance(event, QMouseEvent) and event.type() in _PRESSED:
            before, self._pressed_at = self._pressed_at, event.position()
            closed = self.property("dialog_closed")
            within = QApplication.doubleClickInterval() / 1000
            if closed is not None and before is not None and time.monotonic() - closed < within:
                return (before - event.position()).manhattanLength() < 8
        return False

    # messages
    def _show_toast(self, spec: ToastSpec) -> None:
        from csdesk.ui.kit.toast import Toast

        if self.toast is not None:
            self.toast.close()
        self.toast = Toast(self.area, spec)
        self.toast.destroyed.connect(self._toast_gone)
        self.toast.appear()

    def _toast_gone(self) -> None:
        self.toast = None

    def _show_problems(self, error: UserError) -> None:
        from csdesk.ui.about import problems

        problems(self, error)

    def _show_job(self, job: Job) -> None:
        if not self._slow.isActive():
            self._slow.start()

    def _slow_jobs(self) -> None:
        """What runs for 0.3 s and more gets a strip."""
        for job in self.desk.jobs():
            if job.running and job not in self.strips:
                self.show_strip(job)

    def show_strip(self, job: Job) -> None:
        """A job still runs after 0.3 s."""
        from csdesk.ui.kit.progress import ProgressStrip

        strip = ProgressStrip(job.title, self.area)
        job.progressed.connect(strip.show_progress)
        strip.cancelled.connect(job.cancel)
        job.over.connect(strip.deleteLater)
        job.over.connect(self._strip_over)
        self.strips[job] = strip
        self._place_strips()
        strip.show()
        strip.raise_()

    def _strip_over(self) -> None:
        self.strips = {job: strip for job, strip in self.strips.items() if job.running}
        self._place_strips()

    def _place_strips(self) -> None:
        if self.offer is not None:
            self.offer.setGeometry(self.area.width() - 476, self.area.height() - 62, 460, 48)
        for number, strip in enumerate(self.strips.values(), int(self.offer is not None)):
            strip.setGeometry(self.area.width() - 476, self.area.height() - 56 - number * 50, 460, 42)

    # Qt
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._badges.start()
        page = self.page()
        if page is not None and self.sign_in is None:
            page.focus_body()
        handle = self.windowHandle()
        if handle is not None and not self._watched:
            self._watched = True
            handle.installEventFilter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.toast is not None:
            self.toast.place()
        if self.sign_in is not None:
            self.sign_in.setGeometry(0, 0, self.width(), self.height())
        self._place_strips()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep_geometry()
        self._badges.stop()  # nothing may be counted once the shop is closed
        if self.watch is not None:
            self.watch.stop()
        if self.help is not None:
            self.help.close()
        if self.entered:
            for page in self.pages.values():
                page.keep()
            self.desk.close()
        super().closeEvent(event)

    def keep_geometry(self) -> None:
        memory.put("window", bytes(self.saveGeometry().toBase64().data()).decode())
        memory.flush()

    def restore(self) -> None:
        """Size and place of last time; the first time 1366 × 768, and on a screen not much larger than that all of it."""
        room = self.screen().availableGeometry()
        self.setMinimumSize(min(960, room.width()), min(600, room.height() - 40))
        saved = memory.get("window")
        if isinstance(saved, str) and self.restoreGeometry(QByteArray.fromBase64(saved.encode())):
            return
        self.resize(min(1366, room.width()), min(768, room.height() - 40))
        if room.width() <= 1440 or room.height() <= 900:
            self.setWindowState(self.windowState() | Qt.WindowState.WindowMaximized)


class _Open:
    def __init__(self, window: MainWindow, name: str) -> None:
        self._window, self._name = window, name

    def now(self) -> None:
        self._window.open_page(self._name)


class _Ask:
    def __init__(self, window: MainWindow, what: str) -> None:
        self._window, self._what = window, what

    def now(self) -> None:
        self._window.asked.emit(self._what)
