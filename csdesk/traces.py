"""What a run leaves on this computer for whoever looks after csdesk: the log, and the trace of a crash below Python."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

from csdesk import computer

if TYPE_CHECKING:
    from logging import Logger

LOG_SIZE, LOGS_KEPT = 1_000_000, 5
_fault: IO[str] | None = None  # open as long as the program, so that a dying one can write to it


def folder() -> Path:
    """Where both lie."""
    return computer.folder() / "log"


def log() -> Logger:
    """The program's log: a file of at most 1 MB, five older ones are kept; opened at the first word."""
    import logging

    logger = logging.getLogger("csdesk")
    if not logger.handlers:
        from logging.handlers import RotatingFileHandler

        try:
            folder().mkdir(parents=True, exist_ok=True)
            handler: logging.Handler = RotatingFileHandler(
                folder() / "csdesk.log", maxBytes=LOG_SIZE, backupCount=LOGS_KEPT, encoding="utf-8", delay=True
            )
        except OSError:
            handler = logging.NullHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    return logger


def watch() -> str | None:
    """Write down from now on what kills the program. For one run at a time.

    None where the run before ended by itself; else its trace, which is empty after a power cut or where the system ended it."""
    global _fault
    import faulthandler

    path = folder() / "fault.log"
    try:
        folder().mkdir(parents=True, exist_ok=True)
        trace = path.read_text("utf-8", errors="replace").strip() if path.exists() else None
        _fault = path.open("w", encoding="utf-8")
        faulthandler.enable(_fault)
    except OSError:
        return None
    return trace


def ended() -> None:
    """The program ends by itself. What Windows told of faults that it survived goes to the log."""
    global _fault
    if _fault is None:
        return
    import faulthandler

    faulthandler.disable()
    path = Path(_fault.name)
    _fault.close()
    _fault = None
    try:
        trace = path.read_text("utf-8", errors="replace").strip()
        if trace:
            log().warning("Survived:\n%s", trace)
        path.unlink()
    except OSError:
        return
