"""Command `explain`: where a number comes from, and R code that gives it again."""

import argparse
from pathlib import Path
from textwrap import indent

from ipsanalysis.errors import UserError
from ipsanalysis.files import read_parquet, sha256
from ipsanalysis.layout import Layout
from ipsanalysis.plan.config import load_config
from ipsanalysis.plan.document import KeyPath, read_document
from ipsanalysis.record.find_row import Found, find_row
from ipsanalysis.record.made_by import function_of, rule_of
from ipsanalysis.record.manifest import NAME, changed_since, input_files, read_manifest
from ipsanalysis.record.people import who
from ipsanalysis.record.r_code import r_script
from ipsanalysis.record.r_outcome import comparison_of
from ipsanalysis.record.words import description, number

TABLES = ("participants", "follow_up", "person_periods", "analysis")
BOXES = ("analysed", "not_analysed")
AGREEMENT = "Agrees with the number above to at least 6 digits."
RESAMPLED = (
    "Resampling: R draws other resamples, so expect agreement within 4 Monte Carlo standard errors."
)


def run(options: argparse.Namespace) -> int:
    """Print everything known of one result row."""
    studies = load_config(Path("config/config.yaml")).studies
    found = find_row(options.row_id, studies)
    _check_fresh(found)
    print(explanation(found))
    return 0


def _check_fresh(found: Found) -> None:
    """Stop when the results are of another plan or of other data than there are now."""
    layout, row = found.layout, found.row
    path = layout.results / NAME
    changed = changed_since(read_manifest(path), layout.root) if path.is_file() else []
    known = _key_path(row["plan_key"]) in read_document(layout.plan).lines
    comparison = comparison_of(found.plan, row["plan_key"]) if known else None
    named = comparison is None or row["outcome"] in (*BOXES, comparison.outcome)
    if changed or not known or not named:
        raise UserError(
            f"{layout.results}: stale: {', '.join(changed) or layout.plan} changed since the "
            "results were made. Run make, then explain."
        )


def explanation(found: Found) -> str:
    """Return all that is known of one result row.

    Args:
        found: The row, with its plan and place.

    Returns:
        The number, what it is, where it comes from, who is in it, its formula and R code.
    """
    plan, layout, row = found.plan, found.layout, found.row
    made = function_of(row["statistic"], row["method"])
    step, rule = rule_of(row["analysis"], layout.root)
    table = read_parquet(layout.table("analysis"))
    parts = [
        (found.name, f"{number(row)}\nData: {row['data_status']}"),
        ("What it is", "\n".join(description(plan, row))),
        ("Who is in it", "\n".join(who(plan, table, row))),
        (
            "Where it comes from",
            f"Plan: {_plan_line(layout, row['plan_key'])}\n"
            f"Step: {step} ({rule}); by hand: python -m ipsanalysis {step} {layout.study}\n"
            f"Function: {made.name} ({made.place})",
        ),
        ("Formula and source, from the function", made.says),
        ("Files it rests on (sha256)", "\n".join(_hashes(layout))),
    ]
    told = [f"{title}\n{indent(text, '  ')}" for title, text in parts]
    return "\n\n".join([*told, _r_part(found)])


def _plan_line(layout: Layout, plan_key: str) -> str:
    line = read_document(layout.plan).lines[_key_path(plan_key)]
    return f"{layout.plan.as_posix()}, line {line}: {plan_key}"


def _key_path(plan_key: str) -> KeyPath:
    return tuple(int(part) if part.isdigit() else part for part in plan_key.split("."))


def _hashes(layout: Layout) -> list[str]:
    tables = [layout.table(name) for name in TABLES]
    csv = [path.with_suffix(".csv") for path in tables]
    return [f"{sha256(path)}  {path.as_posix()}" for path in (*input_files(layout), *csv)]


def _r_part(found: Found) -> str:
    script = r_script(found.plan, found.layout, found.row)
    if isinstance(script, str):
        return f"No R code\n  {script}"
    needs = f"R with {', '.join(script.packages)}" if script.packages else "R alone"
    agreement = RESAMPLED if script.resampled else AGREEMENT
    return f"The number again in R\n  Needs {needs}. {agreement}\n\n{script.text.rstrip()}"
