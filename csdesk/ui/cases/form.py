"""The fields of a case: the same form enters a new one and changes one that is there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from csdesk.actions import case_rules, case_view, search
from csdesk.core.case import ORDER_STATES, PLATFORMS, Case, Kind, field_value
from csdesk.core.case import Field as KindField
from csdesk.core.money import yuan
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.ui.desk import Desk
from csdesk.ui.kit import ComboBox, Form, PickBox
from csdesk.ui.kit.days import DayEdit, day_problem, parse_amount, parse_day

DETAIL = "details."
_TEXTS = ("order_no", "buyer", "phone", "product", "waybill", "shop")


class LongEdit(QPlainTextEdit):
    """Several lines; Tab goes on to the next field."""

    def __init__(self, lines: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFixedHeight(16 + lines * 19)


class CaseForm(Form):
    """`values_of_case()` gives what is written as fields of a case; details of the kind come and go with it."""

    def __init__(self, desk: Desk, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(label_width=78, parent=parent)
        self.desk = desk
        known = desk.query(case_rules.kinds) or ()
        self.kinds: dict[str, Kind] = {one.key: one for one in known}
        options = [(one.key, _(one.name)) for one in known if one.active or one.key == kind]
        self._amounts = {"paid"}
        self.add("kind", _("Kind"), pick(options, kind))
        self.add("description", _("What happened"), LongEdit(2))
        self.add("platform", _("Platform"), pick([("", ""), *((key, _(name)) for key, name in PLATFORMS.items())], ""))
        self.add("order_no", _("Order number"), QLineEdit())
        self.add("buyer", _("Buyer"), QLineEdit())
        self.add("product", _("Product"), QLineEdit())
        self.add("paid", _("Price paid"), QLineEdit(), check=_amount_problem)
        self.add("bought_on", _("Ordered on"), DayEdit(), check=day_problem)
        self.add("order_state", _("State of the order"), pick([(key, _(name)) for key, name in ORDER_STATES.items()], ""))
        self.add("wish", _("What the buyer wants"), QLineEdit())
        self.add("phone", _("Phone"), QLineEdit())
        self.add("waybill", _("Waybill"), QLineEdit())
        shop = self.add("shop", _("Shop"), QLineEdit())
        shops = desk.query(case_view.choices, "shop") or ()
        if shops:
            shop.set_value(shops[0])
        causes = {text: None for one in known for text in one.causes}
        self._cause = pick([("", ""), *((text, _(text)) for text in causes)], "")
        self.add("cause", _("Cause"), self._cause)
        self._shown_kind = ""
        self._shown_details: dict[str, object] = {}
        kind_box = self["kind"].control
        assert isinstance(kind_box, ComboBox)
        self.kind_box = kind_box
        kind_box.currentIndexChanged.connect(self._kind_changed)
        self._kind_changed()

    def _kind_changed(self, _index: int = 0) -> None:
        kind = self.kinds.get(str(self.kind_box.key()))
        if kind is None or kind.key == self._shown_kind:
            return
        self._shown_kind = kind.key
        wanted = {DETAIL + each.key: each for each in kind.fields}
        for name, each in wanted.items():
            if name not in self.fields:
                self.add(name, _(each.name), _control(each), check=partial(_own_problem, each))
        for name in self.fields:
            if name.startswith(DETAIL):
                self.show_line(name, name in wanted)
        own = [("", ""), *((text, _(text)) for text in kind.causes)]
        kept = self._cause.key()
        if kept and all(kept != key for key, _words in own):
            own.append((kept, _(kept)))
        self._cause.fill(own, kept)

    def show_case(self, one: Case) -> None:
        """Fill the form."""
        self["kind"].set_value(one.kind)
        for name in ("description", "wish", *_TEXTS):
            self[name].set_value(getattr(one, name))
        for name in ("platform", "order_state"):
            self[name].set_value(getattr(one, name))
        if one.cause and all(one.cause != self._cause.itemData(number) for number in range(self._cause.count())):
            self._cause.addItem(_(one.cause), one.cause)
        self["cause"].set_value(one.cause)
        self["paid"].set_value("" if one.paid is None else yuan(one.paid))
        self["bought_on"].set_value("" if one.bought_on is None else one.bought_on.isoformat())
        self._shown_details = dict(one.details)
        for key, value in one.details.items():
            if DETAIL + key in self.fields:
                self[DETAIL + key].set_value(value)

    def fill(self, found: Mapping[str, object]) -> tuple[str, ...]:
        """Lay what an order line says over empty fields; returns the labels of what was filled."""
        filled = []
        for name, value in found.items():
            if name not in self.fields or value is None:
                continue
            text = yuan(value) if name == "paid" and isinstance(value, int) else value
            self[name].set_value(text.isoformat() if isinstance(text, date) else text)
            filled.append(self.labels[name].text())
        self.changed.emit()
        return tuple(filled)

    def of_case(self) -> dict[str, Any]:
        """What is written, as fields of a case. UserError (code = the field) for what cannot be read."""
        written = self.values()
        for name, read in (("paid", parse_amount), ("bought_on", parse_day)):
            try:
                written[name] = read(written[name])
            except UserError as error:
                raise UserError(error.message, code=name) from error
        kind = self.kinds[str(written["kind"])]
        wanted = {each.key for each in kind.fields}
        details = {name[len(DETAIL):]: written.pop(name) for name in list(written) if name.startswith(DETAIL)}
        filled = {key: value for key, value in details.items() if key in wanted and value not in (None, "", False)}
        written["details"] = {each.key: self._own(each, filled[each.key]) for each in kind.fields if each.key in filled}
        return written

    def _own(self, each: KindField, value: object) -> object:
        """The value of an own field; one that stands there as it was written before is left alone."""
        return value if self._shown_details.get(each.key) == value else field_value(each, value)

    def show_problem(self, error: UserError) -> bool:
        """Put a refusal under its field; False where it belongs to none."""
        field = self.fields.get(error.code) or self.fields.get(DETAIL + error.code)
        if field is None:
            return False
        field.show_trouble(error.message)
        field.control.setFocus()
        return True

    def as_draft(self) -> str:
        """What is typed, for keeping."""
        return json.dumps({name: value for name, value in self.values().items() if value not in ("", None, False)}, ensure_ascii=False)

    def recall(self, text: str) -> bool:
        """What was typed before; False where it cannot be read."""
        try:
            kept = json.loads(text)
        except ValueError:
            return False
        if not isinstance(kept, dict):
            return False
        if "kind" in kept:
            self["kind"].set_value(kept["kind"])
        for name, value in kept.items():
            if name in self.fields:
                self[name].set_value(value)
        return True


def pick(options: Sequence[tuple[Any, str]], current: Any = None) -> PickBox:
    """Many options, narrowed by letters."""
    return PickBox(options, current, among=search.among, nothing=_("Nothing fits"))


def _control(each: KindField) -> QWidget:
    """The editor of an own field by its type."""
    if each.type == "long":
        return LongEdit(2)
    if each.type == "choice":
        return pick([("", ""), *((text, _(text)) for text in each.choices)], "")
    if each.type == "date":
        return DayEdit()
    line = QLineEdit()
    if each.type == "number":
        line.setFixedWidth(132)
        line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
    return QCheckBox() if each.type == "yes_no" else line


def _own_problem(each: KindField, value: object) -> str | None:
    field_value(each, value)
    return None


def _amount_problem(text: str) -> str | None:
    parse_amount(text)
    return None
