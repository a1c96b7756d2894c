"""F1: the help in a window of its own beside the work: pages, search, pictures that open large, all of it as one PDF."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QImage, QKeySequence, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from csdesk.actions import help as texts
from csdesk.actions import prints
from csdesk.core.help import HEAD, ITEM, PICTURE, STEP, TEXT, TITLE, Block, HelpPage, Span
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.i18n import pgettext
from csdesk.ui import memory, saving, theme
from csdesk.ui.kit import Button, ComboBox, SearchBox, Text, row
from csdesk.ui.kit.basic import column

WIDE, HIGH = 640, 700
PAD = 20  # beside the text
MOST_HITS = 60


class HelpWindow(QWidget):
    """A window that belongs to the program's: stays above it, goes with it. `open_page(name, head)` shows a page, a heading of it."""

    def __init__(self, parent: QWidget, clock: Callable[[], datetime]) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._clock, self._over = clock, parent
        self.here: tuple[str, int] = ("", 0)
        self._back: list[tuple[str, int]] = []
        self.setWindowTitle(_("Help"))
        self.setAccessibleName(_("Help"))
        self.which = ComboBox([(page.name, page.title) for page in texts.pages()], name=pgettext("help", "Page"))
        self.which.activated.connect(self._chosen)
        self.back = Button(icon="arrow-left", kind="ghost", on=self.go_back, tip=_("Back"))
        self.search = SearchBox(_("Search the help"), width=170)
        self.search.textChanged.connect(self._searched)
        self.save = Button(_("Save as PDF"), "file-down", on=self.save_pdf)
        self.browser = _Browser()
        self.browser.anchorClicked.connect(self._followed)
        self.told = Text("", "small", "muted")
        self.told.hide()
        head = row(self.back, self.which, None, self.search, self.save, margins=(PAD - 8, 12, PAD - 8, 8))
        column(head, self.told, self.browser, gap=0, into=self).setStretch(2, 1)
        for keys, call in (("Ctrl+F", self.search.setFocus), ("Alt+Left", self.go_back), ("Esc", self._escape)):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(call)
            self.addAction(action)
        self._place()

    def _place(self) -> None:
        """At the right edge of the program's window, where the screen has room beside it even further right."""
        saved = memory.get("help_size")
        wide, high = (saved if isinstance(saved, list) and len(saved) == 2 else (WIDE, HIGH))
        room, over = self.screen().availableGeometry(), self._over.frameGeometry()
        wide, high = min(int(wide), room.width()), min(int(high), room.height() - 40)
        left = over.right() if room.right() - over.right() > wide else min(over.right(), room.right()) - wide
        self.setGeometry(max(room.left(), left), max(room.top() + 30, over.top() + 30), wide, high)

    # pages
    def open_page(self, name: str, head: int = 0) -> None:
        """Show a page from its top, or from one of its headings (from 1)."""
        page = texts.page(name)
        if self.here[0] and self.here != (page.name, head):
            self._back.append(self.here)
        self._show(page, head)

    def _show(self, page: HelpPage, head: int) -> None:
        self.here = (page.name, head)
        self.which.choose(page.name)
        self.back.setEnabled(bool(self._back))
        self.browser.show_html(page_html(page, self.browser.room))
        if head:
            self.browser.scrollToAnchor(str(head))

    def go_back(self) -> None:
        """Alt+←: the page before."""
        if self._back:
            name, head = self._back.pop()
            self._show(texts.page(name), head)

    def _chosen(self) -> None:
        self.search.clear()
        self.open_page(self.which.key())

    def _followed(self, url: QUrl) -> None:
        words = url.toString()
        if words.startswith("picture:"):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(texts.picture(words.removeprefix("picture:")))))
            return
        name, _mark, head = words.partition("#")
        self.search.clear()
        self.open_page(name, int(head) if head.isdecimal() else 0)

    def _searched(self, words: str) -> None:
        if not words.strip():
            self._show(texts.page(self.here[0]), self.here[1])
            return
        hits = texts.search(words)
        lines = [f"<h2>{escape(_('{n} places').format(n=len(hits)))}</h2>"]
        for hit in hits[:MOST_HITS]:
            place = f"{hit.title} · {hit.heading}" if hit.heading else hit.title
            lines.append(f'<p><a href="{hit.page}#{hit.head}">{escape(place)}</a><br>{escape(hit.words)}</p>')
        if not hits:
            lines.append(f"<p>{escape(_('Try fewer or other words.'))}</p>")
        self.browser.show_html("".join(lines))

    def _escape(self) -> None:
        if self.search.text():
            self.search.clear()
        else:
            self.close()

    # out
    def save_pdf(self) -> None:
        """The whole help as one document."""
        path = saving.ask(self, _("csdesk help"), "pdf")
        if path is None:
            return
        try:
            prints.save(path, texts.paper(self._clock()).pdf)
        except UserError as error:
            self._say(error.message, "danger")
            return
        self._say(_("{name} is saved").format(name=path.name), "ok")

    def _say(self, words: str, tone: str) -> None:
        self.told.setText(words)
        self.told.set_tone(tone)
        self.told.setContentsMargins(PAD, 0, PAD, 8)
        self.told.show()

    # Qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        memory.put("help_size", [self.width(), self.height()])
        self._again()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._again()

    def _again(self) -> None:
        """The same place in another width or other colours."""
        if self.here[0] and not self.search.text().strip():
            at = self.browser.verticalScrollBar().value()
            self._show(texts.page(self.here[0]), self.here[1])
            self.browser.verticalScrollBar().setValue(at)


