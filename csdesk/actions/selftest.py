"""The whole main job on the demonstration shop inside the program itself: proof that an installed csdesk works, with all its parts."""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk import i18n
from csdesk.actions import (
    attendance,
    case_evidence,
    case_view,
    deadline,
    demo,
    discipline,
    handover,
    history,
    imports,
    knowledge,
    month,
    prints,
    proposals,
    repair,
    search,
    shop,
)
from csdesk.actions import help as help_texts
from csdesk.actions.session import Session
from csdesk.actions.staff import all_employees
from csdesk.core.attendance import Anomaly, Status, Verdict
from csdesk.core.calendar import Month
from csdesk.core.case_list import CaseFilter
from csdesk.core.handover import COMING, LEAVING
from csdesk.core.problem import Problem, UserError
from csdesk.i18n import N_
from csdesk.i18n import gettext as _
from csdesk.store.shop import Shop

if TYPE_CHECKING:
    from csdesk.files.paper.letterhead import Paper

SAMPLES = i18n.ROOT / "resources" / "samples"
RARE = "李䶮"  # a name of the demonstration shop that many a font has not
RAREST = "㐂"  # in the file of rare characters alone
SAMPLES_AT = datetime(2026, 11, 2, 9)
PATIENCE = 60.0  # seconds that a child process may take
# A sentence of every area of the program: each language has its own words for them
SENTENCES = (
    N_("Undo"),
    N_("Late"),
    N_("Days of rest"),
    N_("The disk is full, so nothing was changed. Make room and try again."),
    N_("Signature"),
)
# The smallest picture there is
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44"
    "ae426082"
)


def run(now: datetime) -> dict[str, object]:
    """Every part once, in the order of a person's month. Answers with the steps and their seconds; UserError at the first failure."""
    now = max(now, now.replace(hour=12, minute=0))  # on the first of a month the last night shift is judged from nine o'clock on
    seconds: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="csdesk-selftest-", ignore_cleanup_errors=True) as folder:
        test = _Test(Path(folder), now)
        try:
            for step in test.steps:
                name = step.__name__.replace("_", " ").strip()
                begun = time.perf_counter()
                try:
                    step()
                except Exception as error:
                    raise _failure(name, error) from error
                seconds[name] = round(time.perf_counter() - begun, 3)
        finally:
            test.close()
    return {"ok": True, "done": list(seconds), "seconds": seconds}


def _failure(name: str, error: Exception) -> UserError:
    problems = error.problems if isinstance(error, UserError) else (Problem("bug", traceback.format_exc()),)
    why = error.message if isinstance(error, UserError) else f"{type(error).__name__}: {error}"
    return UserError(_("The self-test stopped at “{step}”: {why}").format(step=name, why=why), problems, "selftest")


def _must(fine: object, message: str) -> None:
    if not fine:
        raise UserError(message, code="selftest")


