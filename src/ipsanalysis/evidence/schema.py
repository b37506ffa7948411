"""The JSON Schema of dictionaries of a meta-analysis, generated from their models.

`python -m ipsanalysis.evidence.schema`, from the project's folder, writes it anew.
"""

from pathlib import Path

from ipsanalysis.evidence.dictionary import EvidencePackage
from ipsanalysis.files import write_text
from ipsanalysis.plan.schema import json_schema

FILE = Path("config/schema/evidence_datapackage.schema.json")


def schema() -> str:
    """Return the JSON Schema of a dictionary as text, for editors to complete and check from."""
    return json_schema(EvidencePackage, "Dictionary of the files of a meta-analysis")


if __name__ == "__main__":
    write_text(FILE, schema())
