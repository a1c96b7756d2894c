"""What may be evidence of a case: pictures, documents and short films, told by their content and never by their name."""

from __future__ import annotations

from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _

LARGEST = 20 * 1024 * 1024  # bytes
ALLOWED = "png, jpg, gif, webp, bmp, pdf, docx, xlsx, doc, xls, mp4"


def ending_of(data: bytes, name: str) -> str:
    """The ending under which a file is kept. UserError: empty, too_large, not_evidence."""
    if not data:
        raise UserError(_("{name} is empty").format(name=name), code="empty")
    if len(data) > LARGEST:
        message = _("{name} has {size} MB, at most {most} are kept: make the picture smaller or cut the film")
        raise UserError(message.format(name=name, size=-(-len(data) // 1048576), most=LARGEST // 1048576), code="too_large")
    ending = _sniffed(data)
    if not ending:
        message = _("{name} is no picture and no document that can be kept ({known})")
        raise UserError(message.format(name=name, known=ALLOWED), code="not_evidence")
    return ending


def _sniffed(data: bytes) -> str:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    if data.startswith(b"BM") and int.from_bytes(data[2:6], "little") == len(data):
        return "bmp"
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx" if b"word/document.xml" in data else "xlsx" if b"xl/workbook.xml" in data else ""
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "xls" if "Workbook".encode("utf-16-le") in data else "doc" if "WordDocument".encode("utf-16-le") in data else ""
    if data[4:8] == b"ftyp" and data[8:12] in (b"isom", b"iso2", b"mp41", b"mp42", b"avc1", b"M4V ", b"qt  ", b"iso5", b"iso6"):
        return "mp4"
    return ""