class _Test:
    """The shop that the steps share. They leave no trace outside their folder."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.folder, self.now = folder, now
        self.path = folder / "自检 店铺.csdesk"
        self.last = Month.of(now.date()).previous()
        self.next = Month.of(now.date()).next()
        self.session: Session
        self.steps: tuple[Callable[[], None], ...] = (
            self.languages, self.fonts, self.help, self.migrations, self.imports, self.demo, self.decide, self.close_month, self.prints,
            self.exports, self.search, self.cases, self.deadline, self.handover, self.propose, self.undo, self.repair, self.reopen,
            self.backup, self.restore,
        )  # fmt: skip

    def close(self) -> None:
        if hasattr(self, "session"):
            self.session.shop.close()

    # What was packed

    def languages(self) -> None:
        chosen = i18n.language
        try:
            for language in i18n.LANGUAGES:
                i18n.use(language)
                lost = [sentence for sentence in SENTENCES if language != "en" and _(sentence) == sentence]
                _must(not lost, f"{language}: {lost}")
        finally:
            i18n.use(chosen)

    def help(self) -> None:
        """Every page of the help with its pictures, on paper, in each language."""
        chosen = i18n.language
        try:
            for language in i18n.LANGUAGES:
                i18n.use(language)
                made = help_texts.paper(self.now)
                _must(made.pages > len(help_texts.ORDER) and not made.missing, f"{language}: {made.pages} {made.missing}")
        finally:
            i18n.use(chosen)

    def fonts(self) -> None:
        from csdesk.files.paper import text

        for bold in (False, True):
            runs, missing = text.runs(f"{RARE}{RAREST} 客服台 ¥1,234.50 Ag", bold)
            _must(not missing, _("No font has {signs}").format(signs=missing))
            fonts = {run.font for run in runs}
            _must(fonts == {text.BOLD if bold else text.REGULAR, text.RARE}, _("No font has {signs}").format(signs=RAREST))

    def migrations(self) -> None:
        """A shop file of every earlier version is opened: a backup first, then step by step to the present one."""
        for version in range(1, Shop.newest()):
            path = self.folder / f"v{version}.csdesk"
            Shop.create(path, version=version).close()
            opened = Shop.open(path, now=self.now)
            try:
                _must(not opened.check(), _("The shop file is damaged"))
            finally:
                opened.close()
            kept = list(path.with_name(path.name + ".backups").glob(f"v{version}-v{version}-*"))
            _must(len(kept) == 1, _("No backup was made of {name}").format(name=path.name))

    def imports(self) -> None:
        """The sample file of every format, into a shop of its own, with the count that is known."""
        session = shop.create(self.folder / "样例.csdesk", lambda: SAMPLES_AT)
        try:
            for sample in json.loads((SAMPLES / "samples.json").read_text(encoding="utf-8")):
                file = imports.read(SAMPLES / sample["file"], imports.read_options(session), kind=sample["kind"])
                ready = imports.preview(session, file)
                found = (file.format, ready.new, len(ready.claims), len(ready.rejected), len(ready.held))
                _must(found == (sample["format"], sample["new"], sample["claims"], 0, 0), f"{sample['file']}: {found}")
                answer = imports.store(session, ready).value
                if sample["kind"] != "staff" and isinstance(answer, dict):
                    imports.undo(session, answer["batch"])
        finally:
            session.shop.close()

    # A month

    def demo(self) -> None:
        self.session = demo.create(self.path, lambda: self.now)

    def decide(self) -> None:
        decide_all(self.session, self.last)

    def close_month(self) -> None:
        month.close(self.session, self.last)
        result = month.result(self.session, self.last)
        adds_up = all(one.gross - one.deductions == one.net - one.not_collected for one in result.employees)
        _must(result.closed and result.employees and adds_up, _("The month does not add up"))

    def prints(self) -> None:
        noted = max(row.note.day for row in handover.notes(self.session))
        for what in prints.PAPERS:
            made = prints.paper(self.session, what, self.last.first if what == "bulletin" else self.last)
            self._printed(what, made)
            if what == "payslips":
                _must(RARE in _text(made), _("No font has {signs}").format(signs=RARE))
        self._printed("service", prints.paper(self.session, "service", self.last.first))
        self._printed("handover", prints.paper(self.session, "handover", noted))
        self._printed("fund", discipline.paper(self.session, self.last))

    def _printed(self, what: str, made: Paper) -> None:
        """It is a PDF with its own fonts, every sign has a glyph, and it can be drawn."""
        fine = made.pdf.startswith(b"%PDF") and b"/FontFile2" in made.pdf and not made.problems
        pages = prints.pages(made)
        try:
            first = pages.render(1, 36, grey=True).data
            fine = fine and len(pages.sizes) == made.pages and min(first) < max(first)
        finally:
            pages.close()
        _must(fine, _("{what} can't be printed").format(what=what))

    def exports(self) -> None:
        for what in prints.SHEETS:
            self._exported(what, prints.sheet(self.session, what, self.last.first if what == "bulletin" else self.last))
        self._exported("fund", discipline.export(self.session, self.last))
        for kind in imports.KINDS:
            self._exported(kind, prints.template(self.session, kind, self.last))
        _must(prints.calendars(self.session, self.last), _("{what} can't be exported").format(what="ics"))

    def _exported(self, what: str, data: bytes) -> None:
        path = self.folder / f"{what}.xlsx"
        prints.save(path, data)
        _must(any(rows for _sheet, rows in imports.seen(path)), _("{what} can't be exported").format(what=what))

    # The desk

    def search(self) -> None:
        found = search.find(self.session, RARE)
        _must([one.title for one in found if one.kind == "person"] == [RARE], _("Nothing was found: {words}").format(words=RARE))
        case = case_view.listed(self.session, CaseFilter(state="all")).rows[0]
        hits = case_view.find(self.session, case.no)
        _must([one.id for one in hits] == [case.id], _("Nothing was found: {words}").format(words=case.no))
        entry = knowledge.entries(self.session)[0]
        _must(entry in knowledge.entries(self.session, entry.title), _("Nothing was found: {words}").format(words=entry.title))

    def cases(self) -> None:
        """What is due, and a picture that lies beside the file by its hash."""
        rows = case_view.listed(self.session, CaseFilter()).rows
        _must(any(one.due is not None for one in rows), _("No case is due"))
        number = case_evidence.add(self.session, rows[0].id, PICTURE, "截图.png").value
        assert isinstance(number, int)
        kept = case_evidence.file(self.session, number)
        digest = hashlib.sha256(PICTURE).hexdigest()
        _must(kept.stem == digest and kept.read_bytes() == PICTURE, _("Evidence was not kept as it is"))

    def deadline(self) -> None:
        asked = {"questions": [{"id": "q", "start": "2026-09-24", "workdays": 7}]}
        _must(deadline.answer(json.dumps(asked))["answers"][0]["due"] == "2026-10-12", _("Working days are counted wrongly"))  # type: ignore[index]

    def handover(self) -> None:
        """A shift of the last month, signed by both."""
        run = handover.all_runs(self.session, self.last.first)[0]
        note = handover.start(self.session, run.day, run.code).value
        assert isinstance(note, int)
        handover.sign(self.session, note, LEAVING, handover.signers(self.session, note, LEAVING)[0])
        view = handover.view(self.session, note)
        assert view is not None
        for line in view.lines:
            handover.answer(self.session, line.item.id, "taken", _("Self-test"))
        handover.sign(self.session, note, COMING, handover.signers(self.session, note, COMING)[0])
        _must(handover.seal_stands(self.session, note), _("The handover is not what was signed"))

    def propose(self) -> None:
        """The search in child processes, as the window starts it."""
        prepared = proposals.prepare(self.session, self.next)
        running = proposals.search(prepared, 1, seconds=0.5, iterations=proposals.iterations(0.1))
        until = time.monotonic() + PATIENCE
        while not running.ended and time.monotonic() < until:
            time.sleep(0.02)
            running.poll()
        running.kill()
        failure = running.failure
        if running.best is None or failure is not None:
            raise UserError(_("No roster can be proposed"), (failure,) if failure else (), "selftest")
        found = proposals.read(prepared, running.best.rows)
        _must(found.changes and not found.conflicts, _("No roster can be proposed"))
        proposals.take(self.session, prepared, running.best.rows, seed=1, iterations=proposals.again(running))

    def undo(self) -> None:
        """The proposal is taken back and put in again."""
        label = history.can_undo(self.session)
        _must(label, _("Nothing can be undone"))
        history.undo(self.session)
        history.redo(self.session)
        _must(history.can_undo(self.session) == label, _("Nothing can be undone"))

    def repair(self) -> None:
        """Somebody falls ill: the smallest changes, proven by the MIP library in a child process."""
        from csdesk.solve.child import Job

        person = all_employees(self.session)[0]
        ill = repair.Ill(person.id, self.next.first, self.next.first + timedelta(days=2), "病假")
        prepared = repair.prepare(self.session, self.next, ill)
        function, *arguments = prepared.work
        job = Job(function, *arguments)
        until = time.monotonic() + PATIENCE
        while not job.ended and time.monotonic() < until:
            time.sleep(0.02)
            job.poll()
        job.kill()
        if job.result is None:
            raise UserError(_("No repair was found"), (job.failure,) if job.failure else (), "selftest")
        _must(repair.read(prepared, job.result).untouched is not None, _("No repair was found"))

    # The file

    def reopen(self) -> None:
        month.reopen(self.session, self.last, _("Self-test"))

    def backup(self) -> None:
        shop.backup(self.session, self.folder / "copy.csdesk")
        _must(not shop.check(self.session), _("The shop file is damaged"))

    def restore(self) -> None:
        people = all_employees(self.session)
        self.session.shop.close()
        shop.restore(self.path, self.folder / "copy.csdesk", self.now)
        self.session = shop.open_shop(self.path, lambda: self.now)
        _must(all_employees(self.session) == people, _("The shop file is damaged"))


def _text(made: Paper) -> str:
    pages = prints.pages(made)
    try:
        return "".join(pages.text(number) for number in range(1, made.pages + 1))
    finally:
        pages.close()


def decide_all(session, last: Month) -> None:  # type: ignore[no-untyped-def]
    """Decide every open thing of a month the way an owner would: confirm what happened, approve what waits."""
    for row in attendance.to_decide(session, last):
        if row.kind != "anomaly":
            attendance.settle_request(session, row.kind, row.record_id, Status.APPROVED, last)
        elif row.anomaly is Anomaly.NO_ROSTER:
            attendance.decide(session, row.employee.id, row.day, row.anomaly, Verdict.WAIVED, _("Came in on a rest day on own wish"))
        elif row.anomaly is not None:
            attendance.decide(session, row.employee.id, row.day, row.anomaly, Verdict.CONFIRMED)
