"""A way to break a study, and what the message about it must say."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from raw_study import RawStudy, small


@dataclass(frozen=True)
class Case:
    name: str
    breaks: Callable[[RawStudy], None]
    words: tuple[str, ...]
    study: Callable[[], RawStudy] = small
    variant: bool = False  # of a kind that stands here already, so its rule is the same


def cell(line: int, column: str, text: str) -> Callable[[RawStudy], None]:
    """Put a text into one cell."""

    def breaks(study: RawStudy) -> None:
        study.lines[line - 1][study.column(column)] = text

    return breaks


def data(change: Callable[[bytes], bytes]) -> Callable[[RawStudy], None]:
    """Change the bytes of the file."""

    def breaks(study: RawStudy) -> None:
        study.change = change

    return breaks


def key(path: str, value: Any) -> Callable[[RawStudy], None]:
    """Set a key of the resource in the dictionary; None of `REMOVE` takes it out."""

    def breaks(study: RawStudy) -> None:
        *parents, last = path.split(".")
        study.rehash = path not in ("bytes", "hash")
        node: Any = study.file
        for part in parents:
            node = node[int(part)] if part.isdigit() else node[part]
        if value is REMOVE:
            del node[last]
        else:
            node[last] = value

    return breaks


REMOVE = object()
