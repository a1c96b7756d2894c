"""kill -9 while somebody types: a real window in a child process is killed with half a note and half a new case in it; opened again, both
are there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

from csdesk.actions import case_draft, shop
from csdesk.store import evidence
from csdesk.ui.cases.entry import EntryDialog
from csdesk.ui.desk import Desk
from csdesk.ui.window import MainWindow
from tests.ui.cases.hands import opened, titled

ROOT = Path(__file__).parent.parent.parent.parent
NOW = datetime(2026, 10, 8, 9, 0)
TITLE, NOTE, TEXT = "显示签收，买家未收到", "kuaidi shuo mingtian ", "beigai lie le, yao huan"


def work(path: str) -> None:
    """The program that is killed: it types, says so, and goes on showing its window."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from csdesk import i18n
    from csdesk.ui import memory, theme

    i18n.use("zh_CN")
    app = QApplication([])
    memory.use(None)
    theme.apply(app, "light")
    window = MainWindow(Desk(shop.open_shop(Path(path), lambda: NOW)))
    window.resize(1366, 768)
    window.show()
    window.open_page("cases")
    app.processEvents()
    page = window.pages["cases"]
    titled(page, TITLE)  # type: ignore[arg-type]
    page.detail.note.edit.setFocus()  # type: ignore[attr-defined]
    QTest.keyClicks(page.detail.note.edit, NOTE)  # type: ignore[attr-defined]
    QTest.qWait(400)
    page.new()
    form = opened(window, EntryDialog)
    QTest.keyClicks(form.form["description"].control, TEXT)
    QTest.keyClicks(form.form["order_no"].control, "300218845512")
    QTest.keyClick(form.form["order_no"].control, Qt.Key.Key_Return)
    QTest.keyClicks(form.form["buyer"].control, "jd_xin")
    QTest.qWait(400)  # a keystroke is kept a quarter of a second after the last one
    print("typed", flush=True)
    while True:
        QTest.qWait(50)


def test_half_a_note_and_half_a_case_outlive_a_kill(tmp_path, demo_file, qtbot):
    path = tmp_path / "店.csdesk"
    shutil.copy(demo_file, path)
    shutil.copytree(evidence.folder(demo_file), evidence.folder(path))
    code = f"from tests.ui.cases.test_cases_kill import work; work({str(path)!r})"
    child = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                             env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})  # fmt: skip
    try:
        assert child.stdout is not None and child.stderr is not None
        begin = time.monotonic()
        assert child.stdout.readline() == "typed\n", child.stderr.read()
        assert time.monotonic() - begin < 120
    finally:
        child.kill()  # no goodbye: SIGKILL here, TerminateProcess on Windows
        child.communicate()
    session = shop.open_shop(path, lambda: NOW)
    assert shop.check(session) == []
    window = MainWindow(Desk(session))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.open_page("cases")
    page = window.pages["cases"]
    titled(page, TITLE)
    assert page.detail.note.edit.toPlainText() == NOTE and page.detail.note.under.isVisibleTo(page.detail.note)
    page.new()
    form = opened(window, EntryDialog)
    assert form.form["description"].value() == TEXT
    assert (form.form["order_no"].value(), form.form["buyer"].value()) == ("300218845512", "jd_xin")
    form.reject()
    assert case_draft.text(session, 0, "entry")  # closed without saving it is kept all the same
    window.close()
    session.shop.close()
