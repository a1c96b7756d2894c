"""Answers for one command from a fresh clone to the running program or the finished tests; standard library only.

    python build/dev.py run            open the window (without a display: the same main job on the demonstration shop, as PDFs)
    python build/dev.py test [ARGS]    set-up, lint, types, layers, tests (ARGS go to pytest)
    python build/dev.py lint           lint, types, layers
    python build/dev.py bench [NAME]   the benchmarks, or one of them (what follows goes to it: bench roster --help)
    python build/dev.py demo           make the demonstration shop and open it
    python build/dev.py pictures       take the pictures of the help anew, from the real window
    python build/dev.py messages       add missing sentences to the catalogues and list what has no translation

Everything it makes lies in build/out. It makes its own environment there, again whenever the requirements change.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build" / "out"
VENV = OUT / "venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
LEVELS = {"run": (ROOT / "requirements.txt",), "test": (ROOT / "requirements.txt", ROOT / "tests" / "requirements.txt")}
OLDEST, NEWEST = (3, 11), (3, 13)

# What the offscreen and the xcb platform of Qt load that a bare Debian has not.
QT_LIBRARIES = (
    "libegl1",
    "libgl1",
    "libglib2.0-0",
    "libdbus-1-3",
    "libfontconfig1",
    "libfreetype6",
    "libgssapi-krb5-2",
    "libwayland-client0",
    "libwayland-cursor0",
    "libxkbcommon0",
    "libxkbcommon-x11-0",
    "libx11-6",
    "libx11-xcb1",
    "libxcb1",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render0",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-shm0",
    "libxcb-sync1",
    "libxcb-util1",
    "libxcb-xfixes0",
    "libxcb-xkb1",
)
QT_TRY = "from PySide6.QtWidgets import QApplication, QWidget; from PySide6 import QtSvg; app = QApplication([]); QWidget().winId()"


LAYERS = "import sys; from importlinter.cli import lint_imports_command; sys.argv = ['lint-imports']; lint_imports_command()"


class Stop(Exception):
    """Nothing more can be done; the text says what to do about it."""


def say(text: str) -> None:
    print(text, flush=True)


# -- the environment


def prepare(level: str) -> None:
    """Bring build/out/venv to `level` (run or test): what is there and fits stays, half an installation is thrown away."""
    OUT.mkdir(parents=True, exist_ok=True)
    with only_one():
        stamps = {name: (VENV / f"csdesk-{name}.stamp", stamp_of(files)) for name, files in LEVELS.items()}
        installing = VENV / "csdesk-installing"
        whole = not installing.exists() and read(stamps["run"][0]) != ""
        fits = whole and all(read(path) in ("", stamp) for path, stamp in stamps.values()) and starts()
        if not fits:
            make_environment()
        for name in ("run", "test") if level == "test" else ("run",):
            path, stamp = stamps[name]
            if read(path) == stamp:
                continue
            installing.write_text(name, encoding="utf-8")
            install(LEVELS[name][-1])
            path.write_text(stamp, encoding="utf-8")
            installing.unlink()
        qt_libraries()


def stamp_of(files: Sequence[Path]) -> str:
    """Changes with the requirements, the Python and the place (an environment cannot be moved)."""
    parts = [sys.version, sys.base_prefix, str(VENV), *(file.read_text(encoding="utf-8") for file in files)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


def starts() -> bool:
    try:
        return subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, timeout=120).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Two of us at once would install into each other; the second waits."""
    with (OUT / "dev.lock").open("a+") as stream:
        told = False
        while not lock(stream.fileno()):
            if not told:
                say("waiting for another dev.py that prepares the environment")
                told = True
            time.sleep(1)
        yield


