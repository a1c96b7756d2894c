"""Answers for a Windows in a folder: Wine's prefix, its environment, running a Windows program in it and ending it in time.

Where Wine 8 lacks what Qt asks for, small libraries stand in (`shim/*.c`); they exist in these prefixes only and are never
shipped. Standard streams of a Windows program are pipes, never files: with files Python under Wine does not start.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from release.pe import PE, WINE

SHIM = Path(__file__).with_name("shim")
SHIMS = {"windows_ui": "windows.ui", "icuuc": "icuuc", "mscms": "mscms", "bcryptprimitives": "bcryptprimitives"}
PACKAGES = {"wine": "wine", "Xvfb": "xvfb", "xdotool": "xdotool", "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64",
            "makensis": "nsis", "import": "imagemagick", "pdftoppm": "poppler-utils"}
OVERRIDES = "mscoree=;mshtml=;winemenubuilder.exe=d;winedbg.exe=d;mscms=n,b;ucrtbase=n,b"
# The C++ runtime must be the program's own: Wine has one, a bare Windows 10 has not.
STRICT = ";".join(f"{name}=n" for name in ("msvcp140", "msvcp140_1", "msvcp140_2", "vcruntime140", "vcruntime140_1"))
COMPLEX = ("cexp", "csin", "ccos", "ctan", "csinh", "ccosh", "ctanh", "creal", "cimag", "cabs", "carg", "cpow")
VIEW = r"HKLM\Software\Microsoft\WindowsRuntime\ActivatableClassId\Windows.UI.ViewManagement.UISettings"


class TooSlow(Exception):
    """A Windows program did not end in time; it was ended, and with it everything else in its prefix."""


@dataclass
class Wine:
    """One prefix. `strict`: nothing of Wine's own C++ runtime; `display`: the X display of its windows."""

    prefix: Path
    display: str
    strict: bool = False
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def drive(self) -> Path:
        """Where C: is."""
        return self.prefix / "drive_c"

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        overrides = f"{OVERRIDES};{STRICT}" if self.strict else OVERRIDES
        return {**kept, "WINEPREFIX": str(self.prefix), "WINEARCH": "win64", "WINEDEBUG": "-all", "WINEDLLOVERRIDES": overrides,
                "DISPLAY": self.display, "LC_ALL": "C.UTF-8", **self.variables, **(more or {})}

    def run(
        self, *words: str | Path, seconds: float = 120, cwd: Path | None = None, variables: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """A program to its end, with what it said. TooSlow after `seconds`."""
        with self.started(*words, cwd=cwd, variables=variables) as process:
            try:
                out, err = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired as error:
                raise TooSlow(f"{words[0]} did not end within {seconds:.0f} s") from error
        return subprocess.CompletedProcess([str(word) for word in words], process.returncode, out, err)

    @contextmanager
    def started(
        self, *words: str | Path, cwd: Path | None = None, variables: Mapping[str, str] | None = None
    ) -> Iterator[subprocess.Popen[str]]:
        """A program that runs while the block does; what has not ended by then is ended."""
        process = subprocess.Popen(
            ["wine", *map(str, words)], cwd=cwd, env=self.environment(variables), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, encoding="utf-8", errors="replace", start_new_session=True)
        try:
            yield process
        finally:
            if process.poll() is None:
                self.end()
                process.kill()
            for stream in (process.stdout, process.stderr):
                if stream is not None:
                    stream.close()
            process.wait()

    def end(self) -> None:
        """End everything that runs in this prefix."""
        subprocess.run(["wineserver", "-k"], env=self.environment(), capture_output=True)
        subprocess.run(["wineserver", "-w"], env=self.environment(), capture_output=True, timeout=60)

    def exists(self) -> bool:
        return (self.prefix / "csdesk-made").exists()

    def make(self) -> None:
        """A fresh Windows 10 with the stand-ins, in place of what is there."""
        if self.prefix.exists():
            self.end()
            shutil.rmtree(self.prefix)
        self.prefix.mkdir(parents=True)
        for words in (("wineboot", "-i"), ("winecfg", "/v", "win10")):
            subprocess.run(["wine", *words], env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL, timeout=180, check=True)
        system = self.drive / "windows" / "system32"
        for source, name in SHIMS.items():
            _compile(SHIM / f"{source}.c", system / f"{name}.dll")
        _runtime(system)
        self.run("reg", "add", VIEW, "/v", "DllPath", "/t", "REG_SZ", "/d", r"C:\windows\system32\windows.ui.dll", "/f")
        for link in (self.drive / "users").glob("*/*"):  # Documents and the like are folders of its own, not those of the host's home
            if link.is_symlink():
                link.unlink()
                link.mkdir()
        (self.prefix / "csdesk-made").touch()

    def alone(self) -> None:
        """Take the host's files out of reach: no drive but C:."""
        for link in (self.prefix / "dosdevices").iterdir():
            if link.name != "c:":
                link.unlink()


def _compile(source: Path, target: Path, *more: Path) -> None:
    target.unlink(missing_ok=True)
    compiler = ("x86_64-w64-mingw32-gcc", "-shared", "-s", "-O1", "-w", "-static-libgcc")
    subprocess.run([*compiler, "-o", target, source, *more, "-ladvapi32"], check=True)


def _runtime(system: Path) -> None:
    """Put the C runtime with complex functions before Wine's own, which goes on under the name of winecrt.dll."""
    whole = (system / "ucrtbase.dll").read_bytes()
    (system / "winecrt.dll").write_bytes(whole.replace(WINE[0], bytes(len(WINE[0])), 1))
    ours = {f"{name}{end}": f"m_{name}{'f' if end == 'f' else ''}" for name in COMPLEX for end in ("", "f", "l")}
    lines = [f'"{name}" = {target}' for name, target in ours.items()]
    lines += [f'"{name}" = "winecrt.{name}"' for name in PE(whole).exports() if name not in ours]
    names = system / "ucrtbase.def"
    names.write_text("LIBRARY ucrtbase.dll\nEXPORTS\n" + "\n".join(lines) + "\n", encoding="ascii")
    _compile(SHIM / "ucrtbase.c", system / "ucrtbase.dll", names)


def windows_path(path: Path) -> str:
    """A path of the host as Windows programs see it, through drive Z:."""
    return "Z:" + str(path.resolve()).replace("/", "\\")


@contextmanager
def screen(width: int = 1366, height: int = 900) -> Iterator[str]:
    """A display of its own for as long as the block runs; its name, like ":99"."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-dpi", "96"]
    process = subprocess.Popen(command, pass_fds=[write], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as stream:
            yield f":{stream.readline().strip()}"
    finally:
        process.terminate()
        process.wait()
