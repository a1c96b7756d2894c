"""Answers for how csdesk looks: colour tokens of both themes, fonts, the palette and the one style sheet.

No widget stores a colour: painted widgets read `tokens()` (or `colour("accent")`) in their paintEvent, ordinary ones get
theirs from the palette and the style sheet. `apply()` switches the whole program; every widget then receives a
QEvent.PaletteChange and repaints.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True, eq=False, repr=False)  # 45 fields: what is not used is not generated, the start is measured
class Tokens:
    """One theme: every colour as #RRGGBB (scrim as #AARRGGBB); `shadow` is the alpha (of 255) of a black shadow."""

    dark: bool
    canvas: str  # window behind cards, header band
    nav: str
    surface: str  # cards, panels, tables, inputs
    raised: str  # popover, menu, dialog, toast
    sunken: str  # disabled field, quiet tile
    line: str  # hairline
    line_strong: str  # border of a control
    text: str
    muted: str  # what explains
    faint: str  # disabled and dots only
    accent: str
    accent_hover: str
    on_accent: str
    accent_text: str  # link, info word
    accent_soft: str  # selected row, info chip
    hover: str
    pressed: str
    danger: str
    danger_soft: str
    warn: str
    warn_soft: str
    ok: str
    ok_soft: str
    neutral_soft: str
    day_bg: str
    day_fg: str
    night_bg: str
    night_fg: str
    teal_bg: str
    teal_fg: str
    rose_bg: str
    rose_fg: str
    olive_bg: str
    olive_fg: str
    leave_bg: str
    leave_fg: str
    rest_fg: str
    weekend: str
    holiday: str
    holiday_fg: str
    scrim: str
    shadow: int
    radius: int = 8


LIGHT = Tokens(
    dark=False,
    canvas="#F5F6F8", nav="#ECEEF2", surface="#FFFFFF", raised="#FFFFFF", sunken="#F1F3F6", line="#E4E7EC", line_strong="#C9CFD8",
    text="#1A1E26", muted="#566070", faint="#9AA3B0", accent="#2B5BD0", accent_hover="#2450BB", on_accent="#FFFFFF", accent_text="#2450BB",
    accent_soft="#E8EEFC", hover="#F1F3F6", pressed="#E6E9EE", danger="#BE2A1E", danger_soft="#FBE9E7", warn="#8F5300", warn_soft="#FCF0DA",
    ok="#19703D", ok_soft="#E3F3E9", neutral_soft="#EDF0F4", day_bg="#FBF0D6", day_fg="#664700", night_bg="#DFE2FA", night_fg="#363F99",
    teal_bg="#D5EEF2", teal_fg="#0B5563", rose_bg="#F8E1EA", rose_fg="#8A2450", olive_bg="#E8EED2", olive_fg="#4A5310", leave_bg="#D6EFE6",
    leave_fg="#0F5C46", rest_fg="#5F6978", weekend="#ECEEF2", holiday="#FBE4E1", holiday_fg="#B3261B", scrim="#61141820", shadow=46,
)  # fmt: skip
DARK = Tokens(
    dark=True,
    canvas="#15181D", nav="#101317", surface="#1C2027", raised="#262B34", sunken="#171A20", line="#2C323B", line_strong="#454E5B",
    text="#E7EAF0", muted="#A3ACBA", faint="#69727F", accent="#6F9BFF", accent_hover="#86ABFF", on_accent="#0A1530", accent_text="#9DBBFF",
    accent_soft="#222F50", hover="#252A32", pressed="#2E343E", danger="#FF8F84", danger_soft="#3E2423", warn="#F0BA62", warn_soft="#3A2E18",
    ok="#72D093", ok_soft="#1C3626", neutral_soft="#2A3039", day_bg="#3B3321", day_fg="#F2D799", night_bg="#2B3160", night_fg="#C0C9FF",
    teal_bg="#173A41", teal_fg="#8FDDEB", rose_bg="#45222F", rose_fg="#F5B5CC", olive_bg="#30351A", olive_fg="#D0DB96", leave_bg="#173A30",
    leave_fg="#8CE0C3", rest_fg="#98A1AF", weekend="#2B313A", holiday="#422725", holiday_fg="#FF9B91", scrim="#96000000", shadow=150,
)  # fmt: skip

FAMILIES = ["Segoe UI", "Microsoft YaHei UI", "Noto Sans", "Noto Sans CJK SC"]
ROLES: dict[str, tuple[float, bool]] = {  # size in pt, bold
    "display": (18, True),
    "title": (13.5, True),
    "heading": (10.5, True),
    "body": (9.75, False),
    "small": (9, False),
    "caption": (8.25, False),
    "tiny": (7.5, False),
}
MODES = ("system", "light", "dark")
_current: Tokens = LIGHT
_mode = "system"
_listening = False


