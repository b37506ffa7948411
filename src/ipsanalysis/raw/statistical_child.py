"""Reads one file of SPSS or Stata in a process of its own; run by its path, not imported.

The library that reads such files is written in C and can crash on a damaged one. Here it takes
nothing along. The file comes in through standard input, what is in it goes out as JSON.
"""

import io
import json
import sys
from collections.abc import Sequence
from typing import Any

MEMORY = 4 << 30


def main() -> None:
    """Read the file: `statistical_child.py KIND MOST_CELLS COLUMNS`, columns as a JSON list."""
    _limit_memory()
    kind, most, expected = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
    data = sys.stdin.buffer.read()
    try:
        found = load(data, kind, most, expected)
    except Exception as error:  # pyreadstat raises whatever a damaged file leads it to
        found = {"error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(found))


def load(data: bytes, kind: str, most: int, expected: Sequence[str]) -> dict[str, Any]:
    """Return the expected columns, none when they have too many cells, and what the file says."""
    _, meta = _read(data, kind, metadataonly=True)
    present = [name for name in expected if name in meta.column_names]
    rows = meta.number_rows or 0
    columns: dict[str, list[Any]] = {}
    if present and rows * len(present) <= most:
        columns, _ = _read(data, kind, usecols=present, row_limit=most // len(present))
        rows = len(columns[present[0]])
        if kind == "sav" and meta.file_encoding == "UTF-8":
            _hold_characters(data, [x for x in present if _is_text(meta, x)])
    return {
        "names": [name or "" for name in meta.column_names],
        "rows": rows,
        "columns": columns,
        "types": meta.readstat_variable_types,
        "formats": meta.original_variable_types,
        "missing": meta.missing_ranges,
        "labels": {name: list(found.items()) for name, found in _labels(meta).items()},
    }


def _read(data: bytes, kind: str, **how: Any) -> tuple[dict[str, list[Any]], Any]:  # noqa: ANN401
    import pyreadstat

    read = pyreadstat.read_sav if kind == "sav" else pyreadstat.read_dta
    content, meta = read(
        io.BytesIO(data), user_missing=True, disable_datetime_conversion=True,
        output_format="dict", **how,
    )  # fmt: skip
    return content, meta


def _labels(meta: Any) -> dict[str, dict[Any, str]]:  # noqa: ANN401
    found: dict[str, dict[Any, str]] = meta.variable_value_labels
    return found


def _is_text(meta: Any, name: str) -> bool:  # noqa: ANN401
    return bool(meta.readstat_variable_types[name] == "string")


def _hold_characters(data: bytes, names: Sequence[str]) -> None:
    """Raise UnicodeDecodeError for text that is not UTF-8 in a file of SPSS that says it is.

    The library silently cuts off such bytes at the end of a cell, so they are read once more, in
    an encoding in which every byte is a character.
    """
    if names:
        plain = [name.encode().decode("latin-1") for name in names]
        content, _ = _read(data, "sav", usecols=plain, encoding="ISO-8859-1")
        for column in content.values():
            "\n".join(set(column)).encode("latin-1").decode("utf-8")


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
