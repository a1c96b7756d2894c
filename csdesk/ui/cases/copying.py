"""A phrase or an entry of the knowledge to the clipboard, with the names and numbers of the case in it."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from csdesk.actions import case_view
from csdesk.i18n import gettext as _
from csdesk.ui.desk import Desk


def copy_filled(desk: Desk, case_id: int, name: str, text: str) -> bool:
    """Copy it and say so; what has no value in this case is named. False where the case is not to be seen any more."""
    found = desk.query(case_view.filled, case_id, text)
    if found is None:
        return False
    filled, missing = found
    QGuiApplication.clipboard().setText(filled)
    more = _("Not filled in: {names}").format(names=_(", ").join(missing)) if missing else ""
    desk.toast(_("{text} copied").format(text=name), more, tone="warn" if missing else "ok")
    return True
