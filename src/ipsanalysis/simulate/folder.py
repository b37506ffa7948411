"""The folder of a twin: written only where a twin was or nothing is, and whole or not at all."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ipsanalysis.errors import UserError
from ipsanalysis.layout import Layout
from ipsanalysis.plan.document import read_document
from ipsanalysis.plan.problems import quoted

DICTIONARY, README = "datapackage.json", "README.md"
STAMP = "SYNTHETIC"


def hold_free(layout: Layout) -> None:
    """Refuse to write a twin over real data, or over anything that `simulate` did not write.

    Args:
        layout: Where the study's files lie.

    Raises:
        UserError: If the study's plan does not say synthetic, or the folder is not a twin's.
    """
    if layout.plan.exists():
        content = read_document(layout.plan).content
        status = content.get("data_status") if isinstance(content, dict) else None
        if status != "synthetic":
            raise UserError(
                f"{layout.plan}, data_status: found {quoted(status)}; allowed: synthetic, for "
                f"`simulate` writes {layout.raw} anew. Nothing was written."
            )
    if layout.raw.is_symlink() or (layout.raw.exists() and not layout.raw.is_dir()):
        raise _not_ours(layout.raw, "no folder, or a link to one")
    there = {path.name for path in layout.raw.iterdir()} if layout.raw.exists() else set()
    if there:
        _hold_twin(layout.raw, there)


def _hold_twin(folder: Path, there: set[str]) -> None:
    content = _dictionary(folder / DICTIONARY)
    title = content.get("title")
    if not str(title).startswith(STAMP):
        raise _not_ours(folder, f"{DICTIONARY} with the title {quoted(title)}")
    listed = content.get("resources")
    parts = listed if isinstance(listed, list) else []
    known = {str(part.get("path")) for part in parts if isinstance(part, dict)}
    if others := sorted(there - known - {DICTIONARY, README}):
        raise _not_ours(folder, f"files that its dictionary does not list: {', '.join(others)}")


def _dictionary(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise _not_ours(path.parent, f"files without a {DICTIONARY} that can be read") from None
    return content if isinstance(content, dict) else {}


def _not_ours(folder: Path, found: str) -> UserError:
    return UserError(
        f"{folder}: found {found}; allowed: no such folder, an empty one, or one that `simulate` "
        f"wrote (its title begins with {STAMP}). Move it away. Nothing was written."
    )


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """Give a hidden folder beside another, and put it in the other's place when all is written.

    What a killed run left is removed at the next; the files before stay until the new ones are
    whole.

    Args:
        folder: The folder to be replaced.

    Yields:
        The hidden folder to write to.
    """
    partial = folder.with_name(f".{folder.name}.partial")
    before = folder.with_name(f".{folder.name}.partial.before")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        yield partial
        shutil.rmtree(before, ignore_errors=True)
        if folder.exists():
            folder.rename(before)
        partial.rename(folder)
        shutil.rmtree(before, ignore_errors=True)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
