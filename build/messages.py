"""Answers for the list of sentences that need a translation: reads the sources as syntax trees, compares with the catalogues.

`python build/dev.py messages` appends what is missing to the `.po` file of its area, with an empty translation, and makes
Traditional Chinese anew from Simplified (`taiwan.py`).
"""

from __future__ import annotations

import ast
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "csdesk"
LOCALE = ROOT / "resources" / "locale"
PLAIN = ("_", "gettext", "N_")
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: {language}\\n"\n'

Key = tuple[str | None, str]  # context, msgid


@dataclass(frozen=True)
class Use:
    """One marked string of the sources. `text` None: it is no literal and cannot be translated."""

    where: str  # csdesk/core/rules.py:12
    context: str | None
    text: str | None

    @property
    def key(self) -> Key:
        return self.context, self.text or ""


def uses(root: Path = ROOT) -> list[Use]:
    """Every string of csdesk/ that is marked with `_`, `gettext`, `pgettext`, `N_` or is a label or unit of a rule's `meta`."""
    found: list[Use] = []
    for path in sorted((root / "csdesk").rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if name != "csdesk/i18n.py":
            found += _uses_of(ast.parse(path.read_text(encoding="utf-8"), name), name)
    return found


def _uses_of(tree: ast.AST, name: str) -> Iterator[Use]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        where = f"{name}:{node.lineno}"
        if called in PLAIN and len(node.args) == 1:
            yield from _marked(where, None, node.args[0], strict=called == "N_")
        elif called == "pgettext" and len(node.args) == 2:
            context = literal(node.args[0])
            if context is None:
                yield Use(where, None, None)
            else:
                yield from _marked(where, context, node.args[1], strict=False)
        elif called == "meta" and name.endswith("core/rules.py"):
            yield from _marked(where, None, node.args[0], strict=True)
            for keyword in node.keywords:
                if keyword.arg == "unit":
                    yield from _marked(where, None, keyword.value, strict=True)


def _marked(where: str, context: str | None, node: ast.expr, *, strict: bool) -> Iterator[Use]:
    """A literal, or (where not `strict`) a name whose literals were marked with N_ where they stand."""
    if isinstance(node, ast.IfExp):
        yield from _marked(where, context, node.body, strict=strict)
        yield from _marked(where, context, node.orelse, strict=strict)
        return
    text = literal(node)
    if text is not None:
        if text:
            yield Use(where, context, text)
    elif strict or not isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call) or _builds_text(node):
        yield Use(where, context, None)


def _builds_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "join", "replace")


def literal(node: ast.expr) -> str | None:
    """The text of a string literal; adjacent literals are one literal for Python already."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def placeholders(text: str) -> list[str]:
    """The `{name}` fields of a sentence, sorted, with their format: '{n} of {total:.1f}' -> ['n', 'total:.1f']. Raises ValueError."""
    return sorted(f"{field}:{form}" if form else field for _, field, form, _ in string.Formatter().parse(text) if field is not None)


@dataclass(frozen=True)
class Entry:
    """One entry of one catalogue file."""

    file: str
    context: str | None
    text: str
    translation: str
    comment: str = ""  # zh_TW: the Simplified sentence that it was made from

    @property
    def key(self) -> Key:
        return self.context, self.text


def entries(language: str, root: Path = ROOT) -> list[Entry]:
    import polib

    found = []
    for path in sorted((root / "resources" / "locale" / language).glob("*.po")):
        for entry in polib.pofile(str(path)):
            if not entry.obsolete:
                found.append(Entry(path.name, entry.msgctxt, entry.msgid, "" if entry.fuzzy else entry.msgstr, entry.comment))
    return found


def problems(language: str = "zh_CN", root: Path = ROOT) -> list[str]:
    """What keeps the catalogue from being complete and true, one line each."""
    used, known = uses(root), entries(language, root)
    found = [f"{use.where}: not a literal; fill placeholders with .format after translating" for use in used if use.text is None]
    by_key: dict[Key, Entry] = {}
    for entry in known:
        first = by_key.setdefault(entry.key, entry)
        if first is not entry:
            same = first.translation == entry.translation
            if not same:
                found.append(f"{entry.text!r}: {first.file} says {first.translation!r}, {entry.file} {entry.translation!r}")
            elif first.file == entry.file:
                found.append(f"{entry.file}: {entry.text!r} stands twice")
    wanted = {use.key: use for use in used if use.text is not None}
    for key, use in wanted.items():
        found_entry = by_key.get(key)
        if found_entry is None or not found_entry.translation.strip():
            found.append(f"{use.where}: no {language} for {use.text!r}" + (f" (context {use.context!r})" if use.context else ""))
    for entry in by_key.values():
        if entry.key not in wanted:
            found.append(f"{entry.file}: nobody uses {entry.text!r}" + (f" (context {entry.context!r})" if entry.context else ""))
        elif entry.translation:
            found += _placeholder_problems(entry)
    return found


def behind(root: Path = ROOT) -> list[str]:
    """Traditional sentences that were made from another Simplified one than today's, or that still hold Simplified characters."""
    now = {(entry.file, entry.key): entry.translation.strip() for entry in entries("zh_CN", root)}
    found = []
    for entry in entries("zh_TW", root):
        if now.get((entry.file, entry.key)) != entry.comment.strip():
            found.append(f"zh_TW/{entry.file}: {entry.text!r} is behind zh_CN")
        strange = simplified(entry.translation)
        if strange:
            found.append(f"zh_TW/{entry.file}: {entry.translation!r} still has {strange}")
    return found


