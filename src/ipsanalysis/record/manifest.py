"""The manifest of one version of one study: hashes of everything read, run and made."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ipsanalysis.errors import UserError
from ipsanalysis.files import sha256
from ipsanalysis.layout import Layout
from ipsanalysis.plan.evidence_load import AnyPlan
from ipsanalysis.record.code_version import (
    FOLDERS,
    LOCK,
    WORKFLOW,
    code_hash,
    package_versions,
    project,
)
from ipsanalysis.record.machine import run_section

Entry = dict[str, Any]
Manifest = dict[str, Any]
NAME = "manifest.json"


def make_manifest(plan: AnyPlan, layout: Layout) -> Manifest:
    """Describe everything a run read, ran and made.

    The names are those of a Workflow Run RO-Crate: `instrument`, `object`, `result`,
    `startTime`, `endTime`, `actionStatus`, `sha256`, `contentSize`. There is no `agent`: who
    started the run is not known, and a person's name would be a machine fact. All but the section
    `run` is the same on every rerun.

    Args:
        plan: The plan.
        layout: Where the study's files lie.

    Returns:
        The manifest.
    """
    outputs = output_files(layout)
    benchmarks = layout.root / "benchmarks" / layout.study / layout.version
    return {
        "study": plan.study,
        "version": plan.version,
        "data_status": plan.data_status,
        "access": plan.access,
        "seed": plan.seed,
        "instrument": instrument(layout.root),
        "lock": _entry(layout.root / LOCK, layout.root),
        "packages": package_versions(layout.root),
        "object": [_entry(path, layout.root) for path in input_files(layout)],
        "result": [_entry(path, layout.root) for path in outputs],
        "run": run_section(benchmarks, outputs),
    }


def instrument(root: Path) -> Entry:
    """Return what ran: the workflow, the package's version and the hash of all code."""
    about = project(root)
    return {
        **_entry(root / WORKFLOW, root),
        "name": about["name"],
        "softwareVersion": about["version"],
        "code": {"folders": list(FOLDERS), "sha256": code_hash(root)},
    }


def input_files(layout: Layout) -> list[Path]:
    """Return the plan, the dictionary, the raw files it names, and results of studies used."""
    dictionary = layout.raw / "datapackage.json"
    if not dictionary.is_file():
        raise UserError(f"{dictionary}: there is no such file. Restore it, then run make.")
    resources = json.loads(dictionary.read_text(encoding="utf-8-sig"))["resources"]
    paths = [item["path"] for item in resources]
    names = [name for path in paths for name in ([path] if isinstance(path, str) else path)]
    used = [study.results / "results.parquet" for study in layout.uses]
    return [layout.plan, dictionary, *(layout.raw / name for name in sorted(names)), *used]


def output_files(layout: Layout) -> list[Path]:
    """Return everything a run made but the manifest, sorted by path."""
    found = [
        path
        for folder in (layout.results, layout.reports)
        for path in folder.rglob("*")
        if path.is_file() and path.name != NAME and not _hidden(path.relative_to(folder))
    ]
    return sorted(found, key=lambda path: path.relative_to(layout.root).parts)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _entry(path: Path, root: Path) -> Entry:
    if not path.is_file():
        raise UserError(f"{path}: there is no such file. Restore it, then run make.")
    return {
        "path": path.relative_to(root).as_posix(),
        "sha256": sha256(path),
        "contentSize": path.stat().st_size,
    }


def read_manifest(path: Path, remedy: str = "Run make.") -> Manifest:
    """Read a manifest.

    Args:
        path: The file.
        remedy: What to do when it is absent or broken.

    Returns:
        Its content.

    Raises:
        UserError: If it is absent or not a manifest.
    """
    if not path.is_file():
        raise UserError(f"{path}: there is no such file. {remedy}")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        content = None
    if not _is_manifest(content):
        raise UserError(f"{path}: not a manifest; allowed: the JSON that make writes. {remedy}")
    return dict(content)


def _is_manifest(content: Any) -> bool:  # noqa: ANN401
    needed = ("instrument", "lock", "object", "result", "run")
    if not isinstance(content, dict) or any(key not in content for key in needed):
        return False
    if not isinstance(content["object"], list) or not isinstance(content["result"], list):
        return False
    entries = [content["lock"], *content["object"], *content["result"]]
    return isinstance(content["run"], dict) and all(
        isinstance(entry, dict) and {"path", "sha256"} <= entry.keys() for entry in entries
    )


def changed_since(entries: Iterable[Entry], root: Path) -> list[str]:
    """Return the files a manifest names that are now absent or hold something else.

    Args:
        entries: Entries of the manifest.
        root: The project's folder.

    Returns:
        Their paths, in the order of the entries.
    """
    return [
        entry["path"] for entry in entries if not _unchanged(root / entry["path"], entry["sha256"])
    ]


def _unchanged(path: Path, expected: str) -> bool:
    return path.is_file() and sha256(path) == expected
