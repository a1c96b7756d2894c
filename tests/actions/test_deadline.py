"""The command `deadline`: the contract's own questions, every kind of amount, and what is refused."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from csdesk import cli

JD = {"hours": {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}}
OFFICE = {
    "hours": {day: [["09:00", "12:00"], ["13:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": ["2026-11-03"],
    "shifts": {"2026-11-07": [["10:00", "12:00"]]},
    "breaks": {"2026-11-04": [["10:00", "10:30"]], "fri": [["15:00", "16:00"]]},
}


@pytest.fixture
def ask(tmp_path: Path):
    def run(given: object, code: int = 0) -> Any:
        path = tmp_path / "q.json"
        path.write_text(given if isinstance(given, str) else json.dumps(given, ensure_ascii=False), encoding="utf-8")
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            assert cli.main(["deadline", str(path)]) == code, out.getvalue()
        return json.loads(out.getvalue())

    return run


def test_the_questions_of_the_contract(ask) -> None:
    shifts = {"2026-02-14": [["09:00", "18:00"]]}
    found = ask({
        "calendars": {"jd": {**JD, "holidays": [], "shifts": shifts, "breaks": {}}},
        "questions": [
            {"id": "q1", "calendar": "jd", "start": "2026-11-02T14:01", "minutes": 240,
             "pauses": [["2026-11-02T15:00", "2026-11-02T16:00"]]},
            {"id": "q2", "start": "2026-09-24", "workdays": 7},
        ],
    })  # fmt: skip
    assert [(one["id"], one["due"]) for one in found["answers"]] == [("q1", "2026-11-03T10:01"), ("q2", "2026-10-12")]
    assert any("暂停 1 小时" in line for line in found["answers"][0]["why"])
    assert any("国庆" in line for line in found["answers"][1]["why"])


@pytest.mark.parametrize(
    ("question", "due"),
    [
        ({"start": "2026-11-02T10:00", "minutes": 240, "calendar": "jd"}, "2026-11-02T14:00"),
        ({"start": "2026-11-02T14:00", "minutes": 240, "calendar": "jd"}, "2026-11-02T18:00"),
        ({"start": "2026-11-02T14:01", "minutes": 240, "calendar": "jd"}, "2026-11-03T09:01"),
        ({"start": "2026-11-02T14:01:30", "hours": 4, "calendar": "jd"}, "2026-11-03T09:01:30"),
        ({"start": "2026-11-02T14:01", "minutes": 240}, "2026-11-02T18:01"),
        ({"start": "2026-11-02T14:01", "minutes": 0.5}, "2026-11-02T14:01:30"),
        ({"start": "2026-11-02", "hours": 36}, "2026-11-03T12:00"),
        ({"start": "2026-11-02T17:00", "hours": 2, "calendar": "office"}, "2026-11-04T10:00"),
        ({"start": "2026-11-06T17:30", "minutes": 120, "calendar": "office"}, "2026-11-07T11:30"),
        ({"start": "2026-03-01T14:00", "days": 7}, "2026-03-08"),
        ({"start": "2026-02-10", "workdays": 7}, "2026-02-26"),
        ({"start": "2026-11-02T09:30", "workdays": 2, "calendar": "office"}, "2026-11-05T18:00"),
        ({"start": "2026-11-02T22:00", "minutes": 240, "pauses": [["2026-11-02T23:00", "2026-11-03T01:30"]]}, "2026-11-03T04:30"),
        ({"start": "2026-11-02T22:00", "minutes": 240, "pauses": [["2026-11-02T23:00", None]]}, None),
    ],
)
def test_answers(ask, question: dict[str, object], due: str | None) -> None:
    [answer] = ask({"calendars": {"jd": JD, "office": OFFICE}, "questions": [{"id": 1, **question}]})["answers"]
    assert answer["due"] == due
    assert answer["id"] == 1 and answer["why"] and answer["why"][-1][0] >= "\u4e00"


def test_a_year_without_a_holiday_table_is_said(ask) -> None:
    [answer] = ask({"questions": [{"id": "far", "start": "2031-09-30", "workdays": 1}]})["answers"]
    assert answer["due"] == "2031-10-01" and any("2031" in line and "放假表" in line for line in answer["why"])


def test_an_overnight_period_and_24_hours(ask) -> None:
    night = {"hours": {"mon": [["22:00", "02:00"]], "tue": [["00:00", "24:00"]]}}
    questions = [{"id": n, "calendar": "n", "start": "2026-11-02T23:00", "hours": n} for n in (3, 25, 26)]
    found = ask({"calendars": {"n": night}, "questions": questions})
    assert [one["due"] for one in found["answers"]] == ["2026-11-03T02:00", "2026-11-04T00:00", "2026-11-09T23:00"]


Q = {"id": "q", "start": "2026-11-02T10:00", "minutes": 5}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("{,}", "第 1 行"),
        ("[]", "questions"),
        ({"questions": {}}, "questions"),
        ({"questions": [7]}, "第 1 问"),
        ({"questions": [{**Q, "calendar": "jd"}]}, "没有日历「jd」"),
        ({"questions": [{**Q, "hours": 1}]}, "正好写一个"),
        ({"questions": [{"id": "q", "start": "2026-11-02T10:00"}]}, "正好写一个"),
        ({"questions": [{**Q, "minutes": -1}]}, "minutes"),
        ({"questions": [{**Q, "minutes": True}]}, "minutes"),
        ({"questions": [{**Q, "minutes": "5"}]}, "minutes"),
        ({"questions": [{**Q, "minutes": 10**12}]}, "minutes"),
        ({"questions": [{"id": "q", "start": "2026-11-02", "workdays": 1.5}]}, "workdays"),
        ({"questions": [{**Q, "start": "2026-11-31T10:00"}]}, "本地时间"),
        ({"questions": [{**Q, "start": "2026-11-02T10:00+08:00"}]}, "本地时间"),
        ({"questions": [{**Q, "start": None}]}, "本地时间"),
        ({"questions": [{**Q, "pause": []}]}, "「pause」"),
        ({"questions": [{**Q, "pauses": [["2026-11-02T11:00", "2026-11-02T10:00"]]}]}, "结束比开始早"),
        ({"questions": [{**Q, "pauses": ["2026-11-02T11:00"]}]}, "暂停要写成"),
        ({"calendars": {"jd": {"hours": {}}}, "questions": [{**Q, "calendar": "jd"}]}, "一直不开"),
        ({"calendars": {"jd": {"hours": {"monday": []}}}, "questions": [Q]}, "monday"),
        ({"calendars": {"jd": {"hours": {"mon": [["09:00", "09:00"]]}}}, "questions": [Q]}, "空的"),
        ({"calendars": {"jd": {"hours": {"mon": [["9", "18:00"]]}}}, "questions": [Q]}, "不是时间"),
        ({"calendars": {"jd": {"hours": {"mon": ["09:00", "18:00"]}}}, "questions": [Q]}, "时段的列表"),
        ({"calendars": {"jd": {**JD, "holidays": ["10-01"]}}, "questions": [Q]}, "不是日期"),
        ({"calendars": {"jd": {"shifts": {"2020-01-01": [["09:00", "10:00"]]}}}, "questions": [{**Q, "calendar": "jd"}]}, "一直不开"),
        ({"calendars": [], "questions": [Q]}, "calendars"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_by_name(ask, given: object, says: str) -> None:
    answer = ask(given, code=1)
    assert says in answer["error"], answer


def test_every_wrong_question_is_told_of(ask) -> None:
    answer = ask({"questions": [Q, {**Q, "id": "a", "minutes": -1}, {**Q, "id": "b", "calendar": "x"}]}, code=1)
    assert [(one["row"], one["raw"]) for one in answer["problems"]] == [(2, "a"), (3, "b")]


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["deadline", str(tmp_path / "none.json")]) == 1
    assert json.loads(capsys.readouterr().out)["error"]
