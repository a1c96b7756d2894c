"""The widgets every page is made of; `python -m csdesk.ui.kit.sheet` shows them all."""

from csdesk.ui.kit.basic import Avatar, Button, Card, Line, Text, TextStyle, accessible, column, menu, row, spacer
from csdesk.ui.kit.chip import Badge, Chip, ChipSpec
from csdesk.ui.kit.choose import PeriodPicker, SearchBox, Segment, month_text
from csdesk.ui.kit.dialog import Dialog, confirm
from csdesk.ui.kit.form import ComboBox, DateBox, Field, Form, NumberBox
from csdesk.ui.kit.panel import SidePanel
from csdesk.ui.kit.popover import Popover
from csdesk.ui.kit.progress import ProgressStrip
from csdesk.ui.kit.states import BasisLabel, EmptyState, IconView, Note, StatTile
from csdesk.ui.kit.table import Column, RecordModel, RecordTable, RowButton, TableCard
from csdesk.ui.kit.toast import Toast, ToastSpec

__all__ = [
    "Avatar",
    "Badge",
    "BasisLabel",
    "Button",
    "Card",
    "Chip",
    "ChipSpec",
    "Column",
    "ComboBox",
    "DateBox",
    "Dialog",
    "EmptyState",
    "Field",
    "Form",
    "IconView",
    "Line",
    "Note",
    "NumberBox",
    "PeriodPicker",
    "Popover",
    "ProgressStrip",
    "RecordModel",
    "RecordTable",
    "RowButton",
    "SearchBox",
    "Segment",
    "SidePanel",
    "StatTile",
    "TableCard",
    "Text",
    "TextStyle",
    "Toast",
    "ToastSpec",
    "accessible",
    "column",
    "confirm",
    "menu",
    "month_text",
    "row",
    "spacer",
]
