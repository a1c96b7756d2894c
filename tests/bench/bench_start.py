"""Start to the first painted window with the demonstration shop, against an empty PySide6 main window: time and peak memory."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TIMES = 7
# Both children say how long they lived until their window was painted, and the most memory they held (MB).
PEAK = (
    "__import__('psutil').Process().memory_info().peak_wset / 2**20"
    if sys.platform == "win32"
    # VmHWM begins anew with the program; ru_maxrss would remember the process that started it
    else "int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]) / 1024"
)
TAIL = """
import sys
def _done():
    import os
    born = float(os.environ["CSDESK_BORN"])
    import time
    print(time.time() - born, PEAK, flush=True)
    os._exit(0)
""".replace("PEAK", PEAK)
EMPTY = (
    TAIL
    + """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, _done)
app = QApplication([])
window = Window()
window.resize(1366, 768)
window.show()
app.exec()
"""
)
OURS = (
    TAIL
    + """
import gc
gc.disable()  # as main.py does
from csdesk.ui.window import MainWindow
from PySide6.QtCore import QTimer
before = MainWindow.paintEvent
def painted(self, event):
    QTimer.singleShot(0, _done)  # after this painting, before the page is made
    before(self, event)
MainWindow.paintEvent = painted
import main
sys.argv = ["csdesk", "--shop", sys.argv[1]]
sys.exit(main.main())
"""
)


def _one(code: str, environment: Mapping[str, str], *arguments: str) -> tuple[float, float]:
    import time

    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**environment, "CSDESK_BORN": repr(time.time())},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    if not done.stdout.strip():
        raise RuntimeError(done.stderr)
    seconds, memory = done.stdout.split()[:2]
    return float(seconds), float(memory)


def run() -> list[dict[str, object]]:
    """Median of several starts of each, one after the other in turn."""
    from csdesk import i18n
    from csdesk.actions import demo

    language = i18n.language
    i18n.use("zh_CN")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "demo.csdesk"
        demo.create(path, lambda: datetime(2026, 9, 16, 16, 42)).shop.close()
        environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", XDG_CONFIG_HOME=name, LOCALAPPDATA=name, PYTHONPATH=str(ROOT))
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is not compiled at every start
        ours, empty = [], []
        _one(OURS, environment, str(path))  # compiles, makes the day's backup, writes the tinted images
        _one(EMPTY, environment)
        for _turn in range(TIMES):
            empty.append(_one(EMPTY, environment))
            ours.append(_one(OURS, environment, str(path)))
    i18n.use(language)
    result: list[dict[str, object]] = []
    for number, what, unit in ((0, "start to first painted window", "s"), (1, "peak memory at the first painted window", "MB")):
        mine, other = (statistics.median(one[number] for one in many) for many in (ours, empty))
        result.append(
            {
                "name": f"start.{'time' if number == 0 else 'memory'}",
                "ours": round(mine, 4),
                "other": round(other, 4),
                "ratio": round(mine / other, 3),
                "limit": 1.6,
                "what": f"{what}, demonstration shop / empty PySide6 main window ({unit})",
            }
        )
    return result


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
