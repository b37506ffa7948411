"""The JSON Schema of descriptions, generated from their models.

`python -m ipsanalysis.simulate.schema`, from the project's folder, writes it anew.
"""

from pathlib import Path

from ipsanalysis.files import write_text
from ipsanalysis.plan.schema import json_schema
from ipsanalysis.simulate.description import Description

FILE = Path("config/schema/simulation.schema.json")


def schema() -> str:
    """Return the JSON Schema of a description as text, for editors to complete and check from."""
    return json_schema(Description, "Description of a synthetic twin")


if __name__ == "__main__":
    write_text(FILE, schema())
