"""Answers for what the executable says of itself: the version resource, from csdesk's own version."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RESOURCE = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0, OS=0x40004, fileType=1, subtype=0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable('080404B0', [
      StringStruct('CompanyName', 'csdesk'),
      StringStruct('FileDescription', '客服台 csdesk'),
      StringStruct('FileVersion', '{version}'),
      StringStruct('InternalName', 'csdesk'),
      StringStruct('LegalCopyright', 'MIT'),
      StringStruct('OriginalFilename', 'csdesk.exe'),
      StringStruct('ProductName', '客服台 csdesk'),
      StringStruct('ProductVersion', '{version}'),
    ])]),
    VarFileInfo([VarStruct('Translation', [0x0804, 1200])]),
  ]
)
"""


def version() -> str:
    """csdesk's version, read without importing it."""
    found = re.search(r'^__version__ = "([^"]+)"', (ROOT / "csdesk" / "__init__.py").read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise ValueError("csdesk/__init__.py names no version")
    return found[1]


def numbers(text: str) -> tuple[int, int, int, int]:
    """The four numbers of Windows for a version like 1.2.3 or 1.2.3rc1."""
    parts = [int(digits[0]) if (digits := re.match(r"\d+", part)) else 0 for part in text.split(".")]
    one, two, three, four = (*parts, 0, 0, 0, 0)[:4]
    return one, two, three, four


def resource() -> str:
    """The version resource as PyInstaller reads it."""
    text = version()
    return RESOURCE.format(version=text, numbers=numbers(text))
