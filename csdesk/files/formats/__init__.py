"""The formats csdesk reads: one module each, one entry in FORMATS. Order = who is asked first when a file is recognised."""

from __future__ import annotations

from csdesk.files.formats import attlog, clock_blocks, dingtalk, flat, glog, roster_grid, template, wecom, wecom_month
from csdesk.files.formats.base import Format

FORMATS: tuple[Format, ...] = (
    glog.FORMAT,
    attlog.FORMAT,
    dingtalk.FORMAT,
    *wecom.FORMATS,
    wecom_month.FORMAT,
    *clock_blocks.FORMATS,
    *template.FORMATS,
    flat.FORMAT,
    roster_grid.FORMAT,
)
