"""Files of figures: SVG, PDF, PNG and the rows drawn, the same bytes every time."""

from html import escape
from io import StringIO
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG

from ipsanalysis.figures.drawing import Drawing
from ipsanalysis.figures.style import applied
from ipsanalysis.files import whole, write_csv, write_json, write_text
from ipsanalysis.rows import in_schema

FORMATS = ("svg", "pdf", "png", "csv")
_DPI = 200


def save_figure(drawing: Drawing, folder: Path) -> None:
    """Write a figure as `<name>.svg`, `.pdf` and `.png`, and its rows as `<name>.csv`.

    No file carries a date. Each file is written whole or not at all.

    Args:
        drawing: The figure.
        folder: The folder to write to.
    """
    paths = {suffix: folder / f"{drawing.name}.{suffix}" for suffix in FORMATS}
    with applied(salt=drawing.name):
        write_text(paths["svg"], _svg(drawing))
        with whole(paths["pdf"]) as partial:
            metadata = {"Title": drawing.title, "Subject": drawing.alt, "CreationDate": None}
            canvas: Any = FigureCanvasPdf(drawing.figure)
            canvas.print_pdf(partial, metadata=metadata)
        _write_png(drawing, paths["png"])
    write_csv(paths["csv"], in_schema(drawing.rows))


def save_figures(drawings: list[Drawing], folder: Path) -> None:
    """Write all figures and `index.json`, and remove figures of an earlier run that are no more.

    The index lists, in order, each figure's name, title, caption, text for those who cannot see
    it, and files.

    Args:
        drawings: The figures.
        folder: The folder to write to.
    """
    for drawing in drawings:
        save_figure(drawing, folder)
    index = [
        {
            "name": drawing.name,
            "title": drawing.title,
            "caption": drawing.caption,
            "alt": drawing.alt,
            "files": {suffix: f"{drawing.name}.{suffix}" for suffix in FORMATS},
        }
        for drawing in drawings
    ]
    write_json(folder / "index.json", index)
    names = {drawing.name for drawing in drawings}
    for path in folder.iterdir():
        if path.suffix[1:] in FORMATS and path.stem not in names:
            path.unlink()


def _svg(drawing: Drawing) -> str:
    """Return the SVG with title and description for screen readers."""
    text = StringIO()
    drawing.figure.set_dpi(72)
    canvas: Any = FigureCanvasSVG(drawing.figure)
    canvas.print_svg(text, metadata={"Date": None, "Title": drawing.title})
    title = f"<title>{escape(drawing.title, quote=False)}</title>"
    described = f"{title}\n <desc>{escape(drawing.alt, quote=False)}</desc>"
    svg = text.getvalue().replace("<svg ", '<svg role="img" ', 1)
    start, found, rest = svg.partition(title)
    if not found:
        raise RuntimeError("matplotlib wrote an SVG without the title it was given")
    return start + described + rest


def _write_png(drawing: Drawing, path: Path) -> None:
    drawing.figure.set_dpi(_DPI)
    canvas: Any = FigureCanvasAgg(drawing.figure)
    with whole(path) as partial:
        canvas.print_png(partial, metadata={"Software": None, "Title": drawing.title})