def tokens() -> Tokens:
    """The tokens in force; read them at paint time, never keep them."""
    return _current


@cache
def _qcolor(value: str) -> QColor:
    return QColor(value)


def colour(name: str) -> QColor:
    """The token `name` of the theme in force as a (shared, not to be changed) QColor."""
    return _qcolor(getattr(_current, name))


@cache
def font(role: str = "body", bold: bool | None = None) -> QFont:
    """The font of a role of ROLES (shared; copy before changing). `bold` overrides the role's weight (DemiBold, never Bold)."""
    points, heavy = ROLES[role]
    result = QFont(FAMILIES)
    result.setPointSizeF(points)
    result.setWeight(QFont.Weight.DemiBold if (heavy if bold is None else bold) else QFont.Weight.Normal)
    return result


def pixels(role: str = "body") -> float:
    """Height of one em of the role in logical pixels (body: 13)."""
    return ROLES[role][0] * 96 / 72


@cache
def metrics(role: str = "body", bold: bool | None = None) -> QFontMetricsF:
    """Measures of `font(role, bold)`, kept."""
    return QFontMetricsF(font(role, bold))


def mode() -> str:
    """What was asked for: system, light or dark."""
    return _mode


def resolve(wanted: str) -> Tokens:
    """The tokens that `wanted` (system, light, dark) means now."""
    if wanted == "system":
        hints = QApplication.styleHints()
        return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT
    return DARK if wanted == "dark" else LIGHT


def apply(app: QApplication, wanted: str = "system", *, sheet_later: bool = False) -> None:
    """Put the whole program into a theme: style, font, palette, style sheet, in this order.

    It follows the system while `wanted` is "system". `sheet_later`: the style sheet is set by `dress()` (the first window has
    painted widgets only)."""
    global _current, _mode, _listening
    _mode = wanted if wanted in MODES else "system"
    chosen = resolve(_mode)
    first = not _listening
    if first:
        _listening = True
        app.setStyle("Fusion")
        app.setFont(font())
        app.styleHints().colorSchemeChanged.connect(_system_changed)
    elif chosen is _current:
        return
    _current = chosen
    from csdesk.ui import icons

    icons.forget()
    app.setPalette(palette(chosen))
    if not sheet_later:
        app.setStyleSheet(sheet(chosen))


def dress(app: QApplication) -> None:
    """Set the style sheet where `apply` left it for later."""
    if not app.styleSheet():
        app.setStyleSheet(sheet(_current))


def _system_changed() -> None:
    app = QApplication.instance()
    if _mode == "system" and isinstance(app, QApplication):
        apply(app, "system")


def palette(t: Tokens) -> QPalette:
    """Every role of the palette, so that no widget falls back to the platform's colours."""
    role, result = QPalette.ColorRole, QPalette()
    for target, name in (
        (role.Window, "canvas"), (role.WindowText, "text"), (role.Base, "surface"), (role.AlternateBase, "surface"),
        (role.Text, "text"), (role.Button, "surface"), (role.ButtonText, "text"), (role.BrightText, "danger"),
        (role.ToolTipBase, "raised"), (role.ToolTipText, "text"), (role.Highlight, "accent"), (role.HighlightedText, "on_accent"),
        (role.Link, "accent_text"), (role.LinkVisited, "accent_text"), (role.PlaceholderText, "muted"), (role.Light, "surface"),
        (role.Midlight, "line"), (role.Mid, "line_strong"), (role.Dark, "line_strong"), (role.Shadow, "line_strong"),
        (role.Accent, "accent"),
    ):  # fmt: skip
        result.setColor(target, QColor(getattr(t, name)))
    for target in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, target, QColor(t.faint))
    return result


