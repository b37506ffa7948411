"""The dictionary of the simulated files: datapackage.json."""

from pathlib import Path
from typing import Any

from ipsanalysis.files import sha256
from ipsanalysis.raw.dictionary import Package, Resource
from ipsanalysis.simulate.described_files import RawFile
from ipsanalysis.simulate.description import Description
from ipsanalysis.simulate.spread import spread

MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sav": "application/x-spss-sav",
    "dta": "application/x-stata-dta",
    "parquet": "application/vnd.apache.parquet",
}
STANDARD = "https://datapackage.org/profiles/2.0/datapackage.json"


def dictionary(told: Description, folder: Path) -> dict[str, Any]:
    """Return the dictionary of files that have been written.

    Args:
        told: The description.
        folder: The folder they lie in.

    Returns:
        The content of datapackage.json, which keeps to the models of the dictionary.
    """
    content = {
        "$schema": STANDARD,
        "name": told.study,
        "title": told.title,
        "description": told.summary,
        "licenses": [_plain(item) for item in told.licenses],
        "sources": [_plain(item) for item in told.sources],
        "resources": [_resource(file, folder) for file in told.files],
    }
    Package.model_validate(content)
    return content


def _resource(file: RawFile, folder: Path) -> dict[str, Any]:
    path = folder / file.path
    content = {
        "name": file.name,
        "type": "table",
        "title": file.title,
        "description": file.description,
        "path": file.path,
        "format": file.format,
        "mediatype": MEDIA[file.format],
        "encoding": file.encoding,
        "dialect": _plain(file.dialect) if file.dialect else None,
        "sheet": file.sheet,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256(path)}",
        "schema": {"fields": [_plain(column.field) for column in spread(file.columns)]},
        "canonical": _plain(file.canonical),
    }
    kept = {key: value for key, value in content.items() if value is not None}
    Resource.model_validate(kept)
    return kept


def _plain(part: Any) -> Any:  # noqa: ANN401
    return part.model_dump(by_alias=True, exclude_unset=True)
