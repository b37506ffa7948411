"""Command `diff`: the rows in which two results files differ."""

import argparse
from dataclasses import replace

from ipsanalysis.record.comparison import Change, Differences, compare, in_words
from ipsanalysis.record.results_file import ResultsFile, read_results, results_path


def run(options: argparse.Namespace) -> int:
    """Print how two results files differ; 0 when they do not."""
    first, second = (read_results(results_path(name)) for name in (options.a, options.b))
    differences = compare(first, second)
    if not differences:
        print(f"equal: {len(first.rows)} rows")
        return 0
    throughout, rest = _throughout(differences, first, second)
    print(f"A = {options.a}\nB = {options.b}")
    for change in throughout:
        print(f"in every row: {change.column} {change.first} -> {change.second}")
    print("\n".join(in_words(rest, ("in A", "in B"))))
    return 1


def _throughout(
    differences: Differences, first: ResultsFile, second: ResultsFile
) -> tuple[list[Change], Differences]:
    """Take out the changes that every shared row has alike, such as another version."""
    shared = len(first.rows.keys() & second.rows.keys())
    alike: dict[tuple[str, str, str], list[Change]] = {}
    for change in differences.changes:
        alike.setdefault((change.column, change.first, change.second), []).append(change)
    everywhere = {key: same[0] for key, same in alike.items() if len(same) == shared > 1}
    rest = tuple(
        change
        for change in differences.changes
        if (change.column, change.first, change.second) not in everywhere
    )
    return list(everywhere.values()), replace(differences, changes=rest)
