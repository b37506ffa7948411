"""A figure of one or more forest plots, one beneath the other, with its words."""

from collections.abc import Sequence
from dataclasses import dataclass

from ipsanalysis.figures.drawing import Drawing, finished
from ipsanalysis.figures.evidence.legend import Sample, draw_legend, legend_height
from ipsanalysis.figures.evidence.lines import Line
from ipsanalysis.figures.evidence.material import Material
from ipsanalysis.figures.evidence.table import Table, draw_table
from ipsanalysis.figures.page import Heading, WithStatus, new_page
from ipsanalysis.figures.words import sentences
from ipsanalysis.tables.results import Result

_APART = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Whether the data of a figure are real or synthetic, where it is not as the plan says."""

    data_status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A figure of forest plots.

    Attributes:
        name: The stem of its files.
        title: Its title.
        tables: The forest plots.
        samples: The legend.
        notes: Paragraphs beneath.
        status: Whether its data are synthetic; the plan when absent.
        shown: Rows that stand in its words alone.
    """

    name: str
    title: str
    tables: Sequence[Table]
    samples: Sequence[Sample] = ()
    notes: Sequence[str] = ()
    status: WithStatus | None = None
    shown: Sequence[Result] = ()


def draw_plot(own: Material, plot: Plot) -> Drawing:
    """Draw a figure of forest plots.

    Args:
        own: What it is drawn from.
        plot: The figure.

    Returns:
        The figure; its text for those who cannot see it has the words and numbers of every line.
    """
    heading = Heading(title=plot.title, notes=[note for note in plot.notes if note])
    status = plot.status or own.plan
    legend = legend_height(plot.samples) if plot.samples else 0.0
    body = legend + sum(table.height for table in plot.tables) + _APART * (len(plot.tables) - 1)
    page = new_page(status, heading, body)
    draw_legend(page, plot.samples, page.top)
    top = page.top + legend
    for table in plot.tables:
        top = draw_table(page, table, top) + _APART
    rows = [row for table in plot.tables for line in table.lines for row in line.rows]
    return finished(
        status,
        plot.name,
        heading,
        page,
        alt=sentences(f"{plot.title}.", *(_told(table) for table in plot.tables)),
        rows=own.drawn([*rows, *plot.shown]),
    )


def _told(table: Table) -> str:
    return sentences(f"{table.numbers}.", *(_line_told(table, line) for line in table.lines))


def _line_told(table: Table, line: Line) -> str:
    if line.heading:
        return f"{line.text.rstrip('.:')}."
    cells = [
        f"{column.head} {cell}"
        for column, cell in zip(table.columns, line.cells, strict=False)
        if cell
    ]
    words = ", ".join([line.text, *cells])
    return f"{words}: {line.numbers}." if line.numbers else f"{words}."
