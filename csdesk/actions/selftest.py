"""The whole main job on the demonstration shop inside the program itself: proof that an installed csdesk works."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path

from csdesk.actions import attendance, demo, history, month, prints, proposals, shop
from csdesk.core.attendance import Anomaly, Status, Verdict
from csdesk.core.calendar import Month
from csdesk.core.problem import UserError
from csdesk.i18n import gettext as _


def run(now: datetime) -> dict[str, object]:
    """Make the shop, decide what is open, close, print and export everything, back up, restore, undo. UserError at the first failure."""
    done: list[str] = []
    now = max(now, now.replace(hour=12, minute=0))  # on the first of a month the last night shift is judged from nine o'clock on
    with tempfile.TemporaryDirectory(prefix="csdesk-selftest-") as folder:
        path = Path(folder) / "自检 店铺.csdesk"
        session = demo.create(path, lambda: now)
        try:
            done.append("demo")
            last = Month.of(now.date()).previous()
            decide_all(session, last)
            done.append("decide")
            month.close(session, last)
            result = month.result(session, last)
            if not result.closed or any(one.gross - one.deductions != one.net - one.not_collected for one in result.employees):
                raise UserError(_("The month does not add up"), code="selftest")
            done.append("close")
            for what in prints.PAPERS:
                period: Month | date = last.first if what == "bulletin" else last
                if not prints.paper(session, what, period).pdf.startswith(b"%PDF"):
                    raise UserError(_("{what} can't be printed").format(what=what), code="selftest")
                done.append(f"print {what}")
            for what in prints.SHEETS:
                period = last.first if what == "bulletin" else last
                if not prints.sheet(session, what, period).startswith(b"PK"):
                    raise UserError(_("{what} can't be exported").format(what=what), code="selftest")
                done.append(f"export {what}")
            planned = proposals.propose(session, Month.of(now.date()).next(), seconds=0.1, seed=1)
            if not planned["written"] or planned["hard"]:
                raise UserError(_("No roster can be proposed"), code="selftest")
            done.append("propose")
            month.reopen(session, last, _("Self-test"))
            session.shop.backup(Path(folder) / "copy.csdesk", now=now)
            if shop.check(session):
                raise UserError(_("The shop file is damaged"), code="selftest")
            done += ["reopen", "backup", "check"]
            label = history.can_undo(session)
            if label is not None:
                history.undo(session)
                history.redo(session)
                done.append("undo")
        finally:
            session.shop.close()
        shop.restore(path, Path(folder) / "copy.csdesk", now)
        shop.open_shop(path, lambda: now).shop.close()
        done.append("restore")
    return {"ok": True, "done": done}


def decide_all(session, last: Month) -> None:  # type: ignore[no-untyped-def]
    """Decide every open thing of a month the way an owner would: confirm what happened, approve what waits."""
    for row in attendance.to_decide(session, last):
        if row.kind != "anomaly":
            attendance.settle_request(session, row.kind, row.record_id, Status.APPROVED, last)
        elif row.anomaly is Anomaly.NO_ROSTER:
            attendance.decide(session, row.employee.id, row.day, row.anomaly, Verdict.WAIVED, _("Came in on a rest day on own wish"))
        elif row.anomaly is not None:
            attendance.decide(session, row.employee.id, row.day, row.anomaly, Verdict.CONFIRMED)
