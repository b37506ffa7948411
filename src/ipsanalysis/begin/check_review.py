"""Command `check` for a meta-analysis: its plan, dictionary, files and pools, with nothing run."""

from collections.abc import Iterator

import pandas as pd

from ipsanalysis.begin.check_new_trials import check_new_trials
from ipsanalysis.begin.file_lines import file_lines
from ipsanalysis.errors import UserError
from ipsanalysis.evidence.choose import chosen_table
from ipsanalysis.evidence.gather import gather
from ipsanalysis.evidence.headline import hold_headline, why_left
from ipsanalysis.evidence.load import load_evidence
from ipsanalysis.evidence.settled import hold_pools
from ipsanalysis.layout import Layout
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.plan.evidence_load import load_review
from ipsanalysis.raw.digest import digest


def check_review(study: str) -> int:
    """Check the plan, the dictionary, every cell of the files, studies among the trials, pools.

    Args:
        study: The id of the meta-analysis.

    Returns:
        The exit code, 0.

    Raises:
        UserError: If anything is wrong; the message lists every problem of the first of these
            five that has any.
    """
    plan, layout = load_review(study)
    print(f"{layout.plan}: the plan is in order.", flush=True)
    package = load_evidence(layout.raw, plan)
    print(f"{layout.raw}/datapackage.json: the dictionary agrees with the plan.", flush=True)
    gathered = gather(package, plan, layout.raw)
    if gathered.errors:
        raise UserError(digest(gathered.errors, gathered.accounts))
    print("\n".join(file_lines(gathered)), flush=True)
    published = gathered.tables["comparisons"]
    comparisons, notes = check_new_trials(plan, layout, published)
    hold_pools(plan, layout.plan, comparisons, gathered.places)
    chosen = chosen_table(plan.pools, comparisons)
    hold_headline(plan, layout.plan, chosen)
    print(_counted(plan, published, len(comparisons) - len(published)))
    print(
        "\n".join([*_pools(plan, comparisons, chosen), *notes, *_end(plan, layout, chosen, notes)])
    )
    return 0


def _counted(plan: EvidencePlan, published: pd.DataFrame, studies: int) -> str:
    more = f" Beside them, studies of this project: {studies}." if studies else ""
    stamp = " SYNTHETIC trials." if plan.data_status == "synthetic" else ""
    return f"{len(published)} rows of {published['trial_id'].nunique()} trials.{more}{stamp}"


def _pools(plan: EvidencePlan, comparisons: pd.DataFrame, chosen: pd.DataFrame) -> Iterator[str]:
    people = comparisons.set_index("row_id")[["n", "n_control"]].sum(axis=1)
    for pool in plan.pools:
        own = chosen[chosen["pool"] == pool.id]
        rows, left = own.loc[own["entered"], "row_id"], own[~own["entered"]]
        why = f": {why_left(left)}." if len(left) else "."
        entered = f"{len(rows)} rows enter, {int(people[rows].sum())} people"
        if rows.empty:
            entered = "WARNING, no row enters, so its results will be empty"
        yield f"  pool {pool.id}: {entered}; {len(left)} do not{why}"


def _end(
    plan: EvidencePlan, layout: Layout, chosen: pd.DataFrame, notes: list[str]
) -> Iterator[str]:
    empty = not chosen.groupby("pool")["entered"].any().all()
    yield (
        "Nothing stops a run, but see above. Run it:"
        if empty or notes
        else ("Nothing is wrong. Run it:")
    )
    yield f"  snakemake --cores 4 --config 'studies=[{plan.study}]'"
    yield f"and read {layout.reports}/report.html."
