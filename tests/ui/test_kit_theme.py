"""Colours keep their contrast in both themes, icons exist, the style sheet holds no rule that reaches everything."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from csdesk.ui import icons, theme
from csdesk.ui.kit.chip import TONES

ROOT = Path(__file__).resolve().parent.parent.parent
# Section 2 of the visual bar: word on ground, light, dark.
PAIRS = [
    ("text", "surface", 16.7, 13.6),
    ("text", "canvas", 15.4, 14.8),
    ("text", "raised", 16.7, 11.8),
    ("text", "hover", 15.0, 12.0),
    ("text", "accent_soft", 14.4, 11.0),
    ("muted", "surface", 6.4, 7.1),
    ("muted", "canvas", 5.9, 7.8),
    ("muted", "nav", 5.5, 8.1),
    ("muted", "raised", 6.4, 6.2),
    ("muted", "hover", 5.7, 6.3),
    ("muted", "accent_soft", 5.5, 5.8),
    ("muted", "weekend", 5.5, 5.7),
    ("muted", "holiday", 5.2, 5.9),
    ("muted", "neutral_soft", 5.6, 5.8),
    ("danger", "surface", 5.9, 7.4),
    ("danger", "danger_soft", 5.1, 6.4),
    ("surface", "danger", 5.9, 7.4),
    ("warn", "warn_soft", 5.5, 7.5),
    ("warn", "accent_soft", 5.3, 7.5),
    ("ok", "surface", 6.1, 8.7),
    ("ok", "ok_soft", 5.3, 7.0),
    ("text", "warn_soft", 14.8, 11.0),
    ("muted", "warn_soft", 5.6, 5.8),
    ("on_accent", "accent", 6.0, 6.7),
    ("on_accent", "accent_hover", 7.1, 8.0),
    ("accent_text", "surface", 7.1, 8.5),
    ("accent_text", "accent_soft", 6.1, 6.9),
    ("day_fg", "day_bg", 7.5, 8.9),
    ("night_fg", "night_bg", 7.0, 7.6),
    ("leave_fg", "leave_bg", 6.6, 8.1),
    ("rest_fg", "surface", 5.6, 6.3),
    ("rest_fg", "weekend", 4.8, 5.0),
    ("rest_fg", "holiday", 4.6, 5.2),
    ("holiday_fg", "holiday", 5.4, 6.7),
    ("teal_fg", "teal_bg", 7.0, 8.0),
    ("rose_fg", "rose_bg", 6.9, 8.1),
    ("olive_fg", "olive_bg", 6.9, 8.6),
]


@pytest.mark.parametrize(("word", "ground", "light", "dark"), PAIRS, ids=lambda value: str(value))
def test_contrast(word: str, ground: str, light: float, dark: float) -> None:
    for tokens, wanted in ((theme.LIGHT, light), (theme.DARK, dark)):
        ratio = theme.contrast(getattr(tokens, word), getattr(tokens, ground))
        assert ratio >= 4.5
        assert ratio == pytest.approx(wanted, abs=0.11)


def test_every_chip_can_be_read() -> None:
    for tokens in (theme.LIGHT, theme.DARK):
        for ground, word in TONES.values():
            assert theme.contrast(getattr(tokens, word), getattr(tokens, ground or "surface")) >= 4.5


def test_no_rule_reaches_every_widget() -> None:
    """A rule for bare QWidget or QLabel would override the palette of everything below it."""
    selectors = [part.strip() for rule in re.findall(r"([^{}]+)\{", theme.sheet(theme.LIGHT)) for part in rule.split(",")]
    assert "QWidget" not in selectors and "QLabel" not in selectors and "*" not in selectors
    assert len(theme.sheet(theme.LIGHT)) < 12_000


def test_the_theme_can_be_switched(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    assert theme.tokens() is theme.DARK
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == theme.DARK.canvas
    theme.apply(qapp, "light")
    assert qapp.palette().color(QPalette.ColorRole.Base).name().upper() == theme.LIGHT.surface
    theme.apply(qapp, "system")
    assert theme.tokens() in (theme.LIGHT, theme.DARK) and theme.mode() == "system"


def used_icons() -> set[str]:
    """Every string of csdesk/ui that names a file of resources/icons."""
    there = {path.stem for path in icons.FOLDER.glob("*.svg")}
    found = set()
    for path in (ROOT / "csdesk").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in there:
                found.add(node.value)
    return found


def test_icons_are_drawn_in_the_tone(qapp: QApplication) -> None:
    for name in sorted(used_icons()):
        picture = icons.pixmap(name, "danger", 16).toImage()
        spots = [picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())]
        drawn = [spot for spot in spots if spot.alpha() > 200]
        assert any(spot.alpha() for spot in spots), name
        assert all(spot.red() > spot.blue() for spot in drawn), name


def test_icons_carry_their_licence() -> None:
    assert "ISC License" in (icons.FOLDER / "LICENSE.txt").read_text("utf-8")
