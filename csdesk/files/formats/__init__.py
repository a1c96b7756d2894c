"""The formats csdesk reads: one module each, one entry in FORMATS. Order = who is asked first when a file is recognised."""

from __future__ import annotations

from csdesk.files.formats import dingtalk, roster_grid, template
from csdesk.files.formats.base import Format

FORMATS: tuple[Format, ...] = (dingtalk.FORMAT, *template.FORMATS, roster_grid.FORMAT)
