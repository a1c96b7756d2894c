"""Answers for whether a program finds every library it asks for on a bare Windows 10: inside itself or among the system's own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from release.pe import AMD64, PE, NotPE

# What every Windows 10 has, of what Qt, Python and packages ask for.
NAMES = (
    "advapi32 authz avrt bcrypt bcryptprimitives cfgmgr32 comctl32 comdlg32 crypt32 d2d1 d3d9 d3d11 d3d12 dbghelp dcomp dnsapi dwmapi "
    "dwrite dxgi gdi32 icuuc imagehlp imm32 iphlpapi kernel32 mpr mscms msvcrt ncrypt netapi32 normaliz ntdll ole32 oleacc oleaut32 "
    "opengl32 pdh powrprof propsys psapi rpcrt4 runtimeobject secur32 setupapi shcore shell32 shlwapi uiautomationcore user32 userenv "
    "uxtheme version windowscodecs winhttp winmm winspool.drv ws2_32 wtsapi32"
)
SYSTEM = frozenset(NAMES.split())
SETS = re.compile(r"(api-ms-win-(core|crt|shcore|security|eventing|ntuser|power|devices)-|ext-ms-win-|ucrtbase$)")


def troubles(inside: Mapping[str, bytes]) -> list[str]:
    """One sentence for everything that would not load; `inside` is what the program carries (archive.files)."""
    libraries: dict[str, PE] = {}
    found = []
    for name, data in inside.items():
        if data[:2] == b"MZ":
            try:
                libraries[name] = PE(data)
            except NotPE as error:
                found.append(f"{name}: {error}")
    have = {name.rpartition("/")[2].lower() for name in libraries}
    for name, library in libraries.items():
        if library.machine != AMD64:
            found.append(f"{name} is not for x86-64")
        if library.wine:
            found.append(f"{name} is Wine's own")
        for wanted in library.imports():
            bare = wanted.removesuffix(".dll")
            if wanted not in have and bare not in SYSTEM and not SETS.match(bare):
                found.append(f"{name} asks for {wanted}, which nobody has")
    if not libraries:
        found.append("there is no Windows file in it")
    return found
