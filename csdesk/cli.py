"""csdesk without a window: the same actions, one JSON object on standard output (or in `--answer FILE`), words on standard error.

Exit codes: 0 done, 1 refused (the input is at fault, nothing was changed), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import NoReturn

from csdesk import computer, i18n, windows
from csdesk.core.calendar import Month
from csdesk.core.permission import Permission
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _

PRINTS = ("attendance", "payslips", "payroll", "roster", "roster-people", "roster-changes", "bulletin", "close", "service",
          "handover")
EXPORTS = ("attendance", "payslips", "payroll", "roster", "ics", "bulletin", "cases", "service")
YEARS = range(1900, 3000)  # a day outside is a slip of the pen


class _Usage(Exception):
    pass


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        raise _Usage(f"{self.prog}: {message}")


def main(arguments: Sequence[str], *, remembered: Path | None = None, remember: Callable[[Path], None] | None = None) -> int:
    """Run one command. `remembered` is the shop file used last, `remember` keeps the one used now."""
    windows.open_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    rest, target = _target(arguments)
    if computer.warning():
        print(computer.warning(), file=sys.stderr)
    try:
        if target is not None:
            target.unlink(missing_ok=True)  # the answer of an earlier run never stands for this one
            _write(target, "")
    except OSError as error:
        message = _unwritable(error)
        _say({"error": message, "code": "os", "problems": []})
        print(message, file=sys.stderr)
        return 2
    code, answer = _answered(rest, remembered, remember)
    if target is None:
        _say(answer)
        return code
    try:
        _write(target, _json(answer))
        os.replace(_scratch(target), target)
    except OSError as error:
        print(_unwritable(error), file=sys.stderr)
        return 1
    return code


def _answered(arguments: Sequence[str], remembered: Path | None, remember: Callable[[Path], None] | None) -> tuple[int, object]:
    """The exit code and the answer of one command, whatever happens."""
    try:
        language = os.environ.get("CSDESK_LANGUAGE", "")
        if i18n.language != language:
            i18n.use(language if language in i18n.LANGUAGES else "zh_CN")
        return 0, _run(_parser().parse_args(arguments), remembered, remember)
    except _Usage as error:
        print(error, file=sys.stderr)
        return 2, {"error": str(error), "problems": []}
    except UserError as error:
        print(error.message, file=sys.stderr)
        for problem in error.problems[:50]:
            print(f"  {problem.message}", file=sys.stderr)
        return 1, {"error": error.message, "code": error.code, "problems": [one.as_json() for one in error.problems]}
    except OSError as error:
        message = _unwritable(error)
        print(message, file=sys.stderr)
        return 1, {"error": message, "code": "os", "problems": []}
    except Exception as error:  # a fault of the program: whoever reads the answer still gets one JSON object
        message = _("The program made a mistake: {what}").format(what=f"{type(error).__name__}: {error}")
        traceback.print_exc()
        return 1, {"error": message, "code": "bug", "problems": []}


def _unwritable(error: OSError) -> str:
    return _("{path} can't be read or written: {why}").format(path=error.filename or "", why=error.strerror or error)


def _target(arguments: Sequence[str]) -> tuple[list[str], Path | None]:
    """The arguments without `--answer FILE`, and that file: known before the rest is looked at, as wrong usage is answered there, too."""
    rest, target = list(arguments), None
    for number, word in enumerate(rest):
        if word == "--answer" and number + 1 < len(rest):
            target = Path(rest[number + 1])
            del rest[number : number + 2]
            break
        if word.startswith("--answer=") and word != "--answer=":
            target = Path(word.partition("=")[2])
            del rest[number]
            break
    return rest, target


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"  # whole before a word of it is printed


def _say(value: object) -> None:
    text = _json(value)
    sys.stdout.write(text)
    sys.stdout.flush()


def _scratch(target: Path) -> Path:
    return target.with_name(target.name + ".new")


def _write(target: Path, text: str) -> None:
    """Into the scratch file beside the target: what can't be written is known before the command does anything."""
    target = target.absolute()
    if target.is_dir():
        raise IsADirectoryError(21, os.strerror(21), str(target))
    with _scratch(target).open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


