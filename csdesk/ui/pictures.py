"""Pictures in small: those of a phrase or of a knowledge entry come by paste, drop or from a file; a click copies one for the chat."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QImageReader,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QVBoxLayout, QWidget

from csdesk.actions import picture
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.ui import icons
from csdesk.ui.desk import Desk
from csdesk.ui.kit import menu, paint
from csdesk.ui.kit.basic import ListButton
from csdesk.ui.kit.flow import GAP, Flow

WIDE, HIGH = 72, 48


def pasted(data: QMimeData) -> tuple[bytes, list[Path]]:
    """What a paste or drop brings: a picture as PNG bytes, or files."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []
    if paths or not data.hasImage():
        return b"", paths
    image = data.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return b"", []
    return png_bytes(image), []


def png_bytes(image: QImage) -> bytes:
    """A picture as the bytes of a PNG file."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    buffer.close()
    return bytes(held.data())


def scaled(path: Path, wide: int, high: int, ratio: float) -> QPixmap:
    """A picture scaled so that it fills a box; a null one where it cannot be drawn."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(round(wide * ratio), round(high * ratio), Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    found = QPixmap.fromImage(reader.read())
    found.setDevicePixelRatio(ratio)
    return found


def draw(painter: QPainter, rect: QRectF, found: QPixmap) -> None:
    """The middle of such a picture, in a frame."""
    ratio = found.devicePixelRatio()
    source = QRectF(0, 0, rect.width() * ratio, rect.height() * ratio)
    source.moveCenter(QRectF(found.rect()).center())
    shape = QPainterPath()
    shape.addRoundedRect(rect, 5, 5)
    painter.save()
    painter.setClipPath(shape)
    painter.drawPixmap(rect, found, source)
    painter.restore()
    paint.box(painter, rect, 5, None, "line")


class Tiles(Flow):
    """Boxes of one size in as many lines as they need."""

    def __init__(self, items: Sequence[QWidget], wide: int, high: int) -> None:
        super().__init__(items)
        self._wide, self._high = wide, high

    def _place(self) -> None:
        x = y = 0
        for one in self._shown():
            if x and x + self._wide > self.width():
                x, y = 0, y + self._high + GAP
            one.setGeometry(x, y, self._wide, self._high)
            x += self._wide + GAP
        self.setFixedHeight(y + self._high)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._wide, self._high)


