"""Ways to break whole files of a meta-analysis and their dictionary; one fault is told once."""

from typing import Any

from evidence_cases import (
    AMOUNTS,
    ARMS,
    CODING,
    COUNTRIES,
    PRINTED,
    ROWS,
    Breaks,
    Case,
    cell,
    data,
    header,
)
from evidence_study import EvidenceStudy


def key(holds: str, name: str, value: Any) -> Breaks:
    """Set a key of a resource."""

    def breaks(study: EvidenceStudy) -> None:
        study.rehash = name not in ("bytes", "hash")
        study.resource(holds)[name] = value

    return breaks


def described(holds: str, column: str, **changes: Any) -> Breaks:
    """Change what the dictionary says of a column."""
    return lambda study: study.described(holds, column).update(changes)


def undescribed(study: EvidenceStudy) -> None:
    fields = study.resource(ROWS)["schema"]["fields"]
    study.resource(ROWS)["schema"]["fields"] = [x for x in fields if x["name"] != "verified"]


def package_name(study: EvidenceStudy) -> None:
    study.dictionary["name"] = "trials"


def header_only(study: EvidenceStudy) -> None:
    study.tables[CODING] = study.tables[CODING][:1]


FILE_CASES = (
    Case("column not in the file", header(ROWS, "verified", "seen"),
         ("verified (1)", "a column of the dictionary is not in the file")),
    Case("column not described", lambda study: [x.append("x") for x in study.tables[CODING]],
         ('"x" in line 1', "a column that the dictionary does not describe")),
    Case("empty file", data(ARMS, lambda _: b""), ('"0 bytes" in the file', "the file is empty")),
    Case("header only", header_only, ('"0 rows" in the file', "there is a header but no row")),
    Case("changed checksum", key(COUNTRIES, "hash", "sha256:" + "0" * 64),
         ("the checksum is not that of the file as received",)),
    Case("changed size", key(COUNTRIES, "bytes", 3), ("the size is not that of the file",)),
    Case("no such file", lambda study: study.absent.add(ARMS), ("there is no such file",)),
    Case("printed figure that cannot be read", cell(PRINTED, "pain_12", "percent", "half"),
         ("printed.csv, percent (1)", "a cell that the audit cannot use; allowed: a number as "
          "printed", '"half" in line 2. Write only the number.', "53 without errors, 1 with")),
    Case("word of printed figures", cell(PRINTED, "seed_12", "effect_kind", "odds-ratio"),
         ("printed.csv, effect_kind (1)", '"odds-ratio" in line 6',
          'Did you mean "odds_ratio"?'), variant=True),
    Case("printed limits turned round", cell(PRINTED, "seed_12", "ci_low", "50"),
         ("printed.csv, ci_low (1)", "above ci_high 38.68; allowed: at most that",
          '"50" in line 6. Turn them round.')),
    Case("printed count without its percentage", cell(PRINTED, "burns_18", "events", "157"),
         ("printed.csv, events (1)", "above n; allowed: 0 to 156", "Mend one of them.")),
    Case("printed item twice", cell(PRINTED, "pain_20h", "item_id", "pain_12"),
         ("printed.csv, item_id (1)", "it stands in line 2 already; allowed: once",
          '"pain_12" in line 3. Rename one.')),
    Case("printed total below its arms", cell(PRINTED, "hekta_18", "total", "100"),
         ("printed.csv, total (1)", "but the arms have 187; allowed: figures that agree",
          '"100" in line 8. Mend one of them.')),
    Case("no source of a printed figure", cell(PRINTED, "seed_12", "source", ""),
         ("printed.csv, source (1)", "no value; allowed: a text", "nothing in line 6. Write it.")),
    Case("trial of a printed figure", cell(PRINTED, "seed_12", "trial_id", "Seed 2022"),
         ("printed.csv, trial_id (1)", '"Seed 2022" in line 6', "not a name of the right form"),
         variant=True),
    Case("printed figures without a column", header(PRINTED, "percent", "pct"),
         ("printed.csv, percent (1)", "a column of the dictionary is not in the file"),
         variant=True),
    Case("column that the dictionary calls unique",
         described(ROWS, "first_author", constraints={"required": True, "unique": True}),
         ("ips_rcts.csv, first_author (", '"Sveinsdottir" in line 2; "Sveinsdottir" in line 3',
          "a value that stands in several rows; allowed: once, as the dictionary calls the column "
          "unique", "take unique out of the dictionary")),
    Case("column of printed figures that the dictionary calls unique",
         described(PRINTED, "what", constraints={"required": True, "unique": True}),
         ("printed.csv, what (", "as the dictionary calls the column unique"), variant=True),
    Case("printed figure above the dictionary's maximum",
         described(PRINTED, "n", constraints={"minimum": 1, "maximum": 161}),
         ("printed.csv, n (1)", '"162" in line', "above the maximum; allowed: 161 or less"),
         variant=True),
    Case("printed figures that changed", key(PRINTED, "bytes", 3),
         ("the size is not that of the file",), variant=True),
    Case("row cut short", data(CODING, lambda text: text + b"LONES,europe\n"),
         ("line 34", "cells")),
)  # fmt: skip

