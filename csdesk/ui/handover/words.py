"""Words and chips of the handover tab: severity, answers, age in shifts, times near and far."""

from __future__ import annotations

from datetime import datetime, timedelta

from csdesk.actions.handover import HandoverView, ItemLine, NoteRow
from csdesk.core import handover as core
from csdesk.core.calendar import day_words
from csdesk.i18n import gettext as _
from csdesk.ui.kit import ChipSpec

SEVERITY = {"high": ("danger", "chevrons-up"), "middle": ("warn", "chevron-up"), "low": ("muted", "minus")}
_ANSWERS = {
    "": ("warn", "circle-dashed"), "taken": ("ok", "check"), "question": ("accent", "circle-question-mark"),
    "returned": ("danger", "undo-2"),
}  # fmt: skip


def answer_chip(answer: str, words: str = "") -> ChipSpec:
    """已接, 待答复, 有疑问, 退回; `words` with a count."""
    tone, icon = _ANSWERS[answer]
    return ChipSpec(words or _(core.ANSWERS[answer]), tone, icon)


def age_words(age: int) -> str:
    """已交接 2 班, '' for what is new."""
    return _("handed on {n} shifts").format(n=age) if age else ""


def moment(at: datetime, now: datetime) -> str:
    """今天 20:05, 明天 09:30, 9月20日 09:30."""
    day = at.date() - now.date()
    if day == timedelta(0):
        return _("today {time}").format(time=f"{at:%H:%M}")
    if day == timedelta(days=1):
        return _("tomorrow {time}").format(time=f"{at:%H:%M}")
    if day == timedelta(days=-1):
        return _("yesterday {time}").format(time=f"{at:%H:%M}")
    return f"{day_words(at.date())} {at:%H:%M}"


def until(line: ItemLine, now: datetime) -> str:
    """今天 20:05 前, '' without a time."""
    return _("before {moment}").format(moment=moment(line.item.due, now)) if line.item.due else ""


def state_chip(row: NoteRow) -> ChipSpec:
    """2 签, 等接班人签, 草稿."""
    if row.state == "done":
        return ChipSpec(_("both signed"), "ok", "circle-check")
    if row.state == "waiting":
        return ChipSpec(_("waits for the coming shift"), "warn", "pen-line")
    return ChipSpec(_("Draft"), "accent", "pen-line")


def late_words(late: timedelta) -> str:
    """迟签 45 分, '' in time."""
    minutes = int(late.total_seconds() // 60)
    if not minutes:
        return ""
    if minutes < 60:
        return _("late by {n} min").format(n=minutes)
    return _("late by {h} h {n} min").format(h=minutes // 60, n=minutes % 60)


def seen_words(view: HandoverView) -> str:
    """看过：李䶮 今天 17:02；还没看：唐诗涵. '' where nobody signs in."""
    parts = []
    if view.seen:
        names = _(", ").join(f"{one.name} {moment(one.at, view.now)}" for one in view.seen)
        parts.append(_("Seen by {names}").format(names=names))
    if view.unseen and view.state != "done":
        parts.append(_("not yet by {names}").format(names=_(", ").join(view.unseen)))
    return _(" · ").join(parts)


def skipped_words(view: HandoverView) -> str:
    """前面漏了 1 班没写交接：9月15日 晚班. '' where none is missing."""
    names = _(", ").join(f"{day_words(run.day)} {run.name}" for run in view.skipped)
    return _("{n} shifts before left no handover: {names}").format(n=len(view.skipped), names=names) if names else ""
