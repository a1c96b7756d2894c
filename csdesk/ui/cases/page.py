"""投诉售后: which buyer waits for what; the list, one case, how much time it has and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QMenu, QStackedWidget, QWidget

from csdesk.actions import case, case_cost, case_evidence, case_rules, case_talk, case_view, knowledge
from csdesk.actions.case_view import CaseView
from csdesk.actions.session import Session
from csdesk.core import service_words as say
from csdesk.core.calendar import Month
from csdesk.core.case import PARTIES, Money
from csdesk.core.case_list import CaseFilter, View
from csdesk.core.case_next import Step
from csdesk.core.changes import Changes, Topic
from csdesk.core.permission import Permission
from csdesk.core.problem import Problem, UserError
from csdesk.core.review import KIND
from csdesk.core.service import Period
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.ui.cases import dialogs
from csdesk.ui.cases.detail import CaseDetail, Sheet
from csdesk.ui.cases.entry import EditDialog, EntryDialog
from csdesk.ui.cases.filters import ORDERS, FilterPopover
from csdesk.ui.cases.listing import PAGE, CaseListView
from csdesk.ui.cases.panel import CasePanel
from csdesk.ui.cases.tabs import Tabs
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, ComboBox, Dialog, EmptyState, Line, SearchBox, Text, column, menu, row
from csdesk.ui.kit.basic import UNBOUNDED
from csdesk.ui.page import NARROW, Page
from csdesk.ui.pictures import pasted
from csdesk.ui.templates import TemplateButton

LIST_WIDE = 306
MOMENTS = {"created": N_("Received cases"), "answered": N_("was answered first"), "resolved": N_("was resolved")}
TABS = {"open": N_("Open cases"), "mine": N_("Mine"), "waiting": N_("Waits for others"), "resolved": N_("Resolved cases")}


class CasesPage(Page):
    name, icon = "cases", "message-square-warning"
    topics = frozenset({Topic.CASES, Topic.STAFF, Topic.ROSTER, Topic.CALENDAR, Topic.RULES, Topic.SETTINGS, Topic.KNOWLEDGE})
    title = N_("After-sales")
    keys = (
        ("Ctrl+Enter", N_("Save the note")),
        ("↑ ↓", N_("Another case of the list")),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.case_id: int | None = None
        self.view: CaseView | None = None
        self.filter = CaseFilter(limit=PAGE)
        self.own = desk.session.employee_id
        self.body.setContentsMargins(0, 0, 0, 0)
        self.shop = ComboBox([("", _("All shops"))], "", name=_("Shop"))
        self.shop.currentIndexChanged.connect(self._shop_chosen)
        self.header.add_left(self.shop)
        self.add_button = Button(_("Enter a case"), "plus", "primary", on=self.new, tip=_("Enter a case (Ctrl+N)"))
        self.header.add_right(Button(icon="ellipsis", kind="ghost", on=self.page_menu, tip=_("More")))
        self.header.add_right(self.add_button)
        self._make_list()
        self.detail = CaseDetail(desk)
        self.case_panel = CasePanel(desk)
        self.panel = self.case_panel
        self.middle = QStackedWidget()
        self.empty: EmptyState | None = None
        holder = QWidget()
        self._case_box = QBoxLayout(QBoxLayout.Direction.LeftToRight, holder)
        self._case_box.setContentsMargins(0, 0, 0, 0)
        self._case_box.setSpacing(0)
        self._case_box.addWidget(self.detail, 1)
        self._case_box.addWidget(self.case_panel)
        self.case_sheet = holder
        self.middle.addWidget(holder)
        whole = row(self.left, Line(vertical=True), self.middle, gap=0)
        whole.setStretch(2, 1)
        self.body.addLayout(whole, 1)
        self.setAcceptDrops(True)
        self._connect()
        self._make_commands()
        self._minute = QTimer(self)
        self._minute.setSingleShot(True)
        self._minute.timeout.connect(self._tick)
        self._search = QTimer(self)
        self._search.setSingleShot(True)
        self._search.setInterval(150)
        self._search.timeout.connect(self._search_now)

    def _make_list(self) -> None:
        others = self.own is not None and self.desk.may(Permission.SEE_CASES)  # else every case that is seen is one's own
        self.tabs = Tabs([(key, _(words)) for key, words in TABS.items() if key != "mine" or others])
        self.tabs.chosen.connect(self._tab)
        self.search = SearchBox(_("Filter Ctrl F"), width=152)
        self.search.textChanged.connect(self._searching)
        self.filter_button = Button(icon="funnel", kind="ghost", on=self.open_filter, tip=_("Which cases"))
        self.views_button = Button(icon="list", kind="ghost", on=self.views_menu, tip=_("Kept views"))
        self.order_button = Button(icon="arrow-down", kind="ghost", on=self._order_menu, tip=_("Most urgent first"))
        self.narrowed = Text("", "small", "accent")
        self.clear_button = Button(_("Clear the filter"), kind="link", small=True, on=self.clear_filter)
        self.narrow_line = QWidget()
        self.narrow_line.setLayout(row(self.narrowed, None, self.clear_button, margins=(14, 0, 8, 4)))
        self.list = CaseListView(self.desk)
        self.left = Sheet()
        self.left.setFixedWidth(LIST_WIDE)
        tools = row(self.search, None, self.filter_button, self.views_button, self.order_button, gap=2, margins=(12, 8, 10, 8))
        self.bulk = QWidget()
        self.bulk_words = Text("", "small", bold=True)
        self.bulk.setLayout(row(self.bulk_words, None, Button(_("Hand over"), small=True, on=self.hand_over),
                                Button(_("Status"), small=True, on=self.bulk_status), Button(_("Later"), small=True, on=self.snooze),
                                gap=4, margins=(12, 6, 10, 6)))  # fmt: skip
        self.bulk.hide()
        column(self.tabs, tools, self.narrow_line, Line(), self.list, self.bulk, gap=0, into=self.left).setStretch(4, 1)

    def _connect(self) -> None:
        self.list.chosen.connect(self.show_case)
        self.list.marked.connect(self._marked)
        self.list.entered_case.connect(self._into_case)
        self.list.menu_asked.connect(self._list_menu)
        detail, panel = self.detail, self.case_panel
        detail.hand_over.connect(self.hand_over)
        detail.edit.connect(self.edit)
        detail.more.connect(self.more_menu)
        detail.open_case.connect(self.open_case)
        detail.evidence.wanted_files.connect(self.choose_files)
        detail.note.edit.picture.connect(self.take)
        panel.hand_over.connect(self.hand_over)
        panel.stepped.connect(self.take_step)
        panel.edit_cost.connect(self.cost)
        panel.promise.connect(self.promise)
        panel.edit_phrases.connect(self.phrases)
        panel.set_limit.connect(self.set_limit)
        panel.open_case.connect(self.open_case)
        panel.insert.connect(detail.note.insert)
        panel.write_entry.connect(self.write_entry)

    def _make_commands(self) -> None:
        manage = Permission.MANAGE_CASES
        self.action(_("Answer the buyer"), partial(self.detail.note.begin, "answered"), "R", icon="send")
        self.action(_("Hand to somebody"), self.hand_over, "T", icon="arrow-right")
        self.action(_("Set the status"), self.detail.status_menu, "S", icon="circle-dot")
        self.action(_("Keep the clipboard as evidence"), self.paste, "Ctrl+V", icon="clipboard-paste")
        self.action(_("Copy the order number"), self.detail.copy_number, icon="copy")
        self.action(_("Why this time"), self.case_panel.open_why, "W", icon="circle-question-mark")
        self.action(_("Flag remark"), self.remark, icon="pin")
        self.action(_("Hand over the shift's cases"), self.shift_end, icon="users", permission=manage)
        self.action(_("Imports of cases"), self.show_imports, icon="history", permission=manage)
        self.action(_("Daily look at bad reviews"), self.daily_reviews, icon="thermometer")
        self.action(_("Import cases"), self.bring_in, icon="file-up", permission=manage)
        for number in range(1, 10):
            self.action(_("Copy phrase {n}").format(n=number), partial(self.case_panel.copy_phrase, number), f"{number}", icon="copy")

    # showing
    def refresh(self) -> None:
        shops = self.desk.query(case_view.choices, "shop") or ()
        self.shop.fill([("", _("All shops")), *((name, name) for name in shops)], self.filter.shop)
        self.shop.setVisible(len(shops) > 1)
        self._count()
        self._fill()
        self._wind()

    def _count(self) -> None:
        found = self.desk.query(case_view.counts, self.filter.shop)
        if found is not None:
            self.tabs.set_counts({"open": found.open, "mine": found.mine, "waiting": found.waiting})

    def _fill(self) -> None:
        """The list, and the case that is shown; where it is gone, the first."""
        self.list.show_filter(self.filter, self.case_id, self.list.marked_ids())
        rows = self.list.model_.rows
        if self.filter.unlooked and all(row.id != self.case_id for row in rows):
            self.case_id = None  # it is done for today: the next one
            self.list.show_filter(self.filter, None)
        if self.case_id is None and rows:
            self.case_id = rows[0].id
        self._show_narrowed()
        self._marked()
        self._show_view()

    def _show_view(self) -> None:
        view: CaseView | None = None
        if self.case_id is not None:
            try:
                view = case_view.view(self.desk.session, self.case_id)
            except UserError:  # taken back, or handed to somebody else
                rows = self.list.model_.rows
                self.case_id = rows[0].id if rows else None
                if self.case_id is not None:
                    self.list.choose(self.case_id)
                    view = self.desk.query(case_view.view, self.case_id)
        self.view = view
        if view is None:
            self.detail.note.keep()
            self.detail.note.case_id = 0
            self._show_empty()
            return
        self._drop_empty()
        self.detail.show_view(view)
        self.case_panel.show_view(view)
        self.middle.setCurrentWidget(self.case_sheet)

    def _show_empty(self) -> None:
        self._drop_empty()
        if self._is_narrowed():
            buttons = [Button(_("Clear the filter"), on=self.clear_filter)]
            self.empty = EmptyState("message-square-warning", _("No case fits"), "", buttons)
        else:
            buttons = [Button(_("Enter the first case"), "plus", on=self.new)]
            if self.desk.may(Permission.MANAGE_CASES):
                buttons += [Button(_("Import from Excel"), "file-up", on=self.bring_in), TemplateButton(self.desk, "cases")]
            said = _("Complaints, returns, lost parcels, disputes: each with its time limit, so that no buyer is forgotten.")
            self.empty = EmptyState("message-square-warning", _("No case waits"), said, buttons)
        self.middle.addWidget(self.empty)
        self.middle.setCurrentWidget(self.empty)

    def _drop_empty(self) -> None:
        if self.empty is not None:
            self.middle.removeWidget(self.empty)
            self.empty.hide()
            self.empty.deleteLater()
            self.empty = None

    def show_case(self, case_id: int) -> None:
        """Another case of the list."""
        if case_id != self.case_id or self.view is None:
            self.case_id = case_id
            self._show_view()

    def open_case(self, case_id: int) -> None:
        """A case from anywhere, in the list or not."""
        self.case_id = case_id
        self.list.choose(case_id)
        self._show_view()

    def where(self) -> tuple[object, ...]:
        return (self.filter, *(() if self.case_id is None else (self.case_id,)))

    def goto(self, what: object) -> None:
        """A case by its id, a filter (from a figure or a bar), or "new"."""
        if isinstance(what, int):
            self.case_id = what
            if not self.stale:
                self.open_case(what)
        elif isinstance(what, CaseFilter):
            self._use(replace(what, limit=PAGE))
        elif what == "new":
            self.new()

    def focus_body(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def editing(self) -> bool:
        """A refresh never touches what is being typed, so nothing holds it up."""
        return False

    def _into_case(self) -> None:
        self.detail.note.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    # narrowing
    def _use(self, chosen: CaseFilter, tab: str | None = None) -> None:
        self.filter = chosen
        if self.search.text() != chosen.text:
            quiet = self.search.blockSignals(True)
            self.search.setText(chosen.text)
            self.search.blockSignals(quiet)
        if tab is None:
            mine = self.own is not None and chosen.owners == (self.own,) and chosen.state == "open"
            self.tabs.show_tab("mine" if mine else chosen.state)
        self.list.verticalScrollBar().setValue(0)
        if self.isVisible():
            self._fill()

    def _tab(self, key: str) -> None:
        state = "open" if key == "mine" else key
        owners = (self.own,) if key == "mine" and self.own is not None else None
        order = "resolved" if state == "resolved" else "due" if self.filter.order == "resolved" else self.filter.order
        self.case_id = None
        self._use(replace(self.filter, state=state, owners=owners, order=order), key)

    def _shop_chosen(self, _index: int) -> None:
        self._use(replace(self.filter, shop=str(self.shop.key() or "")))
        self._count()

    def _searching(self, _text: str) -> None:
        self._search.start()

    def _search_now(self) -> None:
        self._search.stop()
        self.case_id = None
        self._use(replace(self.filter, text=self.search.text()))

    def find_here(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def open_filter(self) -> FilterPopover:
        """Every part of the filter."""
        popover = FilterPopover(self.desk, self.filter_button, self.filter)
        popover.changed.connect(self._filtered)
        popover.show_at(self.filter_button.rect())
        return popover

    def _filtered(self, chosen: CaseFilter) -> None:
        self.case_id = None
        self._use(chosen)

    def _is_narrowed(self) -> bool:
        owners = None if self.filter.owners == (self.own,) else self.filter.owners
        plain = replace(self.filter, state="open", order="due", shop="", owners=owners, limit=PAGE, offset=0)
        return plain != CaseFilter(limit=PAGE)

    def _show_narrowed(self) -> None:
        one = self.filter
        names = [_(kind.name) for kind in self.desk.query(case_rules.kinds) or () if one.kind and kind.key == one.kind]
        parts = [*names, _("“{words}”").format(words=one.text.strip()) if one.text.strip() else ""]
        parts += [_("not looked at today")] if one.unlooked else []
        parts += [_(one.cause), one.product, _(PARTIES[one.party]) if one.party in PARTIES else ""]
        if one.first is not None and one.last is not None:
            days = one.first.isoformat() if one.first == one.last else say.title(Period(one.first, one.last))
            parts.append(f"{days} {_(MOMENTS[one.when])}")
        if one.ids is not None:
            parts.append(_("behind a figure of the summary"))
        if one.owners is not None and one.owners != (self.own,):
            parts.append(_("queue of this shift") if len(one.owners) != 1 else "")
        said = _(", ").join(part for part in parts if part)
        self.narrowed.setText(said or _("Filtered"))
        self.narrow_line.setVisible(self._is_narrowed())
        self.order_button.setToolTip(_(ORDERS.get(one.order, ORDERS["due"])))

    def clear_filter(self) -> None:
        """Everything of the tab again."""
        quiet = self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(quiet)
        self.case_id = None
        self._use(CaseFilter(state=self.filter.state, shop=self.filter.shop, order=self.filter.order, limit=PAGE))

    def _order_menu(self) -> None:
        entries = [("check" if self.filter.order == key else "", _(words), partial(self._order, key)) for key, words in ORDERS.items()]
        menu(self, *entries).popup(self.order_button.mapToGlobal(self.order_button.rect().bottomLeft()))

    def _order(self, key: str) -> None:
        self._use(replace(self.filter, order=key))

    def views_menu(self) -> None:
        """The filters kept under a name, and the queue of the shift that runs."""
        entries: list[tuple[str, str, Callable[[], object]] | None] = []
        if self.desk.may(Permission.SEE_CASES):
            entries = [("users", _("queue of this shift"), self.shift_queue), ("user-x", _("nobody's"), self._nobodys)]
        waiting = self.desk.query(case_view.reviews_to_look_at, self.filter.shop) or 0
        entries += [("thermometer", _("Bad reviews to look at today ({n})").format(n=waiting), self.daily_reviews), None]
        kept = case_view.saved_views(self.desk.session)
        for one in kept:
            entries.append(("funnel", one.name, partial(self._open_view, one)))
        if kept:
            entries.append(None)
        for one in kept:
            entries.append(("trash-2", _("Forget “{name}”").format(name=one.name), partial(self._forget_view, one.name)))
        if not kept:
            entries.append(("save", _("Keep what is shown as a view"), self._open_filter_for_name))
        menu(self, *entries).popup(self.views_button.mapToGlobal(self.views_button.rect().bottomLeft()))

    def _open_filter_for_name(self) -> None:
        self.open_filter().name.setFocus()

    def shift_queue(self) -> None:
        """What those on shift now have, and what nobody has."""
        owners = self.desk.query(case_view.owners_on_shift)
        if owners is not None:
            self.case_id = None
            self._use(CaseFilter(owners=owners, shop=self.filter.shop, limit=PAGE))

    def daily_reviews(self) -> None:
        """The daily check of bad reviews (F20): what nobody has looked at today, one after the other."""
        self.case_id = None
        self._use(CaseFilter(kind=KIND, unlooked=True, snoozed=True, shop=self.filter.shop, limit=PAGE))

    def _nobodys(self) -> None:
        self.case_id = None
        self._use(CaseFilter(owners=(0,), shop=self.filter.shop, limit=PAGE))

    def _open_view(self, one: View) -> None:
        self.case_id = None
        self.search.setText(one.filter.text)
        self._search.stop()
        self._use(replace(one.filter, limit=PAGE, offset=0))

    def _forget_view(self, name: str) -> None:
        case_view.forget_view(self.desk.session, name)
        self.desk.toast(_("“{name}” is forgotten").format(name=name))

    # several at once
    def chosen(self) -> list[int]:
        """The marked cases; of a case that is not in the list, itself."""
        marked = self.list.marked_ids()
        if len(marked) > 1:
            return marked
        return [self.case_id] if self.case_id is not None else []

    def _marked(self) -> None:
        count = len(self.list.marked_ids())
        self.bulk.setVisible(count > 1)
        self.bulk_words.setText(_("{n} marked").format(n=count))

    def bulk_status(self) -> None:
        """One status for all that are marked; those that refuse are listed."""
        entries = [("", _(one.name), partial(self._bulk_status, one.key)) for one in self.desk.query(case_rules.statuses) or ()]
        shown = menu(self, *entries)
        shown.popup(self.bulk.mapToGlobal(QPoint(120, -shown.sizeHint().height())))

    def _bulk_status(self, key: str) -> None:
        done = self.desk.do(case.bulk, self.chosen(), partial(_status, to=key))
        if done is not None and done.value:
            problems = tuple(one for one in done.value if isinstance(one, Problem)) if isinstance(done.value, tuple) else ()
            if problems:
                self.desk.refuse(UserError(done.message, problems, "bulk"))

    def _list_menu(self, point: QPoint) -> None:
        ids = self.chosen()
        if len(ids) > 1:
            menu(self, ("arrow-right", _("Hand over"), self.hand_over), ("circle-dot", _("Status"), self.bulk_status),
                 ("bell", _("Remind me later"), self.snooze)).popup(point)  # fmt: skip
        elif self.view is not None:
            self._case_menu().popup(point)

    # doing
    def new(self) -> None:
        """Ctrl+N: enter a case."""
        dialog = EntryDialog(self.desk, self)
        dialog.entered.connect(self.open_case)
        dialog.asked.connect(self.open_case)
        dialog.open()

    def edit(self) -> None:
        if self.view is not None:
            EditDialog(self.desk, self, self.view.case).open()

    def hand_over(self) -> None:
        """T"""
        ids = self.chosen()
        if ids:
            present = self.view.case.owner_id if self.view is not None and len(ids) == 1 else None
            dialogs.HandOverDialog(self.desk, self, ids, present).open()

    def shift_end(self) -> None:
        dialogs.ShiftEndDialog(self.desk, self).open()

    def snooze(self) -> None:
        ids = self.chosen()
        if ids:
            dialogs.SnoozeDialog(self.desk, self, ids).open()

    def take_over(self) -> None:
        """接手: into the own charge."""
        if self.view is not None and self.own is not None:
            self.desk.do(case.assign, [self.view.case.id], self.own)

    def take_step(self, step: Step) -> None:
        """The primary button."""
        if self.view is None:
            return
        number = self.view.case.id
        if step.kind == "answered":
            self.detail.note.begin("answered")
        elif step.kind == "milestone":
            self.desk.do(case_talk.milestone, number, step.value)
        elif step.kind == "approve":
            self.desk.do(case_cost.approve, number)
        elif step.kind == "money":
            self.desk.do(case_cost.set_money, number, Money(step.value))
        else:
            self.desk.do(case.set_status, number, step.value)

    def _case_menu(self) -> QMenu:
        view = self.view
        assert view is not None
        may = view.may_manage
        entries: list[tuple[str, str, Callable[[], object]] | None] = []
        if self.own is not None and view.case.owner_id != self.own:
            entries.append(("user", _("Take it over"), self.take_over))
        entries += [
            ("arrow-right", _("Hand to somebody"), self.hand_over),
            ("bell", _("Remind me later"), self.snooze),
            ("copy", _("Copy the order number"), self.detail.copy_number),
            ("pin", _("Flag remark"), self.remark),
            None,
            ("scale", _("Something happened outside"), self.happened),
            ("file-text", _("Statement and proof"), self.dispute),
            ("clock", _("Promise something to the buyer"), self.promise),
            ("phone", _("Revisit"), self.revisit),
            ("timer", _("Type a deadline"), partial(self.set_limit, "")),
            None,
            ("link", _("Link with"), self.link),
        ]
        if may:
            entries.append(("arrow-left-right", _("Merge into"), self.merge))
        entries.append(("pen-line", _("Change what stands here"), self.edit))
        return menu(self, *entries)

    def more_menu(self, anchor: QWidget) -> None:
        if self.view is not None:
            shown = self._case_menu()
            shown.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))

    def _ask(self, make: Callable[[Desk, QWidget, CaseView], Dialog]) -> None:
        if self.view is not None:
            make(self.desk, self, self.view).open()

    def remark(self) -> None:
        if self.view is not None:
            dialogs.RemarkDialog(self.desk, self, self.view.case.id).open()

    def happened(self) -> None:
        if self.view is not None:
            dialogs.HappenedDialog(self.desk, self, self.view.case.id).open()

    def dispute(self) -> None:
        self._ask(dialogs.DisputeDialog)

    def promise(self) -> None:
        self._ask(dialogs.PromiseDialog)

    def revisit(self) -> None:
        self._ask(dialogs.RevisitDialog)

    def cost(self) -> None:
        self._ask(dialogs.CostDialog)

    def phrases(self) -> None:
        self._ask(dialogs.PhrasesDialog)

    def write_entry(self) -> None:
        """A new entry of the knowledge for cases like this one, begun with what the buyer was told."""
        from csdesk.ui.knowledge.page import EntryDialog

        if self.view is not None:
            EntryDialog(self, self.desk, knowledge.draft_of(self.view.case, [one.event for one in self.view.timeline]), "").open()

    def link(self) -> None:
        self._ask(dialogs.link_dialog)

    def merge(self) -> None:
        self._ask(dialogs.merge_dialog)

    def set_limit(self, key: str) -> None:
        if self.view is not None:
            dialogs.LimitDialog(self.desk, self, self.view, key).open()

    # evidence
    def paste(self) -> None:
        """Ctrl+V: a picture or files of the clipboard become evidence."""
        self.take(QGuiApplication.clipboard().mimeData())

    def take(self, data: QMimeData) -> None:
        """What was pasted or dropped."""
        if self.view is None:
            return
        picture, paths = pasted(data)
        if paths:
            self.keep_files(paths)
        elif picture:
            name = _("Screenshot {time}").format(time=f"{self.desk.session.now:%m-%d %H%M}") + ".png"
            self.desk.do(case_evidence.add, self.view.case.id, picture, name, self.detail.evidence.free_item())
        else:
            self.desk.toast(_("The clipboard holds no picture and no file"), tone="warn")

    def keep_files(self, paths: Sequence[Path], item: str | None = None) -> None:
        if self.view is None:
            return
        wanted = self.detail.evidence.free_item() if item is None else item
        done = self.desk.do(case_evidence.add_files, self.view.case.id, list(paths), wanted)
        if done is not None and isinstance(done.value, tuple) and done.value:
            self.desk.refuse(UserError(done.message, done.value, "evidence"))

    def choose_files(self, item: str) -> None:
        names, _filter = QFileDialog.getOpenFileNames(self, _("Evidence"))
        if names:
            self.keep_files([Path(name) for name in names], item or None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.view is not None and (event.mimeData().hasImage() or event.mimeData().hasUrls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A drop on the list may be a file of cases; everywhere else it is evidence."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        sheets = paths and all(path.suffix.lower() in (".csv", ".xlsx", ".xls") for path in paths)
        over_list = self.left.geometry().contains(self.sheet.mapFrom(self, event.position().toPoint()))
        if sheets and over_list and self.desk.may(Permission.MANAGE_CASES):
            from csdesk.ui.attendance import import_dialog

            import_dialog.start(self.window(), self.desk, paths, "cases")
        else:
            self.take(event.mimeData())
        event.acceptProposedAction()

    # in and out
    def page_menu(self) -> None:
        """What concerns more than one case."""
        entries: list[tuple[str, str, Callable[[], object]] | None] = []
        if self.desk.may(Permission.MANAGE_CASES):
            entries = [("users", _("Hand over the shift's cases"), self.shift_end), ("file-up", _("Import cases"), self.bring_in),
                       ("history", _("Imports of cases"), self.show_imports)]  # fmt: skip
        entries.append(("file-spreadsheet", _("Cases of this month to Excel"), self.export))
        button = self.sender()
        anchor = button if isinstance(button, QWidget) else self.add_button
        menu(self, *entries).popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))

    def export(self) -> None:
        """Ctrl+E: the cases that came in this month, in the columns of the import."""
        from csdesk.ui import saving

        month = Month.of(self.desk.session.now.date())
        saving.save_sheet(self, self.desk, "cases", _("Cases {month}").format(month=month), month)

    def bring_in(self) -> None:
        """Cases from a file, with preview."""
        from csdesk.ui.attendance.import_dialog import choose_and_import

        choose_and_import(self.window(), self.desk, "cases")

    def show_imports(self) -> None:
        """The imports of cases, each with what was refused and how to take it back."""
        from csdesk.ui.attendance.imports_list import ImportsDialog

        ImportsDialog(self.desk, self, "cases").open()

    # the clock
    def _wind(self) -> None:
        now = self.desk.session.now
        self._minute.start(1000 * (60 - now.second) + 50)

    def _tick(self) -> None:
        """A minute is over: every time left on this page goes on."""
        if not self.isVisible() or self.desk.closed:
            self.stale = True
            return
        self.list.tick(self.desk.session.now)
        if self.case_id is not None:
            view = self.desk.query(case_view.view, self.case_id)
            if view is not None:
                self.case_panel.tick(view)
        self._count()
        self._wind()

    def keep(self) -> None:
        self.detail.note.keep()

    def hideEvent(self, event: object) -> None:
        super().hideEvent(event)  # type: ignore[arg-type]
        self.keep()
        self._minute.stop()
        self.stale = True

    def _place_panel(self) -> None:
        """Below 1280 px the right side goes under the case."""
        narrow = self.window().width() < NARROW
        self._case_box.setDirection(QBoxLayout.Direction.BottomToTop if narrow else QBoxLayout.Direction.LeftToRight)
        self.left.setFixedWidth(248 if narrow else LIST_WIDE)
        self.search.setFixedWidth(112 if narrow else 152)
        if narrow:
            self.case_panel.setMinimumWidth(0)
            self.case_panel.setMaximumWidth(UNBOUNDED)
            self.case_panel.setFixedHeight(230)
        else:
            self.case_panel.setMinimumHeight(0)
            self.case_panel.setMaximumHeight(UNBOUNDED)
            self.case_panel.setFixedWidth(272)


def _status(session: Session, case_id: int, *, to: str) -> Changes:
    return case.set_status(session, case_id, to)
