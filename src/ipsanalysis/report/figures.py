"""The figures of a study, ready to stand inside a page."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path

FLOW = "flow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure.

    Attributes:
        name: Name of its files.
        title: What it is.
        alt: What it shows and how to read it, for those who cannot see it. The picture itself
            has these notes beneath it.
        source: The picture as a data address, so that the page asks for nothing.
    """

    name: str
    title: str
    alt: str
    source: str


def read_figures(folder: Path) -> list[Figure]:
    """Read the figures that the step `draw` made.

    Args:
        folder: The folder with index.json and the pictures.

    Returns:
        The figures in their order; none when none were drawn.
    """
    index = folder / "index.json"
    if not index.exists():
        return []
    entries = json.loads(index.read_text(encoding="utf-8"))
    return [_figure(folder, entry) for entry in entries]


def _figure(folder: Path, entry: dict[str, str]) -> Figure:
    picture = (folder / f"{entry['name']}.svg").read_bytes()
    return Figure(
        name=entry["name"],
        title=entry["title"],
        alt=" ".join(part for part in (entry["alt"], entry["caption"]) if part),
        source="data:image/svg+xml;base64," + base64.b64encode(picture).decode("ascii"),
    )
