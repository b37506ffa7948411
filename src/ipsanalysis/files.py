"""Reading and writing of files: whole or not at all, and the same bytes every time."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipsanalysis.errors import UserError

if TYPE_CHECKING:
    import pandas as pd


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a temporary name beside `path` and rename it to `path` when the block ends well.

    Args:
        path: The file to be made; its folder is made when absent.

    Yields:
        The temporary path to write to, with the same suffix.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.stem}.{os.getpid()}.partial{path.suffix}")
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write text as UTF-8 with newline ends, whole or not at all."""
    with whole(path) as partial:
        partial.write_text(text, encoding="utf-8", newline="\n")


def write_json(path: Path, content: Any) -> None:  # noqa: ANN401
    """Write JSON with sorted keys and two-space indentation, whole or not at all."""
    text = json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
    write_text(path, text + "\n")


def write_parquet(path: Path, frame: "pd.DataFrame") -> None:
    """Write a frame as Parquet without its index, whole or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with whole(path) as partial:
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), partial)


def write_csv(path: Path, frame: "pd.DataFrame") -> None:
    """Write a frame as CSV: comma, UTF-8, shortest exact numbers, whole or not at all."""
    with whole(path) as partial:
        frame.to_csv(partial, index=False, lineterminator="\n", encoding="utf-8")


def read_parquet(path: Path) -> "pd.DataFrame":
    """Read a Parquet file that this package wrote.

    Raises:
        UserError: If the file is absent or cannot be read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not path.is_file():
        raise UserError(f"{path}: there is no such file. Run make: it makes what comes before.")
    try:
        frame: pd.DataFrame = pq.read_table(path).to_pandas()
    except PermissionError:
        raise UserError(f"{path}: cannot be read: permission denied. Check its rights.") from None
    except (pa.ArrowInvalid, OSError):
        raise UserError(f"{path}: cannot be read. Delete it and run make.") from None
    return frame


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