def lock(number: int) -> bool:
    """Take the lock of an open file until it is closed; False where somebody else has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def make_environment() -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        say("this Python cannot make an environment by itself")
        apt_install([package], f"this Python cannot make an environment; install what it lacks once: sudo apt-get install {package}")
    if VENV.exists():
        say("removing the old environment")
        try:
            shutil.rmtree(VENV)
        except OSError as error:
            raise Stop(f"the old environment cannot be removed ({error}); close csdesk, then start again") from error
    say(f"making an environment in {VENV.relative_to(ROOT)}")
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True)
    if made.returncode:
        raise Stop(f"the environment could not be made:\n{made.stdout}{made.stderr}")


def install(requirements: Path) -> None:
    name = requirements.relative_to(ROOT).as_posix()
    options = ("--no-input", "--progress-bar", "off", "--retries", "5", "--timeout", "60")
    for attempt in (1, 2):
        say(f"installing {name}" + (" once more" if attempt == 2 else ""))
        if pip((PYTHON, "-m", "pip", "install", *options, "-r", requirements)):
            return
    raise Stop(f"the packages of {name} could not be installed (see above); a connection to the package index is needed this once")


def pip(command: Sequence[str | Path]) -> bool:
    """Run pip with one short line per package; all of its words only where it fails."""
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore", "PYTHONUTF8": "1"}
    own = {"PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}
    certificates = Path(os.environ.get("SSL_CERT_FILE") or "/etc/ssl/certs/ca-certificates.crt")
    if not own & environment.keys() and certificates.exists():
        environment["PIP_CERT"] = str(certificates)  # what this machine trusts, as its other programs do
    pipe, merge = subprocess.PIPE, subprocess.STDOUT
    with subprocess.Popen(command, env=environment, stdout=pipe, stderr=merge, encoding="utf-8", errors="replace") as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("Collecting "):
                say("  " + line.split(" (from")[0].replace("Collecting", "fetching").rstrip())
            elif line.startswith("Installing collected packages"):
                say("  unpacking")
    if process.returncode:
        say("".join(lines[-40:]))
    return process.returncode == 0


def qt_libraries() -> None:
    """On Linux: see that Qt starts; on Debian as root, install the system libraries that it lacks."""
    if WINDOWS or sys.platform == "darwin":
        return
    checked = VENV / "csdesk-qt.stamp"
    platforms = ["offscreen"] + ([""] if has_display() else [])  # "" = what the display asks for
    wanted = ",".join(platforms)
    if read(checked) == wanted:
        return
    trouble = qt_trouble(platforms)
    if trouble:
        say("Qt lacks system libraries: " + trouble)
        packages = " ".join(QT_LIBRARIES)
        apt_install(QT_LIBRARIES, f"Qt cannot start without its system libraries; install them once: sudo apt-get install {packages}")
        trouble = qt_trouble(platforms[:1])
        if trouble:
            raise Stop(f"Qt still cannot start: {trouble}")
    checked.write_text(wanted, encoding="utf-8")


def qt_trouble(platforms: Sequence[str]) -> str:
    """The last words of Qt where it does not start on one of the platforms, else ''."""
    for platform in platforms:
        environment = {**os.environ, "QT_QPA_PLATFORM": platform} if platform else {**os.environ}
        tried = subprocess.run([PYTHON, "-c", QT_TRY], env=environment, capture_output=True, text=True, errors="replace")
        if tried.returncode:
            lines = [line.strip() for line in tried.stderr.splitlines() if line.strip()]
            return lines[-1] if lines else f"it ended with {tried.returncode}"
    return ""


def apt_install(packages: Sequence[str], otherwise: str) -> None:
    """Install Debian packages as root; raises Stop with the sentence `otherwise` where we cannot."""
    apt = shutil.which("apt-get")
    if apt is None or sys.platform == "win32" or os.geteuid() != 0:
        raise Stop(otherwise)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    options = ["-q", "-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=300"]
    say("  apt-get update")
    subprocess.run([apt, *options, "update"], env=environment, capture_output=True)  # one dead source of many is no reason to stop
    say(f"  apt-get install {' '.join(packages)}")
    done = subprocess.run(
        [apt, *options, "install", "-y", "--no-install-recommends", *packages],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode:
        say("\n".join(done.stdout.splitlines()[-20:]))
        raise Stop(otherwise)


def has_display() -> bool:
    return WINDOWS or sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# -- the commands


def python(*arguments: str | Path, **variables: str) -> int:
    """Run the environment's Python in the checkout; its exit code."""
    return subprocess.run([PYTHON, *arguments], cwd=ROOT, env=environment_of(variables)).returncode


