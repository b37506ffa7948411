"""Step `derive`: canonical tables to the analysis table."""

from ipsanalysis.derive.rules import rule_uses
from ipsanalysis.derive.table import analysis_table
from ipsanalysis.derive.trial import read_trial
from ipsanalysis.files import write_csv, write_parquet
from ipsanalysis.plan.load import load_study


def run(study: str) -> None:
    """Derive every outcome of the plan for every participant, and count the rules used."""
    plan, layout = load_study(study)
    trial = read_trial(layout)
    table = analysis_table(plan, trial)
    write_parquet(layout.table("analysis"), table)
    write_csv(layout.table("analysis").with_suffix(".csv"), table)
    write_csv(layout.table("rules").with_suffix(".csv"), rule_uses(plan, trial))