def simplified(text: str) -> str:
    """The Chinese characters of a text that Big5, the character set of Taiwan, has not."""
    return "".join(sign for sign in dict.fromkeys(text) if "\u3400" <= sign <= "\u9fff" and not _in_big5(sign))


def _in_big5(sign: str) -> bool:
    try:
        sign.encode("big5")
    except UnicodeEncodeError:
        return False
    return True


def _placeholder_problems(entry: Entry) -> list[str]:
    try:
        source = placeholders(entry.text)
    except ValueError:
        return []  # a lone brace: the sentence is shown as it is and never formatted
    try:
        ours = placeholders(entry.translation)
    except ValueError as error:
        return [f"{entry.file}: {entry.translation!r}: {error}"]
    if source != ours:
        return [f"{entry.file}: {entry.text!r} has {source}, its translation {ours}"]
    return []


def area(where: str, homes: dict[str, str]) -> str:
    """The `.po` file for a source file: that of its neighbours' sentences, else the name of its layer's part."""
    name = where.rpartition(":")[0]
    parts = name.removeprefix("csdesk/").removesuffix(".py").split("/")
    for depth in range(len(parts), 0, -1):
        home = homes.get("/".join(parts[:depth]))
        if home:
            return home
    return f"{parts[-1] if len(parts) == 1 else parts[0]}.po"


def add_missing(language: str = "zh_CN", root: Path = ROOT) -> list[str]:
    """Append every missing msgid to its area's file with an empty translation; the lines say what went where."""
    known = {entry.key: entry.file for entry in entries(language, root)}
    homes: dict[str, str] = {}
    votes: dict[tuple[str, str], int] = {}
    marked = [use for use in uses(root) if use.text is not None]
    for use in marked:
        parts = use.where.rpartition(":")[0].removeprefix("csdesk/").removesuffix(".py").split("/")
        if use.key in known:
            for depth in range(1, len(parts) + 1):
                vote = "/".join(parts[:depth]), known[use.key]
                votes[vote] = votes.get(vote, 0) + 1
    for (folder, file), _ in sorted(votes.items(), key=lambda item: item[1]):
        homes[folder] = file
    done = []
    for use in marked:
        if use.key in known:
            continue
        file = known[use.key] = area(use.where, homes)
        path = root / "resources" / "locale" / language / file
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if path.exists() else HEADER.format(language=language)
        lines = ["", f"#: {use.where.rpartition(':')[0]}"]
        if use.context is not None:
            lines.append(f"msgctxt {quoted(use.context)}")
        lines += [f"msgid {quoted(use.text or '')}", 'msgstr ""', ""]
        path.write_text(before.rstrip("\n") + "\n" + "\n".join(lines), encoding="utf-8", newline="\n")
        done.append(f"{file}: {use.text!r}")
    return done


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def main() -> int:
    import taiwan

    for line in add_missing():
        print("added", line)
    for line in (*taiwan.renew(), *taiwan.renew_help()):
        print("made", line)
    left = problems() or [*problems("zh_TW"), *behind()]
    print("\n".join(left) if left else "every sentence is translated")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
