"""Expected trouble as values: what is wrong, where, and what to do about it, in the user's language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One row or cell that could not be taken. `code` is a stable name (formats.md), `message` a sentence with the mend."""

    code: str
    message: str
    sheet: str | None = None
    row: int | None = None  # 1-based, as the spreadsheet shows it
    column: str | None = None  # Excel letters
    raw: str = ""

    def as_json(self) -> dict[str, object]:
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "code": self.code,
            "raw": self.raw,
            "message": self.message,
        }


class UserError(Exception):
    """A refusal for the person: nothing was changed. The window shows it as a toast, the commands exit with 1."""

    def __init__(self, message: str, problems: tuple[Problem, ...] = (), code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.problems = problems
        self.code = code
