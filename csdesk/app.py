"""The composition root of the window: paths, crash hook, theme, language, clock, shop file, main window, what other starts ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from csdesk import computer, i18n, traces, windows
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.ui import memory, theme
from csdesk.ui.crash import Crashes

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from csdesk.actions.session import Session
    from csdesk.running import Request, Running
    from csdesk.ui.desk import Desk
    from csdesk.ui.first_start import Answers, FirstStart
    from csdesk.ui.window import MainWindow

Clock = Callable[[], datetime]
SETTLED = 250  # ms after the start: the window stands, the log and the like may load
# s from the start of the process to Qt. Our own part takes another third: a quicker start has its window within half a second, and a
# splash would only flicker; a slower one (a cold disk, a virus scanner) shows the splash before it loads that part.
SOON = 0.35


class Program(QObject):
    """One run of the window: opens shops, makes new ones, answers what the window and other starts (`asked`, on any thread) ask for."""

    asked = Signal(object)

    def __init__(self, app: QApplication, clock: Clock) -> None:
        super().__init__(app)
        self.app, self.clock = app, clock
        self.window: MainWindow | None = None
        self.first: FirstStart | None = None
        self.desk: Desk | None = None
        self._path = Path()
        self._before: str | None = None  # the version that was used before, where it was another one
        self._warned = False
        self.asked.connect(self.bring_up)

    def start(self, path: Path | None) -> None:
        """Open this shop, else the last one, else ask the four questions. The window stands before the file is opened."""
        self._note_version()
        path = path or computer.last_shop()
        if path is None:
            self.first_start()
            return
        from csdesk.ui.window import MainWindow

        self._path = path
        self.window = MainWindow()
        self.window.asked.connect(self.answer)
        self.window.painted.connect(self._open_started)
        self.window.restore()
        self.window.show()

    def _note_version(self) -> None:
        """An update since the last start is told of once the shop is open; nothing is news to who begins."""
        from csdesk import __version__

        before, used = memory.get("version"), memory.get("page") is not None
        memory.put("version", __version__)
        if used and before != __version__:
            self._before = str(before or "")

    def _tell_news(self) -> None:
        from csdesk.actions import help as texts

        before, self._before = self._before, None
        if before is not None and self.window is not None and texts.news(before):
            self.window.show_help(texts.NEWS)

    def _open_started(self) -> None:
        if self.window is not None and not self.window.entered and not self.open(self._path):
            self.first_start()
            self.window.close()
            self.window.deleteLater()
            self.window = None
        elif self._before is not None:
            QTimer.singleShot(SETTLED, self._tell_news)

    def open(self, path: Path) -> bool:
        """Open a shop file in the window; False = it could not be opened (said already)."""
        from csdesk.actions import shop

        try:
            session = shop.open_shop(path, self.clock)
        except UserError as error:
            self._say(error.message)
            return False
        self.show(session)
        warning = shop.network_warning(path)
        if not warning and not self._warned:
            warning, self._warned = computer.warning(), True
        if warning and self.desk is not None:
            self.desk.toast(warning, tone="warn")
        return True

    def bring_up(self, request: Request) -> None:
        """csdesk was started once more: its window comes to the front and shows the shop file that was named."""
        if not request.take():
            return
        window = self.window or self.first
        if window is not None:
            top = QApplication.activeModalWidget() or window
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            for one in (window, top):
                one.show()
                one.raise_()
                one.activateWindow()
        path = request.shop
        if path is None or (self.desk is not None and _same(path, self.desk.session.shop.path)):
            return
        if self.window is not None and self.desk is not None and self._busy():
            self.desk.toast(_("Finish what is open here, then open {name} once more").format(name=path.name), tone="warn")
        elif self.open(path) and self.first is not None:
            first, self.first = self.first, None
            first.leave()

    def _busy(self) -> bool:
        """Whether a dialog is open, whose words would be lost."""
        from csdesk.ui.kit.dialog import Dialog

        assert self.window is not None
        return QApplication.activeModalWidget() is not None or any(one.isVisible() for one in self.window.findChildren(Dialog))

    def show(self, session: Session) -> MainWindow:
        """The window on this session; the one before is closed."""
        from csdesk.actions import users
        from csdesk.ui.desk import Desk
        from csdesk.ui.window import MainWindow

        theme.dress(self.app)
        before, old_desk = self.window, self.desk
        self.desk = Desk(session, self)
        locked = bool(session.user is None and users.sign_ins(session.shop))
        if before is not None and not before.entered:
            window, before = before, None
            window.enter(self.desk, locked=locked)
        else:
            window = MainWindow(self.desk, locked=locked)
            window.asked.connect(self.answer)
            window.restore()
        self.window = window
        if window.sign_in is None:
            window.open_first()
        window.show()
        self.desk.start()
        computer.remember_shop(session.shop.path)
        if before is not None and old_desk is not None:
            before.close()
            before.deleteLater()
            old_desk.session.shop.close()
            old_desk.deleteLater()
        return window

    def answer(self, what: str) -> None:
        """What the window's menus ask for."""
        if what.startswith("language:"):
            self._language(what.partition(":")[2])
        elif what.startswith("restore:"):
            if self.desk is not None:
                self.put_back(self.desk.session.shop.path, Path(what.partition(":")[2]))
        else:
            {
                "open": self._open,
                "create": self.first_start,
                "backup": self._backup,
                "restore": self._restore,
                "lock": self._lock,
                "switch": self._switch,
            }[what]()

    def _lock(self) -> None:
        if self.window is not None:
            self.window.lock()

    def _switch(self) -> None:
        if self.window is not None:
            self.window.lock(switch=True)

    def _language(self, name: str) -> None:
        """Switch the words; what is being done in the window stays, an open dialog is finished in its own language first."""
        if self.window is not None and self.desk is not None:
            why, dialog = self.window.held(), self.window.dialog()
            if why:
                self.desk.toast(why, tone="warn")
                return
            if dialog is not None:
                dialog.destroyed.connect(partial(self._language, name))
                return
        i18n.use(name)
        memory.put("language", name)
        if self.first is not None:
            self.first.reword()
        if self.window is not None:
            self.window.reword()

    def _open(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        chosen, _kind = QFileDialog.getOpenFileName(self.window, _("Open a shop"), str(computer.documents()), _("Shop file (*.csdesk)"))
        if chosen:
            self.open(Path(chosen))

    def _backup(self) -> None:
        from csdesk.actions import shop

        if self.desk is not None:
            self.desk.do(shop.backup)

    def _restore(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        if self.desk is None:
            return
        path = self.desk.session.shop.path
        chosen, _kind = QFileDialog.getOpenFileName(self.window, _("Put back a backup"), str(path.parent), _("Shop file (*.csdesk)"))
        if chosen:
            self.put_back(path, Path(chosen))

    def put_back(self, path: Path, source: Path) -> None:
        """Close the file, put the backup in its place (the present one is kept beside it), open it again."""
        from csdesk.actions import shop

        assert self.desk is not None and self.window is not None
        self.window.close()
        self.desk.session.shop.close()
        self.window.deleteLater()
        self.window, self.desk = None, None
        try:
            kept = shop.restore(path, source, self.clock())
        except UserError as error:
            self._say(error.message)
            self.open(path)
            return
        if self.open(path) and self.desk is not None:
            self.desk.toast(_("Put back. The file of before is kept as {name}").format(name=kept.name))

    # first start
    def first_start(self) -> None:
        """The four questions; the shop that comes of them is opened."""
        from csdesk.ui.first_start import FirstStart

        theme.dress(self.app)
        self.first = FirstStart(computer.documents(), self.clock)
        self.first.spoken.connect(self._language)
        self.first.opening.connect(self._first_opens)
        self.first.finished.connect(self._first_done)
        self.first.show()

    def _first_opens(self, path: Path) -> None:
        """No questions: the shop is there already."""
        if self.open(path) and self.first is not None:
            first, self.first = self.first, None
            first.leave()

    def _first_done(self, answers: Answers) -> None:
        from csdesk.ui.roster.proposing import Propose

        assert self.first is not None
        try:
            session, refused = make(answers, self.clock)
        except UserError as error:
            self.first.refuse(error.message)
            return
        first, self.first = self.first, None
        self.show(session)
        first.leave()
        if self.window is not None and self.desk is not None:
            nobody = answers.begin == "empty" and not answers.found.people
            self.window.open_page("staff" if nobody else "roster", Propose(answers.propose) if answers.propose is not None else None)
            if refused is not None:
                self.desk.refuse(refused)

    def _say(self, message: str) -> None:
        from PySide6.QtWidgets import QMessageBox

        theme.dress(self.app)
        box = QMessageBox(QMessageBox.Icon.Warning, _("csdesk"), message, QMessageBox.StandardButton.Ok, self._parent())
        box.exec()

    def _parent(self) -> QWidget | None:
        return self.window

    def close(self) -> None:
        """Close the window and the shop file (at the end of the program and of a test)."""
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
        if self.first is not None:
            self.first.leave()
        if self.desk is not None:
            self.desk.close()
            self.desk.session.shop.close()
        self.window, self.first, self.desk = None, None, None
        memory.flush()


def make(answers: Answers, clock: Clock) -> tuple[Session, UserError | None]:
    """The shop of the four answers: file, rules, owner's password, people; with it why the people could not be taken, if so.

    UserError: nothing was made."""
    from csdesk.actions import demo, people_list, shop, users
    from csdesk.core.permission import Role
    from csdesk.core.users import User

    shop.ensure_parent(answers.path)
    refused: UserError | None = None
    if answers.begin == "demo":
        session = demo.create(answers.path, clock)
    else:
        needs = answers.needs if answers.propose is not None else {}
        session = shop.create(
            answers.path, clock, preset=answers.preset, shop_name=answers.shop_name, rules=answers.rules, needs=needs
        )
        try:
            people_list.store(session, answers.found)
        except UserError as error:
            refused = error
    if answers.password:
        users.save_user(session, User(0, answers.owner or _("Owner"), Role.OWNER), answers.password)
    return session, refused


def main(argv: Sequence[str], run: Running | None = None) -> int:
    """Open the window: `--shop FILE` or FILE.csdesk, `--theme light|dark`, `--now 2026-10-08T09:00` (a clock that stands). `run`:
    this is the one run that other starts hand their shop file to."""
    memory.use(computer.folder() / "window.json")
    chosen = memory.get("language")
    i18n.use(chosen if isinstance(chosen, str) and chosen in i18n.LANGUAGES else "zh_CN")
    app = QApplication([argv[0]])
    app.setApplicationName("csdesk")
    app.setQuitOnLastWindowClosed(True)
    crashes = Crashes(app)
    crashes.install()
    trace = traces.watch() if run is not None else None
    theme.apply(app, computer.option(argv, "--theme") or str(memory.get("theme") or "system"), sheet_later=True)
    fixed = computer.option(argv, "--now")
    clock: Clock = _Fixed(datetime.fromisoformat(fixed)).now if fixed else datetime.now
    program = Program(app, clock)
    splash = None
    if windows.age() > SOON:
        from csdesk.ui.splash import Splash

        splash = Splash()
        splash.appear()
    program.start(computer.named_shop(argv[1:]))
    standing = program.window or program.first
    if splash is not None and standing is not None:
        splash.until(standing)
    QTimer.singleShot(SETTLED, partial(_started, program, run, crashes, trace))
    code = app.exec()
    if run is not None:
        run.close()
    program.close()
    traces.ended()
    return code


def _started(program: Program, run: Running | None, crashes: Crashes, trace: str | None) -> None:
    """What the first window need not wait for."""
    import gc

    from csdesk import __version__
    from csdesk.ui import mark

    gc.freeze()  # what is loaded by now stays to the end
    gc.enable()
    program.app.setWindowIcon(mark.icon())
    traces.log().info("csdesk %s", __version__)
    if run is not None:
        run.listen(program.asked.emit)
    if trace is not None:
        traces.log().error("The run before did not end by itself%s", f":\n{trace}" if trace else "")
    if trace:
        crashes.tell_last(trace)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


class _Fixed:
    """A clock that stands."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at
