"""Whether the plan, data, code and outputs on disk are those of the manifest beside the results."""

from collections.abc import Collection
from pathlib import Path

from ipsanalysis.layout import Layout
from ipsanalysis.record.manifest import (
    NAME,
    Entry,
    Manifest,
    changed_since,
    input_files,
    instrument,
    read_manifest,
)

CODE = "the code (Snakefile, workflow, src or the package's version)"


def stale(layout: Layout, outputs: Collection[Path] | None = None) -> list[str]:
    """Say what on disk is not as the manifest of the results names it, and what to do.

    An output changed by hand is newer than what it was made from, so make leaves it; and of outputs
    that were removed it makes only those that the last step reads. Without the folder it makes all.

    Args:
        layout: Where the study's files lie.
        outputs: The outputs that matter; all when absent.

    Returns:
        Lines of text; none when everything is as the manifest says.
    """
    path = layout.results / NAME
    if not path.is_file():
        return [
            f"{layout.results}: there are no results of {layout.study} {layout.version} with their "
            "manifest. Run make."
        ]
    manifest = read_manifest(path)
    before = _changed_before(manifest, layout)
    names = None if outputs is None else {_name(item, layout) for item in outputs}
    made = [entry for entry in manifest["result"] if names is None or entry["path"] in names]
    after = changed_since(made, layout.root)
    if not before and not after:
        return []
    return [
        f"{path}: stale. Changed since it was written:",
        *(f"  {what}" for what in (*before, *after)),
        f"Delete the folder {layout.results}, then run make." if after else "Run make.",
    ]


def _changed_before(manifest: Manifest, layout: Layout) -> list[str]:
    """Return the inputs and the code that are not those of the manifest."""
    inputs: list[Entry] = [*manifest["object"], manifest["lock"]]
    changed = changed_since(inputs, layout.root)
    known = {entry["path"] for entry in inputs}
    new = {_name(path, layout) for path in input_files(layout)} - known
    code = [CODE] if instrument(layout.root) != manifest["instrument"] else []
    return [*changed, *sorted(new), *code]


def _name(path: Path, layout: Layout) -> str:
    return path.relative_to(layout.root).as_posix()
