"""Damaged files of every format end in a result or in one clear refusal, within 300 MB and 10 s.

    python -m tests.files.fuzz_reading --count 20000 --seed 1 [--keep FOLDER]
    python -m tests.files.fuzz_reading --seed 1 --case 4711

Case n of a seed is always the same file. The cases run in a child process, which is replaced when it dies, hangs or grows too big; each
such case and every exception is a finding. `--keep` writes the files of the findings there; exits 1 where there is one.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import queue
import random
import subprocess
import sys
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock
from functools import cache
from pathlib import Path
from typing import IO, Any

from csdesk.core import people
from csdesk.core import profile as p
from csdesk.core.calendar import Month
from csdesk.core.problem import UserError
from csdesk.core.profile import Profile
from csdesk.core.rules import Shift
from csdesk.core.staff import Alias, Employee
from csdesk.files import cells, reading
from csdesk.files.formats import mapped
from tests.files import exports, xls

NOW = datetime(2026, 10, 8, 9)
SECONDS, MEGABYTES = 10.0, 300.0
SHIFTS = (Shift("D", "白班", 510, 1050), Shift("N", "晚班", 1020, 1500))
SAMPLES = Path(__file__).resolve().parent.parent / "data" / "attendance"
STRANGE: tuple[Any, ...] = (
    "", "-", "--", "\0", " ", "\u3000", "\u200b", "\ufeff", "=1+1", "'", '"', '="', '="0007"', "休", "次日", "次日 01:03", "合计",
    "姓名", "½", "2026-02-30", "0000-00-00 00:00", "0001-01-01 00:00:00", "9999-12-31", "9999-12-31 23:59:59", "99-12-31 星期五",
    "31/12/9999 23:59", "12:60", "24:00", "25:00", "48:01", "00:00", "次日23:59", "08:29Z", "2026-09-05 08:29+08",
    "2026-09-05T08:29:00.999", "下午 13:00", "١٢:٣٠", "٢٠٢٦-٠٩-٠٥ ٠٨:٣٠", "０８：２９", "08:2509:1708:2", "正常(08:58),正常(18:40", "²",
    "统计时间:02-30 ～ 13-01 制表时间:2026-99-99 25:00", "统计日期：9999-12-01 至 9999-12-31", "2026-09-30 ~ 2026-09-01",
    "0001-01-01 ~ 9999-12-31", "9" * 18, "9" * 400, "9" * 5000, "1e309", "nan", "-1", "46266.354", "2958466", "林晓彤" * 3000,
    "【" * 30000, "(" * 30000, "1 " * 15000 + ")", "08:29、" * 5000, "08:29" * 6000, "a(" * 9000 + "08:29", "?" * 5000,
    "打卡无效:x", "失效", "补卡审批通过", 0, 1, -1.0, 0.5, 1.9999999, 46266.354, 2958465.9, 1e15, 1e300, True,
    datetime(2026, 9, 5, 8, 29), datetime(9999, 12, 31, 23, 59, 59), date(1900, 1, 1),
)  # fmt: skip
TEMPLATES = {
    "staff": "工号,姓名,岗位,入职日期,离职日期,底薪,生效日期,社保总额,考勤机号,客服昵称\n"
    "0007,林晓彤,客服,2025-03-01,,2200.00,2026-09-01,1000,7,店:彤",
    "corrections": "工号,日期,类型,补卡时间,打卡时间,证明人,原因\n0007,2026-09-05,上班,08:30,08:40,王,x",
    "leave": "工号,类型,开始时间,结束时间,状态,紧急,申请时间,原因\n"
    "0007,事假,2026-09-05 08:30,2026-09-05 12:00,已批准,是,2026-09-01,x",
    "overtime": "工号,日期,分钟,状态\n0007,2026-09-05,120,已批准",
    "roster": "工号,日期,班次\n0007,2026-09-05,D",
    "rosters": "工号,姓名," + ",".join(map(str, range(1, 31))) + "\n0007,林晓彤," + "休,假,D," * 10,
    "wizard": "何人,日期,上班,下班\n林晓彤,9月5日,08:29,17:31\n陈思远,9月6日,16:55,01:03",
    "lists": "姓名," + ",".join(f"2026-09-0{n}" for n in range(1, 9)) + "\n林晓彤" + ",正常(08:58)；正常(18:40)" * 8,
}
KINDS = {"wizard": None, "lists": None, "rosters": "roster"}


@dataclass(frozen=True)
class File:
    """A whole file to start from; `kind` is what the commands would import it as (None: found out)."""

    name: str
    data: bytes
    kind: str | None = None


@cache
def files() -> tuple[File, ...]:
    """The samples, small exports of every format, and the templates."""
    found = [File(path.name, path.read_bytes()) for folder in (SAMPLES, SAMPLES / "refuse") for path in sorted(folder.iterdir())
             if path.is_file() and path.suffix != ".json"]
    punches = exports.month(5, 8)
    found += [File(name, write(punches), "punches") for name, write in (exports.WRITERS | exports.VARIANTS).values()]
    found += [File(f"{name}.csv", text.encode("gb18030" if name == "leave" else "utf-8"), KINDS.get(name, name))
              for name, text in TEMPLATES.items()]
    return tuple(found)


@cache
def team() -> tuple[Employee, ...]:
    return tuple(Employee(n + 1, exports.no(n), exports.name(n), left=date(2026, 8, 4) if n == 3 else None,
                          aliases=(Alias("device", str(n + 1)),)) for n in range(5))


# ---- damage


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Bytes changed, a piece cut out, doubled or replaced, the end cut off."""
    body = bytearray(data)
    for _again in range(chance.randint(1, 6)):
        if not body:
            break
        place, length = chance.randrange(len(body)), chance.randint(1, max(1, min(200, len(body))))
        what = chance.randrange(12)
        if what < 4:
            body[place] = chance.randrange(256)
        elif what < 6:
            del body[place:place + length]
        elif what < 8:
            body[place:place] = body[max(0, place - length):place]
        elif what < 10:
            body[place:place + length] = chance.randbytes(length)
        elif what < 11:
            body[place:place + 4] = chance.choice((b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\0", b"\xff\xff\0\0"))
        else:
            del body[chance.randrange(len(body) // 2, len(body)):]
    return bytes(body)


def damaged_inside(data: bytes, chance: random.Random) -> bytes:
    """Damage inside the members of a package, packed again: the zip is sound, the XML is not."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name in chance.sample(sorted(parts), k=min(2, len(parts))):
        parts[name] = damaged(parts[name], chance)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return out.getvalue()


Table = list[list[Any]]


@cache
def tables(file: File) -> dict[str, Table] | None:
    """The cells of a file, None where it is no table."""
    try:
        book = cells.open_book(file.data)
        return {str(name or ""): [list(row) for row in book.sheet(name).rows] for name in book.names}
    except UserError:
        return None


def shuffled(file: File, chance: random.Random) -> bytes:
    """The same kind of file with strange cells, and rows and columns moved, doubled or gone: damage that reaches the parsers."""
    sheets = {name: [list(row) for row in rows] for name, rows in (tables(file) or {}).items()}
    for _again in range(chance.choice((1, 2, 4, 8, 30))):
        rows = sheets[chance.choice(sorted(sheets))]
        if not rows:
            continue
        at = min(chance.randrange(len(rows)), chance.randrange(len(rows)))  # the head is at the top
        row = rows[at]
        column = chance.randrange(len(row) + 1)
        what = chance.randrange(16)
        if what < 9 and row:
            row[min(column, len(row) - 1)] = chance.choice(STRANGE)
        elif what == 9:
            del rows[at]
        elif what == 10:
            rows.insert(at, list(chance.choice(rows)))
        elif what == 11:
            del row[column:]
        elif what == 12:
            row.insert(column, chance.choice(STRANGE))
        elif what == 13:
            other = chance.choice(rows)
            if row and other:
                one, two = chance.randrange(len(row)), chance.randrange(len(other))
                row[one], other[two] = other[two], row[one]
        elif what == 14:
            del rows[at:at + chance.randint(1, 6)]
        elif row:
            for each in rows:
                del each[column:column + 1]
    return written(file, sheets)


def written(file: File, sheets: dict[str, Table]) -> bytes:
    """Tables in the container of a file."""
    if file.name.endswith(".xlsx"):
        import xlsxwriter

        out = io.BytesIO()
        options = {"in_memory": True, "nan_inf_to_errors": True, "strings_to_formulas": False, "strings_to_urls": False,
                   "default_date_format": "yyyy-mm-dd hh:mm"}
        book = xlsxwriter.Workbook(out, options)
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row[:300]):
                    if isinstance(cell, str):
                        sheet.write_string(number, column, cell.replace("\0", "")[:32767])
                    elif cell is not None:
                        sheet.write(number, column, cell)
        book.close()
        return out.getvalue()
    plain = {name: [[_plain(cell) for cell in row[:250]] for row in rows] for name, rows in sheets.items()}
    if file.name.endswith(".xls"):
        return xls.workbook({name: [[cell[:8000] if isinstance(cell, str) else cell for cell in row] for row in rows]
                             for name, rows in plain.items()})
    lines = io.StringIO()
    (rows,) = plain.values()
    if file.name.endswith((".dat", ".TXT")):
        lines.writelines("\t".join(map(str, row)) + "\r\n" for row in rows)
    else:
        csv.writer(lines, quoting=csv.QUOTE_MINIMAL, escapechar="\\").writerows(rows)
    return lines.getvalue().encode("gb18030" if "GBK" in file.name else "utf-8", "replace")


def _plain(cell: Any) -> Any:
    return "" if cell is None else str(cell) if isinstance(cell, date | clock | timedelta) else cell


def case(seed: int, number: int) -> File:
    """The file of one case."""
    chance = random.Random(f"{seed}/{number}")
    file = chance.choice(files())
    luck = chance.random()
    if luck < (0.55 if file.data.startswith((b"PK", b"\xd0\xcf")) else 0.85) and tables(file):
        return File(file.name, shuffled(file, chance), file.kind)
    if luck < 0.8 and file.data.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(file.data)):
        return File(file.name, damaged_inside(file.data, chance), file.kind)
    return File(file.name, damaged(file.data, chance), file.kind)


# ---- one case


def outcome(file: File, chance: random.Random) -> str:
    """'read', or the code of the refusal; whatever else is raised is a finding. People are resolved, and what no format knows is looked
    at and read as the wizard would."""
    kind = file.kind if chance.random() < 0.5 else None
    options: dict[str, Any] = {"shifts": SHIFTS} if chance.random() < 0.5 else {}
    if chance.random() < 0.3:
        options["month"] = chance.choice((Month(2026, 8), Month(2026, 9), Month(2025, 1)))
    if chance.random() < 0.3:
        options["after_midnight"] = chance.choice((p.SAME, p.PREVIOUS))
    try:
        read = reading.read(file.data, file.name, kind=kind, now=NOW, **options)
        found = "read"
    except UserError as error:
        if not (error.code and error.message):
            raise AssertionError(f"a refusal without code or words: {error!r}") from error
        found = error.code
    else:
        _resolve(read)
    if found in ("unknown_layout", "read") and chance.random() < (1.0 if found != "read" else 0.1):
        _as_the_wizard(file, chance)
    return found


def _as_the_wizard(file: File, chance: random.Random) -> None:
    try:
        sketch = reading.sketch(file.data, file.name)
        sheet = sketch.sheets[sketch.likely]
        guess = reading.guess(sheet)
        reading.seen(file.data)
        mine = Profile(reading.fingerprint(sheet, (guess.first_header, guess.last_header)), "x", guess.first_header, guess.last_header,
                       guess.layout, mapped.uses(guess, guess.fields), chance.choice((p.SAME, p.PREVIOUS)), guess.status_lists,
                       guess.date_order or chance.choice((p.MDY, p.DMY)))
        read = reading.read(file.data, file.name, now=NOW, profile=mine, sheet=sheet.name)
    except UserError:
        return
    _resolve(read)


def _resolve(read: reading.ImportFile) -> None:
    done = people.resolve(read.drafts, team())
    for draft, _problem in done.held[:3]:
        people.suggestion(draft.person, team())


def check(seed: int, number: int) -> str:
    """Run one case; its outcome. Raises what the reading raises."""
    return outcome(case(seed, number), random.Random(f"{seed}/{number}/how"))


# ---- child and parent


def child(seed: int, first: int, last: int) -> None:
    """Run cases, a line before and a line after each: its outcome, seconds, and the most memory of the process so far in MB."""
    for number in range(first, last):
        file = case(seed, number)
        print(json.dumps({"begin": number}), flush=True)
        start = time.perf_counter()
        try:
            found = outcome(file, random.Random(f"{seed}/{number}/how"))
        except BaseException as error:
            found = f"!{type(error).__name__}: {error}"[:200]
        took = time.perf_counter() - start
        print(json.dumps({"end": number, "outcome": found, "seconds": round(took, 3), "megabytes": round(_peak())}), flush=True)


def _peak() -> float:
    import psutil

    if sys.platform == "linux":
        return int(Path("/proc/self/status").read_text(encoding="utf-8").split("VmHWM:")[1].split()[0]) / 1024
    memory = psutil.Process().memory_info()
    return float(getattr(memory, "peak_wset", memory.rss)) / 2**20


@dataclass(frozen=True)
class Finding:
    number: int
    what: str


def run(seed: int, count: int, told: IO[str] = sys.stdout) -> list[Finding]:
    """All cases; what was found, and the figures on `told`."""
    findings: list[Finding] = []
    outcomes: Counter[str] = Counter()
    slowest, most = (0.0, -1), (0.0, -1)
    at = 0
    while at < count:
        begun = -1
        with closing(_child(seed, at, min(count, at + 2000))) as lines:
            for line in lines:
                if "begin" in line:
                    begun = line["begin"]
                    continue
                number, what = line["end"], line["outcome"]
                at, begun = number + 1, -1
                outcomes[what if not what.startswith("!") else "exception"] += 1
                slowest, most = max(slowest, (line["seconds"], number)), max(most, (line["megabytes"], number))
                if what.startswith("!"):
                    findings.append(Finding(number, what[1:]))
                if line["seconds"] > SECONDS:
                    findings.append(Finding(number, f"{line['seconds']} s"))
                if at % 1000 == 0:
                    print(f"{at} of {count}, {len(findings)} findings", file=told, flush=True)
                if line["megabytes"] > MEGABYTES:
                    findings.append(Finding(number, f"{line['megabytes']} MB"))
                    break  # a new child counts its memory anew
        if begun >= 0:
            findings.append(Finding(begun, "the process died or hung"))
            at = begun + 1
    print(f"{count} files: {', '.join(f'{name} {many}' for name, many in outcomes.most_common())}", file=told)
    print(f"slowest {slowest[0]} s (case {slowest[1]}), most memory of the process {most[0]:.0f} MB (case {most[1]})", file=told)
    for one in findings:
        print(f"case {one.number} ({case(seed, one.number).name}): {one.what}", file=told)
    return findings


def _child(seed: int, first: int, last: int) -> Generator[dict[str, Any], None, None]:
    """The lines of one child process; ends with it, also when it says nothing for too long."""
    process = subprocess.Popen([sys.executable, "-m", "tests.files.fuzz_reading", "--child", str(seed), str(first), str(last)],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")  # the library tells its panics there
    assert process.stdout is not None
    lines: queue.Queue[str] = queue.Queue()

    def listen(stream: IO[str]) -> None:
        for line in stream:
            lines.put(line)
        lines.put("")

    listener = threading.Thread(target=listen, args=(process.stdout,))
    listener.start()
    try:
        while True:
            try:
                line = lines.get(timeout=6 * SECONDS)
            except queue.Empty:
                return
            if not line:
                return
            yield json.loads(line)
    finally:
        process.kill()
        listener.join()
        process.stdout.close()
        process.wait()


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Read damaged files of every format.")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the files of the findings")
    parser.add_argument("--case", type=int, help="run this one case here, with its trace")
    parser.add_argument("--child", nargs=3, type=int, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.child:
        child(*given.child)
        return 0
    if given.case is not None:
        print(check(given.seed, given.case))
        return 0
    findings = run(given.seed, given.count)
    if given.keep is not None:
        given.keep.mkdir(parents=True, exist_ok=True)
        for one in findings:
            file = case(given.seed, one.number)
            (given.keep / f"{given.seed}-{one.number}-{file.name}").write_bytes(file.data)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
