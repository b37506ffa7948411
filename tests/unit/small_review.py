"""A small meta-analysis on disk, made by a test and run step by step in a folder of its own."""

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from contextlib import chdir
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from ipsanalysis.evidence.columns import TABLES, Holds
from ipsanalysis.layout import Layout
from ipsanalysis.plan.evidence_load import load_review


class _NoAnchors(yaml.SafeDumper):
    """Writes what stands in two places twice: plans hold no anchors."""

    def ignore_aliases(self, _: object) -> bool:
        return True


STEPS = ("gather", "pool", "moderators", "bayes", "combine")
OTHER = {"outcome_class": "steady", "ma_primary": "yes"}
GROUPS = ("north", "ill", "usual")


def trial(name: str, *counts: int, year: int = 2001, **cells: Any) -> dict[str, Any]:
    """A row of the file of comparisons.

    Args:
        name: Its trial; the row is named after it.
        counts: Events and people of the active arm, then of the control arm.
        year: Year of publication.
        cells: Other cells.
    """
    events, n, events_control, n_control = counts
    return {
        "row_id": f"R_{name}",
        "trial_id": name,
        "first_author": f"Author{name.capitalize()}",
        "year": year,
        "country": "Norland",
        "population": "people",
        "comparator": "usual help",
        "follow_up_months": 12,
        "n_ips": n,
        "events_ips": events,
        "n_control": n_control,
        "events_control": events_control,
        "outcome_definition": "any job",
        "outcome_class": "any_job",
        "ma_primary": "yes",
        "count_basis": "printed",
        "verified": "abstract",
        "source_url": "https://example.org",
        **cells,
    }


FIVE = [
    trial("A", 12, 40, 8, 41, year=1999),
    trial("B", 30, 70, 12, 68, year=2003),
    trial("C", 21, 50, 15, 52, year=2006, country="Sudland"),
    trial("D", 44, 120, 20, 118, year=2010, country="Norland/Sudland"),
    trial("E", 9, 25, 3, 27, year=2014, country="Sudland"),
]


def a_pool(**changes: Any) -> dict[str, Any]:
    """A pool of every primary row of one class."""
    return {
        "id": "main",
        "label": "Any job",
        "role": "primary",
        "reason": "It is the question.",
        "outcome_classes": ["any_job"],
        "use": ["primary"],
        "prefer_follow_up": "longest",
        "measures": ["risk_ratio"],
        **changes,
    }


def a_plan(**changes: Any) -> dict[str, Any]:
    """A plan that asks for little; changes add to it."""
    return {
        "study": "small",
        "version": "1.0",
        "title": "A small meta-analysis",
        "question": "Does it help?",
        "data": "small",
        "data_status": "real",
        "access": "open",
        "seed": 7,
        "ci_level": 0.95,
        "protocol": "Not registered.",
        "search": "Made up.",
        "contrast": {
            "active": {"id": "help", "label": "Help"},
            "control": {"id": "none", "label": "No help"},
        },
        "outcome_classes": {"any_job": "Any job", "steady": "Steady job"},
        "regions": {"north": "North", "south": "South"},
        "population_groups": {"ill": "Ill"},
        "comparator_groups": {"usual": "Usual services"},
        "pools": [a_pool()],
        "subgroups": [],
        "moderators": [],
        "regressions": [],
        "resamples": {"permutations": 99, "bootstrap": 99},
        "bayes": None,
        "new_trials": None,
        "totals_as_non_events": None,
        "printed_pools": [],
        "hypotheses": [],
        "limitations": [],
        **changes,
    }


BAYES = {
    "mu": {"mean": 0.0, "sd": 2.0},
    "tau": [{"family": "half_normal", "scale": 0.5}],
    "baseline": {"mean": -1.0, "sd": 1.5},
}
MODERATORS = [
    {"id": "year", "label": "Year", "source": "year", "per": 10, "unit": "years"},
    {"id": "region", "label": "Region", "source": "region", "reference": "north"},
    {"id": "law", "label": "Law", "source": "epl_regular_2008", "per": 1, "unit": "point"},
    {"id": "fidelity", "label": "Fidelity", "source": "fidelity", "per": 1, "unit": "point"},
]


