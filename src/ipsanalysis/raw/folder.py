"""The raw files of a study, as its dictionary names them; they are not opened."""

import json
from pathlib import Path


def received_files(folder: Path) -> list[Path]:
    """Return the dictionary of a folder and the raw files it names, as far as they are there.

    Nothing is checked here: what is wrong with them is told when they are cleaned.

    Args:
        folder: The folder of raw files.

    Returns:
        Paths below the folder.
    """
    dictionary = folder / "datapackage.json"
    try:
        content = json.loads(dictionary.read_text(encoding="utf-8-sig"))
        named = [folder / str(resource["path"]) for resource in content["resources"]]
    except (OSError, ValueError, TypeError, KeyError):
        named = []
    return [
        path
        for path in (dictionary, *named)
        if path.is_file() and path.resolve().is_relative_to(folder.resolve())
    ]
