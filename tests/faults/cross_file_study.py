"""A made-up trial (SYNTHETIC) of eight people in nine files, made to be broken."""

import copy
import hashlib
import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from raw_study import PLAN

from ipsanalysis.layout import Layout
from ipsanalysis.plan.design import Arm, Covariate, FollowUp, IntercurrentEvent, Visit
from ipsanalysis.plan.outcomes import Answer, Ever, Score, StatusAt
from ipsanalysis.plan.study import Plan

_WORDS = {
    "label": "x", "variable": "x", "metric": "x", "aggregation": "x", "time_point": "x",
    "higher_is_better": True,
}  # fmt: skip
_JOBS = {"table": "job_spells", "kinds": ["competitive"]}
_MEAN = {"table": "assessments", "instrument": "trust", "item": "mean", "visit": "month_6"}
HARBOUR: Plan = PLAN.model_copy(
    update={
        "study": "harbour",
        "data_status": "synthetic",
        "arms": [
            Arm(id="ips", label="IPS", role="active", treatment="IPS", received="contact"),
            Arm(id="usual", label="Usual", role="control", treatment="usual"),
        ],
        "follow_up": FollowUp(unit="month", length=12, start="x", months="anniversary"),
        "visits": [
            Visit(id="baseline", label="Baseline", at=0),
            Visit(id="month_6", label="Month 6", at=6),
            Visit(id="month_18", label="Month 18", at=18),
        ],
        "industries": {"retail": "Retail", "hospitality": "Hospitality"},
        "intercurrent_events": [
            IntercurrentEvent(id="died", label="Death", past="dead", description="x")
        ],
        "covariates": [
            Covariate(id="age", label="Age", kind="continuous"),
            Covariate(
                id="site", label="Site", kind="categorical", levels={"north": "N", "south": "S"}
            ),
        ],
        "outcomes": [
            StatusAt.model_validate(
                {"id": "employed", "kind": "status_at", "source": _JOBS, "at": 12, **_WORDS}
            ),
            Ever.model_validate(
                {"id": "supported", "kind": "ever", "within": 12, **_WORDS,
                 "source": {"table": "person_periods", "column": "benefit"}}
            ),
            Answer.model_validate(
                {"id": "trusts", "kind": "answer", "source": {**_MEAN, "item": "first"},
                 "yes": ["4", "5"], **_WORDS}
            ),
            Score.model_validate(
                {"id": "trust", "kind": "score", "source": _MEAN, "unit": "points", **_WORDS}
            ),
        ],
    }
)  # fmt: skip

PEOPLE = ("H01", "H02", "H03", "H04", "H05", "H06", "H07", "H08")
DAYS = ("2019-01-10", "2019-01-31", "2019-02-15", "2019-03-01",
        "2019-03-04", "2019-03-05", "2019-03-06", "2019-03-07")  # fmt: skip
ARMS = ("IPS", "TAU") * 4
ITEMS = [f"f{number}" for number in range(1, 26)]
MONTHS = [f"m{number}" for number in range(1, 13)]