@cache
def _parser() -> _Parser:
    common = _Parser(add_help=False)
    common.add_argument("--shop", type=Path, default=argparse.SUPPRESS, help="the shop file (default: the last used one)")
    common.add_argument("--now", type=_moment, default=argparse.SUPPRESS, help="the clock of this command, 2026-10-08T09:00")
    common.add_argument("--user", default=argparse.SUPPRESS, help="who signs in; the password comes from CSDESK_PASSWORD or is asked for")
    common.add_argument("--answer", metavar="FILE", default=argparse.SUPPRESS,
                        help="write the JSON into this file instead, whole or not at all, refusals and wrong usage, too")
    portable = "--portable: settings and logs beside the executable, as with a folder csdesk-data or a file portable.txt there"
    parser = _Parser(prog="csdesk", parents=[common], epilog=portable)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)

    def command(name: str, text: str, where: argparse._SubParsersAction[_Parser] = commands) -> _Parser:
        return where.add_parser(name, help=text, parents=[common])

    init = command("init", "a new shop file; refuses to overwrite")
    init.add_argument("--preset", choices=("handbook-1", "handbook-2"), required=True)
    init.add_argument("--rules", type=Path)
    init.add_argument("--name", default="", help="the shop's name")

    rules = command("rules", "the rules as JSON").add_subparsers(dest="action", required=True, parser_class=_Parser)
    command("export", "every key of the rules in force", rules)
    rules_import = command("import", "a new version in force from a day", rules)
    rules_import.add_argument("file", type=Path)
    rules_import.add_argument("--from", dest="start", type=_day, required=True)

    imports = command("import", "read a file; or take a batch back")
    imports.add_argument("kind", choices=("staff", "roster", "punches", "corrections", "leave", "overtime", "cases", "undo"))
    imports.add_argument("file", help="the file; for undo the number of the batch")
    imports.add_argument("--dry-run", action="store_true")
    imports.add_argument("--format")
    imports.add_argument("--month", type=_month)
    imports.add_argument("--after-midnight", choices=("same", "previous"), dest="night",
                         help="clocks only: 01:03 stands under its own day, or under the day before, when the shift began; kept")

    roster = command("roster", "the roster").add_subparsers(dest="action", required=True, parser_class=_Parser)
    propose = command("propose", "fill a month; typed, pinned and published cells stay", roster)
    propose.add_argument("--month", type=_month, required=True)
    propose.add_argument("--seconds", type=_seconds, default=20.0, help="about how long the search may take, 0.1 to 600 (default 20)")
    propose.add_argument("--seed", type=int, default=1, help="the same seed and seconds give the same roster (default 1)")
    propose.add_argument("--keep", action="store_true", help="accepted cells and continued patterns stay, too: only blank ones are filled")

    month = command("month", "show, close, reopen").add_subparsers(dest="action", required=True, parser_class=_Parser)
    command("show", "the month as JSON", month).add_argument("month", type=_month)
    close = command("close", "freeze the month", month)
    close.add_argument("month", type=_month)
    close.add_argument("--refuse-waiting", action="store_true", help="waiting requests and leave cells without a record count as refused")
    reopen = command("reopen", "open a closed month again", month)
    reopen.add_argument("month", type=_month)
    reopen.add_argument("--why", required=True)

    printing = command("print", "a PDF")
    printing.add_argument("what", choices=PRINTS)
    when = "2026-09; for the bulletin and a weekly service any day of the week, for the handover the day"
    printing.add_argument("period", type=_period, help=when)
    printing.add_argument("--out", type=Path, required=True)
    printing.add_argument("--per-page", type=int, choices=(1, 4), default=4, help="payslips or roster-people on a page")
    printing.add_argument("--paper", choices=("A4", "A3"), default="A4")
    export = command("export", "an Excel file; for ics a folder with a calendar file a person")
    export.add_argument("what", choices=EXPORTS)
    export.add_argument("period", type=_period)
    export.add_argument("--out", type=Path, required=True)
    export.add_argument("--no", help="for ics: the number of one employee, whose calendar --out then is")
    export.add_argument("--long", action="store_true", help="the roster as one row a cell instead of the grid")

    command("deadline", "when is it due, and why: questions as JSON").add_argument("file", type=Path)
    command("backup", "a consistent copy").add_argument("--to", type=Path)
    command("restore", "put a backup back; the present file is kept beside it").add_argument("file", type=Path)
    command("check", "integrity of the shop file")
    command("demo", "a full demonstration shop").add_argument("--out", type=Path)
    command("help", "the whole help as one PDF").add_argument("--out", type=Path, required=True)
    command("selftest", "the whole main job on the demonstration shop")
    return parser


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
        if moment.year not in YEARS:
            raise ValueError(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"not a time like 2026-10-08T09:00: {text}") from error
    return moment


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
        if day.year not in YEARS:
            raise ValueError(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"not a day like 2026-09-01: {text}") from error
    return day


