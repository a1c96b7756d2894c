"""Whatever a file is, reading ends in a result or in one clear refusal, never in an exception of another kind."""

from __future__ import annotations

import io
import os
import random
import struct
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from csdesk.core.calendar import Month
from csdesk.core.problem import UserError
from csdesk.files import cells, reading

NOW = datetime(2026, 10, 8, 9)
DINGTALK = "01_拾光电商_考勤报表_20260901-20260930.xlsx"
ROSTER = "11_排班表_2026年9月.xlsx"


def code(data: bytes, name: str = "考勤.xlsx", **more: object) -> str:
    with pytest.raises(UserError) as caught:
        reading.read(data, name, now=NOW, **more)  # type: ignore[arg-type]
    message = caught.value.message
    assert any("\u4e00" <= char <= "\u9fff" for char in message) and len(message) < 120, message
    assert caught.value.code
    return caught.value.code


def compound(*streams: str) -> bytes:
    """A small compound file (OLE2) whose directory names these streams."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xff" * 432
    table = struct.pack("<III", 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE) + b"\xff" * 500
    entries = b""
    for number, stream in enumerate(("Root Entry", *streams)):
        name = stream.encode("utf-16-le")
        kind = 5 if number == 0 else 2
        entries += name.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(name) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, 1 if number == 0 else 0xFFFFFFFF
        )
        entries += bytes(36) + struct.pack("<IQ", 2, 512)
    return head + table + entries.ljust(512, b"\0") + bytes(1024)


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


def sheet_package(sheet: bytes) -> bytes:
    """The least xlsx around one sheet's XML."""
    package = "http://schemas.openxmlformats.org/package/2006"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return packed(
        {
            "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>".encode(),
            "_rels/.rels": (
                f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
                f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
            ).encode(),
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
                f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
            ).encode(),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>'.encode() + sheet + b"</sheetData></worksheet>",
        }
    )


def test_a_password() -> None:
    assert code(compound("EncryptionInfo", "EncryptedPackage")) == "encrypted"


def test_a_compound_file_that_is_no_workbook() -> None:
    assert code(compound("WordDocument"), "合同.doc") == "damaged_file"


def test_a_web_page_named_xls() -> None:
    for head in (b"<html><table>", b"\xef\xbb\xbf\r\n<!DOCTYPE html><html>", b"<TABLE border=1>"):
        assert code(head, "考勤.xls") == "html_as_xls"
    assert code(b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "考勤.xls") == "xml_as_xls"


@pytest.mark.parametrize("part", [0.02, 0.3, 0.7, 0.999])
def test_a_truncated_workbook(part: float, samples: Path) -> None:
    data = (samples / DINGTALK).read_bytes()
    assert code(data[: int(len(data) * part)]) == "damaged_file"