_SHEET = """
QPushButton{{background:{surface};border:1px solid {line_strong};border-radius:6px;padding:0 11px;min-height:28px;color:{text}}}
QPushButton:hover{{background:{hover}}}
QPushButton:pressed,QPushButton:checked{{background:{pressed}}}
QPushButton:focus{{border:2px solid {accent};padding:0 10px;min-height:26px}}
QPushButton:disabled{{background:{sunken};border-color:{line};color:{faint}}}
QPushButton[kind="primary"]{{background:{accent};border-color:{accent};color:{on_accent}}}
QPushButton[kind="primary"]:hover{{background:{accent_hover};border-color:{accent_hover}}}
QPushButton[kind="primary"]:pressed{{background:{accent_text};border-color:{accent_text}}}
QPushButton[kind="primary"]:focus{{border:2px solid {text}}}
QPushButton[kind="primary"]:disabled{{background:{neutral_soft};border-color:{neutral_soft};color:{faint}}}
QPushButton[kind="ghost"],QPushButton[kind="link"]{{background:transparent;border-color:transparent;color:{muted}}}
QPushButton[kind="link"]{{color:{accent_text};padding:0 6px}}
QPushButton[kind="ghost"]:hover,QPushButton[kind="link"]:hover{{background:{hover}}}
QPushButton[kind="ghost"]:hover{{color:{text}}}
QPushButton[kind="ghost"]:pressed,QPushButton[kind="link"]:pressed{{background:{pressed}}}
QPushButton[kind="ghost"]:focus,QPushButton[kind="link"]:focus{{border-color:{accent}}}
QPushButton[kind="link"]:focus{{padding:0 5px}}
QPushButton[kind="ghost"]:disabled,QPushButton[kind="link"]:disabled{{color:{faint}}}
QPushButton[small="1"]{{min-height:22px;padding:0 8px}}
QPushButton[small="1"]:focus{{min-height:20px;padding:0 7px}}
QPushButton[bare="1"],QPushButton[bare="1"]:focus{{padding:0}}
QLineEdit,QAbstractSpinBox,QComboBox,QPlainTextEdit,QTextEdit{{background:{surface};border:1px solid {line_strong};border-radius:6px;
padding:0 10px;color:{text};selection-background-color:{accent};selection-color:{on_accent}}}
QLineEdit,QComboBox{{min-height:28px}}QAbstractSpinBox{{min-height:26px;max-height:28px}}
QPlainTextEdit,QTextEdit{{padding:5px 7px}}
QLineEdit:hover,QAbstractSpinBox:hover,QComboBox:hover,QPlainTextEdit:hover,QTextEdit:hover{{border-color:{muted}}}
QLineEdit[wrong="1"],QAbstractSpinBox[wrong="1"],QComboBox[wrong="1"],QPlainTextEdit[wrong="1"]{{border-color:{danger}}}
QLineEdit:focus,QAbstractSpinBox:focus,QComboBox:focus{{border:2px solid {accent};padding:0 9px;min-height:26px}}
QPlainTextEdit:focus,QTextEdit:focus{{border:2px solid {accent};padding:4px 6px}}
QLineEdit:disabled,QAbstractSpinBox:disabled,QComboBox:disabled,QPlainTextEdit:disabled{{background:{sunken};border-color:{line};color:{faint}}}
QLineEdit:read-only{{background:{sunken};border-color:{line}}}
QAbstractSpinBox QLineEdit,QComboBox QLineEdit{{border:0;min-height:0;padding:0;background:transparent}}
QLineEdit[cell="1"]{{border:2px solid {accent};border-radius:4px;padding:0 6px;min-height:0}}
QLineEdit[cell="1"][err="1"]{{border:2px solid {danger}}}
QLineEdit[filter="1"]{{min-height:20px;padding:0 6px;border-radius:4px}}
QLineEdit[filter="1"]:focus{{min-height:18px;padding:0 5px}}
QLineEdit[flat="1"],QLineEdit[flat="1"]:focus{{border:0;background:transparent;padding:0}}
QComboBox::drop-down{{border:0;width:24px}}
QComboBox::down-arrow,QDateEdit::down-arrow{{image:url({chevron});width:14px;height:14px}}
QDateEdit::down-arrow{{image:url({calendar})}}
QDateEdit::drop-down,QDateTimeEdit::drop-down{{subcontrol-origin:border;subcontrol-position:center right;border:0;width:26px}}
QComboBox QAbstractItemView{{background:{raised};border:1px solid {line};padding:4px;outline:0;
selection-background-color:{hover};selection-color:{text}}}
QSpinBox::up-button,QDoubleSpinBox::up-button,QSpinBox::down-button,QDoubleSpinBox::down-button{{border:0;width:18px;background:transparent}}
QSpinBox::up-arrow,QDoubleSpinBox::up-arrow,QTimeEdit::up-arrow{{image:url({chevron_up});width:10px;height:10px}}
QSpinBox::down-arrow,QDoubleSpinBox::down-arrow,QTimeEdit::down-arrow{{image:url({chevron});width:10px;height:10px}}
QCheckBox,QRadioButton{{spacing:8px;color:{text}}}
QCheckBox:disabled,QRadioButton:disabled{{color:{faint}}}
QCheckBox::indicator{{width:16px;height:16px;border:1px solid {line_strong};border-radius:4px;background:{surface}}}
QCheckBox::indicator:hover{{border-color:{muted}}}
QCheckBox::indicator:checked{{background:{accent};border-color:{accent};image:url({check})}}
QCheckBox::indicator:focus,QRadioButton::indicator:focus{{border:2px solid {accent};width:14px;height:14px}}
QCheckBox::indicator:checked:focus{{border-color:{text}}}
QRadioButton::indicator{{width:16px;height:16px;border:1px solid {line_strong};border-radius:9px;background:{surface}}}
QRadioButton::indicator:checked,QRadioButton::indicator:checked:focus{{width:8px;height:8px;border:5px solid {accent}}}
QHeaderView{{background:transparent}}
QHeaderView::section{{background:{surface};color:{muted};border:0;border-bottom:1px solid {line};padding:0 10px}}
QTableView,QListView,QScrollArea{{background:transparent;border:0;outline:0}}
QTableView#list{{selection-background-color:transparent}}
QMenu{{background:{raised};border:1px solid {line};padding:5px;color:{text}}}
QMenu::item{{padding:6px 22px 6px 10px;border-radius:5px}}
QMenu::icon{{padding-left:8px}}
QMenu::item:selected{{background:{hover}}}
QMenu::item:disabled{{color:{faint}}}
QMenu::separator{{height:1px;background:{line};margin:4px 6px}}
QToolTip{{background:{raised};color:{text};border:1px solid {line};padding:5px 7px}}
QScrollBar:vertical{{width:10px;background:transparent;margin:2px}}
QScrollBar:horizontal{{height:10px;background:transparent;margin:2px}}
QScrollBar::handle{{background:{line_strong};border-radius:3px;min-width:28px;min-height:28px}}
QScrollBar::handle:hover{{background:{faint}}}
QScrollBar::add-line,QScrollBar::sub-line{{height:0;width:0}}
QScrollBar::add-page,QScrollBar::sub-page{{background:transparent}}
QSlider::groove:horizontal{{height:4px;border-radius:2px;background:{neutral_soft}}}
QSlider::sub-page:horizontal{{height:4px;border-radius:2px;background:{accent}}}
QSlider::handle:horizontal{{width:12px;height:12px;margin:-6px 0;border:2px solid {accent};border-radius:8px;background:{surface}}}
QProgressBar{{border:0;border-radius:2px;background:{neutral_soft};max-height:4px;min-height:4px}}
QProgressBar::chunk{{border-radius:2px;background:{accent}}}
QLabel[tone="muted"]{{color:{muted}}}QLabel[tone="danger"]{{color:{danger}}}QLabel[tone="warn"]{{color:{warn}}}
QLabel[tone="ok"]{{color:{ok}}}QLabel[tone="accent"]{{color:{accent_text}}}QLabel[tone="faint"]{{color:{faint}}}
"""
# Images in a style sheet cannot be tinted: these are written once per theme with the colour in place.
_IMAGES = {
    "chevron": ("chevron-down", "muted"),
    "chevron_up": ("chevron-up", "muted"),
    "check": ("check", "on_accent"),
    "calendar": ("calendar", "muted"),
}


def sheet(t: Tokens) -> str:
    """The style sheet of a theme (section 6 of the visual bar: no rule for bare QWidget or QLabel)."""
    values = {f.name: getattr(t, f.name) for f in fields(t)}
    return _SHEET.format(**values, **_images(t))


def _images(t: Tokens) -> dict[str, str]:
    import tempfile

    from csdesk.ui import icons

    folder = Path(tempfile.gettempdir()) / "csdesk-icons"
    result = {}
    for key, (name, tone) in _IMAGES.items():
        tint = getattr(t, tone)
        target = folder / f"{name}-{tint[1:]}.svg"
        if not target.exists():
            try:
                folder.mkdir(exist_ok=True)
                target.write_bytes(icons.svg(name, tint, 2.25 if name == "check" else 1.75))
            except OSError:
                pass  # the arrow is missing, nothing else
        result[key] = target.as_posix()
    return result


def restyle(widget: QApplication | object) -> None:
    """After a change of a dynamic property that a rule uses: let the style sheet look again."""
    from PySide6.QtWidgets import QWidget

    assert isinstance(widget, QWidget)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def _luminance(value: str) -> float:
    channels = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """WCAG contrast ratio of two #RRGGBB colours, 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