def environment_of(variables: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    return {**kept, "PYTHONUTF8": "1", **variables}


def run(arguments: Sequence[str]) -> int:
    prepare("run")
    if has_display():
        say("opening csdesk")
        return python("main.py", *arguments)
    say("there is no display: doing the main job on the demonstration shop instead")
    shop, answer = make_demo()
    closed, following = demo_months(answer)
    for paper in ("attendance", "payslips", "payroll", "bulletin", "roster"):
        target = shop.with_name(f"{paper}-{closed}.pdf")
        period = f"{closed}-15" if paper == "bulletin" else closed
        csdesk("--shop", shop, "print", paper, period, "--out", target)
        say(f"  {target.relative_to(ROOT)}  {target.stat().st_size // 1024} KB")
    if following:
        say(f"{closed} is closed; {following} waits for its owner: main.py --shop FILE month close {following} says what for")
    say(f"the shop file is {shop}, the PDFs lie beside it")
    return 0


def demo(arguments: Sequence[str]) -> int:
    prepare("run")
    shop, _ = make_demo()
    say(f"the demonstration shop is {shop}")
    if not has_display():
        say("there is no display; copy the file to a desktop, or use the commands: main.py --shop FILE month show MONTH")
        return 0
    say("opening it")
    return python("main.py", "--shop", shop, *arguments)


def make_demo() -> tuple[Path, dict[str, object]]:
    """A new demonstration shop under build/out/demo in place of the last one."""
    folder = OUT / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    shop = folder / "demo.csdesk"
    for old in [*folder.glob("demo.csdesk*"), *folder.glob("*.pdf")]:
        if old.is_dir():
            shutil.rmtree(old)
        else:
            old.unlink()
    say("making the demonstration shop")
    return shop, csdesk("demo", "--out", shop)


def demo_months(answer: Mapping[str, object]) -> tuple[str, str]:
    """The last closed month of the shop and the one after it ('' where there is none), from the answer of `demo`."""
    months, closed = answer.get("months"), answer.get("closed")
    if not isinstance(months, list) or not isinstance(closed, list) or not closed:
        raise Stop(f"the answer of demo names no closed month: {answer}")
    return str(max(closed)), str(min((month for month in months if month > max(closed)), default=""))


def csdesk(*arguments: str | Path) -> dict[str, object]:
    """One command of the program; its JSON answer. Raises Stop where it is refused."""
    done = subprocess.run([PYTHON, "main.py", *arguments], cwd=ROOT, env=environment_of({}), stdout=subprocess.PIPE, encoding="utf-8")
    try:
        answer: dict[str, object] = json.loads(done.stdout)
    except ValueError:
        answer = {}
    if done.returncode:
        words = " ".join(str(argument) for argument in arguments)
        raise Stop(f"main.py {words} ended with {done.returncode}: {answer.get('error') or done.stdout.strip()}")
    return answer


def lint_stages() -> dict[str, tuple[str, ...]]:
    typed = [name for name in ("csdesk", "main.py", "build") if (ROOT / name).exists()]
    return {
        "lint": ("-m", "ruff", "check", "."),
        "types": ("-m", "mypy", "--no-error-summary", *typed),
        "layers": ("-c", LAYERS),
    }


def lint(arguments: Sequence[str]) -> int:
    if arguments:
        raise Stop("lint takes no arguments")
    prepare("test")
    return stages(lint_stages())


def test(arguments: Sequence[str]) -> int:
    prepare("test")
    return stages({**lint_stages(), "tests": ("-m", "pytest", *arguments)})


def stages(commands: Mapping[str, Sequence[str]]) -> int:
    """Run every stage whatever the others say, then one line each; 0 only where all passed."""
    results = []
    for name, command in commands.items():
        say(f"-- {name}")
        begun = time.monotonic()
        code = python(*command, QT_QPA_PLATFORM="offscreen", LC_ALL="C.UTF-8", LANG="C.UTF-8", NO_COLOR="1")
        results.append((name, code, time.monotonic() - begun))
    for name, code, seconds in results:
        say(f"{name:8}{'ok' if code == 0 else 'FAILED':8}{seconds:6.1f} s")
    return 1 if any(code for _, code, _ in results) else 0


def bench(arguments: Sequence[str]) -> int:
    prepare("test")
    return python("-m", "tests.bench", *arguments, QT_QPA_PLATFORM="offscreen", LC_ALL="C.UTF-8")


def messages(arguments: Sequence[str]) -> int:
    if arguments:
        raise Stop("messages takes no arguments")
    prepare("test")
    return python("build/messages.py")


def pictures(arguments: Sequence[str]) -> int:
    if arguments:
        raise Stop("pictures takes no arguments")
    prepare("test")
    return python("build/pictures.py")


COMMANDS = {"run": run, "test": test, "bench": bench, "lint": lint, "demo": demo, "pictures": pictures, "messages": messages}


def main(arguments: Sequence[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        stream = sys.stdout if arguments and arguments[0] in ("-h", "--help", "help") else sys.stderr
        print(__doc__, file=stream)
        return 0 if stream is sys.stdout else 2
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise Stop(f"csdesk needs Python 3.11, 3.12 or 3.13; this is {sys.version.split()[0]} ({sys.executable})")
    return COMMANDS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    for words in (sys.stdout, sys.stderr):
        words.reconfigure(errors="replace")  # type: ignore[union-attr]  # a Windows console may lack Chinese
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        print(stop, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
