"""One case: what it is, where it stands, its evidence, what happened, and the box for the next entry."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from csdesk.actions import case, case_cost, case_talk, case_together
from csdesk.actions.case_view import CaseView
from csdesk.core.case import GOODS_NAMES, MONEY_NAMES, Goods, Money, platform_name
from csdesk.core.money import grouped
from csdesk.i18n import gettext as _
from csdesk.ui import theme
from csdesk.ui.cases import words
from csdesk.ui.cases.evidence import EvidencePart
from csdesk.ui.cases.note import NAME, NoteBox
from csdesk.ui.cases.review import ReviewPart
from csdesk.ui.cases.timeline import Timeline
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Chip, Line, Note, Text, column, menu, row, scroll_area
from csdesk.ui.kit.flow import Flow
from csdesk.ui.kit.states import IconView


class Sheet(QWidget):
    """A white ground."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(QRectF(self.rect()), theme.colour("surface"))
        painter.end()


class Fact(QWidget):
    """An icon and what it tells: the buyer, the goods, the day."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self.icon = IconView(icon, 14)
        self.words = Text("", "small", "muted")
        self.setLayout(row(self.icon, self.words, gap=5))

    def say(self, words_: str) -> None:
        self.words.setText(words_)
        self.setVisible(bool(words_))


class CaseDetail(Sheet):
    """Signals: `hand_over()`, `edit()`, `more(QWidget)` the menu of everything else, `open_case(id)`, `wanted_files(item)`."""

    hand_over = Signal()
    edit = Signal()
    more = Signal(object)
    open_case = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.view: CaseView | None = None
        self.kind = Chip("", "neutral", "box", tall=True)
        self.order = Text("", "body", "muted")
        self.copy_order = Button(icon="copy", kind="ghost", small=True, on=self.copy_number, tip=_("Copy the order number"))
        self.no = Text("", "small", "muted")
        self.more_button = Button(icon="ellipsis", kind="ghost", small=True, on=self._more, tip=_("More for this case"))
        top = row(self.kind, self.order, self.copy_order, None, self.no, self.more_button, gap=8)
        self.title = Text("", "title", wrap=True)
        self.edit_button = Button(icon="pen-line", kind="ghost", small=True, on=self.edit.emit, tip=_("Change what stands here"))
        self.buyer, self.product, self.bought, self.extra = Fact("user"), Fact("box"), Fact("calendar"), Fact("id-card")
        facts = Flow([self.buyer, self.product, self.bought, self.extra], line=20)
        self.status = Chip("", "accent", "circle-dot", tall=True, on=self.status_menu)
        self.goods = Chip("", "neutral", "box", tall=True, on=self._goods_menu)
        self.money = Chip("", "neutral", "banknote", tall=True, on=self._money_menu)
        self.owner = Chip("", "neutral", "user", tall=True, on=self.hand_over.emit)
        states = Flow([
            _pair(_("Case status"), self.status), _pair(_("Goods"), self.goods),
            _pair(_("Money"), self.money), _pair(_("In charge"), self.owner),
        ])  # fmt: skip
        self.notes = QVBoxLayout()
        self.notes.setSpacing(6)
        self.checks = QVBoxLayout()
        self.checks.setSpacing(4)
        self.evidence = EvidencePart(desk)
        self.review = ReviewPart(desk)
        self.timeline = Timeline()
        past = row(Text(_("Course of the case"), bold=True), None, Text(_("only ever added to"), "small", "muted"))
        inner = QWidget()
        title_line = row(self.title, self.edit_button, gap=6)
        title_line.setStretch(0, 1)
        column(top, title_line, facts, states, self.notes, self.evidence, self.review, self.checks, Line(), 2, past, self.timeline, None,
               gap=9, margins=(18, 14, 18, 8), into=inner)  # fmt: skip
        self.area = scroll_area(inner, only_down=True)
        self.note = NoteBox(desk)
        foot = QWidget()
        foot.setLayout(column(self.note, margins=(18, 6, 18, 12)))
        column(self.area, foot, gap=0, into=self).setStretch(0, 1)
        self._strips: list[QWidget] = []

    def show_view(self, view: CaseView) -> None:
        """Everything of this case; what is being typed is not touched."""
        other = self.view is None or self.view.case.id != view.case.id
        self.view = view
        one, now = view.case, view.now
        self.kind.say(_(view.kind.name), "neutral", view.kind.icon)
        self.order.setText(" ".join(part for part in (platform_name(one.platform), words.long_order(one.order_no)) if part))
        self.copy_order.setVisible(bool(one.order_no))
        self.no.setText(_("Case {no}").format(no=one.no))
        self.title.setText(one.title)
        who = " ".join(part for part in (one.buyer, one.phone) if part)
        self.buyer.say(_("Buyer {name}").format(name=who) if who else "")
        price = "" if one.paid is None else grouped(one.paid)
        self.product.say(_(", ").join(part for part in (one.product, price) if part))
        self.bought.say(_("ordered {day}").format(day=words.day_of(one.bought_on, now)) if one.bought_on is not None else "")
        details = [(each.name, one.details.get(each.key)) for each in view.kind.fields]
        extra = [f"{_(name)} {_detail(value)}" for name, value in details if value not in (None, "")]
        extra += [_("waybill {no}").format(no=one.waybill)] if one.waybill else []
        self.extra.say(_(", ").join(extra)[:120])
        self.extra.setToolTip("\n".join(extra))
        spec = words.status_chip(view.status)
        self.status.say(spec.words, spec.tone, spec.icon)
        self.goods.say(_(GOODS_NAMES[one.goods]), "neutral", "box")
        self.money.say(_(MONEY_NAMES[one.money]), "neutral", "banknote")
        self.owner.say(view.owner or _("nobody"), "neutral" if view.owner else "warn", "user")
        self._show_notes(view)
        self._show_checks(view)
        self.evidence.show_view(view)
        self.review.show_view(view)
        self.timeline.show_view(view)
        self.note.show_case(one.id, view.drafts.get((one.id, NAME), ""))
        self.note.setVisible(one.merged_into is None)
        if other:
            self.area.verticalScrollBar().setValue(0)

    def _show_notes(self, view: CaseView) -> None:
        """Strips for what is easily overlooked: the rest of the description, sleeping, merged, the drafts of merged cases."""
        for old in self._strips:
            old.hide()
            old.deleteLater()
        self._strips = []
        one = view.case
        rest = one.description.strip().split("\n", 1)
        if len(rest) > 1:
            self._strips.append(Text(rest[1].strip(), "body", "text", wrap=True))
        if one.wish:
            self._strips.append(Text(_("Wants: {wish}").format(wish=one.wish), "body", "muted", wrap=True))
        if one.snoozed_until is not None and one.snoozed_until > view.now:
            words_ = _("Sleeps until {moment}, its clock runs on").format(moment=words.when(one.snoozed_until, view.now))
            self._strips.append(Note(words_, "neutral", "bell", buttons=[Button(_("Wake it"), small=True, on=self.wake)]))
        if one.merged_into is not None:
            buttons = [Button(_("Open it"), small=True, on=partial(self.open_case.emit, one.merged_into))]
            if view.may_manage:
                buttons.append(Button(_("Take it out again"), small=True, on=partial(self.unmerge, one.id)))
            self._strips.append(Note(_("This case was merged into another one"), "accent", "arrow-left-right", buttons=buttons))
        for each in view.merged:
            buttons = [Button(_("Take it out again"), small=True, on=partial(self.unmerge, each.id))] if view.may_manage else []
            said = _("{no} {title} went into this one").format(no=each.no, title=each.title)
            self._strips.append(Note(said, "neutral", "arrow-left-right", buttons=buttons))
            draft = view.drafts.get((each.id, NAME))
            if draft:
                self._strips.append(Note(_("Not saved at {no}: {text}").format(no=each.no, text=draft[:80]), "warn", "pen-line", buttons=[
                    Button(_("Put it here"), small=True, on=partial(self._take_draft, draft))]))  # fmt: skip
        for strip in self._strips:
            self.notes.addWidget(strip)

    def _take_draft(self, text: str) -> None:
        self.note.edit.appendPlainText(text)

    def _show_checks(self, view: CaseView) -> None:
        while self.checks.count():
            item = self.checks.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for check in view.kind.checks:
            box = QCheckBox(_(check))
            box.setChecked(check in view.case.checked)
            box.clicked.connect(partial(self._tick_off, check))
            self.checks.addWidget(box)

    def _tick_off(self, check: str, on: bool) -> None:
        if self.view is not None:
            before = self.view.case
            kept = tuple(one for one in before.checked if one != check)
            self.desk.do(case.change, before, checked=(*kept, check) if on else kept)

    # doing
    def copy_number(self) -> None:
        """The order number to the clipboard, without blanks."""
        if self.view is not None and self.view.case.order_no:
            QGuiApplication.clipboard().setText(self.view.case.order_no)
            self.desk.toast(_("{text} copied").format(text=self.view.case.order_no))

    def status_menu(self) -> None:
        """S: the statuses that may come now."""
        view = self.view
        if view is None:
            return
        entries = [(words.STATUS_ICONS[one.category], _(one.name), partial(self.set_status, one.key)) for one in view.next_statuses]
        menu(self, *entries).popup(self.status.mapToGlobal(self.status.rect().bottomLeft()))

    def set_status(self, key: str) -> None:
        if self.view is not None:
            self.desk.do(case.set_status, self.view.case.id, key)

    def _goods_menu(self) -> None:
        entries = [("box", _(name), partial(self._set_goods, key)) for key, name in GOODS_NAMES.items()]
        menu(self, *entries).popup(self.goods.mapToGlobal(self.goods.rect().bottomLeft()))

    def _set_goods(self, to: Goods) -> None:
        if self.view is not None:
            self.desk.do(case.set_goods, self.view.case.id, to)

    def _money_menu(self) -> None:
        entries = [("banknote", _(name), partial(self._set_money, key)) for key, name in MONEY_NAMES.items()]
        menu(self, *entries).popup(self.money.mapToGlobal(self.money.rect().bottomLeft()))

    def _set_money(self, to: Money) -> None:
        if self.view is not None:
            self.desk.do(case_cost.set_money, self.view.case.id, to)

    def wake(self) -> None:
        if self.view is not None:
            self.desk.do(case_talk.snooze, self.view.case.id, None)

    def unmerge(self, case_id: int) -> None:
        self.desk.do(case_together.unmerge, case_id)

    def _more(self) -> None:
        self.more.emit(self.more_button)


def _pair(label: str, chip: Chip) -> QWidget:
    holder = QWidget()
    holder.setLayout(row(Text(label, "small", "muted"), chip, gap=6))
    holder.setFixedHeight(24)
    return holder


def _detail(value: object) -> str:
    return (_("yes") if value else _("no")) if isinstance(value, bool) else _(str(value)) if value else ""