def _month(text: str) -> Month:
    try:
        month = Month.parse(text)
        if month.year not in YEARS:
            raise ValueError(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"not a month like 2026-09: {text}") from error
    return month


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
        if not 0.1 <= seconds <= 600:
            raise ValueError(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"not a number of seconds from 0.1 to 600: {text}") from error
    return seconds


def _period(text: str) -> Month | date:
    return _month(text) if len(text) <= 7 else _day(text)


def _run(options: argparse.Namespace, remembered: Path | None, remember: Callable[[Path], None] | None) -> dict[str, object]:
    from csdesk.actions import shop as actions_shop

    moment: datetime | None = getattr(options, "now", None)

    def clock() -> datetime:
        return moment or datetime.now()

    path: Path | None = getattr(options, "shop", None)
    if options.command == "demo":
        return _demo(options.out or path or Path.cwd() / "demo.csdesk", clock)
    if options.command == "selftest":
        from csdesk.actions import selftest

        return selftest.run(clock())
    if options.command == "help":
        return _help(options.out, clock)
    if options.command == "deadline":
        from csdesk.actions import deadline

        return deadline.answer(_text(options.file))
    path = path or remembered
    if path is None:
        raise UserError(_("Name the shop file with --shop"), code="no_shop")
    if options.command == "init":
        actions_shop.ensure_parent(path)
        text = _text(options.rules) if options.rules else ""
        session = actions_shop.create(path, clock, preset=options.preset, shop_name=options.name, rules=text)
        session.shop.close()
        if remember is not None:
            remember(path)
        return {"shop": str(path), "preset": options.preset}
    if options.command == "restore":
        _may_restore(path, getattr(options, "user", None), clock)
        kept = actions_shop.restore(path, options.file, clock())
        return {"shop": str(path), "restored": str(options.file), "kept": str(kept)}
    session = actions_shop.open_shop(path, clock)
    if remember is not None and getattr(options, "shop", None) is not None:
        remember(path)
    try:
        _sign_in(session, getattr(options, "user", None))
        return _HANDLERS[options.command](session, options)
    finally:
        session.shop.close()


def _help(out: Path, clock: Callable[[], datetime]) -> dict[str, object]:
    from csdesk.actions import help as texts
    from csdesk.actions import prints

    made = texts.paper(clock())
    prints.save(out, made.pdf)
    return {"help": str(out), "pages": made.pages}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(_("{path} is not UTF-8 text").format(path=path), code="encoding") from error


def _sign_in(session, name: str | None) -> None:  # type: ignore[no-untyped-def]
    from csdesk.actions import users

    known = users.sign_ins(session.shop)
    if not known:
        return
    if name is None:
        raise UserError(_("This shop has sign-in: name yourself with --user"), code="sign_in")
    password = os.environ.get("CSDESK_PASSWORD")
    if password is None:
        windowed = sys.platform == "win32" and getattr(sys, "frozen", False)  # the shell does not wait for it and would get the keys
        if windowed or sys.stdin is None or not sys.stdin.isatty():
            raise UserError(_("The password is missing: set CSDESK_PASSWORD"), code="sign_in")
        import getpass

        password = getpass.getpass(_("Password: "))
    users.sign_in(session, name, password)


def _may_restore(path: Path, name: str | None, clock: Callable[[], datetime]) -> None:
    """Where the present file has sign-in, putting another in its place is the owner's; one that can't be opened has nobody to ask."""
    from csdesk.actions import shop as actions_shop

    try:
        session = actions_shop.open_shop(path, clock)
    except UserError as error:
        if error.code in ("missing", "damaged", "not_a_shop", "newer_version"):
            return
        raise
    try:
        _sign_in(session, name)
        session.require(Permission.EDIT_SETTINGS)
    finally:
        session.shop.close()


def _rules(session, options: argparse.Namespace) -> dict[str, object]:  # type: ignore[no-untyped-def]
    from csdesk.actions import rules

    if options.action == "export":
        return rules.export(session)
    done = rules.import_json(session, _text(options.file), options.start)
    return {"version": done.value.number, "effective_from": options.start.isoformat()}  # type: ignore[attr-defined]


