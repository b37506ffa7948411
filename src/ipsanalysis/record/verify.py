"""Command `verify`: whether the results computed here are those released."""

import argparse
from pathlib import Path

from ipsanalysis.files import sha256
from ipsanalysis.layout import Layout
from ipsanalysis.plan.config import load_config
from ipsanalysis.plan.load import load_study
from ipsanalysis.record.comparison import RULE, compare, in_words
from ipsanalysis.record.frozen import RESULTS
from ipsanalysis.record.machine import SAME_BYTES
from ipsanalysis.record.manifest import NAME, Manifest, read_manifest
from ipsanalysis.record.results_file import read_results


def run(options: argparse.Namespace) -> int:
    """Verify the studies named, or all of config/config.yaml; 0 when none differs."""
    studies = options.studies or load_config(Path("config/config.yaml")).studies
    return max([_verify(load_study(study)[1]) for study in studies], default=0)


def _verify(layout: Layout) -> int:
    name = f"{layout.study} {layout.version}"
    if not layout.released.exists():
        earlier = sorted(path.name for path in layout.released.parent.glob("[0-9]*"))
        known = f" (released: {', '.join(earlier)})" if earlier else ""
        print(f"{name}: draft: not released{known}")
        return 0
    problems = _broken_record(layout) or _differences(layout)
    if problems:
        print("\n  ".join([f"{name}: not verified", *problems]))
        return 1
    rows = len(read_results(layout.released / RESULTS).rows)
    print(f"{name}: verified: {rows} rows equal the released record ({RULE}); {_bytes(layout)}")
    return 0


def _broken_record(layout: Layout) -> list[str]:
    """Return what is wrong with the released record itself."""
    entries = read_manifest(layout.released / NAME)["result"]
    expected = [entry["sha256"] for entry in entries if entry["path"].endswith(f"/{RESULTS}")]
    if not (layout.released / RESULTS).is_file() or sha256(layout.released / RESULTS) in expected:
        return []
    return [
        f"{layout.released / RESULTS} is not the file its own manifest names: it was changed after "
        "the release. Restore it from git."
    ]


def _differences(layout: Layout) -> list[str]:
    """Return how results and bytes differ from the released record."""
    if not (layout.results / RESULTS).is_file():
        return [f"there are no results in {layout.results}. Run make."]
    released = read_results(layout.released / RESULTS)
    differences = compare(released, read_results(layout.results / RESULTS))
    if differences:
        return in_words(differences, ("released", "here"))
    here, there = _manifests(layout)
    if _why_no_bytes(here, there):
        return []
    other = [
        entry["path"] for entry in there["result"] if not _same(layout.root / entry["path"], entry)
    ]
    return other and [
        "all rows agree, but these files have other bytes, though code, lock, inputs, platform and "
        "Python are the same:",
        *(f"  {path}" for path in other),
        "Run make; if they still differ, something in them is not reproducible.",
    ]


def _same(path: Path, entry: dict[str, str]) -> bool:
    return path.is_file() and sha256(path) == entry["sha256"]


def _manifests(layout: Layout) -> tuple[Manifest, Manifest]:
    return read_manifest(layout.results / NAME), read_manifest(layout.released / NAME)


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