DICTIONARY_CASES = (
    Case("another name", package_name, ('found "trials"; allowed: "evidence"',)),
    Case("table twice", key(ARMS, "holds", "coding"),
         ('found "coding" in 2 files; allowed: one',)),
    Case("no coding", lambda study: study.drop(CODING), ('no file holds "coding"',)),
    Case("unknown table", key(ARMS, "holds", "arm"), ('found "arm"', 'Did you mean "arms"?')),
    Case("key of studies", key(ARMS, "canonical", {}), ("canonical",)),
    Case("unknown column", described(COUNTRIES, "source", name="sources"),
         ('found "sources"; allowed: the columns of countries', 'Did you mean "source"?')),
    Case("column that is needed", undescribed, ('"verified" is not described; comparisons needs',)),
    Case("another type", described(ROWS, "year", type="number"),
         ('found "number" for "year"; allowed: integer',)),
    Case("another encoding of printed figures", key(PRINTED, "encoding", "windows-1252"),
         ("encoding", 'found "windows-1252"; allowed: "utf-8", for the audit reads')),
    Case("another delimiter of printed figures", key(PRINTED, "dialect", {"delimiter": ";"}),
         ("dialect.delimiter", 'found ";"; allowed: ",", for the audit reads printed figures')),
    Case("decimal commas of printed figures", described(PRINTED, "n", type="integer", factor=10),
         ("schema.fields.4.factor", 'found "10"; allowed: "1", for the audit reads')),
    Case("codes for missing of printed figures", described(PRINTED, "p", missingValues=["", "NA"]),
         ("schema.missingValues", 'found codes for missing; allowed: "" alone')),
    Case("path outside", key(ARMS, "path", "../arms.csv"), ('does not leave',)),
)  # fmt: skip

ONE_FAULT = (
    Case("arm of a misspelt role", cell(ARMS, "R12", "role", "contorl", nth=1), ("role",)),
    Case("arm without people", cell(ARMS, "R12", "n", "", nth=1), ("n",)),
    Case("arm with words for events", cell(ARMS, "R12", "events", "12x", nth=1), ("events",)),
    Case("arm with more events than people", cell(ARMS, "R12", "events", "120", nth=1),
         ("events",)),
    Case("arm of too many people", cell(ARMS, "R12", "n", "6600000", nth=1), ("n",)),
    Case("arm of an unknown row", cell(ARMS, "R12", "row_id", "R99"), ("row_id",)),
    Case("arm of no row", cell(ARMS, "R12", "row_id", ""), ("row_id",)),
    Case("arm without a name", cell(ARMS, "R12", "arm", ""), ("arm",)),
    Case("arms cut short", data(ARMS, lambda text: text.replace(b"R12,standard services,", b"R12")),
         ("",)),
    Case("row of arms with words for people", cell(ROWS, "R12", "n_ips", "69x"), ("n_ips",)),
    Case("row of arms with more events than people", cell(ROWS, "R12", "events_ips", "70"),
         ("events_ips",)),
    Case("row of arms of another form", cell(ROWS, "R12", "row_id", "12"), ("row_id",)),
    Case("row of arms without an id", cell(ROWS, "R12", "row_id", ""), ("row_id",)),
    Case("trial of another form", cell(ROWS, "R15", "trial_id", "Burns-2007"), ("trial_id",)),
    Case("trial with a no-break space", cell(ROWS, "R15", "trial_id", "BURNS_2007_EQOLISE\u00a0"),
         ("trial_id",)),
    Case("no trial", cell(ROWS, "R15", "trial_id", ""), ("trial_id",)),
    Case("coding of a trial of another form",
         cell(CODING, "BURNS_2007_EQOLISE", "trial_id", "Burns-2007"), ("trial_id",)),
    Case("coding of no trial", cell(CODING, "BURNS_2007_EQOLISE", "trial_id", ""), ("trial_id",)),
    Case("amount of a trial of another form", cell(AMOUNTS, "OSHIMA_2014", "trial_id", "Oshima"),
         ("trial_id",)),
    Case("coding cut short", data(CODING, lambda text: text.replace(b"LONES,north_america,", b"L")),
         ("",)),
    Case("the printed percentage for events", cell(ROWS, "R15", "events_ips", "55"),
         ("events_ips",)),
)  # fmt: skip
