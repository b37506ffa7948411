"""Command `verify`: whether the results computed here are those released."""

import argparse
from pathlib import Path

from ipsanalysis.errors import UserError
from ipsanalysis.layout import Layout
from ipsanalysis.plan.config import load_config
from ipsanalysis.plan.evidence_load import load_any
from ipsanalysis.record.comparison import RULE, compare, in_words
from ipsanalysis.record.freshness import stale
from ipsanalysis.record.frozen import RESULTS
from ipsanalysis.record.machine import SAME_BYTES
from ipsanalysis.record.manifest import NAME, Manifest, read_manifest
from ipsanalysis.record.released import broken, records, released_manifest
from ipsanalysis.record.results_file import read_results


def run(options: argparse.Namespace) -> int:
    """Verify the studies named, or those of config/config.yaml and every record; 0 when all hold.

    A study named must have a record. Without names a draft is told and is no error.
    """
    if options.studies:
        return max([_verify(load_any(study)[1], draft=1) for study in options.studies])
    studies = load_config(Path("config/config.yaml")).studies
    layouts = [load_any(study)[1] for study in studies]
    others = [path for path in records() if path not in {layout.released for layout in layouts}]
    return max([*(_verify(layout, draft=0) for layout in layouts), *map(_check_record, others)])


def _verify(layout: Layout, draft: int) -> int:
    """Verify one version of a study; `draft` is the exit code when it has no record."""
    name = f"{layout.study} {layout.version}"
    if not layout.released.exists():
        _tell_draft(name, layout, draft)
        return draft
    problems = broken(layout.released) or _differences(layout)
    if problems:
        return _not_verified(name, problems)
    rows = len(read_results(layout.released / RESULTS).rows)
    print(f"{name}: verified: {rows} rows equal the released record ({RULE}); {_bytes(layout)}")
    return 0


def _tell_draft(name: str, layout: Layout, draft: int) -> None:
    earlier = [path.name for path in records(layout.root) if path.parent.name == layout.study]
    known = f" (released: {', '.join(earlier)})" if earlier else ""
    if draft:
        print(
            f"{name}: not verified: there is no record {layout.released}{known}. If it was "
            "released, restore it from git; if it is a draft, release it first."
        )
    else:
        print(f"{name}: draft: not released{known}")


def _check_record(record: Path) -> int:
    """Hold a record that nothing is computed for now to its own manifest."""
    name = f"{record.parent.name} {record.name}"
    problems = broken(record)
    if problems:
        return _not_verified(name, problems)
    print(f"{name}: record whole; nothing to compare, for config/config.yaml does not lead to it")
    return 0


def _not_verified(name: str, problems: list[str]) -> int:
    print("\n  ".join([f"{name}: not verified", *problems]))
    return 1


def _differences(layout: Layout) -> list[str]:
    """Return how the disk differs from the manifest here, and the results from the record."""
    problems = stale(layout)
    if not (layout.results / RESULTS).is_file() or not (layout.results / NAME).is_file():
        return problems
    released = read_results(layout.released / RESULTS)
    try:
        differences = compare(released, read_results(layout.results / RESULTS))
    except UserError as error:
        return [*problems, str(error)]
    if differences:
        return [*problems, *in_words(differences, ("released", "here"))]
    return problems or _other_bytes(layout)


def _other_bytes(layout: Layout) -> list[str]:
    """Return the outputs whose bytes are not those released, where they must be."""
    here, there = _manifests(layout)
    if _why_no_bytes(here, there):
        return []
    made = {entry["path"]: entry["sha256"] for entry in here["result"]}
    other = [
        entry["path"] for entry in there["result"] if made.get(entry["path"]) != entry["sha256"]
    ]
    return other and [
        "all rows agree, but these files have other bytes, though code, lock, inputs, platform and "
        "Python are the same:",
        *(f"  {path}" for path in other),
        f"Delete {layout.results} and {layout.reports}, then run make; if they still differ, "
        "something in them is not reproducible.",
    ]


def _manifests(layout: Layout) -> tuple[Manifest, Manifest]:
    return read_manifest(layout.results / NAME), released_manifest(layout.released)


def _bytes(layout: Layout) -> str:
    here, there = _manifests(layout)
    reasons = _why_no_bytes(here, there)
    if reasons:
        return f"bytes not compared: {', '.join(reasons)}"
    return f"all {len(there['result'])} files equal it byte for byte"


def _why_no_bytes(here: Manifest, there: Manifest) -> list[str]:
    """Return why outputs need not have the bytes released; nothing when they must."""
    same = {"lock": "another lock", "instrument": "other code", "object": "other inputs"}
    reasons = [words for key, words in same.items() if here[key] != there[key]]
    run, released = here["run"], there["run"]
    return reasons + [
        words for key, words in SAME_BYTES.items() if run.get(key) != released.get(key)
    ]
