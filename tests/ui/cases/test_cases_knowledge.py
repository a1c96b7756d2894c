"""The knowledge beside a case, and pictures of phrases and of entries: shown, copied for the chat, put into the note, written anew."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage

from csdesk.actions import knowledge, phrase, picture, shop
from csdesk.core.knowledge import KnowledgeEntry
from csdesk.core.permission import Role
from csdesk.core.users import User
from csdesk.ui.cases import dialogs
from csdesk.ui.knowledge.page import EntryDialog
from csdesk.ui.pictures import PictureButton, png_bytes
from tests.ui.cases.hands import opened, titled
from tests.ui.cases.hands import picture as drawn
from tests.ui.conftest import awake, nameless, press

CONTROL = Qt.KeyboardModifier.ControlModifier


def clip(content: QImage | str) -> None:
    clipboard = QGuiApplication.clipboard()
    if isinstance(content, str):
        clipboard.setText(content)
    else:
        clipboard.setImage(content)


def titles(page):
    return [one.entry.title for one in page.case_panel.known.entries]


def known(page, title):
    return next(one for one in page.case_panel.known.entries if one.entry.title == title)


def test_what_belongs_to_the_kind_and_the_product_stands_beside_the_case(page, window):
    titled(page, "「吸管有异味」两星")
    found = titles(page)
    assert set(found[:2]) == {"公开回复：吸管有异味", "吸管有味道"}  # kind and product, then the kind, then the product
    assert found.index("差评六步") < found.index("杯盖能不能单卖")
    assert nameless(page.case_panel) == []
    titled(page, "显示签收，买家未收到")
    assert "显示签收没收到" in titles(page) and "差评六步" not in titles(page)


def test_an_entry_is_unfolded_copied_and_put_into_the_note_with_the_names_of_the_case(page, window, qtbot):
    knowledge.save(window.desk.session, KnowledgeEntry(0, "answer", "查件", "亲爱的{买家}，{运单号} 正在查", ("review",)))
    window.desk.look()
    titled(page, "「吸管有异味」两星")
    buyer = page.view.case.buyer
    one = known(page, "查件")
    assert one.under is None
    qtbot.keyClick(one.line, Qt.Key.Key_Return)
    qtbot.wait(1)
    press(qtbot, one, "复制")
    assert QGuiApplication.clipboard().text() == f"亲爱的{buyer}，{{运单号}} 正在查"
    page.detail.note.edit.insertPlainText("先说")
    press(qtbot, one, "放进记录")
    assert page.detail.note.edit.toPlainText() == f"先说\n亲爱的{buyer}，{{运单号}} 正在查"
    page.stale = True
    page._settle()
    assert known(page, "查件").under is not None  # it stays unfolded
    clip("")


def test_an_entry_is_written_from_the_case(page, window, qtbot):
    titled(page, "「吸管有异味」两星")
    one = page.view.case
    page.detail.note.begin("answered")
    page.detail.note.edit.insertPlainText("温水加小苏打泡半小时就没味了")
    page.detail.note.save()
    qtbot.wait(1)
    press(qtbot, page.case_panel.known.parentWidget(), "为这类单子写一条")
    form = opened(window, EntryDialog)
    assert form.form["title"].value() == one.title and form.form["body"].value() == "温水加小苏打泡半小时就没味了"
    clip(drawn())
    form.text.paste()  # a screenshot becomes a picture of the entry, no text
    assert form.form["body"].value() == "温水加小苏打泡半小时就没味了" and len(form.pictures.names) == 1
    form._save()
    window.desk.look()
    entry = known(page, one.title).entry
    assert entry.kinds == ("review",) and len(entry.pictures) == 1 and entry.product == one.product
    assert shop.check(window.desk.session) == []
    picture.file(window.desk.session, entry.pictures[0]).unlink()
    assert entry.pictures[0] in shop.check(window.desk.session)[0]
    clip("")


def test_an_agent_reads_and_writes_nothing(page, window):
    session = window.desk.session
    row = titled(page, "「吸管有异味」两星")
    session.user = User(7, row.owner, Role.AGENT, row.owner_id)
    window.desk.session_changed.emit()
    shown = window.pages["cases"]
    shown.open_case(row.id)
    assert titles(shown) and shown.case_panel.known.add_button is None
    session.user = None


def test_a_phrase_gets_pictures_and_they_are_copied_into_the_chat(page, window, qtbot, tmp_path):
    awake(qtbot, window)
    page.phrases()
    form = opened(window, dialogs.PhrasesDialog)
    form.new()
    form.form["name"].set_value("安装图")
    form.form["text"].set_value("照图装就好")
    form.only.setChecked(True)
    clip(drawn(200, 100))
    form.pictures.add_button.setFocus()
    qtbot.keyClick(form.pictures.add_button, Qt.Key.Key_V, CONTROL)
    path = tmp_path / "第二张.png"
    path.write_bytes(png_bytes(drawn(30, 60, "#aa2222")))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    form.pictures.take(data)
    form.pictures.take(data)  # once is enough
    assert len(form.pictures.names) == 2 and nameless(form.sheet) == []
    qtbot.wait(1)
    qtbot.keyClick(form.pictures.buttons[1], Qt.Key.Key_Delete)
    assert len(form.pictures.names) == 1
    form.save()
    form.reject()
    kept = next(one for one in phrase.phrases(window.desk.session) if one.name == "安装图")
    assert len(kept.pictures) == 1
    shown = next(one for one in page.case_panel.phrases if one.name == "安装图")
    assert shown.pictures == kept.pictures
    clip("")
    button = page.case_panel.area.findChild(PictureButton)
    button.click()
    assert QGuiApplication.clipboard().image().size().width() == 200
    clip("")


@pytest.mark.parametrize(("content", "said"), [(b"GIF89a" + b"0" * (30 * 1048576), "MB"), (b"no picture", "不是图片"), (b"", "空"),
                                               (b"%PDF-1.7", "不是图片")])  # fmt: skip
def test_what_is_no_picture_of_a_phrase_is_refused_in_a_sentence(page, window, tmp_path, content, said):
    path = tmp_path / "图.png"
    path.write_bytes(content)
    page.phrases()
    form = opened(window, dialogs.PhrasesDialog)
    told = []
    window.desk.toasted.connect(told.append)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    form.pictures.take(data)
    assert form.pictures.names == () and said in told[-1].message
    form.reject()