@dataclass
class SmallReview:
    """The plan and files of a meta-analysis.

    Attributes:
        rows: Rows of the file of comparisons.
        plan: Its plan.
        coding: Region, group of populations and group of comparators of a trial; `GROUPS` for
            trials not named.
        countries: Two indices of each country.
        characteristics: Further columns of the coding: column, then value of each trial.
    """

    rows: Sequence[dict[str, Any]]
    plan: dict[str, Any] = field(default_factory=a_plan)
    coding: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    countries: dict[str, tuple[float, float]] = field(default_factory=dict)
    characteristics: dict[str, dict[str, float]] = field(default_factory=dict)

    def write(self, root: Path) -> Layout:
        """Write plan, files and dictionary under a folder."""
        plan = root / "config" / "evidence" / f"{self.plan['study']}.yaml"
        plan.parent.mkdir(parents=True, exist_ok=True)
        plan.write_text(yaml.dump(self.plan, Dumper=_NoAnchors, sort_keys=False))
        folder = root / "data" / "raw" / self.plan["data"]
        folder.mkdir(parents=True, exist_ok=True)
        resources = [_written(folder, holds, *table) for holds, table in self._tables().items()]
        package = {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": self.plan["data"],
            "title": "Made up",
            "description": "Made up.",
            "licenses": [{"name": "CC0-1.0"}],
            "sources": [{"title": "Made up."}],
            "resources": resources,
        }
        (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
        return load_review(self.plan["study"], root)[1]

    def run(self, root: Path, steps: Sequence[str] = STEPS) -> Layout:
        """Write everything and run the steps in that folder."""
        layout = self.write(root)
        run_steps(root, self.plan["study"], steps)
        return layout

    def results(self, root: Path) -> pd.DataFrame:
        """Write everything, run every step and return the result rows by key."""
        return pd.read_parquet(self.run(root).results / "results.parquet").set_index("row_id")

    def _tables(self) -> dict[Holds, tuple[list[str], list[dict[str, Any]]]]:
        trials = list(dict.fromkeys(row["trial_id"] for row in self.rows))
        coded = []
        for name in trials:
            groups = self.coding.get(name, GROUPS)
            more = {key: values.get(name, "") for key, values in self.characteristics.items()}
            names = ("region", "population_group", "comparator_group")
            row = {"trial_id": name, **dict(zip(names, groups, strict=True)), "reason": "Made up."}
            coded.append({**row, **more})
        optional = [name for name, column in TABLES["coding"].items() if column.optional]
        coding = [x for x in TABLES["coding"] if x not in optional or x in self.characteristics]
        tables: dict[Holds, tuple[list[str], list[dict[str, Any]]]] = {
            "comparisons": (list(TABLES["comparisons"]), list(self.rows)),
            "coding": (coding, coded),
        }
        if self.countries:
            names = ("epl_regular_2008", "epl_temporary_2008")
            known = [
                {"country": name, **dict(zip(names, values, strict=True)), "verified": "table",
                 "source": "Made up."}
                for name, values in self.countries.items()
            ]  # fmt: skip
            tables["countries"] = (list(TABLES["countries"]), known)
        return tables


def run_steps(root: Path, study: str, steps: Sequence[str] = STEPS) -> None:
    """Run steps of a meta-analysis in a folder."""
    with chdir(root):
        for step in steps:
            import_module(f"ipsanalysis.steps.{step}").run(study)


def _written(
    folder: Path, holds: Holds, columns: list[str], rows: list[dict[str, Any]]
) -> dict[str, Any]:
    """Write one file; its part of the dictionary."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    data = text.getvalue().encode()
    (folder / f"{holds}.csv").write_bytes(data)
    fields = [{"name": x, "type": TABLES[holds][x].kind, "title": x} for x in columns]
    return {
        "name": holds,
        "path": f"{holds}.csv",
        "format": "csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ","},
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "holds": holds,
        "schema": {"fields": fields},
    }
