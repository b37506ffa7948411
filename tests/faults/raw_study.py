"""A small valid study on disk, made to be broken: twelve people of LIFE under its plan."""

import copy
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ipsanalysis.layout import Layout
from ipsanalysis.plan.load import load_plan
from ipsanalysis.plan.study import Plan

PROJECT = Path(__file__).parents[2]
RAW = PROJECT / "data" / "raw" / "life"
LINES = (RAW / "rossi.csv").read_text().splitlines()
DICTIONARY = json.loads((RAW / "datapackage.json").read_text())
PLAN = load_plan(PROJECT / "config" / "studies" / "life.yaml")
COLUMNS = LINES[0].split(",")


@dataclass
class RawStudy:
    """Raw data and dictionary of a study, to be changed and then written.

    Line n of the file is `lines[n - 1]`.
    """

    lines: list[list[str]]
    dictionary: dict[str, Any]
    change: Callable[[bytes], bytes] = bytes
    after: Callable[[Path], None] = lambda _: None
    rehash: bool = True
    dictionary_text: Callable[[str], str] = str
    access: str = "open"
    delimiter: str = ","

    @property
    def file(self) -> dict[str, Any]:
        return self.dictionary["resources"][0]

    @property
    def canonical(self) -> dict[str, Any]:
        return self.file["canonical"]

    @property
    def fields(self) -> list[dict[str, Any]]:
        return self.file["schema"]["fields"]

    def column(self, name: str) -> int:
        return self.lines[0].index(name)

    def described(self, name: str) -> dict[str, Any]:
        return next(item for item in self.fields if item["name"] == name)

    def add_id(self, ids: list[str], type_: str = "string") -> None:
        """Give the file a column `id`."""
        for line, text in zip(self.lines, ["id", *ids], strict=True):
            line.insert(0, text)
        self.fields.insert(0, {"name": "id", "type": type_, "title": "Person"})
        self.canonical["participants"]["person"] = "id"

    def data(self) -> bytes:
        text = "".join(self.delimiter.join(line) + "\n" for line in self.lines)
        return self.change(text.encode())

    def write(self, root: Path) -> Layout:
        """Write plan, dictionary and data under a folder."""
        layout = Layout(study="life", version=PLAN.version, root=root)
        layout.raw.mkdir(parents=True)
        data = self.data()
        if self.rehash:
            self.file["bytes"] = len(data)
            self.file["hash"] = "sha256:" + hashlib.sha256(data).hexdigest()
        (layout.raw / "rossi.csv").write_bytes(data)
        text = self.dictionary_text(json.dumps(self.dictionary, indent=2, ensure_ascii=False))
        (layout.raw / "datapackage.json").write_text(text)
        self.after(layout.raw)
        return layout

    def plan(self) -> Plan:
        return PLAN.model_copy(update={"access": self.access})


def small() -> RawStudy:
    """Twelve people, of both arms, arrested and not."""
    chosen = [LINES[0], *LINES[1:13]]
    return RawStudy(
        lines=[line.split(",") for line in chosen], dictionary=copy.deepcopy(DICTIONARY)
    )


def whole() -> RawStudy:
    """All of LIFE."""
    return RawStudy(lines=[x.split(",") for x in LINES], dictionary=copy.deepcopy(DICTIONARY))
