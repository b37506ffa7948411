"""The step gather: files of a meta-analysis to canonical tables, chosen rows and faults."""

from pathlib import Path

from ipsanalysis.errors import UserError
from ipsanalysis.evidence.choose import chosen_table
from ipsanalysis.evidence.gather import gather
from ipsanalysis.evidence.headline import hold_headline
from ipsanalysis.evidence.load import load_evidence
from ipsanalysis.evidence.new_trial import study_rows
from ipsanalysis.evidence.settled import hold_pools
from ipsanalysis.evidence.study_comparisons import with_studies
from ipsanalysis.files import write_csv, write_parquet
from ipsanalysis.layout import Layout
from ipsanalysis.plan.evidence_load import load_review
from ipsanalysis.raw.account import account_frame
from ipsanalysis.raw.digest import digest
from ipsanalysis.raw.fault import counted_frame, fault_frame
from ipsanalysis.raw.text import neutral

TABLES = ("comparisons", "continuous", "chosen")
LISTS = ("account", "notes", "noted_rows")


def run(study: str, root: Path = Path()) -> None:
    """Check the files of a meta-analysis, join them and choose the rows of each pool.

    Tables and lists of an earlier run are removed first: they say nothing about these files.

    Args:
        study: The id of the meta-analysis.
        root: The project's folder.

    Raises:
        UserError: If anything in the plan, the dictionary or the files is wrong; every fault is
            then listed in `faults.csv` in the folder of results. Also if two rows of a trial are
            equally good for a pool, no row enters the headline, or a study that the plan sets among
            the trials has no results.
    """
    plan, layout = load_review(study, root)
    for path in outputs(layout):
        path.unlink(missing_ok=True)
    package = load_evidence(layout.raw, plan)
    gathered = gather(package, plan, layout.raw)
    if gathered.errors:
        listed = layout.results / "faults.csv"
        write_csv(listed, fault_frame(gathered.faults))
        raise UserError(digest(gathered.errors, gathered.accounts, listed.as_posix()))
    comparisons = with_studies(gathered.tables["comparisons"], plan, study_rows(plan, layout))
    hold_pools(plan, layout.plan, comparisons, gathered.places)
    chosen = chosen_table(plan.pools, comparisons)
    hold_headline(plan, layout.plan, chosen)
    made = {**gathered.tables, "comparisons": comparisons, "chosen": chosen}
    for name, table in made.items():
        write_parquet(layout.table(name), table)
        write_csv(layout.table(name).with_suffix(".csv"), neutral(table))
    write_csv(layout.table("notes").with_suffix(".csv"), counted_frame(gathered.notes))
    write_csv(layout.table("noted_rows").with_suffix(".csv"), fault_frame(gathered.notes))
    write_csv(layout.table("account").with_suffix(".csv"), account_frame(gathered.accounts))


def outputs(layout: Layout) -> list[Path]:
    """Return every file that this step can write."""
    tables = [layout.table(name) for name in TABLES]
    lists = [layout.table(name).with_suffix(".csv") for name in (*TABLES, *LISTS)]
    return [*tables, *lists, layout.results / "faults.csv"]
