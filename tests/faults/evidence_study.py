"""The shipped meta-analysis on disk, made to be broken."""

import copy
import csv
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ipsanalysis.layout import Layout
from ipsanalysis.plan.evidence_load import load_review

PROJECT = Path(__file__).parents[2]
PLAN, LAYOUT = load_review("ips", PROJECT)
DICTIONARY = json.loads((LAYOUT.raw / "datapackage.json").read_text())
PATHS = {item["holds"]: item["path"] for item in DICTIONARY["resources"]}
TABLES = {
    holds: list(csv.reader(io.StringIO((LAYOUT.raw / path).read_text(encoding="utf-8"))))
    for holds, path in PATHS.items()
}


@dataclass
class EvidenceStudy:
    """Files and dictionary of a meta-analysis, to be changed and then written.

    Line n of a file is `tables[holds][n - 1]`: no cell holds a newline.
    """

    tables: dict[str, list[list[str]]] = field(default_factory=lambda: copy.deepcopy(TABLES))
    dictionary: dict[str, Any] = field(default_factory=lambda: copy.deepcopy(DICTIONARY))
    change: dict[str, Callable[[bytes], bytes]] = field(default_factory=dict)
    rehash: bool = True
    absent: set[str] = field(default_factory=set)

    def resource(self, holds: str) -> dict[str, Any]:
        return next(item for item in self.dictionary["resources"] if item["holds"] == holds)

    def described(self, holds: str, column: str) -> dict[str, Any]:
        fields = self.resource(holds)["schema"]["fields"]
        return next(item for item in fields if item["name"] == column)

    def drop(self, holds: str) -> None:
        """Take a file out, and out of the dictionary."""
        resources = self.dictionary["resources"]
        self.dictionary["resources"] = [item for item in resources if item["holds"] != holds]
        del self.tables[holds]

    def set(self, holds: str, key: str, column: str, text: str, nth: int = 0) -> None:
        """Put a text into the nth row whose first cell is `key`."""
        rows = [row for row in self.tables[holds][1:] if row[0] == key]
        rows[nth][self.tables[holds][0].index(column)] = text

    def copy(self, holds: str, key: str, **changes: str) -> None:
        """Add a copy of the row whose first cell is `key`, with some cells changed."""
        row = list(next(row for row in self.tables[holds][1:] if row[0] == key))
        for column, text in changes.items():
            row[self.tables[holds][0].index(column)] = text
        self.tables[holds].append(row)

    def line(self, holds: str, key: str) -> int:
        return next(i for i, row in enumerate(self.tables[holds], 1) if row[0] == key)

    def write(self, root: Path) -> Layout:
        """Write dictionary and files under a folder."""
        layout = Layout(study="ips", version=PLAN.version, root=root, kind="evidence",
                        data=LAYOUT.data)  # fmt: skip
        layout.raw.mkdir(parents=True)
        for holds, rows in self.tables.items():
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerows(rows)
            data = self.change.get(holds, bytes)(text.getvalue().encode())
            resources = [x for x in self.dictionary["resources"] if x.get("holds") == holds]
            for resource in resources if self.rehash else ():
                resource["bytes"] = len(data)
                resource["hash"] = "sha256:" + hashlib.sha256(data).hexdigest()
            if holds not in self.absent:
                (layout.raw / PATHS[holds]).write_bytes(data)
        text = json.dumps(self.dictionary, indent=2, ensure_ascii=False)
        (layout.raw / "datapackage.json").write_text(text, encoding="utf-8")
        return layout
