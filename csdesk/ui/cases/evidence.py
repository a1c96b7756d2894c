"""The evidence of a case: pictures in small, the place to paste, the list of what belongs to this kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDesktopServices,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QGridLayout, QMenu, QVBoxLayout, QWidget

from csdesk.actions import case_evidence
from csdesk.actions.case_view import CaseView
from csdesk.core.case import Evidence
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.ui import icons, saving, theme
from csdesk.ui.desk import Desk
from csdesk.ui.kit import Button, Line, Text, column, menu, paint, row
from csdesk.ui.kit.basic import ListButton
from csdesk.ui.pictures import Tiles, draw, scaled

WIDE, HIGH = 96, 64


class Thumbnail(ListButton):
    """One piece of evidence in small: a click opens it, right-click says what it counts for; dragged, or with Ctrl+←→, it gets another
    place, Del takes it away."""

    def __init__(self, part: EvidencePart, one: Evidence, number: int) -> None:
        super().__init__()
        self.evidence, self._part, self._number = one, part, number
        self._picture: QPixmap | None = None
        self._pressed: QPoint | None = None
        self.setFixedSize(WIDE, HIGH)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        label = _(one.item) if one.item else one.name
        self.setAccessibleName(_("Evidence {n}: {name}").format(n=number, name=label))
        self.setToolTip(f"{label}\n{one.name}")
        self.clicked.connect(self._open)

    def _open(self) -> None:
        self._part.open_file(self.evidence)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._part.thumb_menu(self).popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._part.put(self.evidence.id, self._number - 1 + step)
        elif step:
            self.focusNextPrevChild(step > 0)
        elif event.key() == Qt.Key.Key_Delete:
            self._part.remove(self.evidence.id)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = event.position().toPoint()
        if self._pressed is not None and (here - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self.setDown(False)
            self._part.line.mark(self.mapToParent(here))
            return
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed, to = None, self._part.line.drop()
        if to is None:
            super().mouseReleaseEvent(event)
        else:  # its own place closes up behind it
            self._part.put(self.evidence.id, to - (to > self._number - 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint.box(painter, rect, 5, "neutral_soft")
        picture = self._small()
        if picture is not None and not picture.isNull():
            draw(painter, rect, picture)
        else:
            icons.draw(painter, "file-text", rect.center().x() - 10, 12, "muted", 20)
            paint.text(painter, QRectF(6, 38, WIDE - 12, 20), self.evidence.name, "caption", "muted", paint.CENTRE)
        if self.hasFocus():
            paint.ring(painter, rect, 5)
        painter.end()

    def _small(self) -> QPixmap | None:
        if self._picture is None and self.evidence.is_picture:
            self._picture = self._part.small(self.evidence, self.devicePixelRatioF())
        return self._picture


class PasteBox(ListButton):
    """The dashed box at the end: click for a file; Ctrl+V anywhere on the page."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(WIDE, HIGH)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(_("Paste evidence Ctrl+V, or choose a file"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        tone = "muted" if self.underMouse() else "line_strong"
        paint.box(painter, rect, 5, None, tone, 1, Qt.PenStyle.DashLine)
        icons.draw(painter, "image", rect.center().x() - 8, 14, "muted", 16)
        paint.text(painter, QRectF(0, 34, WIDE, 18), _("Paste Ctrl+V"), "caption", "muted", paint.CENTRE)
        if self.hasFocus():
            paint.ring(painter, rect, 5)
        painter.end()


