"""The two boxes under a note: who signed when, or who signs next and what is in the way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from csdesk.actions.handover import HandoverView
from csdesk.core.handover import COMING, LEAVING
from csdesk.i18n import gettext as _
from csdesk.ui import theme
from csdesk.ui.handover import words
from csdesk.ui.kit import Button, Line, Text, column, paint, row
from csdesk.ui.kit.states import IconView


class SignBox(QWidget):
    """One side of the note. `sign` and `instead` are called by its buttons."""

    def __init__(self, side: str, sign: Callable[[], object], instead: Callable[[], object]) -> None:
        super().__init__()
        self.side = side
        self.dashed = side == COMING
        label = _("Handed over by") if side == LEAVING else _("Taken over by")
        self.name = Text("", "title")
        self.icon = IconView("circle-check", 16, "ok")
        self.told = Text("", "body", "ok", bold=True)
        self.more = Text("", "small", "muted", wrap=True)
        verb = _("Sign and hand over") if side == LEAVING else _("Sign and take over")
        self.sign = Button(verb, "pen-line", "primary", on=sign)
        self.instead = Button(_("In their place…"), kind="ghost", on=instead, small=True)
        texts = column(row(self.icon, self.told, None, gap=6), self.more, gap=3)
        foot = row(texts, self.instead, self.sign, gap=8)
        foot.setStretch(0, 1)
        column(Text(label, "small", "muted"), self.name, Line(), foot, gap=8, margins=(16, 12, 16, 12), into=self)

    def show_view(self, view: HandoverView) -> None:
        signed = view.signatures.get(self.side)
        expected = view.writer if self.side == LEAVING else view.receiver
        turn = (view.state, self.side) in (("draft", LEAVING), ("waiting", COMING))
        self.dashed = signed is None
        self.sign.setVisible(turn and view.may_write)
        blocked = view.blocked if self.side == COMING else ""
        self.sign.setEnabled(not blocked)
        self.instead.setVisible(turn and view.may_override)
        if signed is not None:
            self.name.setText(signed.name)
            self._say("circle-check", "ok", _("signed {moment}").format(moment=words.moment(signed.at, view.now)))
            if signed.reason:
                self.more.setText(_("signed in their place: {reason}").format(reason=signed.reason))
            elif self.side == LEAVING:
                seal = f"{view.note.seal[:4]} {view.note.seal[4:8]}"
                self.more.setText(_("Content {seal} · only supplements from now on").format(seal=seal))
            else:
                counts = view.counts
                late = words.late_words(view.late)
                parts = [_("{n} of {all} answered").format(n=len(view.lines) - counts.get("", 0), all=len(view.lines)), late]
                self.more.setText(_(" · ").join(part for part in parts if part))
        else:
            self.name.setText(expected or _("nobody named"))
            if self.side == LEAVING:
                self._say("pen-line", "muted", _("Not signed yet"))
                self.more.setText(_("Signing freezes the note") if turn else "")
            elif view.state == "draft":
                self._say("clock", "muted", view.blocked)
                self.more.setText("")
            elif blocked:
                self._say("circle-alert", "warn", blocked)
                self.more.setText(_("Sign when all are answered"))
            else:
                self._say("pen-line", "muted", _("All answered") if view.lines else _("Nothing to take over"))
                self.more.setText(words.late_words(view.late))
        if self.side == COMING and signed is None and view.works_both:
            both = _("{name} works both shifts: somebody else takes over").format(name=view.writer)
            self.more.setText(_(" · ").join(part for part in (self.more.text(), both) if part))
        self.more.setVisible(bool(self.more.text()))
        self.update()

    def _say(self, icon: str, tone: str, told: str) -> None:
        self.icon.name, self.icon.tone = icon, tone
        self.icon.update()
        self.told.setText(told)
        self.told.set_tone(tone)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        style = Qt.PenStyle.DashLine if self.dashed else Qt.PenStyle.SolidLine
        tone = "line_strong" if self.dashed else "line"
        paint.box(painter, QRectF(self.rect()), theme.tokens().radius, "surface", tone, 1, style)
        painter.end()
