"""A small made-up meta-analysis with all that a plan can ask for, beside a study of the project."""

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import record_study
from small_review import BAYES, FIVE, MODERATORS, SmallReview, a_plan, a_pool, trial

from ipsanalysis.evidence.columns import TABLES, Holds

REVIEW, VERSION = "review", "1.0"
NAME = 'O\'Neil "x"); stop("y'
ROWS = [
    *FIVE[1:],
    {**FIVE[0], "first_author": NAME},
    trial("F", 14, 33, 9, 35, year=2008, country="Sudland"),
    trial("G", 25, 61, 17, 60, year=2012),
    trial("H", 6, 30, 0, 31, year=2015),
    trial("I", 0, 14, 0, 12, year=2016),
    trial("J", 40, 80, 29, 82, year=2017, outcome_class="steady"),
    trial("K", 8, 20, 6, 21, year=2018, ma_primary="sensitivity"),
    {
        **trial("L", 1, 2, 1, 2, year=2019, ma_primary="no_counts", count_basis="not seen"),
        **dict.fromkeys(("n_ips", "events_ips", "n_control", "events_control"), ""),
    },
]
CODING = dict.fromkeys("CEFH", ("south", "ill", "usual")) | {"B": ("north", "ill", "")}
PRINTED = [
    {
        "item_id": "first",
        "trial_id": "A",
        "what": "any job",
        "events": 12,
        "n": 40,
        "percent": "30",
        "source": "A paper.",
    }
]
KEY = "/".join(
    (
        "employment/at_end/all_randomised/composite/observed/week_12/new_minus_usual",
        "risk_difference/newcombe-hybrid-score",
    )
)


class AuditedReview(SmallReview):
    """With a file of printed figures."""

    def _tables(self) -> dict[Holds, tuple[list[str], list[dict[str, Any]]]]:
        return {**super()._tables(), "printed": (list(TABLES["printed"]), PRINTED)}


def plan(**changes: Any) -> dict[str, Any]:
    """The plan of the meta-analysis, with changes."""
    new = {
        "study": record_study.STUDY,
        "trial_id": "A",
        "row": KEY,
        "outcome_class": "any_job",
        "label": "Small, twin",
        "year": 2020,
        "country": "Norland",
    }
    printed = {
        "id": "others_2000",
        "label": "Others 2000",
        "trials": 9,
        "people": None,
        "measure": "risk_ratio",
        "estimate": 1.8,
        "ci_low": 1.2,
        "ci_high": 2.7,
        "source": "A paper.",
    }
    cauchy = {"family": "half_cauchy", "scale": 0.4}
    wider = a_pool(id="wider", role="sensitivity", outcome_classes=["any_job", "steady"])
    return a_plan(
        **{
            "study": REVIEW,
            "data_status": "real",
            "ci_level": 0.9,
            "pools": [a_pool(measures=["risk_ratio", "odds_ratio", "risk_difference"]), wider],
            "subgroups": [
                {"by": by, "reason": "Made up."} for by in ("region", "comparator_group")
            ],
            "moderators": MODERATORS,
            "regressions": [
                {"moderators": names, "reason": "Made up."}
                for names in (["year"], ["region", "year"], ["law"], ["fidelity"])
            ],
            "resamples": {"permutations": 999, "bootstrap": 999},
            "bayes": {**BAYES, "tau": [*BAYES["tau"], cauchy]},
            "new_trials": {
                "weights": [0.0, 0.5, 1.0],
                "vague": {"mean": 0.0, "sd": 2.0},
                "trials": [new],
            },
            "totals_as_non_events": "main",
            "printed_pools": [printed],
            **changes,
        }
    )


def make_review(root: Path) -> None:
    """Write a study and the meta-analysis, and run every step that makes result rows."""
    record_study.copy_study(root)
    countries = {"Norland": (2.0, 3.0), "Sudland": (1.1, 0.4)}
    AuditedReview(rows=ROWS, plan=plan(), coding=CODING, countries=countries).run(root)


@cache
def _made() -> Path:
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder)
    make_review(folder)
    return folder


def copy_review(to: Path) -> Path:
    """Give a test its own copy, times of files kept; return the results of the meta-analysis."""
    shutil.copytree(_made(), to, dirs_exist_ok=True)
    return to / "results" / REVIEW / VERSION
