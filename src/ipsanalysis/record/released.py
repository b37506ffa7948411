"""The released records in results/released: which there are, and whether each is whole."""

from pathlib import Path

from ipsanalysis.errors import UserError
from ipsanalysis.files import sha256
from ipsanalysis.record.frozen import RESTORE, RESULTS
from ipsanalysis.record.manifest import NAME, Manifest, read_manifest
from ipsanalysis.record.results_file import ResultsFile, read_results


def records(root: Path = Path()) -> list[Path]:
    """Return the folder of every record, sorted by study and version.

    Args:
        root: The project's folder.

    Returns:
        Paths `results/released/<study>/<version>`.
    """
    return sorted((root / "results" / "released").glob("[!.]*/[!.]*"))


def released_manifest(record: Path) -> Manifest:
    """Read the manifest of a record."""
    return read_manifest(record / NAME, RESTORE)


def released_results(record: Path) -> ResultsFile:
    """Read the result rows of a record.

    Args:
        record: Its folder.

    Returns:
        The rows.

    Raises:
        UserError: If the record is not whole.
    """
    problems = broken(record)
    if problems:
        raise UserError("\n".join(problems))
    return read_results(record / RESULTS)


def broken(record: Path) -> list[str]:
    """Say what is wrong with a record itself: a file absent, or not as its manifest says.

    Args:
        record: Its folder.

    Returns:
        Lines of text; none when the record is whole.
    """
    path = record / RESULTS
    if not path.is_file():
        return [f"{path}: no such file, but the version is released. {RESTORE}"]
    try:
        entries = released_manifest(record)["result"]
        read_results(path)
    except UserError as error:
        return str(error).splitlines()
    study, version = record.parts[-2:]
    name = f"results/{study}/{version}/{RESULTS}"
    if any(entry["path"] == name and entry["sha256"] == sha256(path) for entry in entries):
        return []
    return [
        f"{path}: not the file its own manifest names: it was changed after the release. {RESTORE}"
    ]
