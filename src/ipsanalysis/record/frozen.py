"""A released version is frozen: whatever is computed under its number must be what was released."""

from typing import TYPE_CHECKING

from ipsanalysis.errors import UserError
from ipsanalysis.layout import Layout
from ipsanalysis.record.comparison import compare, in_words
from ipsanalysis.record.results_file import as_results, read_results

if TYPE_CHECKING:
    import pandas as pd

RESULTS = "results.csv"
RESTORE = "Restore it from git."
SHOWN = 10


def check_against_release(layout: Layout, rows: "pd.DataFrame") -> None:
    """Stop when this version is released and the results computed now are others.

    Args:
        layout: Where the study's files lie.
        rows: The result rows computed now, in the schema's columns.

    Raises:
        UserError: If values differ, with the first rows that do; if the record has no results.
    """
    if not layout.released.exists():
        return
    released = layout.released / RESULTS
    if not released.is_file():
        raise UserError(f"{released}: no such file, but the version is released. {RESTORE}")
    differences = compare(read_results(released), as_results(rows))
    if differences:
        raise UserError(
            "\n".join(
                [
                    f"{layout.study} {layout.version} is released, and its results are frozen in "
                    f"{released}. This run gives others, which were not kept:",
                    *(f"  {line}" for line in in_words(differences, ("released", "new"), SHOWN)),
                    f"If the new results are right, raise `version` in {layout.plan} and run make; "
                    f"then `ipsanalysis diff released:{layout.study}/{layout.version} "
                    f"{layout.study}/<new version>` lists every change. If they are not, undo what "
                    "changed them and run make.",
                ]
            )
        )
