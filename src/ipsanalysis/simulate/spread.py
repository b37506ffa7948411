"""Columns of a file that are described together, written out one by one."""

from ipsanalysis.simulate.described_files import FileColumn

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
