"""The CSV of results and curves, held against the Parquet that everything else is made from."""

from ipsanalysis.errors import UserError
from ipsanalysis.layout import Layout
from ipsanalysis.record.comparison import compare, in_words
from ipsanalysis.record.manifest import NAME
from ipsanalysis.record.results_file import read_results

COPIES = ("results", "curves")
SHOWN = 10


def check_copies(layout: Layout) -> None:
    """Stop when a CSV does not hold what the Parquet file beside it holds.

    Args:
        layout: Where the study's files lie.

    Raises:
        UserError: If rows, columns, text or numbers differ, or one of the files is absent.
    """
    problems = [line for name in COPIES for line in _differences(layout, name)]
    if problems:
        raise UserError("\n".join(problems))


def _differences(layout: Layout, name: str) -> list[str]:
    csv, parquet = (layout.results / f"{name}.{suffix}" for suffix in ("csv", "parquet"))
    unwanted = f"{layout.results / name}.* and {layout.results / NAME}"
    again = f"Delete {unwanted}, then run make."
    absent = [path for path in (csv, parquet) if not path.is_file()]
    if absent:
        return [f"{absent[0]}: there is no such file. {again}"]
    differences = compare(read_results(parquet), read_results(csv), exact=True)
    if not differences:
        return []
    return [
        f"{csv}: found other values than in {parquet.name}, from which tables, figures and report "
        "are made; allowed: the same. One of the two was changed after it was made:",
        *(f"  {line}" for line in in_words(differences, (parquet.name, csv.name), SHOWN)),
        again,
    ]
