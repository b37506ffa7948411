"""Edits that break a plan, and what of a broken plan tests look at."""

import re
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLANS = {
    "life": ROOT / "config" / "studies" / "life.yaml",
    "everything": Path(__file__).parent / "everything.yaml",
}
TEXTS = {study: path.read_text(encoding="utf-8") for study, path in PLANS.items()}

Edit = Callable[[str], str | bytes]
# name, edit, where (line number and key, or what names the place), words of the message
Fault = tuple[str, Edit, str, list[str]]


def put(old: str, new: str, count: int = 1) -> Edit:
    def edit(text: str) -> str:
        assert old in text, f"the plan no longer holds {old!r}: mend this test"
        return text.replace(old, new, count)

    return edit


def under(section: str, old: str, new: str) -> Edit:
    """Replace text at its first place after the line on which a section begins."""

    def edit(text: str) -> str:
        before, heading, after = text.partition(f"\n{section}:")
        assert old in after, f"the plan no longer holds {old!r} under {section}: mend this test"
        return before + heading + after.replace(old, new, 1)

    return edit


def within(section: str, entry: str, old: str, new: str) -> Edit:
    """Replace text at its first place after the text with which an entry of a section begins."""

    def edit(text: str) -> str:
        before, heading, after = text.partition(f"\n{section}:")
        first, begin, rest = after.partition(entry)
        assert old in rest, f"the plan no longer holds {old!r} after {entry!r}: mend this test"
        return before + heading + first + begin + rest.replace(old, new, 1)

    return edit


def whole(content: str | bytes) -> Edit:
    return lambda _: content


def value(key: str, new: str) -> Edit:
    """Give a key of the top level a value that fits on its line."""
    return lambda text: re.sub(rf"(?m)^{key}:.*$", lambda _: f"{key}: {new}", text, count=1)


def first_difference(before: str, edited: str | bytes) -> int:
    """Return the number of the first line that an edit has changed or added."""
    text = edited if isinstance(edited, str) else edited.decode("latin-1")
    lines = before.split("\n")
    pairs = zip(lines, text.split("\n"), strict=False)
    return next((n for n, (a, b) in enumerate(pairs, start=1) if a != b), len(lines))


def write(path: Path, content: str | bytes) -> None:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
