"""A step of a meta-analysis goes stale when what it is made of changes, and only then.

One run is finished beside the released results of the studies that it reads; then something is
edited, Snakemake says what it would do, and the edit is taken back.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from project_copies import ONE_REVIEW, REVIEW, copy_project, place_studies_used, snakemake
from snakemake_server import SnakemakeServer
from test_stale import PACKAGE, edited, jobs

from ipsanalysis.plan.evidence_load import load_review

pytestmark = pytest.mark.slow

ROWS = {"pool", "moderators", "bayes"}
PRINTED = {"draw_review", "tabulate_review", "report_review", "seal_review"}
AFTER_ROWS = {"combine"} | PRINTED
EVERYTHING = {"gather"} | ROWS | AFTER_ROWS

MODULES = {
    "steps/gather.py": EVERYTHING,
    "evidence/choose.py": EVERYTHING,
    "evidence/faults_counts.py": EVERYTHING,
    "plan/evidence.py": EVERYTHING,
    "evidence/measured.py": ROWS | AFTER_ROWS,
    "meta/pooling.py": ROWS | AFTER_ROWS,
    "meta/peto.py": {"pool"} | AFTER_ROWS,
    "meta/trim_and_fill.py": {"pool"} | AFTER_ROWS,
    "evidence/flow_rows.py": {"pool"} | AFTER_ROWS,
    "meta/permutation.py": {"moderators"} | AFTER_ROWS,
    "evidence/subgroup_rows.py": {"moderators"} | AFTER_ROWS,
    "meta/posterior.py": {"bayes"} | AFTER_ROWS,
    "evidence/new_trial_rows.py": {"bayes"} | AFTER_ROWS,
    "evidence/audit_rows.py": AFTER_ROWS,
    "figures/evidence/bubbles.py": {"draw_review", "report_review", "seal_review"},
    "steps/tabulate_review.py": {"tabulate_review", "seal_review"},
    "report/evidence/page.py": {"report_review", "seal_review"},
    "record/manifest.py": {"seal_review"},
    "steps/draw.py": {"seal_review"},
}
"""What an edit of a module makes stale; the manifest names the hash of all code."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with a finished run of the meta-analysis."""
    folder = copy_project(tmp_path_factory.mktemp("stale_review"))
    place_studies_used(folder)
    snakemake(folder, "--cores", "4", *ONE_REVIEW)
    return folder


@pytest.fixture(scope="module")
def asked(project: Path) -> Iterator[SnakemakeServer]:
    """Who says what Snakemake would do in the copy."""
    with SnakemakeServer(project) as server:
        assert jobs(server, ONE_REVIEW) == set()
        yield server


@pytest.mark.parametrize(("module", "stale"), MODULES.items(), ids=MODULES)
def test_an_edited_module(
    module: str, stale: set[str], project: Path, asked: SnakemakeServer
) -> None:
    path = project / PACKAGE / module
    with edited(path, path.read_bytes() + b"\n# edited\n"):
        assert jobs(asked, ONE_REVIEW) == stale


@pytest.mark.parametrize("name", ["audit.html.j2", "evidence.html.j2"])
def test_an_edited_template_of_the_pages(name: str, project: Path, asked: SnakemakeServer) -> None:
    path = project / PACKAGE / "report" / "templates" / name
    with edited(path, path.read_bytes() + b"\n"):
        assert jobs(asked, ONE_REVIEW) == {"report_review", "seal_review"}


def test_an_edited_label_of_the_plan(project: Path, asked: SnakemakeServer) -> None:
    plan = project / "config" / "evidence" / f"{REVIEW}.yaml"
    with edited(plan, re.sub(rb"(?m)^( +label: )", rb"\1The ", plan.read_bytes(), count=1)):
        assert jobs(asked, ONE_REVIEW) == EVERYTHING


def test_an_edited_file_of_figures_is_gathered_and_audited_anew(
    project: Path, asked: SnakemakeServer
) -> None:
    (path,) = (project / "data" / "raw").rglob("printed.csv")
    with edited(path, path.read_bytes() + b"\n"):
        assert jobs(asked, ONE_REVIEW) == EVERYTHING


def test_other_results_of_a_study_among_the_trials(project: Path, asked: SnakemakeServer) -> None:
    path = load_review(REVIEW, project)[1].uses[0].results / "results.parquet"
    with edited(path, path.read_bytes() + b" "):
        assert jobs(asked, ONE_REVIEW) == EVERYTHING
