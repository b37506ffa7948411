"""The JSON Schema of dictionaries, generated from their models.

`python -m ipsanalysis.raw.schema`, from the project's folder, writes it anew.
"""

from pathlib import Path

from ipsanalysis.files import write_text
from ipsanalysis.plan.schema import json_schema
from ipsanalysis.raw.dictionary import Package

FILE = Path("config/schema/datapackage.schema.json")


def schema() -> str:
    """Return the JSON Schema of a dictionary as text, for editors to complete and check from."""
    return json_schema(Package, "Dictionary of raw files")


if __name__ == "__main__":
    write_text(FILE, schema())
