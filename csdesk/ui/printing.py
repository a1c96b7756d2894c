"""The print dialog: the pages as they will be, which printer, which pages, how many; or the PDF itself, one click away."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QPageSize
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from csdesk.core import page_range
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.ui import printer
from csdesk.ui.kit import Button, ComboBox, Dialog, Form, Note, NumberBox, Segment, Text, column, row
from csdesk.ui.preview import Preview

if TYPE_CHECKING:
    from csdesk.actions.prints import Paper
    from csdesk.ui.desk import Desk

WIDTH, SIDE = 1180, 292
_viewed: list[tempfile.TemporaryDirectory[str]] = []  # what was opened in the PDF viewer; gone when the program ends


class PrintDialog(Dialog):
    """`PrintDialog(self, desk, made, _("Payslips 2026-09")).open()`; `made` is what actions.prints.paper gave."""

    def __init__(self, parent: QWidget, desk: Desk, made: Paper, name: str) -> None:
        from csdesk.actions import prints

        super().__init__(parent, name, width=WIDTH)
        self.desk, self.made, self.name = desk, made, name
        self.source = prints.pages(made)
        self.destroyed.connect(self.source.close)
        self.paper = printer.page_size(self.source.sizes[0])
        self.preview = Preview(self.source)
        self.where = Text("", "small", "muted")
        self.zoom = Segment([("page", _("Whole page")), ("width", _("Page width"))], name=_("Size of the preview"))
        self.zoom.chosen.connect(self._zoom)
        self.preview.at.connect(self._at)
        earlier = Button(icon="chevron-left", kind="ghost", on=self._earlier, tip=_("Page before"))
        later = Button(icon="chevron-right", kind="ghost", on=self._later, tip=_("Next page"))
        left = column(self.preview, row(earlier, self.where, later, None, self.zoom))
        left.setStretch(0, 1)
        self.side = QWidget()
        self.side.setFixedWidth(SIDE)
        self._controls(column(into=self.side, gap=12))
        sheet = row(gap=18)
        sheet.addLayout(left, 1)
        sheet.addWidget(self.side)
        self.body.addLayout(sheet, 1)
        self._buttons()
        self._at(self.preview.current or 1)
        self._choose()

    # what can be chosen
    def _controls(self, into: QVBoxLayout) -> None:
        names = printer.names()
        self.form = Form(label_width=64)
        self.printers = ComboBox([(name, name) for name in names], name=_("Printer"))
        self.printers.setMaximumWidth(SIDE - 80)
        last = printer.remembered(self.paper)
        if last in names:
            self.printers.choose(last)
        self.copies = NumberBox(1, 1, 99, name=_("Copies"))
        self.range = QLineEdit()
        self.range.setPlaceholderText(_("all, or 1-3,5"))
        self.side_of = ComboBox([("all", _("All of them")), ("odd", _("Odd ones")), ("even", _("Even ones"))], name=_("Sides"))
        self.colour = Segment([("colour", _("In colour")), ("grey", _("Black and white"))], name=_("Colour"))
        self.scale = Segment([("exact", _("Actual size")), ("fit", _("Fit"))], name=_("Scale"))
        for segment in (self.colour, self.scale):
            segment.setMaximumWidth(segment.sizeHint().width())
        self.form.add("printer", _("Printer"), self.printers)
        self.form.add("copies", _("Copies"), self.copies)
        self.form.add("range", _("Pages"), self.range, check=self._check_range)
        self.form.add("sides", _("Of these"), self.side_of)
        self.form.add("colour", _("Colour"), self.colour)
        self.form.add("scale", _("Scale"), self.scale)
        self.form.add("paper", _("Paper"), Text(self._paper_words()))
        for line in ("printer", "copies", "range", "sides", "colour", "scale"):
            self.form.show_line(line, bool(names))
        self.range.textEdited.connect(self._choose)
        self.side_of.currentIndexChanged.connect(self._choose)
        self.printers.currentIndexChanged.connect(self._fits)
        self.colour.chosen.connect(self._coloured)
        if not names:
            into.addWidget(Note(_("This computer has no printer"), "neutral", "printer", more=_("Save the PDF and print it elsewhere.")))
        if self.made.problems:
            into.addWidget(Note("\n".join(self.made.problems[:4]), "warn", "triangle-alert"))
        into.addWidget(self.form)
        self.hint = Text("", "small", "muted", wrap=True)
        into.addWidget(self.hint)
        into.addStretch(1)
        self._fits()

    def _buttons(self) -> None:
        self.button(_("Open in the PDF viewer"), self.view, "external-link", left=True)
        self.button(_("Cancel"), self.reject)
        if self.printers.count():
            self.button(_("Save as PDF"), self.save, "file-down")
            self.primary(_("Print"), self.print, "printer")
        else:
            self.primary(_("Save as PDF"), self.save, "file-down")

    def _paper_words(self) -> str:
        width, height = self.source.sizes[0]
        own = self.paper.id() == QPageSize.PageSizeId.Custom
        name = f"{width / 72 * 25.4:.0f} × {height / 72 * 25.4:.0f} mm" if own else self.paper.name()
        return _("{size}, landscape").format(size=name) if width > height else name

    # what was chosen
    def chosen(self) -> tuple[int, ...]:
        """The pages that go out. UserError where what was typed is no pages."""
        return page_range.of_side(page_range.pages(self.range.text(), len(self.source.sizes)), self.side_of.key())

    def job(self) -> printer.Job:
        """What goes to the printer. UserError where no page is left."""
        pages = self.chosen()
        if not pages:
            raise UserError(_("No page is left: choose others"), code="pages")
        return printer.Job(pages, self.copies.value(), self.colour.current == "grey", self.scale.current == "fit")

    def _check_range(self, text: str) -> str | None:
        page_range.pages(text, len(self.source.sizes))
        return None

    def _choose(self, *_args: object) -> None:
        """Show what would be printed; while something impossible is being typed, what was shown stays."""
        try:
            pages = self.chosen()
        except UserError:
            return
        self.preview.show_pages(pages)
        self._at(self.preview.current)

    def _coloured(self, which: str) -> None:
        self.preview.set_grey(which == "grey")

    def _fits(self, *_args: object) -> None:
        """A printer without such paper can only scale down."""
        name = self.printers.key()
        has = not name or printer.takes(name, self.paper)
        words = _("This printer has no {size}: the page is scaled down to its paper").format(size=self.paper.name())
        self.hint.setText("" if has else words)
        self.scale.choose("exact" if has else "fit")
        self.scale.setEnabled(has)

    # the preview
    def _at(self, page: int) -> None:
        pages = self.preview.pages
        if page in pages:
            words = _("Page {page} of {n}") if len(pages) == len(self.source.sizes) else _("Page {page}, {k} of {n} pages")
            self.where.setText(words.format(page=page, n=len(self.source.sizes), k=len(pages)))
        else:
            self.where.setText(_("No page"))

    def _zoom(self, which: str) -> None:
        self.preview.set_whole(which == "page")

    def _earlier(self) -> None:
        self.preview.go(-1)

    def _later(self) -> None:
        self.preview.go(1)

    # out
    def print(self) -> None:
        """To the printer; its name is remembered for this size of paper."""
        if not self.form.valid():
            return
        name = self.printers.key()
        try:
            job = self.job()
            printer.send(printer.printer(name), self.source, job, self.name)
        except UserError as error:
            self.desk.refuse(error)
            return
        printer.remember(self.paper, name)
        self.accept()
        count = len(job.pages) * job.copies
        self.desk.toast(_("{n} pages of {name} went to the printer").format(n=count, name=self.name), " ".join(self.made.problems))

    def save(self) -> None:
        """The whole document as a PDF where the person wants it."""
        from csdesk.actions import prints
        from csdesk.ui import saving

        path = saving.ask(self, self.name, "pdf")
        if path is None:
            return
        try:
            prints.save(path, self.made.pdf)
        except UserError as error:
            self.desk.refuse(error)
            return
        self.accept()
        saving.done(self.desk, path, " ".join(self.made.problems))

    def view(self) -> None:
        """In the system's PDF viewer, from a copy that goes with the program."""
        from csdesk.actions import prints

        folder = tempfile.TemporaryDirectory(prefix="csdesk-", ignore_cleanup_errors=True)
        path = Path(folder.name) / f"{prints.file_name(self.name)}.pdf"
        try:
            prints.save(path, self.made.pdf)
        except UserError as error:
            self.desk.refuse(error)
            return
        _viewed.append(folder)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