TABLES: dict[str, list[list[str]]] = {
    "list": [["id", "arm", "randomised", "site"]]
    + [[p, a, d, "north"] for p, a, d in zip(PEOPLE, ARMS, DAYS, strict=True)],
    "background": [["id", "arm", "age"]]
    + [[p, a, str(30 + i)] for i, (p, a) in enumerate(zip(PEOPLE, ARMS, strict=True))],
    "leavers": [
        ["id", "last_day", "why"],
        ["H04", "2019-09-01", "died"],
        ["H08", "2019-08-15", "left"],
    ],
    "jobs": [
        ["id", "job", "start", "end", "kind", "hours", "wage", "industry", "title"],
        ["H01", "a", "2019-03-01", "2019-06-30", "ordinary", "20", "180", "shop", "clerk"],
        ["H01", "a", "2019-07-01", "2019-09-30", "ordinary", "30", "180", "shop", "clerk"],
        ["H01", "b", "2019-05-01", "2019-05-31", "ordinary", "10", "150", "cafe", ""],
        ["H02", "a", "2018-11-01", "2019-03-31", "sheltered", "15", "90", "", ""],
        ["H03", "a", "2019-06-01", "2020-02-01", "ordinary", "37.5", "200", "cafe", "cook"],
        ["H04", "a", "2019-04-01", "2019-08-31", "school", "", "", "", ""],
        ["H05", "a", "2019-08-01", "2019-08-31", "ordinary", "20", "170", "shop", ""],
        ["H05", "a", "2019-09-01", "2019-09-30", "ordinary", "20", "170", "shop", ""],
    ],
    "answers": [
        ["id", "visit", "day", "q1", "mean"],
        ["H01", "0", "2019-01-09", "3", "2.5"],
        ["H01", "6", "2019-07-12", "4", "3.5"],
        ["H02", "0", "2019-01-31", "2", "2"],
        ["H02", "6", "2019-08-01", "9", "3.1"],
        ["H03", "0", "2019-02-15", "", ""],
        ["H05", "18", "2020-12-01", "5", "4.2"],
    ],
    "benefits": [["id", "month", "benefit"]]
    + [[p, "2019-06-01", "yes" if p < "H05" else "no"] for p in PEOPLE]
    + [["H01", "2019-07-01", "no"]],
    "diary": [["id", *MONTHS]] + [[p, *["n"] * 4, *[""] * 8] for p in PEOPLE],
    "contacts": [
        ["id", "day", "kind", "minutes"],
        ["H01", "2019-01-20", "office", "60"],
        ["H01", "2019-02-20", "phone", "15"],
        ["H03", "2019-02-15", "office", ""],
        ["H05", "2019-04-01", "", "30"],
    ],
    "reviews": [
        ["team", "day", *ITEMS],
        ["A", "2019-06-01", *["4"] * 25],
        ["A", "2019-12-01", *["5"] * 25],
    ],
}
TYPES = {
    "randomised": "date", "last_day": "date", "start": "date", "end": "date", "day": "date",
    "month": "date", "age": "integer", "hours": "number", "wage": "number", "mean": "number",
    "minutes": "number", "q1": "integer", **dict.fromkeys(ITEMS, "integer"),
}  # fmt: skip
ARM = {"column": "arm", "values": {"IPS": "ips", "TAU": "usual"}}
CANONICAL: dict[str, dict[str, Any]] = {
    "list": {
        "participants": {
            "person": "id", "arm": ARM, "randomised": "randomised", "covariates": {"site": "site"}
        }
    },
    "background": {"person": "id", "arm": ARM, "covariates": {"columns": {"age": "age"}}},
    "leavers": {
        "person": "id",
        "follow_up": {
            "observed_until": "last_day",
            "end_reason": {
                "column": "why",
                "values": {"died": "died", "left": "withdrew", "done": "completed"},
            },
            "lists": "ended_early",
        },
    },
    "jobs": {
        "person": "id",
        "job_spells": {
            "job": "job", "start": "start", "end": "end", "hours_per_week": "hours",
            "wage": "wage", "wage_per": "hour", "occupation": "title",
            "kind": {
                "column": "kind",
                "values": {
                    "ordinary": "competitive", "sheltered": "other_paid", "school": "education"
                },
            },
            "industry": {"column": "industry", "values": {"shop": "retail", "cafe": "hospitality"}},
        },
    },
    "answers": {
        "person": "id",
        "assessments": [
            {
                "instrument": "trust",
                "visit_column": {
                    "column": "visit",
                    "values": {"0": "baseline", "6": "month_6", "18": "month_18"},
                },
                "date": "day",
                "items": {"first": "q1", "mean": "mean"},
            }
        ],
    },
    "benefits": {
        "person": "id",
        "period_rows": {
            "period": "month",
            "statuses": {"benefit": {"column": "benefit", "values": {"yes": True, "no": False}}},
        },
    },
    "diary": {
        "person": "id",
        "person_periods": {
            "studying": {
                "pattern": "m{month}", "first": 1, "last": 12, "values": {"y": True, "n": False},
                "blank": "anywhere",
            }
        },
    },
    "contacts": {
        "person": "id",
        "contacts": {
            "date": "day", "minutes": "minutes",
            "kind": {"column": "kind", "values": {"office": "office", "phone": "phone"}},
        },
    },
    "reviews": {
        "reviews": {
            "scale": "IPS-25", "unit": "team", "date": "day",
            "items": {f"item_{number}": name for number, name in enumerate(ITEMS, start=1)},
        }
    },
}  # fmt: skip


@dataclass
class Harbour:
    """Files, dictionary and plan, to be changed and then written. Line n is `tables[x][n - 1]`."""

    tables: dict[str, list[list[str]]] = field(default_factory=lambda: copy.deepcopy(TABLES))
    canonical: dict[str, Any] = field(default_factory=lambda: copy.deepcopy(CANONICAL))
    described: dict[str, dict[str, Any]] = field(default_factory=dict)  # more of a column
    resources: dict[str, dict[str, Any]] = field(default_factory=dict)  # more of a file
    plan: Plan = HARBOUR
    order: list[str] = field(default_factory=lambda: list(TABLES))

    def cell(self, table: str, line: int, column: str, text: str) -> None:
        rows = self.tables[table]
        rows[line - 1][rows[0].index(column)] = text

    def kind(self, name: str) -> str:
        return "xlsx" if name == "reviews" else "csv"

    def data(self, name: str) -> bytes:
        rows = self.tables[name]
        if self.kind(name) == "csv":
            return "".join(",".join(row) + "\n" for row in rows).encode()
        book, buffer = Workbook(), io.BytesIO()
        book.active.title = "Scores"
        for row in rows:
            book.active.append([int(x) if x.isdigit() else x for x in row])
        book.save(buffer)
        return buffer.getvalue()

    def resource(self, name: str, data: bytes) -> dict[str, Any]:
        kind = self.kind(name)
        fields = [
            {"name": column, "type": TYPES.get(column, "string"), "title": column,
             **self.described.get(name, {}).get(column, {})}
            for column in self.tables[name][0]
        ]  # fmt: skip
        reading = {"encoding": "utf-8", "dialect": {"delimiter": ","}}
        if kind == "xlsx":
            reading = {"sheet": "Scores"}
        return {
            "name": name, "path": f"{name}.{kind}", "format": kind, **reading, "bytes": len(data),
            "hash": "sha256:" + hashlib.sha256(data).hexdigest(),
            "schema": {
                "fields": fields, "missingValues": ["", {"value": "9", "label": "refused"}]
            } if name == "answers" else {"fields": fields},
            "canonical": self.canonical[name],
            **self.resources.get(name, {}),
        }  # fmt: skip

    def write(self, root: Path) -> Layout:
        """Write dictionary and data under a folder."""
        layout = Layout(study="harbour", version=PLAN.version, root=root)
        layout.raw.mkdir(parents=True, exist_ok=True)
        resources = []
        for name in self.order:
            data = self.data(name)
            (layout.raw / f"{name}.{self.kind(name)}").write_bytes(data)
            resources.append(self.resource(name, data))
        package = {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": "harbour",
            "title": "HARBOUR (SYNTHETIC)",
            "licenses": [{"name": "CC0-1.0"}],
            "sources": [{"title": "Made up"}],
            "resources": resources,
        }
        (layout.raw / "datapackage.json").write_text(json.dumps(package, indent=1))
        return layout
