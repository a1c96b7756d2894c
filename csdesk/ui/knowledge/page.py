"""The knowledge page 知识库: product facts, phrases, answers to bad reviews, shipping and packing, searched while typing."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QWidget

from csdesk.actions import case_rules, knowledge, prints
from csdesk.core import knowledge as core
from csdesk.core.changes import Topic
from csdesk.core.knowledge import KnowledgeEntry
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.i18n import N_, pgettext
from csdesk.i18n import gettext as _
from csdesk.ui import saving, theme
from csdesk.ui.desk import Desk
from csdesk.ui.kit import (
    Button,
    Card,
    Column,
    ComboBox,
    Dialog,
    EmptyState,
    Form,
    RecordTable,
    SearchBox,
    Segment,
    TableCard,
    Text,
    column,
    menu,
    row,
    scroll_area,
)
from csdesk.ui.kit.flow import Flow
from csdesk.ui.page import Page
from csdesk.ui.pictures import PictureStrip, PictureText


def _columns() -> list[Column[KnowledgeEntry]]:
    return [
        Column("title", N_("Title"), value=lambda r: r.title, second=lambda r: " ".join(r.body.split()), bold=True, width=0),
        Column("category", N_("Category"), value=lambda r: _(core.CATEGORIES.get(r.category, r.category)), width=96),
        Column("product", N_("Product"), value=lambda r: r.product, width=120),
    ]  # fmt: skip


class KindChoice(Flow):
    """The kinds of case beside which an entry is shown, each a box to tick."""

    def __init__(self, desk: Desk, chosen: Sequence[str]) -> None:
        self.boxes: dict[str, QCheckBox] = {}
        for kind in case_rules.kinds(desk.session):
            if kind.active or kind.key in chosen:
                self.boxes[kind.key] = QCheckBox(_(kind.name))
                self.boxes[kind.key].setChecked(kind.key in chosen)
        super().__init__(list(self.boxes.values()))

    def keys(self) -> tuple[str, ...]:
        """Those that are ticked."""
        return tuple(key for key, box in self.boxes.items() if box.isChecked())


class EntryDialog(Dialog):
    """One entry, with its pictures; a new answer to bad reviews begins with the six steps. An `entry` without id is a draft."""

    def __init__(self, parent: QWidget, desk: Desk, entry: KnowledgeEntry | None, category: str) -> None:
        super().__init__(parent, _("Change the entry") if entry and entry.id else _("New knowledge"))
        self.desk, self.entry = desk, entry
        self.form = Form(label_width=76)
        self.body.addWidget(self.form)
        categories = [(key, _(name)) for key, name in core.CATEGORIES.items()]
        self.category = ComboBox(categories, entry.category if entry else category or "product")
        self.title_ = QLineEdit(entry.title if entry else "")
        self.text = PictureText(entry.body if entry else "", 140)
        self.pictures = PictureStrip(desk, entry.pictures if entry else (), editable=True)
        self.text.pasted.connect(self.pictures.take)
        self.product = QLineEdit(entry.product if entry else "")
        self.kinds = KindChoice(desk, entry.kinds if entry else ())
        self.form.add("category", _("Category"), self.category)
        self.form.add("title", _("Title"), self.title_)
        self.form.add("body", _("Text"), self.text)
        self.form.add_beside(_("Pictures"), self.pictures)
        self.form.add("product", _("Product"), self.product)
        self.form.add_beside(_("Shown beside"), self.kinds)
        self.category.currentIndexChanged.connect(self._steps)
        self._steps()
        self.button(_("Cancel"), self.reject)
        self.primary(_("Save"), self._save, "check")
        self.title_.setFocus()

    def _steps(self, *_index: object) -> None:
        if self.category.key() == "review" and not self.text.toPlainText().strip():
            self.text.setPlainText("\n".join(_(step) for step in core.SIX_STEPS))

    def _save(self) -> None:
        values = self.form.values()
        before = self.entry
        made = KnowledgeEntry(before.id if before else 0, values["category"], values["title"], values["body"], self.kinds.keys(),
                              values["product"], pictures=self.pictures.names)  # fmt: skip
        try:
            changes = self.desk.quietly(knowledge.save, made)
        except UserError as error:
            self.form.refused(error, other="body")
            return
        self.accept()
        self.desk.toast(changes.message, link=_("Undo"), call=self.desk.undo)


class KnowledgePage(Page):
    """A list that narrows while one types, and the chosen entry beside it."""

    name, icon = "knowledge", "book-open"
    title = N_("Knowledge")
    topics = frozenset({Topic.KNOWLEDGE})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.leads = desk.may(Permission.HAND_OVER)
        categories = [("", _("All")), *((key, _(name)) for key, name in core.CATEGORIES.items())]
        self.which = Segment(categories, name=_("Category"))
        self.which.chosen.connect(self.refresh)
        self.words = SearchBox(_("Search the knowledge"), width=226)
        self.words.textChanged.connect(self.refresh)
        add = self.action(_("New entry"), self.add, "Ctrl+N", icon="plus", permission=Permission.HAND_OVER)
        copy = self.action(_("Copy the text"), self.copy, "Ctrl+Shift+C", icon="copy")
        self.header.add_right(Button(icon="printer", on=self.print_shown, tip=_("Print the entry") + " (Ctrl+P)"))
        self.header.add_right(self.button(add, "primary"))
        self.table: RecordTable[KnowledgeEntry] = RecordTable(_columns(), key=lambda r: r.id, rows="two", name=_("Knowledge"))
        self.table.current_changed.connect(self._show)
        self.table.opened.connect(self._open)
        self.table.menu_asked.connect(self._menu)
        self.remember(self.table, "knowledge")
        self.card = TableCard(self.table, _("Entries"))
        self.card.head.addWidget(self.words)
        self.shown = Card(" ")
        self.body_text, self.told = Text("", wrap=True), Text("", "small", "muted", wrap=True)
        for text in (self.shown.title, self.body_text):
            text.setTextFormat(Qt.TextFormat.RichText)
        self.pictures = PictureStrip(desk)
        self.copy_button = self.button(copy, small=True)
        self.shown.head.addWidget(self.copy_button)
        inner = QWidget()
        column(self.body_text, self.pictures, self.told, None, gap=10, into=inner)
        self.shown.body.addWidget(scroll_area(inner, only_down=True), 1)
        self.body.addLayout(row(self.which, None))
        both = row(self.card, self.shown, gap=12)
        both.setStretch(0, 58)
        both.setStretch(1, 42)
        self.body.addLayout(both, 1)

    def refresh(self, *_changed: object) -> None:
        found = self.desk.query(knowledge.entries, self.words.text(), self.which.current) or ()
        self.table.set_records(found)
        empty = None
        if not found and (self.words.text().strip() or self.which.current):
            empty = EmptyState("book-open", _("Nothing fits"), _("Try fewer words, or all categories."), [])
        elif not found:
            buttons = [Button(_("New entry"), "plus", on=self.add)] if self.leads else []
            sentence = _("Product facts, phrases, answers to bad reviews, how to pack: what everybody asks once and again.")
            empty = EmptyState("book-open", _("No knowledge yet"), sentence, buttons)
        self.card.show_empty(empty)
        if found and self.table.current() is None:
            self.table.selectRow(0)
        self._show(self.table.current())

    def _show(self, entry: KnowledgeEntry | None) -> None:
        self.shown.setVisible(entry is not None)
        if entry is None:
            return
        self.shown.title.setText(self._marked(entry.title))
        self.body_text.setText(self._marked(entry.body))
        self.pictures.show_pictures(entry.pictures)
        kinds = [_(case_rules.kind(self.desk.session, kind).name) for kind in entry.kinds]
        parts = (entry.product, _("beside: {kinds}").format(kinds=_(", ").join(kinds)) if kinds else "",
                 f"{entry.changed_at:%Y-%m-%d} {entry.changed_by}".strip() if entry.changed_at else "")  # fmt: skip
        self.told.setText(_(" · ").join(part for part in parts if part))

    def _marked(self, text: str) -> str:
        """The text for a label of rich text, what is looked for on a soft ground."""
        soft = theme.colour("warn_soft").name()
        parts, at = [], 0
        for begin, end in knowledge.spots(text, self.words.text()):
            parts.append(f'{escape(text[at:begin])}<span style="background-color:{soft}">{escape(text[begin:end])}</span>')
            at = end
        return "".join((*parts, escape(text[at:]))).replace("\n", "<br>")

    def goto(self, what: object) -> None:
        """An entry's id."""
        if isinstance(what, int):
            self.words.clear()
            self.which.choose("")
            self.table.select_key(what)

    def find_here(self) -> None:
        self.words.setFocus()

    def add(self) -> None:
        """Ctrl+N, for leads."""
        EntryDialog(self, self.desk, None, self.which.current).open()

    def copy(self) -> None:
        """The text of the entry shown, to paste into the chat."""
        entry = self.table.current()
        if entry is not None:
            QApplication.clipboard().setText(entry.body)
            self.desk.toast(pgettext("knowledge", "Copied"))

    def print_shown(self) -> None:
        """Ctrl+P: the entry that is shown."""
        entry = self.table.current()
        if entry is not None:
            self._print([entry])

    def print_listed(self) -> None:
        """All entries of the list, one below the other: to read through, or to hang up."""
        self._print(self.table.records())

    def _print(self, entries: Sequence[KnowledgeEntry]) -> None:
        made = self.desk.query(knowledge.paper, [one.id for one in entries])
        if made is not None:
            name = entries[0].title if len(entries) == 1 else _("Knowledge")
            saving.print_made(self, self.desk, made, prints.file_name(name))

    def _open(self, entry: KnowledgeEntry) -> None:
        if self.leads:
            EntryDialog(self, self.desk, entry, "").open()

    def _menu(self, entry: KnowledgeEntry, point: QPoint) -> None:
        do = _Do(self, entry)
        entries: list[tuple[str, str, object] | None] = [
            ("copy", _("Copy the text"), do.copy), ("printer", _("Print the entry"), self.print_shown),
            ("printer", _("Print all that are listed"), self.print_listed)]  # fmt: skip
        if self.leads:
            entries += [("pen-line", _("Change…"), do.change), None, ("trash-2", _("Remove"), do.remove)]
        menu(self, *entries).popup(point)  # type: ignore[arg-type]


class _Do:
    def __init__(self, page: KnowledgePage, entry: KnowledgeEntry) -> None:
        self._page, self._entry = page, entry

    def copy(self) -> None:
        self._page.copy()

    def change(self) -> None:
        self._page._open(self._entry)

    def remove(self) -> None:
        self._page.desk.do(knowledge.remove, self._entry.id)
