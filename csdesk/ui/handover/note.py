"""One note on the screen: its items, the state of the shift, supplements, the two signatures."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from csdesk.actions import handover, handover_draft
from csdesk.actions.handover import HandoverView, ItemLine
from csdesk.core.handover import ANSWERS, COMING, LEAVING
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext
from csdesk.ui.desk import Desk
from csdesk.ui.handover import words
from csdesk.ui.handover.dialogs import ItemDialog, SignDialog, WordsDialog
from csdesk.ui.handover.items import ItemHeads, ItemList
from csdesk.ui.handover.signing import SignBox
from csdesk.ui.kit import Button, Card, Chip, EmptyState, Text, column, menu, row


class _Area(QScrollArea):
    """Scrolls the items; wants to be as high as they are."""

    def __init__(self, items: ItemList) -> None:
        super().__init__()
        self._items = items
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(items)
        items.setAutoFillBackground(False)
        self.setMinimumHeight(160)

    def sizeHint(self) -> QSize:
        return QSize(600, self._items.height())


class NotePane(QWidget):
    """The middle of the page. `view` None: there is no note."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.view: HandoverView | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(12)
        self.empty: EmptyState | None = None
        self.card = Card(" ").flush()
        self.frozen = Chip("", "neutral", "lock")
        self.counted = Text("", "small", "muted")
        self.chips = {answer: Chip("", *_tone(answer)) for answer in ("taken", "question", "returned", "")}
        self.add = Button(_("Add an item"), "plus", on=self._add, small=True)
        self.drop = Button(_("Drop the draft"), "trash-2", "ghost", on=self._drop, small=True)
        self.supplement = Button(_("Add a supplement"), "plus", on=self._supplement, small=True)
        self.card.head.insertWidget(1, self.frozen)
        for part in (self.counted, *self.chips.values(), self.drop, self.add, self.supplement):
            self.card.head.addWidget(part)
        self.items = ItemList()
        self.items.answered.connect(self._answer)
        self.items.placed.connect(self._place)
        self.items.typed.connect(self._typed)
        self.items.opened.connect(self._open)
        self.items.menu_asked.connect(self._menu)
        self.nothing = Text(_("This shift has nothing to hand over; both sign all the same"), "body", "muted")
        self.nothing.setContentsMargins(16, 14, 16, 16)
        self.area = _Area(self.items)
        self.items.moved.connect(self._show_line)
        self.heads = ItemHeads(self.items)
        self.card.body.addWidget(self.heads)
        self.card.body.addWidget(self.area, 1)
        self.card.body.addWidget(self.nothing)
        self.facts = Text("", "small", "muted", wrap=True)
        self.notices = Text("", "body", wrap=True)
        self.more = Text("", "small", wrap=True)
        self.hidden = Text("", "small", "muted")
        self.skipped = Text("", "small", "warn", wrap=True)
        self.seen = Text("", "small", "muted", wrap=True)
        self.edit_notices = Button(_("State of the shift…"), "pen-line", "ghost", on=self._notices, small=True)
        texts = column(self.skipped, self.facts, self.notices, self.more, self.hidden, self.seen, gap=4)
        foot = row(texts, self.edit_notices, gap=8, margins=(16, 9, 10, 9))
        foot.setStretch(0, 1)
        self.card.body.addLayout(foot)
        self.card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)  # as high as its items, lower where it must
        self._layout.addWidget(self.card)
        self.boxes = {side: SignBox(side, sign, instead) for side, sign, instead in (
            (LEAVING, self._sign_leaving, self._instead_leaving), (COMING, self._sign_coming, self._instead_coming))}  # fmt: skip
        self.signs = QWidget()
        both = row(*self.boxes.values(), gap=12)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self.signs.setLayout(both)
        self._layout.addWidget(self.signs)
        self._layout.addStretch(1)

    def _show_line(self, middle: int) -> None:
        self.heads.update()
        self.area.ensureVisible(0, middle, 0, 40)

    def show_view(self, view: HandoverView | None, begin: Button | None = None) -> None:
        """Show a note; without one the empty state with the button that begins one."""
        self.view = view
        if self.empty is not None:
            self.empty.hide()
            self.empty.deleteLater()
            self.empty = None
        for part in (self.card, self.signs):
            part.setVisible(view is not None)
        if view is None:
            sentence = _("The note of a shift makes itself from what is open; you add who does what by when, and both shifts sign.")
            self.empty = EmptyState("arrow-left-right", _("No handover yet"), sentence, [begin] if begin is not None else [])
            self._layout.insertWidget(0, self.empty, 1)
            return
        note, draft = view.note, view.state == "draft"
        self.card.title.setText(handover.title(note))
        cut = words.moment(note.cut_off, view.now)
        cut_words = _("cut-off {moment}, frozen") if not draft else _("draft, cut-off {moment}")
        self.frozen.say(cut_words.format(moment=cut), "neutral" if not draft else "accent", "lock" if not draft else "pen-line")
        self.counted.setText(pgettext("handover", "{n} items").format(n=len(view.lines)))
        for answer, chip in self.chips.items():
            count = view.counts.get(answer, 0)
            tone, icon = _tone(answer)
            chip.say(_("{n} {answer}").format(n=count, answer=_(ANSWERS[answer])), tone, icon)
            chip.setVisible(bool(count) and not draft)
        self.add.setVisible(draft and view.may_write)
        self.drop.setVisible(draft and view.may_write)
        self.supplement.setVisible(not draft and view.may_write)
        self.items.show_view(view, self.desk.query(handover_draft.drafts) or {})
        self.area.setMinimumHeight(min(160, self.items.height()))
        self.area.updateGeometry()
        self.area.setVisible(bool(view.lines))
        self.heads.setVisible(bool(view.lines))
        self.nothing.setVisible(not view.lines and not view.hidden)
        self.facts.setText(handover.facts_words(note.facts))
        self.notices.setText("\n".join(f"· {line}" for line in note.notices))
        self.notices.setVisible(bool(note.notices))
        self.more.setText("\n".join(_("Supplement {moment} {name}: {text}").format(
            moment=words.moment(one.at, view.now), name=one.by, text=one.text).replace("  ", " ") for one in view.supplements))  # fmt: skip
        self.more.setVisible(bool(view.supplements))
        self.hidden.setText(_("{n} items are of other people's cases").format(n=view.hidden))
        self.hidden.setVisible(bool(view.hidden))
        self.skipped.setText(words.skipped_words(view))
        self.skipped.setVisible(bool(view.skipped))
        self.seen.setText(words.seen_words(view))
        self.seen.setVisible(bool(self.seen.text()))
        self.edit_notices.setVisible(draft and view.may_write)
        for box in self.boxes.values():
            box.show_view(view)

    # items
    def _answer(self, item_id: int, what: str, text: str) -> None:
        if self.desk.do(handover.answer, item_id, what, text) is None:
            self.items.put_back(item_id, text)

    def _typed(self, item_id: int, text: str) -> None:
        if self.desk.closed:
            return
        try:
            handover_draft.keep(self.desk.session, item_id, text)
        except UserError:  # another window is writing just now: with the next key again
            return

    def _place(self, item_id: int, place: int) -> None:
        self.desk.do(handover.move_item, item_id, place)

    def _open(self, line: ItemLine) -> None:
        if self.view is not None and self.view.state == "draft" and self.view.may_write:
            ItemDialog(self, self.desk, self.view, line).open()

    def _menu(self, line: ItemLine, point: QPoint) -> None:
        view = self.view
        if view is None or not view.may_write:
            return
        do = _Do(self, line)
        entries: list[tuple[str, str, object] | None] = []
        if view.state == "draft":
            entries.append(("pen-line", _("Change…"), do.open))
            entries += [("arrow-up", _("Up (Alt+↑)"), do.up)] if line.number > 1 else []
            entries += [("arrow-down", _("Down (Alt+↓)"), do.down)] if line.number < len(view.lines) else []
            entries.append(("trash-2", _("Take off"), do.drop))
        if view.state == "waiting" and line.item.answer:
            entries.append(("rotate-ccw", _("Answer again"), do.again))
        if line.item.cleared_at is None and not line.resolved and view.state != "draft":
            entries.append(("check-check", _("Settled, don't bring it back"), do.clear))
        if entries:
            menu(self, *entries).popup(point)  # type: ignore[arg-type]

    def _add(self) -> None:
        if self.view is not None:
            ItemDialog(self, self.desk, self.view, None).open()

    def _drop(self) -> None:
        if self.view is not None:
            self.desk.do(handover.drop, self.view.note.id)

    def _notices(self) -> None:
        if self.view is not None:
            text, hint = "\n".join(self.view.note.notices), _("One line each: live broadcasts, coupons, who is away.")
            WordsDialog(self, self.desk, _("State of the shift"), _("To know"), handover.set_notices, self.view.note.id, text=text,
                        note=hint).open()  # fmt: skip

    def _supplement(self) -> None:
        if self.view is not None:
            WordsDialog(self, self.desk, _("Add a supplement"), _("Supplement"), handover.supplement, self.view.note.id,
                        note=_("It is marked as added later and changes nothing above it.")).open()  # fmt: skip

    # signatures
    def _sign_leaving(self) -> None:
        self._sign(LEAVING)

    def _sign_coming(self) -> None:
        self._sign(COMING)

    def _instead_leaving(self) -> None:
        self._sign(LEAVING, instead=True)

    def _instead_coming(self) -> None:
        self._sign(COMING, instead=True)

    def _sign(self, side: str, *, instead: bool = False) -> None:
        if self.view is not None:
            SignDialog(self, self.desk, self.view, side, instead=instead).open()


class _Do:
    """What the menu of an item does."""

    def __init__(self, pane: NotePane, line: ItemLine) -> None:
        self._pane, self._line = pane, line

    def open(self) -> None:
        self._pane._open(self._line)

    def up(self) -> None:
        self._pane._place(self._line.item.id, self._line.number - 2)

    def down(self) -> None:
        self._pane._place(self._line.item.id, self._line.number)

    def drop(self) -> None:
        self._pane.desk.do(handover.drop_item, self._line.item.id)

    def again(self) -> None:
        self._pane.items.answer_again(self._line)

    def clear(self) -> None:
        self._pane.desk.do(handover.clear, self._line.item.id)


def _tone(answer: str) -> tuple[str, str]:
    spec = words.answer_chip(answer)
    return spec.tone, spec.icon
