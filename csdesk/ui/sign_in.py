"""The sign-in screen of a shared desk: who is it, PIN or password, the wait after wrong tries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from csdesk.core import users as core
from csdesk.core.permission import Role
from csdesk.core.problem import UserError
from csdesk.core.users import User
from csdesk.i18n import gettext as _
from csdesk.ui import icons, theme
from csdesk.ui.kit import paint
from csdesk.ui.kit.basic import Avatar, Button, ListButton, Text, column, row
from csdesk.ui.kit.form import Field

if TYPE_CHECKING:
    from csdesk.ui.window import MainWindow

NOBODY = User(0, "", Role.AGENT)  # while locked: may see nothing but an own roster that does not exist


class _Person(ListButton):
    """One line of the list: initial, name, role."""

    def __init__(self, user: User, role: str) -> None:
        super().__init__()
        self.user, self.role_words = user, role
        self.setText(user.name)
        self.setAccessibleName(f"{user.name} {role}")
        self.setCheckable(True)
        self.setFixedHeight(46)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ground = "accent_soft" if self.isChecked() else "hover" if self.underMouse() else None
        if ground:
            paint.box(painter, rect, 8, ground)
        paint.box(painter, QRectF(10, 8, 30, 30), 15, "surface" if self.isChecked() else "neutral_soft")
        paint.text(painter, QRectF(10, 8, 30, 30), self.user.name[:1].upper(), "heading", "text", paint.CENTRE)
        paint.text(painter, QRectF(52, 0, rect.width() - 130, 46), self.user.name, "body", "text", bold=True)
        paint.text(painter, QRectF(52, 0, rect.width() - 64, 46), self.role_words, "small", "muted", paint.RIGHT)
        if self.hasFocus():
            paint.ring(painter, rect, 8)
        painter.end()


class SignIn(QWidget):
    """Covers the window. Signal `signed_in` after the right secret (the session then holds the user)."""

    signed_in = Signal()

    def __init__(self, window: MainWindow, people: Sequence[User], last: str) -> None:
        super().__init__(window)
        from csdesk.actions import settings
        from csdesk.ui.window import ROLES

        self._window = window
        self._people = {user.name: user for user in people}
        self.chosen = last if last in self._people else next(iter(self._people))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Sign in"))
        self.sheet = QWidget()
        self.sheet.setFixedWidth(400)
        name = settings.shop_name(window.desk.session)
        self.rows = [_Person(user, _(ROLES[user.role])) for user in people]
        for one in self.rows:
            one.clicked.connect(self._pick)
        listed = QWidget()
        column(*self.rows, None, gap=2, into=listed)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(listed)
        listed.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        area.setFixedHeight(min(6 * 48, 48 * len(self.rows)) + 4)
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setPlaceholderText(_("PIN or password"))
        self.secret.setAccessibleName(_("PIN or password"))
        self.secret.returnPressed.connect(self.enter)
        self.field = Field(self.secret)
        self.go = Button(_("Sign in"), "log-in", "primary", on=self.enter).wide()
        head = row(Avatar(name, 36, square=True), column(Text(name, "title"), Text(_("Who is it?"), "small", "muted"), gap=1), None, gap=12)
        inner = column(head, 8, area, 4, self.field, self.go, gap=8, margins=(28, 26, 28, 26), into=self.sheet)
        inner.setAlignment(Qt.AlignmentFlag.AlignTop)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(self.sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(1)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._wait)
        self._show_chosen()

    def start(self) -> None:
        """The cursor stands in the secret of the one who was here last, or in the list."""
        (self.secret if self.chosen else self.rows[0]).setFocus()
        self._wait()

    def _pick(self) -> None:
        one = self.sender()
        if isinstance(one, _Person):
            self.chosen = one.user.name
            self.field.show_trouble("")
            self.secret.clear()
            self._show_chosen()
            self.secret.setFocus()
            self._wait()

    def _show_chosen(self) -> None:
        for one in self.rows:
            one.setChecked(one.user.name == self.chosen)

    def enter(self) -> None:
        """Try the secret."""
        from csdesk.actions import users

        session = self._window.desk.session
        try:
            users.sign_in(session, self.chosen, self.secret.text())
        except UserError as error:
            self.secret.clear()
            self.field.show_trouble(error.message)
            self._people = {user.name: user for user in users.sign_ins(session.shop)}
            self._wait()
            return
        self._tick.stop()
        self.signed_in.emit()

    def _wait(self) -> None:
        """After wrong tries: the seconds run down, the field is shut until then."""
        left = core.wait(self._people[self.chosen], self._window.desk.session.now).total_seconds()
        shut = left > 0
        self.secret.setEnabled(not shut)
        self.go.setEnabled(not shut)
        if shut:
            self.field.show_trouble(_("Wait {n} seconds before the next try").format(n=max(1, round(left))))
            if not self._tick.isActive():
                self._tick.start()
        elif self._tick.isActive():
            self._tick.stop()
            self.field.show_trouble("")
            self.secret.setFocus()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # no shortcut of the window works while nobody is signed in
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("canvas"))
        paint.box(painter, QRectF(self.sheet.geometry()), 10, "surface", "line")
        icons.draw(painter, "headset", self.width() - 40, self.height() - 40, "faint", 20)
        painter.end()