def _import(session, options: argparse.Namespace) -> dict[str, object]:  # type: ignore[no-untyped-def]
    from csdesk.actions import imports

    if options.kind == "undo":
        if not options.file.isdigit():
            raise UserError(_("There is no import number {n}").format(n=options.file), code="no_batch")
        imports.undo(session, int(options.file))
        return {"undone": int(options.file)}
    wanted = replace(imports.read_options(session, options.month), after_midnight=options.night)
    file = imports.read(Path(options.file), wanted, kind=options.kind, format=options.format)
    ready = imports.preview(session, file, imports.Answers(after_midnight=options.night))
    if options.dry_run:
        return imports.answer_of(ready, None, ready.new, ready.present)
    done = imports.store(session, ready)
    assert isinstance(done.value, dict)
    return done.value


def _roster(session, options: argparse.Namespace) -> dict[str, object]:  # type: ignore[no-untyped-def]
    from csdesk.actions import proposals

    answer = proposals.propose(session, options.month, seconds=options.seconds, seed=options.seed, keep=options.keep)
    for sentence in answer["messages"]:  # type: ignore[attr-defined]
        print(sentence, file=sys.stderr)
    return answer


def _months(session, options: argparse.Namespace) -> dict[str, object]:  # type: ignore[no-untyped-def]
    from csdesk.actions import month

    if options.action == "close":
        month.close(session, options.month, settle="all" if options.refuse_waiting else "missed")
    elif options.action == "reopen":
        month.reopen(session, options.month, options.why)
        return {"month": str(options.month), "closed": False}
    return month.show(session, options.month)


def _print(session, options: argparse.Namespace) -> dict[str, object]:  # type: ignore[no-untyped-def]
    from csdesk.actions import prints

    paper = prints.paper(session, options.what, options.period, per_page=options.per_page, size=options.paper)
    prints.save(options.out, paper.pdf)
    answer: dict[str, object] = {"out": str(options.out), "pages": paper.pages, "problems": list(paper.problems)}
    if options.what == "roster-changes":
        answer["text"] = prints.roster_changes_text(session, options.period)
    for sentence in paper.problems:
        print(sentence, file=sys.stderr)
    return answer


def _export(session, options: argparse.Namespace) -> dict[str, object]:  # type: ignore[no-untyped-def]
    from csdesk.actions import prints

    if options.what == "ics":
        return _calendars(session, options)
    prints.save(options.out, prints.sheet(session, options.what, options.period, long=options.long))
    return {"out": str(options.out)}


def _calendars(session, options: argparse.Namespace) -> dict[str, object]:  # type: ignore[no-untyped-def]
    from csdesk.actions import prints
    from csdesk.actions.staff import employees

    month = prints.month_of("ics", options.period)
    if options.no is None:
        return {"out": str(options.out), "files": [path.name for path in prints.save_calendars(session, options.out, month)]}
    found = prints.calendars(session, month, only=[one.id for one in employees(session) if one.no == options.no])
    if not found:
        raise UserError(_("Nobody with number {no} was employed in {month}").format(no=options.no, month=month), code="nobody")
    prints.save(options.out, found[0][1])
    return {"out": str(options.out), "files": [options.out.name]}


def _backup(session, options: argparse.Namespace) -> dict[str, object]:  # type: ignore[no-untyped-def]
    from csdesk.actions import shop

    return {"backup": str(shop.backup(session, options.to).value)}


def _check(session, options: argparse.Namespace) -> dict[str, object]:  # type: ignore[no-untyped-def]
    from csdesk.actions import shop
    from csdesk.core.problem import Problem

    found = shop.check(session)
    if found:
        raise UserError(_("The shop file is damaged"), tuple(Problem("damaged", one) for one in found), "damaged")
    return {"shop": str(session.shop.path), "ok": True}


def _demo(path: Path, clock: Callable[[], datetime]) -> dict[str, object]:
    from csdesk.actions import demo

    session = demo.create(path, clock)
    try:
        return demo.summary(session)
    finally:
        session.shop.close()


_HANDLERS: dict[str, Callable[..., dict[str, object]]] = {
    "rules": _rules,
    "import": _import,
    "roster": _roster,
    "month": _months,
    "print": _print,
    "export": _export,
    "backup": _backup,
    "check": _check,
}
