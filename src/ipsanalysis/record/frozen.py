"""A released version is frozen: whatever is computed under its number must be what was released."""

from ipsanalysis.errors import UserError
from ipsanalysis.layout import Layout
from ipsanalysis.record.comparison import compare, in_words
from ipsanalysis.record.results_file import read_results

RESULTS = "results.csv"
SHOWN = 10


def check_against_release(layout: Layout) -> None:
    """Stop when this version is released and the results computed now are others.

    Args:
        layout: Where the study's files lie.

    Raises:
        UserError: If values differ; the message shows the first rows that do.
    """
    released = layout.released / RESULTS
    if not layout.released.exists():
        return
    differences = compare(read_results(released), read_results(layout.results / RESULTS))
    if differences:
        raise UserError(
            "\n".join(
                [
                    f"{layout.study} {layout.version} is released, and its results are frozen in "
                    f"{released}. This run gives others:",
                    *(f"  {line}" for line in in_words(differences, ("released", "new"), SHOWN)),
                    f"All of them: ipsanalysis diff released:{layout.study}/{layout.version} "
                    f"{layout.study}/{layout.version}",
                    f"If the new results are right, raise `version` in {layout.plan}; if not, undo "
                    "what changed them.",
                ]
            )
        )