class EvidencePart(QWidget):
    """The section of the page. Signal `wanted_files(item)`: files are to be chosen for a line of the list."""

    wanted_files = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.view: CaseView | None = None
        self.thumbs: list[Thumbnail] = []
        self._kept: dict[str, QPixmap] = {}
        self.missing = Text("", "small", "warn")
        self.pack = Button(_("Make a proof folder"), "folder-open", "link", on=self.export, small=True)
        self._grid = QVBoxLayout()
        self._grid.setSpacing(10)
        head = row(Text(_("Evidence"), bold=True), self.missing, None, self.pack)
        column(Line(), 4, head, self._grid, gap=8, into=self)
        self._inner: QWidget | None = None

    def show_view(self, view: CaseView) -> None:
        self.view = view
        self.missing.setText(_("{n} still missing").format(n=len(view.missing)) if view.missing else "")
        self.pack.setVisible(bool(view.evidence))
        held = next((one.evidence.id for one in self.thumbs if one.hasFocus()), None)
        old, self._inner = self._inner, QWidget()
        self.thumbs = [Thumbnail(self, one, number) for number, one in enumerate(view.evidence, 1)]
        self.paste = PasteBox()
        self.paste.clicked.connect(self._choose)
        self.line = ThumbFlow([*self.thumbs, self.paste])
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        counts: dict[str, int] = {}
        for one in view.evidence:
            counts[one.item] = counts.get(one.item, 0) + 1
        for place, item in enumerate(view.kind.evidence):
            grid.addWidget(ListLine(item, counts.get(item, 0), self), place // 2, place % 2)
        column(self.line, grid, gap=10, into=self._inner)
        self._grid.addWidget(self._inner)
        for thumb in self.thumbs:
            if thumb.evidence.id == held:
                self._inner.show()
                thumb.setFocus(Qt.FocusReason.OtherFocusReason)
        if old is not None:
            old.hide()
            old.deleteLater()

    def _choose(self) -> None:
        self.wanted_files.emit("")

    def small(self, one: Evidence, ratio: float) -> QPixmap | None:
        """A picture scaled so that it fills a thumbnail; None where its file is missing or cannot be drawn."""
        key = f"{one.sha256}{ratio}"
        if key not in self._kept:
            try:
                path = case_evidence.file(self.desk.session, one.id)
            except UserError:
                return None
            if len(self._kept) > 60:
                self._kept.clear()
            self._kept[key] = scaled(path, WIDE, HIGH, ratio)
        return self._kept[key]

    def open_file(self, one: Evidence) -> None:
        path = self.desk.query(case_evidence.file, one.id)
        if path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def thumb_menu(self, thumb: Thumbnail) -> QMenu:
        view = self.view
        assert view is not None
        entries: list[tuple[str, str, Callable[[], object]] | None] = [("eye", _("Open"), partial(self.open_file, thumb.evidence)), None]
        for item in view.kind.evidence:
            if item != thumb.evidence.item:
                entries.append(("check", _("Counts for {item}").format(item=_(item)), partial(self._count_for, thumb.evidence.id, item)))
        place, last = self.thumbs.index(thumb), len(self.thumbs) - 1
        if place > 0:
            entries.append(("chevron-left", _("Earlier"), partial(self.put, thumb.evidence.id, place - 1)))
        if place < last:
            entries.append(("chevron-right", _("Later"), partial(self.put, thumb.evidence.id, place + 1)))
        entries += [None, ("trash-2", _("Take away"), partial(self.remove, thumb.evidence.id))]
        return menu(self, *entries)

    def _count_for(self, evidence_id: int, item: str) -> None:
        self.desk.do(case_evidence.set_item, evidence_id, item)

    def put(self, evidence_id: int, to: int) -> None:
        """Put a piece at another place: in this order they are handed in."""
        if self.view is not None:
            self.desk.do(case_evidence.move, self.view.case.id, evidence_id, to)

    def remove(self, evidence_id: int) -> None:
        self.desk.do(case_evidence.remove, evidence_id)

    def export(self) -> None:
        """The files, numbered, into a folder to hand in."""
        if self.view is None:
            return
        folder = saving.ask_folder(self, _("Proof {no}").format(no=self.view.case.no))
        if folder is not None:
            self.desk.do(case_evidence.export, self.view.case.id, folder)

    def free_item(self) -> str:
        """The line for which a pasted picture counts: the first that has nothing yet."""
        return self.view.missing[0] if self.view is not None and self.view.missing else ""


class ThumbFlow(Tiles):
    """Thumbnails in as many lines as they need; while one is dragged a bar shows where it would go."""

    def __init__(self, items: Sequence[QWidget]) -> None:
        super().__init__(items, WIDE, HIGH)
        self._to: int | None = None
        self._bar = QWidget(self)
        self._bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bar.setStyleSheet(f"background: {theme.colour('accent').name()}")
        self._bar.hide()

    def mark(self, at: QPoint) -> None:
        """The place nearest to a point: before which of the thumbnails."""
        thumbs = self._shown()[:-1]  # the last one is the place to paste
        lines = [one for one in thumbs if one.y() <= at.y() < one.y() + HIGH + 8] or thumbs
        self._to = thumbs.index(lines[-1]) + 1
        for one in lines:
            if at.x() < one.geometry().center().x():
                self._to = thumbs.index(one)
                break
        beside = thumbs[self._to].geometry() if self._to < len(thumbs) else thumbs[-1].geometry().translated(WIDE + 8, 0)
        self._bar.setGeometry(max(0, beside.x() - 5), beside.y(), 3, HIGH)
        self._bar.show()
        self._bar.raise_()

    def drop(self) -> int | None:
        """Where the bar was, None where nothing is dragged."""
        to, self._to = self._to, None
        self._bar.hide()
        return to


class ListLine(ListButton):
    """One line of the evidence list: there with its number of pieces, or still missing; a click chooses a file for it."""

    def __init__(self, item: str, count: int, part: EvidencePart) -> None:
        super().__init__()
        self.item, self.count, self._part = item, count, part
        self.setFixedHeight(24)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        said = _("{n} pieces").format(n=count) if count else _("missing")
        self.setAccessibleName(f"{_(item)} {said}")
        self.clicked.connect(self._ask)

    def _ask(self) -> None:
        self._part.wanted_files.emit(self.item)

    def sizeHint(self) -> QSize:
        return QSize(120, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        there = self.count > 0
        icons.draw(painter, "circle-check" if there else "circle-dashed", 0, 4, "ok" if there else "warn", 16)
        wide = paint.text(painter, rect.adjusted(23, 0, -4, 0), _(self.item))
        said = _("{n} pieces").format(n=self.count) if there else _("missing")
        paint.text(painter, rect.adjusted(23 + wide + 8, 0, 0, 0), said, "small", "muted" if there else "warn")
        if self.hasFocus():
            paint.ring(painter, rect)
        painter.end()

