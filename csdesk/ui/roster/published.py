"""Draft or published: the words and the button in the toolbar, what has changed since, and the question before giving it out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from csdesk.core.calendar import Month, day_words
from csdesk.core.planning import Publication, Published
from csdesk.core.roster_check import LiveRoster
from csdesk.core.roster_fix import who_is
from csdesk.i18n import gettext as _
from csdesk.ui.kit import Button, Chip, Dialog, Note, Text, month_text, row, scroll_area
from csdesk.ui.kit.basic import column
from csdesk.ui.kit.form import Form
from csdesk.ui.kit.popover import Popover
from csdesk.ui.roster import words

MOST_LINES = 10


class PublishedBar(QWidget):
    """「已发布 8月28日，之后改了 3 格」 and its button. Signals `publish_asked`, `changes_asked`."""

    publish_asked = Signal()
    changes_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.draft = Chip(tall=True)
        self.draft.say(_("Draft"), "accent", "pen-line")
        self.words = Text("", "body", "muted")
        self.changes = Button("x", kind="link", on=self.changes_asked.emit)
        self.publish = Button(_("Publish"), "send", on=self.publish_asked.emit)
        self.setLayout(row(self.draft, self.words, self.changes, self.publish))

    def say(self, publication: Publication | None, changed: int, *, may: bool, closed: bool) -> None:
        """What is published and how many cells are different by now; `may`: who looks may publish."""
        self.draft.setVisible(publication is None and not closed)
        self.words.setVisible(publication is not None)
        self.changes.setVisible(changed > 0)
        self.publish.setVisible(may)
        if publication is not None:
            self.words.setText(_("Published {day}").format(day=day_words(publication.at.date())))
        if changed:
            self.changes.set_words(_("{n} cells changed since").format(n=changed))
        self.publish.set_words(_("Publish") if publication is None else _("Publish again"))
        self.updateGeometry()


def lines(live: LiveRoster, changes: Sequence[Published]) -> list[tuple[Published, str]]:
    """Each change in words: 9月19日 陈思远 0013  白班 → 休."""
    found = []
    people = {one.id: one for one in live.employees}
    for one in changes:
        before, after = (words.told(live, one.day, cell) if cell is not None else _("blank") for cell in (one.before, one.after))
        name = who_is(live, people[one.employee_id]) if one.employee_id in people else ""
        said = _("{day} {name}  {before} → {after}").format(day=day_words(one.day), name=name, before=before, after=after)
        found.append((one, said))
    return found


class _Go:
    def __init__(self, popover: ChangesPopover, change: Published) -> None:
        self._popover, self._change = popover, change

    def now(self) -> None:
        self._popover.picked.emit(self._change)
        self._popover.close()


class ChangesPopover(Popover):
    """What has changed since it was published; a line goes to its cell: signal `picked(Published)`."""

    picked = Signal(object)

    def __init__(self, anchor: QWidget, live: LiveRoster, changes: Sequence[Published]) -> None:
        super().__init__(anchor, _("Changed since it was published"), icon="send", tone="accent", width=340)
        inner = QWidget()
        buttons = []
        for change, said in lines(live, changes):
            button = Button(said, kind="link", small=True)
            button.clicked.connect(_keep(button, _Go(self, change)))
            buttons.append(button)
        column(*buttons, gap=0, into=inner)
        area = scroll_area(inner, only_down=True)
        area.setFixedHeight(min(len(buttons), MOST_LINES) * 26)
        self.body.addWidget(area)


def _keep(button: Button, go: _Go) -> Callable[[], None]:
    button.setProperty("go", go)
    return go.now


class PublishDialog(Dialog):
    """What is still open before it is given out, a word for the wall, and 发布. Signal `wanted(str)`: the note."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget, month: Month, live: LiveRoster, changes: Sequence[Published], *, again: bool) -> None:
        title = _("Publish {month} again") if again else _("Publish {month}")
        super().__init__(parent, title.format(month=month_text(month)), width=480)
        found = live.violations()
        open_ones = [
            (sum(1 for one in found if one.hard and one.rule != "short"), _("{n} conflicts")),
            (sum(1 for one in found if one.rule == "short"), _("{n} shifts short")),
            (live.blanks(), _("{n} cells not decided")),
        ]
        wrong = _(", ").join(said.format(n=count) for count, said in open_ones if count)
        if wrong:
            self.body.addWidget(Note(wrong, "warn", "triangle-alert", more=_("It can be published all the same")))
        else:
            self.body.addWidget(Note(_("No conflicts, nobody short, every cell decided"), "ok", "circle-check"))
        told = [said for _change, said in lines(live, changes)]
        for said in told[:MOST_LINES]:
            self.body.addWidget(Text(said, "small"))
        if len(told) > MOST_LINES:
            self.body.addWidget(Text(_("and {n} more").format(n=len(told) - MOST_LINES), "small", "muted"))
        self.note_line = QLineEdit()
        self.note_line.setPlaceholderText(_("for example: after the swap of 12/9"))
        form = Form(label_width=48)
        form.add("note", _("Note"), self.note_line, hint="")
        self.body.addWidget(form)
        later = _("What changes afterwards is marked with a dot and can be printed as a notice")
        self.body.addWidget(Text(later, "small", "muted", wrap=True))
        self.button(_("Cancel"), self.reject)
        self.primary(_("Publish again") if again else _("Publish"), self._publish, "send")

    def _publish(self) -> None:
        self.wanted.emit(self.note_line.text().strip())
        self.accept()
