"""The main window: navigation, the page shown, toasts, progress, shortcuts of the whole program."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from csdesk.core.changes import Changes
from csdesk.core.permission import Role
from csdesk.core.problem import UserError
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui import memory, theme
from csdesk.ui.desk import Desk, Job
from csdesk.ui.kit.basic import column
from csdesk.ui.kit.progress import ProgressStrip
from csdesk.ui.kit.toast import Toast, ToastSpec
from csdesk.ui.nav import Navigation
from csdesk.ui.page import Page
from csdesk.ui.pages import PAGES, Entry

ROLES = {Role.OWNER: N_("Owner"), Role.SUPERVISOR: N_("Supervisor"), Role.LEAD: N_("Lead"), Role.AGENT: N_("Agent")}
THEMES = {"system": N_("As the system"), "light": N_("Light"), "dark": N_("Dark")}


class MainWindow(QMainWindow):
    """One shop. `asked(what)` goes to app.py: open, create, demo, backup, restore, switch, lock, language:<name>."""

    asked = Signal(object)

    def __init__(self, desk: Desk, pages: Sequence[Entry] | None = None) -> None:
        super().__init__()
        self.desk = desk
        self._entries = PAGES if pages is None else tuple(pages)
        self.pages: dict[str, Page] = {}
        self.toast: Toast | None = None
        self.strips: dict[Job, ProgressStrip] = {}
        self._calls: dict[QAction, Callable[[], object]] = {}
        self.setMinimumSize(960, 600)
        centre = QWidget()
        line = QHBoxLayout(centre)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self.nav = Navigation()
        self.area = QWidget()  # toasts and progress lie over the pages, in here
        self.stack = QStackedWidget()
        column(self.stack, gap=0, into=self.area)
        line.addWidget(self.nav)
        line.addWidget(self.area, 1)
        self.setCentralWidget(centre)
        self.nav.opened.connect(self.open_page)
        self.nav.shop.clicked.connect(self._shop_menu)
        self.nav.user.clicked.connect(self._user_menu)
        self._badges = QTimer(self)
        self._badges.setSingleShot(True)
        self._badges.setInterval(300)
        self._badges.timeout.connect(self._count)
        desk.toasted.connect(self._show_toast)
        desk.troubled.connect(self._show_problems)
        desk.job_started.connect(self._show_job)
        desk.changed.connect(self._changed)
        desk.session_changed.connect(self.reload)
        desk.going.connect(self.open_page)
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
        self.setWindowTitle(f"{name} - {_('csdesk')}")

    def open_first(self) -> None:
        """The page that was open last time, else the first."""
        names = [entry.name for entry in self.entries()]
        last = memory.get("page")
        if names:
            self.open_page(str(last) if last in names else names[0])

    def open_page(self, name: str, what: object = None) -> None:
        """Show a page (made now if it is the first time); `what` goes to its `goto`."""
        entry = next((e for e in self.entries() if e.name == name), None)
        if entry is None:
            return
        page = self.pages.get(name)
        if page is None:
            page = entry.load()(self.desk)
            page.header.search.clicked.connect(self.palette_open)
            self.pages[name] = page
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self.nav.set_here(name)
        memory.put("page", name)
        if what is not None:
            page.goto(what)

    def page(self) -> Page | None:
        """The page shown."""
        current = self.stack.currentWidget()
        return current if isinstance(current, Page) else None

    def reload(self) -> None:
        """Another user, shop or language: all pages are made anew, so that nothing of the one before stays."""
        here = self.page()
        name = here.name if here is not None else ""
        for page in self.pages.values():
            self.stack.removeWidget(page)
            page.hide()
            page.deleteLater()
        self.pages = {}
        self._remake_actions()
        self._fill()
        names = [entry.name for entry in self.entries()]
        if names:
            self.open_page(name if name in names else names[0])
        self._badges.start()

    def _changed(self, changes: Changes) -> None:
        self._badges.start()
        self._name_shop()

    def _count(self) -> None:
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
        self._action(_("Help on this page"), self.show_help, "F1", "circle-question-mark")
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

        page = self.page()
        shortcuts(self, [*self.actions(), *(page.actions() if page is not None else [])])

    def show_help(self) -> None:
        """F1"""
        from csdesk.ui.about import help_of

        page = self.page()
        if page is not None:
            help_of(self, page)

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

    # messages
    def _show_toast(self, spec: ToastSpec) -> None:
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
        QTimer.singleShot(300, job, _Strip(self, job).show)

    def show_strip(self, job: Job) -> None:
        """A job still runs after 0.3 s."""
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
        for number, strip in enumerate(self.strips.values()):
            strip.setGeometry(self.area.width() - 476, self.area.height() - 56 - number * 50, 460, 42)

    # Qt
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._badges.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.toast is not None:
            self.toast.place()
        self._place_strips()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep_geometry()
        self.desk.close()
        super().closeEvent(event)

    def keep_geometry(self) -> None:
        memory.put("window", bytes(self.saveGeometry().toBase64().data()).decode())
        memory.flush()

    def restore(self) -> None:
        """Size and place of last time; the first time as large as the screen allows, at most 1366 × 768 of content."""
        saved = memory.get("window")
        if isinstance(saved, str) and self.restoreGeometry(QByteArray.fromBase64(saved.encode())):
            return
        room = self.screen().availableGeometry()
        self.resize(min(1366, room.width()), min(768, room.height()))


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


class _Strip:
    def __init__(self, window: MainWindow, job: Job) -> None:
        self._window, self._job = window, job

    def show(self) -> None:
        if self._job.running:
            self._window.show_strip(self._job)
