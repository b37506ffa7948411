"""The columns of a file: simulated values written as the dictionary says."""

from datetime import date

from ipsanalysis.errors import UserError, nearest
from ipsanalysis.simulate.described_files import FileColumn, RawFile
from ipsanalysis.simulate.views import Row, Value


def cells(rows: list[Row], column: FileColumn, file: RawFile) -> list[Value]:
    """Return the values of one column as they stand in the file.

    Args:
        rows: The rows of the file.
        column: The column.
        file: The file, for messages.

    Returns:
        Text, number, day or None for each row.

    Raises:
        UserError: If the simulated table has no such column, or a value does not fit.
    """
    known = list(rows[0]) if rows else [column.of]
    if column.of not in known:
        raise UserError(
            f"{file.name}, {column.field.name}: found of: {column.of}; allowed: "
            f"{', '.join(known)}.{nearest(column.of, known)} Write one of them."
        )
    return [_cell(row[column.of], column, file) for row in rows]


def _cell(value: Value, column: FileColumn, file: RawFile) -> Value:
    if value is None:
        return None
    text = f"{value:g}" if isinstance(value, float) else str(value)
    kind = column.field.type
    if text not in column.codes and (
        (kind == "date" and isinstance(value, date))
        or (kind == "number" and isinstance(value, int | float))
    ):
        return value
    try:
        return _typed(column.codes.get(text, text), kind)
    except ValueError:
        raise UserError(
            f"{file.name}, {column.field.name}: found the simulated value {text}, which is no "
            f"{kind}. Give it a code, or change the type."
        ) from None


def _typed(text: str, kind: str) -> Value:
    if text == "":
        return None
    if kind == "integer":
        return int(text)
    if kind == "number":
        return float(text)
    return date.fromisoformat(text) if kind == "date" else text
