"""Folders of figures and tables in which a file is missing that the manifest of their run lists."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from ipsanalysis.layout import Layout

FOLDERS = ("figures", "tables")
"""What a rule makes as a whole folder: Snakemake does not look for the single files in it."""


def incomplete_folders(layouts: Iterable[Layout]) -> list[str]:
    """Return folders of which a file was deleted, so that they are made again.

    Args:
        layouts: Where the files of the studies to be run lie.

    Returns:
        Paths from the project's folder, sorted; a folder that is wholly absent is not among them,
        as Snakemake makes it again by itself. Manifests that cannot be read say nothing.
    """
    lost = {
        path.parent
        for layout in layouts
        for path in _listed(layout)
        if (layout.root / path.parent).is_dir() and not (layout.root / path).exists()
    }
    return sorted(path.as_posix() for path in lost)


def _listed(layout: Layout) -> Iterator[Path]:
    """Give the files of the folders that the manifest of a version lists."""
    own = layout.results.relative_to(layout.root)
    try:
        manifest = json.loads((layout.results / "manifest.json").read_bytes())
        found = [Path(entry["path"]) for entry in manifest["result"]]
    except (OSError, ValueError, KeyError, TypeError):
        return
    yield from (path for path in found if path.parent in [own / name for name in FOLDERS])
