"""A drawn figure with its words and the rows it shows."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from ipsanalysis.figures.page import STAMP_SENTENCE, Heading, Page, WithStatus
from ipsanalysis.figures.words import sentences, spoken


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawing:
    """One figure, ready to be saved.

    Attributes:
        name: The stem of its files.
        title: Its title.
        caption: What a reader needs beside the title: methods, handling of events, numbers.
        alt: What it shows, with its numbers, for readers who cannot see it.
        rows: The result rows or curve points drawn.
        figure: The matplotlib figure.
    """

    name: str
    title: str
    caption: str
    alt: str
    rows: pd.DataFrame
    figure: Figure


def finished(
    plan: WithStatus, name: str, heading: Heading, page: Page, *, alt: str, rows: pd.DataFrame
) -> Drawing:
    """Put a figure and its words together; synthetic data are named in both texts.

    Args:
        plan: The plan, or whatever else says whether data are synthetic.
        name: The stem of its files.
        heading: Its title and notes.
        page: The page drawn.
        alt: What it shows, with its numbers.
        rows: The result rows or curve points drawn.

    Returns:
        The figure.
    """
    stamp = STAMP_SENTENCE if plan.data_status == "synthetic" else ""
    return Drawing(
        name=name,
        title=heading.title,
        caption=sentences(stamp, *heading.notes),
        alt=spoken(sentences(stamp, alt)),
        rows=rows,
        figure=page.figure,
    )
