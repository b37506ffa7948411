"""Whether the plan settles which rows each pool takes: told before anything is made of them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from ipsanalysis.errors import UserError, nearest
from ipsanalysis.evidence.choose import choose
from ipsanalysis.plan.document import KeyPath, read_document
from ipsanalysis.plan.evidence import EvidencePlan, Pool
from ipsanalysis.plan.load import problem_list
from ipsanalysis.plan.problems import place

Problem = tuple[KeyPath, str]


def hold_pools(
    plan: EvidencePlan, path: Path, comparisons: pd.DataFrame, places: Mapping[str, str]
) -> None:
    """Stop when pools leave out rows that are not there, or take equally good rows of a trial.

    Args:
        plan: The plan.
        path: Where it lies.
        comparisons: The table `comparisons`.
        places: Row id: the file and line of that row, of rows that stand in a file.

    Raises:
        UserError: If any pool does; the message lists every such row and tie of every pool.
    """
    found = [
        problem
        for index, pool in enumerate(plan.pools)
        for rule in (_unknown_rows, _ties)
        for problem in rule(("pools", index), pool, comparisons, places)
    ]
    if found:
        document = read_document(path)
        raise UserError(
            problem_list(path, [f"{place(at, document)}: {text}" for at, text in found])
        )


def _unknown_rows(
    at: KeyPath, pool: Pool, comparisons: pd.DataFrame, places: Mapping[str, str]
) -> Iterator[Problem]:
    known = set(comparisons["row_id"])
    for name in pool.without:
        if name not in known:
            yield (
                (*at, "without", name),
                f'found "{name}"; allowed: a row_id of the file of comparisons.'
                f"{nearest(name, sorted(places))} Mend or remove it.",
            )


def _ties(
    at: KeyPath, pool: Pool, comparisons: pd.DataFrame, places: Mapping[str, str]
) -> Iterator[Problem]:
    rows = choose(pool, comparisons).rows
    tied = rows[rows["trial_id"].duplicated(keep=False)]
    for trial, own in tied.groupby("trial_id"):
        told = [f"{row} ({places[row]})" if row in places else row for row in own["row_id"]]
        yield (
            at,
            f'found {len(own)} rows of the trial "{trial}" that are equally good, '
            f"{' and '.join(told)}; allowed: one row a trial. Narrow the pool by "
            "outcome_classes, use, comparator_groups, verified or count_basis, leave one out by "
            "`without`, or mark one of them otherwise in ma_primary.",
        )