class PictureText(QPlainTextEdit):
    """A text that takes pictures, too: signal `pasted(QMimeData)` for a picture or files; Tab goes on."""

    pasted = Signal(object)

    def __init__(self, text: str, high: int, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTabChangesFocus(True)
        self.setFixedHeight(high)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasImage() or source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasUrls() or source.hasImage() and not source.hasText():
            self.pasted.emit(source)
        else:
            super().insertFromMimeData(source)


class PictureButton(ListButton):
    """One picture: a click copies it, right-click opens or takes it away."""

    def __init__(self, strip: PictureStrip, name: str, number: int) -> None:
        super().__init__()
        self.name, self._strip = name, strip
        self._picture: QPixmap | None = None
        self.setFixedSize(WIDE, HIGH)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        said = _("Picture {n}: a click copies it for the chat").format(n=number)
        self.setAccessibleName(said)
        self.setToolTip(said + ("\n" + _("Del takes it away") if strip.editable else ""))
        self.clicked.connect(self._copy)

    def _copy(self) -> None:
        self._strip.copy(self.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self._strip.editable:
            self._strip.remove(self.name)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        strip = self._strip
        entries = [("copy", _("Copy the picture"), partial(strip.copy, self.name)), ("eye", _("Open"), partial(strip.open_file, self.name))]
        if strip.editable:
            entries.append(("trash-2", _("Take away"), partial(strip.remove, self.name)))
        menu(self, *entries).popup(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint.box(painter, rect, 5, "neutral_soft")
        if self._picture is None:
            self._picture = self._strip.small(self.name, self.devicePixelRatioF())
        if self._picture.isNull():
            icons.draw(painter, "image", rect.center().x() - 8, rect.center().y() - 8, "muted", 16)
        else:
            draw(painter, rect, self._picture)
        if self.hasFocus():
            paint.ring(painter, rect, 5)
        painter.end()


class AddButton(ListButton):
    """The dashed box at the end: Ctrl+V on it takes the clipboard, a click a file."""

    pasted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(WIDE, HIGH)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(_("Add a picture: paste with Ctrl+V, or choose a file"))
        self.setToolTip(self.accessibleName())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().mimeData())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint.box(painter, rect, 5, None, "muted" if self.underMouse() else "line_strong", 1, Qt.PenStyle.DashLine)
        icons.draw(painter, "image", rect.center().x() - 8, 8, "muted", 16)
        paint.text(painter, QRectF(0, 26, WIDE, 18), "Ctrl+V", "caption", "muted", paint.CENTRE)
        if self.hasFocus():
            paint.ring(painter, rect, 5)
        painter.end()


class PictureStrip(QWidget):
    """The pictures of one record: `names` as they are stored. `editable`: they are added and taken away; signal `changed()`."""

    changed = Signal()

    def __init__(self, desk: Desk, names: Sequence[str] = (), *, editable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.editable = desk, editable
        self.names: tuple[str, ...] = ()
        self.buttons: list[PictureButton] = []
        self.add_button: AddButton | None = None
        self._tiles: Tiles | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self.setAcceptDrops(editable)
        self.show_pictures(names)

    def show_pictures(self, names: Sequence[str]) -> None:
        """Other pictures; without any (and nothing to add) the strip is not there."""
        self.names = tuple(names)
        old = self._tiles
        self.buttons = [PictureButton(self, name, number) for number, name in enumerate(self.names, 1)]
        items: list[QWidget] = [*self.buttons]
        if self.editable:
            self.add_button = AddButton()
            self.add_button.clicked.connect(self.choose)
            self.add_button.pasted.connect(self.take)
            items.append(self.add_button)
        self._tiles = Tiles(items, WIDE, HIGH)
        self._box.addWidget(self._tiles)
        if old is not None:
            old.hide()
            old.deleteLater()
        self.setVisible(bool(items))

    def small(self, name: str, ratio: float) -> QPixmap:
        """A picture in small; a null one where its file is not there."""
        try:
            return scaled(picture.file(self.desk.session, name), WIDE, HIGH, ratio)
        except UserError:
            return QPixmap()

    def copy(self, name: str) -> None:
        """To the clipboard, to be pasted into the chat."""
        path = self.desk.query(picture.file, name)
        image = QImage(str(path)) if path is not None else QImage()
        if not image.isNull():
            QGuiApplication.clipboard().setImage(image)
            self.desk.toast(_("The picture is copied, paste it into the chat"))
        elif path is not None:
            self.desk.toast(_("This picture can't be shown, its file is damaged"), tone="danger")

    def open_file(self, name: str) -> None:
        path = self.desk.query(picture.file, name)
        if path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def remove(self, name: str) -> None:
        self._show([one for one in self.names if one != name])

    def choose(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(self, _("Pictures"), "", "*.png *.jpg *.jpeg *.gif *.webp *.bmp")
        self._keep_files([Path(name) for name in names])

    def take(self, data: QMimeData) -> None:
        """What was pasted or dropped."""
        drawn, paths = pasted(data)
        if paths:
            self._keep_files(paths)
        elif drawn:
            self._add([self.desk.query(picture.keep, drawn, _("Picture") + ".png")])
        else:
            self.desk.toast(_("The clipboard holds no picture"), tone="warn")

    def _keep_files(self, paths: Sequence[Path]) -> None:
        self._add([self.desk.query(picture.keep_file, path) for path in paths])

    def _add(self, kept: Sequence[str | None]) -> None:
        fresh = [name for name in dict.fromkeys(kept) if name is not None and name not in self.names]
        if fresh:
            self._show([*self.names, *fresh])

    def _show(self, names: Sequence[str]) -> None:
        self.show_pictures(names)
        self.changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasImage() or event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take(event.mimeData())
        event.acceptProposedAction()
