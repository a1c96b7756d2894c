"""Settings of the shop: names, what supervisors see, locking, payslips; and how csdesk looks on this computer."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLineEdit

from csdesk import i18n
from csdesk.actions import settings
from csdesk.i18n import gettext as _
from csdesk.ui import theme
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Card, ComboBox, Form, NumberBox, Segment, Text, row
from csdesk.ui.settings.common import Section
from csdesk.ui.window import THEMES, MainWindow


class ShopSection(Section):
    """Each field is written when it is left; 撤销 is in the toast."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Shop"), _("The names stand on every print."))
        card = Card()
        self.form = Form(label_width=130)
        name, department = QLineEdit(), QLineEdit()
        for line in (name, department):
            line.setFixedWidth(260)
            line.editingFinished.connect(self.store)
        self.form.add("shop_name", _("Shop name"), name, check=_long)
        self.form.add("department", _("Department"), department, check=_long)
        pay = QCheckBox(_("Supervisors may see pay"))
        self.form.add("supervisor_sees_pay", _("Pay"), pay, hint=_("else only the owner sees amounts"))
        lock = NumberBox(15, 0, 240, suffix=_(" min"), name=_("Lock after"))
        self.form.add("lock_after_minutes", _("Lock after"), lock, hint=_("without a touch; 0 = never; only with sign-in"))
        slips = ComboBox([(4, _("4 on a page, to cut")), (1, _("1 on a page"))], 4, name=_("Payslips"))
        slips.setFixedWidth(190)
        self.form.add("payslips_per_page", _("Payslips"), slips)
        pay.clicked.connect(self.store)
        slips.activated.connect(self.store)
        lock.editingFinished.connect(self.store)
        card.body.addWidget(self.form)
        self.body.addWidget(card)

    def refresh(self) -> None:
        for name, field in self.form.fields.items():
            if not field.control.hasFocus():
                quiet = field.blockSignals(True)
                field.set_value(settings.get(self.desk.session, name))
                field.blockSignals(quiet)

    def store(self, *_args: object) -> None:
        """Write what differs."""
        if any(not field.validate() for field in self.form.fields.values()):
            return
        for name, value in self.form.values().items():
            if settings.get(self.desk.session, name) != value:
                self.desk.do(settings.put, name, value)


class LookSection(Section):
    """Theme and language: of this computer, not of the shop."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Look and language"), _("For this computer only."))
        card = Card()
        self.theme = Segment([(key, _(words)) for key, words in THEMES.items()], theme.mode(), name=_("Theme"))
        self.theme.chosen.connect(self._theme)
        self.language = Segment(list(i18n.LANGUAGES.items()), i18n.language, name=_("Language"))
        self.language.setProperty("unkept", True)  # it says which one is in force
        self.language.chosen.connect(self._language)
        for words, control in ((_("Theme"), self.theme), (_("Language"), self.language)):
            label = Text(words, "body", "muted")
            label.setFixedWidth(130)
            card.body.addLayout(row(label, control, None, gap=12))
        self.body.addWidget(card)

    def refresh(self) -> None:
        self.theme.current = theme.mode()
        self.theme.update()

    def _theme(self, mode: str) -> None:
        window = self.window()
        if isinstance(window, MainWindow):
            window.set_theme(mode)

    def _language(self, name: str) -> None:
        window = self.window()
        if isinstance(window, MainWindow):
            window.asked.emit(f"language:{name}")


def _long(value: str) -> str | None:
    return _("At most 40 characters") if len(value) > 40 else None
