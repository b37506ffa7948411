"""The README of the simulated files: what they are, and each published figure met or not."""

from ipsanalysis.errors import UserError
from ipsanalysis.plan.problems import shown
from ipsanalysis.simulate.counting import count
from ipsanalysis.simulate.described_figures import Figure
from ipsanalysis.simulate.description import Description
from ipsanalysis.simulate.trial import Trial


def readme(told: Description, trial: Trial) -> str:
    """Return the text of README.md.

    Args:
        told: The description.
        trial: The simulated trial.

    Returns:
        Markdown.

    Raises:
        UserError: If a figure that must come out does not.
    """
    rows = [_row(figure, trial, told) for figure in told.figures]
    files = [f"| `{file.path}` | {file.title}. {file.description} |" for file in told.files]
    source = f"config/simulations/{told.study}.yaml"
    return "\n".join(
        [
            f"# {told.title}",
            "",
            "**SYNTHETIC: no row of these files is about a real person.** They were drawn by "
            f"`ipsanalysis simulate {told.study}` from `{source}` with the seed {told.seed}; the "
            "same description gives the same bytes. This file is written by the simulator: edits "
            "are lost.",
            "",
            told.summary,
            "",
            "## Files",
            "",
            "`datapackage.json` describes every column, says what it is in the canonical tables, "
            "and holds each file's size and checksum.",
            "",
            "| File | What it is |",
            "|---|---|",
            *files,
            "",
            "## Assumptions",
            "",
            *[f"- {note}" for note in told.notes],
            "",
            "## Published figures, and what became of each",
            "",
            "*Met*: the twin has the published number, by construction; the simulator counts it in "
            "the data and stops if it is another. *Assumed*: the number is not published, and the "
            "twin's is an assumption. *Not simulated*: nothing in the twin stands for it. Numbers "
            "in the last column are counted in the simulated data.",
            "",
            "| Fact | Published | Status | In the twin |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _row(figure: Figure, trial: Trial, told: Description) -> str:
    parts = [figure.twin] if figure.twin else []
    for item in figure.counted:
        found = count(item.measure, trial)
        if item.equals is not None and found != item.equals:
            raise UserError(
                f"config/simulations/{told.study}.yaml, figures: {shown(figure.fact)}, "
                f"{item.label}: found {found} in the simulated data; allowed: {item.equals}. "
                "Change the description until it comes out. Nothing was written."
            )
        parts.append(f"{item.label}: {found}")
    cells = (figure.fact, figure.published, figure.status, "; ".join(parts) or "nothing")
    return f"| {' | '.join(' '.join(cell.split()).replace('|', '/') for cell in cells)} |"
