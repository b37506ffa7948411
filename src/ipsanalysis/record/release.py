"""Command `release`: freeze a version by setting its results and manifest aside, for git."""

import argparse
import os
import shutil

from ipsanalysis.errors import UserError
from ipsanalysis.layout import Layout
from ipsanalysis.plan.evidence_load import AnyPlan, load_any
from ipsanalysis.record.comparison import compare, in_words
from ipsanalysis.record.copies import check_copies
from ipsanalysis.record.freshness import stale
from ipsanalysis.record.frozen import RESULTS, SHOWN
from ipsanalysis.record.manifest import NAME, Manifest, read_manifest
from ipsanalysis.record.released import released_manifest, released_results
from ipsanalysis.record.results_file import read_results


def run(options: argparse.Namespace) -> int:
    """Release the version of a study's plan and say what to commit.

    The whole manifest is kept, its section `run` too: without platform and Python a reviewer
    could not tell whether bytes can be compared. It names no person, host, folder or address.
    """
    plan, layout = load_any(options.study)
    _check_access(plan, layout)
    manifest = _fresh_manifest(layout)
    if layout.released.exists():
        _check_same(layout)
        other = released_manifest(layout.released)["instrument"] != manifest["instrument"]
        print(
            f"{plan.study} {plan.version} is released already, with the same values"
            + (" (made by an earlier state of the code)" if other else "")
            + ". Nothing was changed."
        )
        return 0
    _copy(layout)
    print(
        f"{plan.study} {plan.version} is released: {layout.released}\n"
        "From now on a run that gives other values stops. Commit the record:\n"
        f"  git add {layout.released}\n"
        f'  git commit -m "Release {plan.study} {plan.version}" -- {layout.released}'
    )
    return 0


def _check_access(plan: AnyPlan, layout: Layout) -> None:
    if plan.access == "confidential":
        raise UserError(
            f"{layout.plan}: found access: confidential. Its results may hold small groups, so it "
            "cannot be released until disclosure control exists. Nothing was copied."
        )


def _fresh_manifest(layout: Layout) -> Manifest:
    """Return the manifest, after checking that plan, data, code and results are as it says."""
    problems = stale(layout)
    if problems:
        raise UserError("\n".join([*problems, "Then release."]))
    check_copies(layout)
    return read_manifest(layout.results / NAME)


def _check_same(layout: Layout) -> None:
    differences = compare(released_results(layout.released), read_results(layout.results / RESULTS))
    if differences:
        raise UserError(
            "\n".join(
                [
                    f"{layout.released}: {layout.study} {layout.version} is released already, with "
                    "other results:",
                    *(f"  {line}" for line in in_words(differences, ("released", "new"), SHOWN)),
                    f"Raise `version` in {layout.plan}, run make, then release.",
                ]
            )
        )


def _copy(layout: Layout) -> None:
    folder = layout.released
    partial = folder.with_name(f".{folder.name}.{os.getpid()}.partial")
    partial.mkdir(parents=True)
    try:
        for name in (RESULTS, NAME):
            shutil.copyfile(layout.results / name, partial / name)
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
