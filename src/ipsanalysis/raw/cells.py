"""The cells of a raw file, column by column, each distinct text held once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

Codes = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """One column: its distinct texts, and which of them stands in each row.

    Attributes:
        texts: Distinct texts without spaces around them.
        codes: Index into `texts` for each row.
        padded: Whether spaces stood around the text of each row.
    """

    texts: pa.Array
    codes: Codes
    padded: npt.NDArray[np.bool_]

    def rows_of(self, wanted: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        """Return the rows whose text is among the wanted ones (a mask over `texts`)."""
        return np.flatnonzero(wanted[self.codes]) if wanted.any() else np.zeros(0, np.int64)


def read_cells(body: bytes, names: Sequence[str], delimiter: str) -> dict[str, Cells]:
    """Split whole rows into columns of text.

    Args:
        body: One or more rows of equal numbers of cells, each with its newline.
        names: The name of each column, unique.
        delimiter: The character between cells.

    Returns:
        Name: cells.
    """
    text = pa.dictionary(pa.int32(), pa.string())
    table = pa_csv.read_csv(
        pa.BufferReader(body),
        # One block, so that each column has one dictionary, in the order of the file.
        read_options=pa_csv.ReadOptions(
            use_threads=False, column_names=list(names), block_size=max(len(body) + 1, 1 << 16)
        ),
        parse_options=pa_csv.ParseOptions(delimiter=delimiter, ignore_empty_lines=False),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, text), null_values=[], strings_can_be_null=False
        ),
    )
    return {
        name: dictionary_cells(table.column(name).unify_dictionaries().combine_chunks())
        for name in names
    }


def text_cells(texts: Sequence[str] | pa.Array) -> Cells:
    """Return a column from the text of each row."""
    return dictionary_cells(pa.array(texts, pa.string()).dictionary_encode())


def dictionary_cells(column: pa.Array) -> Cells:
    """Return a column from distinct texts and an index into them for each row, spaces trimmed."""
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0)
    texts, codes = column.dictionary, column.indices.to_numpy(zero_copy_only=False)
    trimmed = pc.ascii_trim(texts, characters=" ")
    changed = pc.not_equal(trimmed, texts).to_numpy(zero_copy_only=False).astype(bool)
    if not changed.any():
        return Cells(texts=texts, codes=codes, padded=np.zeros(len(codes), bool))
    again = trimmed.dictionary_encode()
    moved = again.indices.to_numpy(zero_copy_only=False)
    return Cells(texts=again.dictionary, codes=moved[codes], padded=changed[codes])
