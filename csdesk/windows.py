"""What is asked of Windows itself, through ctypes (console, folders, processes, the front), and what stands for it elsewhere."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO

ANCESTORS = 4  # of a one-file program the parent is its own unpacker; the caller stands behind that


def open_streams() -> None:
    """Give a program without streams of its own a place to write: its caller's pipe or file, else its caller's console, else nowhere.

    A windowed program begins with `sys.stdout` None. Standard input stays missing: the shell that started it does not wait for it and
    reads the same keyboard."""
    if sys.stdout is not None and sys.stderr is not None:
        return
    attached = _attach_console() if sys.platform == "win32" else False
    for name, number in (("stdout", -11), ("stderr", -12)):  # GetStdHandle's numbers
        if getattr(sys, name) is None:
            setattr(sys, name, _handed(number) or _open("CONOUT$" if attached else os.devnull))


def _open(name: str) -> TextIO:
    """Python writes to a console in Unicode, whatever its code page."""
    try:
        return open(name, "w", encoding="utf-8", errors="replace", buffering=1)
    except OSError:
        return open(os.devnull, "w", encoding="utf-8")


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Process(ctypes.Structure):
        """PROCESSENTRY32W"""

        _fields_ = (
            ("size", wintypes.DWORD),
            ("usage", wintypes.DWORD),
            ("id", wintypes.DWORD),
            ("heap", ctypes.c_size_t),
            ("module", wintypes.DWORD),
            ("threads", wintypes.DWORD),
            ("parent", wintypes.DWORD),
            ("priority", wintypes.LONG),
            ("flags", wintypes.DWORD),
            ("file", wintypes.WCHAR * 260),
        )

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.CreateToolhelp32Snapshot.restype = wintypes.HANDLE
    _kernel.Process32FirstW.argtypes = _kernel.Process32NextW.argtypes = (wintypes.HANDLE, ctypes.POINTER(_Process))
    _kernel.CloseHandle.argtypes = _kernel.GetFileType.argtypes = (wintypes.HANDLE,)
    _kernel.GetStdHandle.restype = wintypes.HANDLE

    def _handed(number: int) -> TextIO | None:
        """The pipe or the file that the caller handed over."""
        import msvcrt

        handle = _kernel.GetStdHandle(number)
        if handle in (None, 0, wintypes.HANDLE(-1).value) or _kernel.GetFileType(handle) not in (1, 3):  # disk, pipe
            return None
        try:
            return open(msvcrt.open_osfhandle(handle, os.O_TEXT), "w", encoding="utf-8", errors="replace", buffering=1)
        except OSError:
            return None

    # Folder ids as they lie in memory
    _FOLDERS = {
        "documents": bytes.fromhex("d09ad3fd8f23af46adb46c85480369c7"),
        "local": bytes.fromhex("8527b3f1ba6fcf4f9d557b8e7f157091"),
    }

    def known_folder(name: str) -> Path | None:
        """documents | local: where this Windows has it for this person, moved or not."""
        shell, ole = ctypes.WinDLL("shell32"), ctypes.WinDLL("ole32")
        found = ctypes.c_wchar_p()
        try:
            failed = shell.SHGetKnownFolderPath(_FOLDERS[name], 0x4000, None, ctypes.byref(found))  # it need not exist
            return Path(found.value) if not failed and found.value else None
        finally:
            ole.CoTaskMemFree(found)

    def session() -> int:
        """The number of the desktop session: two of one person do not share a window."""
        number = wintypes.DWORD()
        _kernel.ProcessIdToSessionId(os.getpid(), ctypes.byref(number))
        return number.value

    def age() -> float:
        """Seconds since this process was started."""
        made, now, other = (wintypes.FILETIME() for _each in range(3))
        _kernel.GetProcessTimes(wintypes.HANDLE(-1), *(ctypes.byref(time) for time in (made, other, other, other)))
        _kernel.GetSystemTimeAsFileTime(ctypes.byref(now))
        began, present = ((time.dwHighDateTime << 32) + time.dwLowDateTime for time in (made, now))
        return (present - began) / 10**7

    def let_forward(process: int) -> None:
        """The program that was just started lets another one bring its window to the front."""
        ctypes.WinDLL("user32").AllowSetForegroundWindow(process)

    def long_paths() -> bool:
        """Whether this Windows lets this program use paths of more than 259 signs."""
        ask = getattr(ctypes.WinDLL("ntdll"), "RtlAreLongPathsEnabled", None)  # since Windows 10 1607
        if ask is None:
            return False
        ask.restype = ctypes.c_ubyte
        return bool(ask())

    def _attach_console() -> bool:
        """Whether the console of the nearest ancestor that has one is ours now."""
        parents = _parents()
        process = os.getpid()
        for _turn in range(ANCESTORS):
            process = parents.get(process, 0)
            if not process:
                return False
            if _kernel.AttachConsole(process):
                return True
        return False

    def _parents() -> dict[int, int]:
        """The parent of every process."""
        found: dict[int, int] = {}
        snapshot = _kernel.CreateToolhelp32Snapshot(2, 0)  # processes
        entry = _Process(size=ctypes.sizeof(_Process))
        more = _kernel.Process32FirstW(snapshot, ctypes.byref(entry))
        while more:
            found[entry.id] = entry.parent
            more = _kernel.Process32NextW(snapshot, ctypes.byref(entry))
        _kernel.CloseHandle(snapshot)
        return found

else:

    def _handed(number: int) -> TextIO | None:
        return None

    def known_folder(name: str) -> Path | None:
        return None

    def session() -> int:
        return os.getuid()  # two people never share

    def age() -> float:
        with open("/proc/self/stat", encoding="ascii", errors="replace") as stat, open("/proc/uptime", encoding="ascii") as uptime:
            began = int(stat.read().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
            return float(uptime.read().split()[0]) - began

    def let_forward(process: int) -> None:
        return

    def long_paths() -> bool:
        return True

    def _attach_console() -> bool:
        return False
