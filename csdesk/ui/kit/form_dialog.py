"""A dialog whose form is written by one action: a refusal stands under its field, what was saved can be undone from the toast."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from PySide6.QtWidgets import QWidget

from csdesk.core.changes import Changes
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _
from csdesk.ui.kit.dialog import Dialog
from csdesk.ui.kit.form import Form

if TYPE_CHECKING:
    from csdesk.actions.session import Session
    from csdesk.ui.desk import Desk

P = ParamSpec("P")


class FormDialog(Dialog):
    """Fill `form`, put it into `body`, write `save`, which calls `attempt`."""

    def __init__(self, desk: Desk, parent: QWidget, title: str, *, width: int = 480, label_width: int = 86) -> None:
        super().__init__(parent, title, width=width)
        self.desk = desk
        self.form = Form(label_width=label_width)

    def save(self) -> None:
        raise NotImplementedError

    def attempt(
        self, fields: Mapping[str, str], action: Callable[Concatenate[Session, P], Changes], *args: P.args, **kwargs: P.kwargs
    ) -> bool:
        """Run an action and close; a refusal goes under the field that `fields` names for its code, else under the one of the code."""
        try:
            changes = self.desk.quietly(action, *args, **kwargs)
        except UserError as error:
            self.refused(error, fields)
            return False
        self.accept()
        if changes.message:
            self.desk.toast(changes.message, link=_("Undo"), call=self.desk.undo)
        self.written(changes)
        return True

    def refused(self, error: UserError, fields: Mapping[str, str]) -> None:
        """Show a refusal where it belongs."""
        if not self.form.refused(error, fields.get(error.code, "")):
            self.desk.refuse(error)

    def written(self, changes: Changes) -> None:
        """After it was saved; subclasses go on from here."""
