"""The widgets every page is made of; `python -m csdesk.ui.kit.sheet` shows them all.

A part is loaded when it is first asked for: the first window needs only a few of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.ui.kit.basic import (
        Avatar as Avatar,
    )
    from csdesk.ui.kit.basic import (
        Button as Button,
    )
    from csdesk.ui.kit.basic import (
        Card as Card,
    )
    from csdesk.ui.kit.basic import (
        Line as Line,
    )
    from csdesk.ui.kit.basic import (
        ListButton as ListButton,
    )
    from csdesk.ui.kit.basic import (
        Text as Text,
    )
    from csdesk.ui.kit.basic import (
        TextStyle as TextStyle,
    )
    from csdesk.ui.kit.basic import (
        accessible as accessible,
    )
    from csdesk.ui.kit.basic import (
        column as column,
    )
    from csdesk.ui.kit.basic import (
        menu as menu,
    )
    from csdesk.ui.kit.basic import (
        row as row,
    )
    from csdesk.ui.kit.basic import (
        scroll_area as scroll_area,
    )
    from csdesk.ui.kit.basic import (
        spacer as spacer,
    )
    from csdesk.ui.kit.chip import Badge as Badge
    from csdesk.ui.kit.chip import Chip as Chip
    from csdesk.ui.kit.chip import ChipSpec as ChipSpec
    from csdesk.ui.kit.choose import PeriodPicker as PeriodPicker
    from csdesk.ui.kit.choose import SearchBox as SearchBox
    from csdesk.ui.kit.choose import Segment as Segment
    from csdesk.ui.kit.choose import month_text as month_text
    from csdesk.ui.kit.columns import Column as Column
    from csdesk.ui.kit.columns import RowButton as RowButton
    from csdesk.ui.kit.dialog import Dialog as Dialog
    from csdesk.ui.kit.dialog import confirm as confirm
    from csdesk.ui.kit.form import ComboBox as ComboBox
    from csdesk.ui.kit.form import DateBox as DateBox
    from csdesk.ui.kit.form import Field as Field
    from csdesk.ui.kit.form import Form as Form
    from csdesk.ui.kit.form import NumberBox as NumberBox
    from csdesk.ui.kit.form_dialog import FormDialog as FormDialog
    from csdesk.ui.kit.panel import SidePanel as SidePanel
    from csdesk.ui.kit.pick import PickBox as PickBox
    from csdesk.ui.kit.popover import Popover as Popover
    from csdesk.ui.kit.progress import ProgressStrip as ProgressStrip
    from csdesk.ui.kit.record_model import RecordModel as RecordModel
    from csdesk.ui.kit.states import (
        BasisLabel as BasisLabel,
    )
    from csdesk.ui.kit.states import (
        EmptyState as EmptyState,
    )
    from csdesk.ui.kit.states import (
        IconView as IconView,
    )
    from csdesk.ui.kit.states import (
        Note as Note,
    )
    from csdesk.ui.kit.states import (
        StatTile as StatTile,
    )
    from csdesk.ui.kit.table import RecordTable as RecordTable
    from csdesk.ui.kit.table_card import TableCard as TableCard
    from csdesk.ui.kit.toast import Toast as Toast
    from csdesk.ui.kit.toast import ToastSpec as ToastSpec

_WHERE = {
    "basic": "Avatar Button Card Line ListButton Text TextStyle accessible column menu row scroll_area spacer",
    "chip": "Badge Chip ChipSpec",
    "choose": "PeriodPicker SearchBox Segment month_text",
    "columns": "Column RowButton",
    "dialog": "Dialog confirm",
    "form": "ComboBox DateBox Field Form NumberBox",
    "form_dialog": "FormDialog",
    "panel": "SidePanel",
    "pick": "PickBox",
    "popover": "Popover",
    "progress": "ProgressStrip",
    "record_model": "RecordModel",
    "states": "BasisLabel EmptyState IconView Note StatTile",
    "table": "RecordTable",
    "table_card": "TableCard",
    "toast": "Toast ToastSpec",
}


def __getattr__(name: str) -> object:
    for module, names in _WHERE.items():
        if name in names.split():
            value = getattr(import_module(f"csdesk.ui.kit.{module}"), name)
            globals()[name] = value
            return value
    raise AttributeError(name)
