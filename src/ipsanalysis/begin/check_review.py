"""Command `check` for a meta-analysis: its plan, dictionary, files and pools, with nothing run."""

from collections.abc import Iterator

import pandas as pd

from ipsanalysis.begin.file_lines import file_lines
from ipsanalysis.errors import UserError
from ipsanalysis.evidence.choose import Choice, choose
from ipsanalysis.evidence.gather import gather
from ipsanalysis.evidence.load import load_evidence
from ipsanalysis.layout import Layout
from ipsanalysis.plan.evidence import EvidencePlan, Pool
from ipsanalysis.plan.evidence_load import load_review
from ipsanalysis.raw.digest import digest


def check_review(study: str) -> int:
    """Check the plan, then the dictionary, then every cell of the files, then every pool.

    Args:
        study: The id of the meta-analysis.

    Returns:
        The exit code, 0.

    Raises:
        UserError: If anything is wrong; the message lists every problem of the first of these
            four that has any.
    """
    plan, layout = load_review(study)
    print(f"{layout.plan}: the plan is in order.", flush=True)
    package = load_evidence(layout.raw, plan)
    print(f"{layout.raw}/datapackage.json: the dictionary agrees with the plan.", flush=True)
    gathered = gather(package, plan, layout.raw)
    if gathered.errors:
        raise UserError(digest(gathered.errors, gathered.accounts))
    print("\n".join(file_lines(gathered)), flush=True)
    print("\n".join(_summary(plan, layout, gathered.tables["comparisons"])))
    return 0


def _summary(plan: EvidencePlan, layout: Layout, comparisons: pd.DataFrame) -> Iterator[str]:
    trials = comparisons["trial_id"].nunique()
    stamp = " SYNTHETIC trials." if plan.data_status == "synthetic" else ""
    yield f"{len(comparisons)} rows of {trials} trials.{stamp}"
    for pool in plan.pools:
        yield _pool(pool, choose(pool, comparisons))
    yield "Nothing is wrong. Run it:"
    yield f"  snakemake --cores 4 --config 'studies=[{plan.study}]'"
    yield f"and read {layout.reports}/report.html."


def _pool(pool: Pool, choice: Choice) -> str:
    people = int(choice.rows["n"].sum() + choice.rows["n_control"].sum())
    left = choice.left["rule"].value_counts().sort_index()
    why = ", ".join(f"{count} by {rule}" for rule, count in left.items())
    entered = f"  pool {pool.id}: {len(choice.rows)} rows enter, {people} people"
    return f"{entered}; {len(choice.left)} do not" + (f": {why}." if why else ".")