@pytest.mark.parametrize("head", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xd8\xff\xe0\0\x10JFIF", b"%PDF-1.7\n", b"GIF89a", b"MZ\x90\0"])
def test_another_kind_of_file_named_xlsx(head: bytes) -> None:
    assert code(head + bytes(range(256)) * 20) == "not_a_table"


def test_another_office_document() -> None:
    assert code(packed({"word/document.xml": b"<w/>", "[Content_Types].xml": b"<Types/>"})) == "not_a_table"
    assert code(packed({"a.txt": b"x"})) == "not_a_table"


def test_too_big() -> None:
    assert code(b"a," * (30 * 1024 * 1024)) == "too_large"


def test_a_zip_bomb() -> None:
    assert code(sheet_package(b" " * 301 * 1024 * 1024)) == "zip_bomb"


def test_a_zip_that_lies_about_its_size() -> None:
    """The directory says 1000 bytes, the member unpacks to 40 MB."""
    data = bytearray(sheet_package(b'<row r="1">' + b" " * 40_000_000 + b"</row>"))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.find(mark)
        while place >= 0:
            (size,) = struct.unpack_from("<I", data, place + offset)
            if size > 1_000_000:
                struct.pack_into("<I", data, place + offset, 1000)
            place = data.find(mark, place + 4)
    assert code(bytes(data)) == "damaged_file"


def test_a_cell_at_the_far_corner() -> None:
    """The reading library holds the whole rectangle: A1 to XFD1048576 would be 17 billion cells."""
    assert (
        code(sheet_package(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')) == "too_large"
    )
    assert (
        code(sheet_package(b"<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>")) == "too_large"
    )
    many = b"".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>'.encode() for n in range(1, 3000))
    assert code(sheet_package(many + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')) == "too_large"


def test_a_cycle_in_an_old_workbook(samples: Path) -> None:
    """A chain of sectors that bites its own tail: the reading library would collect it until the memory is gone."""
    data = bytearray((samples / "05_1_(9月)员工刷卡记录表.xls").read_bytes())
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    table = (struct.unpack_from("<I", data, 76)[0] + 1) * size
    directory = struct.unpack_from("<I", data, 48)[0]
    struct.pack_into("<I", data, table + 4 * directory, directory)
    assert code(bytes(data), "a.xls") == "damaged_file"


def test_an_old_workbook_that_claims_too_much(samples: Path) -> None:
    data = (samples / "05_1_(9月)员工刷卡记录表.xls").read_bytes()
    dimensions = data.find(b"\x00\x02\x0e\x00")
    strings = data.find(b"\xfc\x00", 512)
    for place, wanted in ((dimensions + 8, ("damaged_file", "too_large")), (strings + 8, ("damaged_file",)), (44, ("damaged_file",))):
        broken = bytearray(data)
        struct.pack_into("<I", broken, place, 0x7FFFFFFF)
        assert code(bytes(broken), "a.xls") in wanted


def test_other_kinds_of_workbook() -> None:
    assert code(packed({"content.xml": b"<x/>", "mimetype": b"x"}), "a.ods") == "other_workbook"
    assert code(packed({"xl/workbook.bin": b"x"}), "a.xlsb") == "other_workbook"


@pytest.mark.parametrize("data", [b"", b"\0" * 100, b"\r\n\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"   \t"])
def test_nothing_in_it(data: bytes) -> None:
    assert code(data, "空.csv") == "empty_file"


def test_headers_without_rows() -> None:
    assert code("工号,打卡时间\n".encode(), "空.csv", kind="punches") == "no_rows"


def test_bytes_that_are_no_text() -> None:
    noise = random.Random(1).randbytes(5000)
    assert code(b"a" + noise) in ("bad_encoding", "binary_file")
    assert code(b"a" + bytes(random.Random(2).choices(range(1, 9), k=5000))) == "binary_file"


def test_nul_bytes_inside_a_text() -> None:
    data = b"\xe5\xb7\xa5\xe5\x8f\xb7,\xe6\x89\x93\xe5\x8d\xa1\xe6\x97\xb6\xe9\x97\xb4\n0007,2026-09-05 08:29\0\0\n" + b"\0" * 500
    found = reading.read(data, "a.csv", now=NOW)
    assert len(found.drafts) == 1 and not found.problems


def test_folders_and_missing_files(tmp_path: Path) -> None:
    for path, wanted in ((tmp_path, "is_directory"), (tmp_path / "没有.xlsx", "file_missing"), (Path("a\0b"), "file_missing")):
        with pytest.raises(UserError) as caught:
            reading.load(path)
        assert caught.value.code == wanted
    (tmp_path / "a.csv").write_bytes(b"x")
    assert reading.load(tmp_path / "a.csv") == b"x"
    big = tmp_path / "big.csv"
    with big.open("wb") as stream:
        stream.truncate(cells.MAX_BYTES + 1)
    with pytest.raises(UserError) as caught:
        reading.load(big)
    assert caught.value.code == "too_large"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    if hasattr(os, "mkfifo"):
        os.mkfifo(path)
    with pytest.raises(UserError) as caught:
        reading.load(path)
    assert caught.value.code == ("not_a_table" if path.exists() else "file_missing")


def dingtalk(title: str, rows: list[list[str]], made: str = "2026-10-08 09:00", sheet: str = "原始记录") -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet(sheet)
    head = ["姓名", "考勤组", "部门", "工号", "职位", "UserId", "考勤日期", "考勤时间", "打卡时间", "打卡结果"]
    for number, row in enumerate([[title], [f"报表生成时间：{made}"], head, *rows]):
        for column, text in enumerate(row):
            page.write_string(number, column, text)
    book.close()
    return out.getvalue()


def punch(day: date, at: str, result: str = "正常") -> list[str]:
    return ["林晓彤", "", "", "0007", "", "u7", f"{day:%y-%m-%d} 星期{'一二三四五六日'[day.weekday()]}", "", at, result]


SEPTEMBER = "原始记录 统计日期：2026-09-01 至 2026-09-30"


def test_a_whole_file_of_another_month() -> None:
    good = dingtalk(SEPTEMBER, [punch(date(2026, 9, 1), "2026-09-01 08:20")])
    assert len(reading.read(good, "x", now=NOW, month=Month(2026, 9)).drafts) == 1
    assert code(good, month=Month(2026, 8)) == "wrong_month"
    mixed = dingtalk(SEPTEMBER, [punch(date(2026, 7, day), f"2026-07-{day:02d} 08:20") for day in range(1, 9)])
    assert code(mixed) == "wrong_month"


def test_single_rows_outside_the_period() -> None:
    days = [date(2026, 9, 1) + timedelta(days=n) for n in range(5)]
    rows = [punch(day, f"{day} 08:20") for day in days]
    rows += [
        punch(date(2026, 9, 30), "2026-10-01 01:10"),
        punch(date(2026, 8, 31), "2026-08-31 08:20"),
        punch(date(2026, 9, 9), "2026-09-20 08:20"),
        punch(date(2026, 9, 9), "2047-09-09 08:20"),
        punch(date(2026, 9, 9), "2025-09-09 08:20"),
    ]
    found = reading.read(dingtalk(SEPTEMBER, rows), "x", now=NOW)
    assert len(found.drafts) == 6
    assert [(each.code, each.row) for each in found.problems] == [
        ("outside_period", 10),
        ("date_conflict", 11),
        ("out_of_plausible_range", 12),
        ("outside_period", 13),
    ]


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("原始记录 统计日期：2047-09-01 至 2047-09-30", "out_of_plausible_range"),
        ("原始记录 统计日期：2026-09-31 至 2026-09-30", "bad_period"),
        ("原始记录 统计日期：", "bad_period"),
        ("原始记录 统计日期：2026-09-30 至 2026-09-01", "bad_period"),
    ],
)
def test_titles_that_cannot_be(title: str, wanted: str) -> None:
    assert code(dingtalk(title, [punch(date(2026, 9, 1), "2026-09-01 08:20")])) == wanted


def test_a_title_deleted_by_hand() -> None:
    """The columns are unmistakable, void rows stay void; the days covered are those of the rows."""
    rows = [
        punch(date(2026, 9, 3), "2026-09-03 08:20"),
        punch(date(2026, 9, 5), "2026-09-06 01:20"),
        punch(date(2026, 9, 6), "2026-09-06 08:20", "打卡无效:x"),
    ]
    found = reading.read(dingtalk("", rows), "x", now=NOW)
    assert found.format == "dingtalk.attendance_report" and found.void == 1 and len(found.drafts) == 2
    assert found.covered == (date(2026, 9, 3), date(2026, 9, 5))
    assert code(dingtalk("", rows), month=Month(2026, 8)) == "wrong_month"


@pytest.mark.parametrize(
    ("made", "last"),
    [
        ("2026-10-08 09:00", date(2026, 9, 30)),
        ("2026-10-01 00:30", date(2026, 9, 30)),
        ("2026-09-30 20:00", date(2026, 9, 29)),
        ("2026-09-15 12:00", date(2026, 9, 14)),
        ("", date(2026, 9, 30)),
    ],
)
def test_a_month_exported_before_its_end_covers_less(made: str, last: date) -> None:
    found = reading.read(dingtalk(SEPTEMBER, [punch(date(2026, 9, 1), "2026-09-01 08:20")], made), "x", now=NOW)
    assert found.period == (date(2026, 9, 1), date(2026, 9, 30)) and found.covered == (date(2026, 9, 1), last)
    assert [each.code for each in found.warnings] == ([] if last.day == 30 else ["partial_period"])


def test_void_and_special_results() -> None:
    day = date(2026, 9, 1)
    rows = [
        punch(day, f"2026-09-01 08:{20 + number}", result)
        for number, result in enumerate(
            ("打卡无效:此记录已被更新", "外勤", "补卡审批通过", "请假", "举证打卡审批通过", "管理员王主管改为正常")
        )
    ]
    found = reading.read(dingtalk(SEPTEMBER, [*rows, punch(day, "", "缺卡")]), "x", now=NOW)
    assert [draft.kind for draft in found.drafts] == ["field", "makeup", "punch", "makeup", "punch"]  # type: ignore[union-attr]
    assert found.void == 1 and [each.code for each in found.ignored][-1] == "no_punch" and not found.problems


def test_other_dingtalk_reports_are_refused_politely() -> None:
    approval = "审批编号,标题,审批状态,发起人UserID,发起人姓名\n1,请假,完成,u7,林晓彤\n".encode()
    checkin = "姓名,工号,部门,日期,时间,拜访对象\n林晓彤,0007,客服,2026-09-01,08:20,客户\n".encode()
    assert code(approval) == "approval_export" and code(checkin) == "checkin_report"


def outcome(data: bytes, name: str, kind: str | None) -> str:
    """'read' or the code of the refusal; anything else escapes and fails the test."""
    try:
        reading.read(data, name, kind=kind, now=NOW, month=Month(2026, 9) if kind else None)
    except UserError as error:
        assert error.code and error.message
        return error.code
    return "read"


def test_mutated_cells_end_in_a_result_or_a_refusal(samples: Path) -> None:
    """Damage that keeps the container sound reaches the parsers: single cells of every template replaced by strange ones."""
    strange = [
        "",
        "-",
        "\0",
        "=1+1",
        "2026-02-30",
        "99999999999999999999",
        "1e309",
        "-1",
        "nan",
        "12:60",
        "25:00",
        "０００７",
        "次日",
        "休",
        "\ufeff",
        "'",
        '"',
        '="',
        "9" * 400,
        "2026-09-05T08:29:00.999",
        "下午 13:00",
        "0000-00-00 00:00",
        "9999-12-31 23:59:59",
        "½",
        "²",
        "١٢:٣٠",
        "٢٠٢٦-٠٩-٠٥ ٠٨:٣٠",
    ]
    tables = {
        "staff": ["工号,姓名,入职日期,底薪,考勤机号", "0007,林晓彤,2025-03-01,2200.00,7"],
        "corrections": ["工号,日期,类型,补卡时间,打卡时间,证明人,原因", "0007,2026-09-05,上班,08:30,08:40,王,x"],
        "leave": [
            "工号,类型,开始时间,结束时间,状态,紧急,申请时间,原因",
            "0007,事假,2026-09-05 08:30,2026-09-05 12:00,已批准,是,2026-09-01,x",
        ],
        "overtime": ["工号,日期,分钟,状态", "0007,2026-09-05,120,已批准"],
        "punches": ["工号,姓名,打卡时间", "0007,林晓彤,2026-09-05 08:29"],
        "roster": ["工号,日期,班次", "0007,2026-09-05,D"],
    }
    for kind, (head, row) in tables.items():
        good = row.split(",")
        for column in range(len(good)):
            for cell in strange:
                quoted = ['"' + (cell if at == column else each).replace('"', '""') + '"' for at, each in enumerate(good)]
                outcome(f"{head}\n{','.join(quoted)}\n{row}\n".encode(), f"{kind}.csv", kind)
