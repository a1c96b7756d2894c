"""Answers for the program as it came to a computer: copied to a place, asked by its commands, opened in a window."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from release.desktop import Desktop, NotSeen
from release.wine import TooSlow, Wine

HOME = "客服 台"  # a blank and Chinese in the path
TITLE = "客服台"


class Broken(Exception):
    """The program does not do what it should; the text says what."""


class Refused(Broken):
    """A command was answered with a refusal."""


@dataclass(frozen=True)
class Program:
    """csdesk.exe in a folder of a Windows."""

    wine: Wine
    folder: Path

    @staticmethod
    def placed(wine: Wine, built: Path, home: str = HOME) -> Program:
        """Copy what was built (a file or a folder) onto drive C:, and nothing with it."""
        folder = wine.drive / home
        shutil.rmtree(folder, ignore_errors=True)
        if built.is_dir():
            shutil.copytree(built, folder)
        else:
            folder.mkdir(parents=True)
            shutil.copy(built, folder)
        return Program(wine, folder)

    @property
    def exe(self) -> str:
        return self.named(self.folder / "csdesk.exe")

    def named(self, path: Path) -> str:
        """A path of the host as the program says it, on drive C:."""
        return "C:\\" + str(path.relative_to(self.wine.drive)).replace("/", "\\")

    def command(self, *words: str | Path, seconds: float = 60, **variables: str) -> dict[str, object]:
        """A command and its answer, by way of `--answer FILE` (a program of windows may have no streams).

        Refused where it is refused, Broken where there is no answer."""
        told = self.wine.drive / "answer.json"
        told.unlink(missing_ok=True)
        named = [self.named(word) if isinstance(word, Path) else word for word in words]
        try:
            done = self.wine.run(self.exe, *named, "--answer", self.named(told), seconds=seconds, cwd=self.folder, variables=variables)
        except TooSlow as error:
            raise Broken(str(error)) from error
        try:
            answer: dict[str, object] = json.loads(told.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            last = " ".join(done.stderr.split()[-12:])
            raise Broken(f"{words[0]} gave no answer, exit code {done.returncode}: {last}") from error
        if done.returncode:
            raise Refused(f"{words[0]} ended with {done.returncode}: {answer.get('error')}")
        return answer

    def selftest(self, seconds: float = 120) -> list[str]:
        """What the self-test did. Broken where it did not come to its end."""
        answer = self.command("selftest", seconds=seconds)
        done = answer.get("done")
        if answer.get("ok") is not True or not isinstance(done, list):
            raise Broken(f"selftest answered {answer}")
        return done

    @contextmanager
    def window(self, *words: str, title: str = TITLE, seconds: float = 60, few: bool = False) -> Iterator[float]:
        """Open the window; the seconds until something was in it (`few`: of a few colours). Broken where no window with the title came."""
        desktop = Desktop(self.wine.display)
        begun = time.monotonic()
        with self.wine.started(self.exe, *words, cwd=self.folder) as process:

            def look() -> list[str]:
                if process.poll() is not None:
                    raise Broken(f"the program ended with {process.returncode} before its window showed")
                return desktop.windows(title)

            try:
                desktop.wait(look, f"the window {title}", seconds)
                desktop.wait(lambda: desktop.picture().colours() > (1 if few else 50), "what the window shows", 20)
                took = time.monotonic() - begun
            except NotSeen as error:
                raise Broken(str(error)) from error
            yield took
