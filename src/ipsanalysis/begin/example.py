"""The dictionary of the example files of a new study."""

import hashlib
from pathlib import Path
from typing import Any

Entry = dict[str, Any]
FILES = ("people.csv", "jobs.csv", "left.csv", "wellbeing.csv")
REQUIRED = {"required": True}


def dictionary(study: str, folder: Path) -> Entry:
    """Return the dictionary of the example files, with their sizes and checksums.

    Args:
        study: The study's id.
        folder: The folder that holds the files.

    Returns:
        The content of `datapackage.json`.
    """
    parts = {"people.csv": _people(), "jobs.csv": _jobs(), "left.csv": _left()}
    parts["wellbeing.csv"] = _answers()
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": study,
        "title": f"{study.capitalize()}: example files (SYNTHETIC)",
        "description": "All people are made up.",
        "licenses": [{"name": "CC0-1.0", "title": "Creative Commons Zero"}],
        "sources": [{"title": "Made up as an example."}],
        "resources": [_resource(folder, name, *part) for name, part in parts.items()],
    }


def _resource(folder: Path, name: str, title: str, fields: list[Entry], canonical: Entry) -> Entry:
    data = (folder / name).read_bytes()
    return {
        "name": name.removesuffix(".csv"),
        "title": title,
        "path": name,
        "format": "csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "header": True},
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": {"fields": fields, "missingValues": [""]},
        "canonical": canonical,
    }


def _field(name: str, kind: str, title: str, **more: Any) -> Entry:  # noqa: ANN401
    return {"name": name, "type": kind, "title": title, **more}


def _person() -> Entry:
    return _field("id", "string", "Person", constraints=REQUIRED)


def _people() -> tuple[str, list[Entry], Entry]:
    fields = [
        _person(),
        _field("arm", "string", "Arm", constraints={**REQUIRED, "enum": ["S", "U"]}),
        _field("randomised", "date", "Day of randomisation", constraints=REQUIRED),
        _field("age", "integer", "Age", unit="years", constraints={"minimum": 18, "maximum": 67}),
        _field("sex", "string", "Sex", constraints={"enum": ["f", "m"]}),
    ]
    mapping = {
        "participants": {
            "person": "id",
            "arm": {"column": "arm", "values": {"S": "support", "U": "usual"}},
            "randomised": "randomised",
            "covariates": {"age": "age", "sex": "sex"},
        }
    }
    return "Everyone randomised: one row a person", fields, mapping


def _jobs() -> tuple[str, list[Entry], Entry]:
    fields = [
        _person(),
        _field("job", "string", "Number of the job", constraints=REQUIRED),
        _field("from", "date", "First day", constraints=REQUIRED),
        _field("to", "date", "Last day; empty when still held"),
        _field("kind", "string", "Kind of work", constraints=REQUIRED),
        _field("hours_a_week", "number", "Hours a week", unit="hours a week"),
        _field("pay_an_hour", "number", "Pay an hour", unit="kroner an hour"),
        _field("industry", "string", "Industry"),
    ]
    industries = {name: name for name in ("shop", "care", "other")}
    mapping = {
        "person": "id",
        "job_spells": {
            "job": "job",
            "start": "from",
            "end": "to",
            "kind": {
                "column": "kind",
                "values": {"ordinary": "competitive", "voluntary": "voluntary"},
            },
            "hours_per_week": "hours_a_week",
            "wage": "pay_an_hour",
            "wage_per": "hour",
            "industry": {"column": "industry", "values": industries},
        },
    }
    return "Jobs: one row a job", fields, mapping


def _left() -> tuple[str, list[Entry], Entry]:
    fields = [
        _person(),
        _field("last_day", "date", "Last day followed", constraints=REQUIRED),
        _field("reason", "string", "Why it ended", constraints=REQUIRED),
    ]
    mapping = {
        "person": "id",
        "follow_up": {
            "observed_until": "last_day",
            "end_reason": {
                "column": "reason",
                "values": {"withdrew": "withdrew", "moved away": "lost"},
            },
            "lists": "ended_early",
        },
    }
    return "People who left the study", fields, mapping


def _answers() -> tuple[str, list[Entry], Entry]:
    limits = {"minimum": 0, "maximum": 100}
    missing = ["", {"value": "-9", "label": "refused to answer"}]
    fields = [
        _person(),
        _field("before", "integer", "Before randomisation", unit="points", constraints=limits),
        _field(
            "month_12", "integer", "At month 12", unit="points", constraints=limits,
            missingValues=missing,
        ),
    ]  # fmt: skip
    mapping = {
        "person": "id",
        "covariates": {"columns": {"wellbeing_before": "before"}},
        "assessments": [
            {"instrument": "wellbeing", "visit": "month_12", "items": {"total": "month_12"}}
        ],
    }
    return "Well-being, 0 to 100: one row a person", fields, mapping
