"""The columns of a file: simulated values written as the dictionary says."""

from datetime import date

from ipsanalysis.errors import UserError, nearest
from ipsanalysis.raw.dictionary import RawField
from ipsanalysis.simulate.described_files import FileColumn, RawFile
from ipsanalysis.simulate.views import Row, Value

EACH = "{each}"


def spread(columns: list[FileColumn]) -> list[FileColumn]:
    """Return the columns with those that are several alike written out."""
    spread_out = []
    for column in columns:
        for each in column.each or [""]:
            field = column.field.model_copy(
                update={
                    "name": column.field.name.replace(EACH, each),
                    "title": column.field.title.replace(EACH, each),
                }
            )
            named = {"of": column.of.replace(EACH, each), "field": field, "each": None}
            spread_out.append(column.model_copy(update=named))
    return spread_out


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
    coded = column.codes.get(text)
    if coded is None and isinstance(value, date) and column.field.type == "date":
        return value
    try:
        return _typed(coded if coded is not None else text, value, column.field)
    except ValueError:
        raise UserError(
            f"{file.name}, {column.field.name}: found the simulated value {text}, which is no "
            f"{column.field.type}. Give it a code, or change the type."
        ) from None


def _typed(text: str, value: Value, field: RawField) -> Value:
    if text == "":
        return None
    if field.type == "integer":
        return int(text)
    if field.type == "number":
        return float(value) if isinstance(value, int | float) else float(text)
    if field.type == "date":
        return date.fromisoformat(text)
    return text
