"""Who may sign in: list, add, change PIN, role or linked employee, remove. The first user is the owner."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit

from csdesk.actions import staff, users
from csdesk.core.permission import Role
from csdesk.core.problem import UserError
from csdesk.core.users import User
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Column, ComboBox, Dialog, EmptyState, Form, RecordTable, RowButton, TableCard, confirm
from csdesk.ui.settings.common import Section
from csdesk.ui.window import ROLES

MAY = {
    Role.OWNER: N_("everything"),
    Role.SUPERVISOR: N_("roster, attendance, imports; pay only where allowed"),
    Role.LEAD: N_("sees the roster"),
    Role.AGENT: N_("sees the own roster and attendance"),
}


class UsersSection(Section):
    def __init__(self, desk: Desk) -> None:
        sentence = _("Without users the shop belongs to whoever opens the file. With users everybody signs in with the own PIN.")
        super().__init__(desk, _("Users"), sentence)
        self.add = Button(_("New user"), "user-plus", on=self.open_new)
        self.head.addWidget(self.add)
        columns: list[Column[User]] = [
            Column("name", N_("Name"), value=lambda u: u.name, width=130, bold=True),
            Column("role", N_("Role"), value=lambda u: u.role.value, text=lambda u: _(ROLES[u.role]), width=90),
            Column("may", N_("May"), value=lambda u: _(MAY[u.role]), width=0, tone="muted"),
            Column("employee", N_("In the staff file"), value=self._person, width=150),
            Column("do", "", value=lambda u: None, width=150, buttons=_buttons),
        ]
        self.table: RecordTable[User] = RecordTable(columns, key=lambda u: u.id, name=_("Users"))
        self.table.opened.connect(self._open)
        self.table.decided.connect(self._decided)
        self.card = TableCard(self.table)
        self.body.addWidget(self.card)
        self.dialog: UserDialog | None = None
        self._names: dict[int, str] = {}
        self.known: tuple[User, ...] = ()

    def refresh(self) -> None:
        people = self.desk.query(staff.employees) or ()
        self._names = {one.id: f"{one.name} {one.no}" for one in people}
        self.known = self.desk.query(users.all_users) or ()
        self.table.set_records(self.known)
        self.card.setFixedHeight(max(2, len(self.known)) * 34 + 42 if self.known else 220)
        if self.known:
            self.card.show_empty(None)
        elif self.card.empty is None:
            button = Button(_("Set up the owner"), "key-round", "primary", on=self.open_new)
            words = _("Everybody who opens this file sees everything, pay too.")
            self.card.show_empty(EmptyState("key-round", _("No sign-in yet"), words, [button]))

    def _person(self, user: User) -> str:
        return self._names.get(user.employee_id or 0, "")

    def new(self) -> bool:
        self.open_new()
        return True

    def open_new(self) -> None:
        self._open(None)

    def _open(self, user: User | None) -> None:
        self.dialog = UserDialog(self, user)
        self.dialog.destroyed.connect(self._gone)
        self.dialog.open()

    def _gone(self) -> None:
        self.dialog = None

    def _decided(self, user: User, what: str) -> None:
        if what == "change":
            self._open(user)
            return
        words = _("{name} can't sign in any more. What the user did stays in the history.").format(name=user.name)
        confirm(self, _("Remove user {name}").format(name=user.name), words, _("Remove"), _Remove(self, user).now)

    def remove(self, user: User) -> None:
        before = self.desk.session.user
        if self.desk.do(users.remove_user, user.id) is not None and self.desk.session.user != before:
            QTimer.singleShot(0, self.desk, _Again(self.desk).now)


class UserDialog(Dialog):
    """Name, role, linked employee, PIN or password (twice; empty keeps the present one)."""

    def __init__(self, section: UsersSection, user: User | None) -> None:
        first = not section.known
        title = _("Set up the owner") if first else user.name if user is not None else _("New user")
        note = _("The first user is the owner. Keep the PIN well: nobody can look it up.") if first else ""
        super().__init__(section, title, width=520, note=note)
        self._section, self.user = section, user
        one = user or User(0, "", Role.OWNER if first else Role.AGENT)
        self.form = Form(label_width=110)
        self.form.add("name", _("Name"), QLineEdit(one.name), check=_needed)
        roles = [(role, _(words)) for role, words in ROLES.items() if role is Role.OWNER or not first]
        self.role = ComboBox(roles, one.role, name=_("Role"))
        self.form.add("role", _("Role"), self.role, hint=_(MAY[one.role]))
        self.role.currentIndexChanged.connect(self._role_changed)
        people: list[tuple[int | None, str]] = [(None, _("nobody"))]
        people += sorted(section._names.items(), key=_second)
        self.form.add("employee_id", _("In the staff file"), ComboBox(people, one.employee_id, name=_("In the staff file")))
        pin, again = QLineEdit(), QLineEdit()
        for line in (pin, again):
            line.setEchoMode(QLineEdit.EchoMode.Password)
        if user is not None:
            pin.setPlaceholderText(_("empty = stays"))
        self.form.add("password", _("PIN or password"), pin, check=self._pin)
        self.form.add("again", _("Once more"), again, check=self._again)
        self.body.addWidget(self.form)
        self.button(_("Cancel"), self.reject)
        self.primary(_("Save"), self.save, "check")

    def _role_changed(self) -> None:
        self.form["role"].hint.setText(_(MAY[self.role.key()]))

    def _pin(self, value: str) -> str | None:
        if not value and self.user is not None:
            return None
        return _("At least {n} characters").format(n=users.SHORTEST_SECRET) if len(value) < users.SHORTEST_SECRET else None

    def _again(self, value: str) -> str | None:
        return None if value == self.form["password"].value() else _("The two are not the same")

    def save(self) -> None:
        if not self.form.valid():
            return
        values = self.form.values()
        one = self.user or User(0, "", Role.AGENT)
        user = User(one.id, values["name"], values["role"], values["employee_id"])
        desk = self._section.desk
        before = desk.session.user
        try:
            changes = desk.quietly(users.save_user, user, values["password"] or None)
        except UserError as error:
            self.form.refused(error, other="name")
            return
        self.accept()
        desk.toast(changes.message)
        if desk.session.user != before:  # the first user is signed in, or the own role changed: the window shows it
            QTimer.singleShot(0, desk, _Again(desk).now)


class _Again:
    """The window with the user of now."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def now(self) -> None:
        self._desk.set_session(self._desk.session)


class _Remove:
    def __init__(self, section: UsersSection, user: User) -> None:
        self._section, self._user = section, user

    def now(self) -> None:
        self._section.remove(self._user)


def _buttons(_user: User) -> tuple[RowButton, ...]:
    return (RowButton("change", _("Edit")), RowButton("remove", _("Remove")))


def _needed(value: str) -> str | None:
    return None if value else _("The name is missing")


def _second(entry: tuple[object, str]) -> str:
    return entry[1].rpartition(" ")[2]