class _Browser(QTextBrowser):
    """Shows the help's own HTML; pictures come from the help's folder, drawn smoothly in the width there is."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setFrameShape(self.Shape.NoFrame)
        self.setAccessibleName(_("Help"))
        self.document().setDocumentMargin(PAD)

    @property
    def room(self) -> int:
        """Width for pictures."""
        return max(200, self.viewport().width() - 2 * PAD - 4)

    def show_html(self, body: str) -> None:
        tokens = theme.tokens()
        self.document().setDefaultStyleSheet(
            f"body {{ color: {tokens.text}; }} a {{ color: {tokens.accent_text}; text-decoration: none; }}"
            f"h1 {{ font-size: 15pt; margin: 4px 0 8px 0; }} h2 {{ font-size: 11.5pt; margin: 18px 0 4px 0; }}"
            f"p, li {{ font-size: 10pt; line-height: 150%; margin: 4px 0; }} .small {{ color: {tokens.muted}; font-size: 9pt; }}"
            f".key {{ background-color: {tokens.neutral_soft}; color: {tokens.text}; }}"
        )
        self.setHtml(f"<body>{body}</body>")

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        if kind == QTextDocument.ResourceType.ImageResource.value:
            image = QImage(str(texts.picture(QUrl(name).toString())))
            wide = round(min(image.width(), self.room) * self.devicePixelRatioF())
            if 0 < wide < image.width():
                image = image.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation)
            return image
        return super().loadResource(kind, name)


def page_html(page: HelpPage, room: int) -> str:
    """A page as HTML; its pictures at most `room` pixels wide."""
    out: list[str] = []
    head, steps = 0, ""
    for block in page.blocks:
        group = {ITEM: "ul", STEP: "ol"}.get(block.kind, "")
        if group != steps:
            out += [f"</{steps}>"] if steps else []
            out += [f"<{group}>"] if group else []
            steps = group
        if block.kind == HEAD:
            head += 1
            out.append(f'<h2><a name="{head}"></a>{_inline(block.spans)}</h2>')
        elif block.kind == PICTURE:
            out.append(_picture(block, room))
        else:
            tag = {TITLE: "h1", TEXT: "p"}.get(block.kind, "li")
            out.append(f"<{tag}>{_inline(block.spans)}</{tag}>")
    out += [f"</{steps}>"] if steps else []
    return "".join(out)


def _inline(spans: tuple[Span, ...]) -> str:
    parts = []
    for span in spans:
        words = escape(span.text)
        if span.key:
            words = f'<span class="key">&nbsp;{words}&nbsp;</span>'
        elif span.link:
            words = f'<a href="{escape(span.link)}">{words}</a>'
        elif span.bold:
            words = f"<b>{words}</b>"
        parts.append(words)
    return "".join(parts)


def _picture(block: Block, room: int) -> str:
    image = QImage(str(texts.picture(block.file)))
    wide = min(image.width(), room)
    high = round(image.height() * wide / max(1, image.width()))
    image_html = f'<img src="{escape(block.file)}" width="{wide}" height="{high}">'
    return (
        f'<p style="line-height: 100%"><a href="picture:{escape(block.file)}">{image_html}</a>'
        f'<br><span class="small">{escape(block.words)}</span></p>'
    )
