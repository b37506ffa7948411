"""Faults of trials and of their rows: names, doubles, countries, references."""

import re
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from ipsanalysis.evidence.read import Table, Texts
from ipsanalysis.plan.evidence_rules import country_twice
from ipsanalysis.raw.fault import Fault
from ipsanalysis.raw.keys import joint_codes, repeated
from ipsanalysis.raw.typed import Mask

TRIAL_ID = re.compile(r"[A-Z][A-Z0-9_]{0,39}")
ROW_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
ADDRESS = re.compile(r"https?://\S+( ; https?://\S+)*|github [\w.-]+/[\w.-]+( .+)?")
LONGEST_QUOTE = 15
ONE_DAY = 0.03
"""In months, rounded down."""
ONE_KEY = ("trial_id", "outcome_class", "follow_up_months", "ma_primary", "comparator")
Test = Callable[[str], bool]


def trial_faults(table: Table) -> Iterator[Fault]:
    """Give the faults of names, doubles and countries in the file of comparisons.

    Args:
        table: The file.

    Yields:
        Errors.
    """
    yield from named(table, "row_id", ROW_ID, "letters, digits, _ and -, beginning with a letter")
    yield from trial_names(table)
    yield from twice(table, "row_id", "a row id that stands in several rows; allowed: once",
                     "Find out whether a row was copied, and give each its own id.")  # fmt: skip
    yield from _same_comparison(table)
    yield from _two_countries(table)
    countries = table.texts("country")
    yield from table.faults(
        "country",
        _any(countries, lambda text: "/" in text and not all(x.strip() for x in text.split("/"))),
        "a list of countries with an empty place; allowed: names joined by /",
        "Write each country once, with one / between two.",
    )
    yield from table.faults(
        "country",
        _any(countries, country_twice),
        "a country that stands twice in one list; allowed: each once",
        "Write each country once, with one / between two.",
    )
    yield from table.faults(
        "follow_up_months", table.numbers("follow_up_months") < ONE_DAY,
        f"no follow-up, or less than a day; allowed: {ONE_DAY} months or more",
        "Find out how long people were followed.",
    )  # fmt: skip


def trial_names(table: Table) -> Iterator[Fault]:
    """Give trial ids that are not written as such, in any file."""
    yield from named(table, "trial_id", TRIAL_ID, "capitals, digits and _, beginning with a letter")


def named(table: Table, column: str, pattern: re.Pattern[str], allowed: str) -> Iterator[Fault]:
    """Give ids that are not written as they must be."""
    wrong = _any(table.texts(column), lambda text: bool(text) and not pattern.fullmatch(text))
    yield from table.faults(
        column, wrong, f"not a name of the right form; allowed: {allowed}, at most 40 characters",
        "Write the name in that form, the same in every file.",
    )  # fmt: skip


def sound(table: Table) -> Mask:
    """Return rows whose trial id is there and written as such; of others the fault is told."""
    return table.good("trial_id") & _any(
        table.texts("trial_id"), lambda text: TRIAL_ID.fullmatch(text) is not None
    )


def all_sound(table: Table) -> bool:
    """Whether every line of a file was read and has such a trial id, so that none is hidden."""
    return table.read_whole and bool(sound(table).all())


def twice(table: Table, column: str, rule: str, action: str) -> Iterator[Fault]:
    """Give values that stand in several rows."""
    yield from table.faults(column, doubled(table.good(column), table.texts(column)), rule, action)


def doubled(usable: Mask, *columns: npt.NDArray[np.object_ | np.float64]) -> Mask:
    """Return rows that are equal to another usable row in every column."""
    found = np.zeros(len(usable), bool)
    if usable.any():
        found[usable] = repeated(*(column[usable] for column in columns))
    return found


def _same_comparison(table: Table) -> Iterator[Fault]:
    usable = np.logical_and.reduce([table.good(name) for name in ONE_KEY])
    columns = [table.texts(name) for name in ONE_KEY]
    yield from table.faults(
        "trial_id", doubled(usable, *columns),
        "the same trial twice for one class of outcome, follow-up, use and comparator; allowed: "
        "one row",
        "Keep the better row, or give the other another use in ma_primary.",
    )  # fmt: skip


def _two_countries(table: Table) -> Iterator[Fault]:
    trials, countries = table.texts("trial_id"), table.texts("country")
    usable = table.good("trial_id") & table.good("country")
    wrong = np.zeros(table.rows, bool)
    if usable.any():
        pairs = joint_codes(trials[usable], countries[usable])
        same = joint_codes(trials[usable])
        kinds = np.bincount([same[np.flatnonzero(pairs == pair)[0]] for pair in np.unique(pairs)])
        wrong[usable] = kinds[same] > 1
    yield from table.faults(
        "country", wrong, "rows of one trial in different countries; allowed: the same in all",
        "Mend it; the countries of one trial are joined by /.",
    )  # fmt: skip


def reference_notes(table: Table) -> Iterator[Fault]:
    """Give notes on quotations, DOIs and sources of the file of comparisons."""
    yield from table.faults(
        "quote", _any(table.texts("quote"), lambda text: len(text.split()) > LONGEST_QUOTE),
        f"a quotation of more than {LONGEST_QUOTE} words; allowed: {LONGEST_QUOTE} words or fewer",
        "Shorten it: the licence of this file rests on short quotations.", level="note",
    )  # fmt: skip
    doi = table.texts("doi")
    yield from table.faults(
        "doi", _any(doi, lambda text: bool(text) and not DOI.fullmatch(text)),
        "not a DOI; allowed: 10. and digits, /, and the rest, without an address before it",
        "Compare it with its source.", level="note",
    )  # fmt: skip
    both = (doi == "") == (table.texts("doi_seen") == "")
    yield from table.faults(
        "doi_seen", ~both, "a DOI without a word on whether it was seen, or the reverse; allowed: "
        "both or neither", "Add the one that is not there.", level="note",
    )  # fmt: skip
    yield from source_notes(table)


def source_notes(table: Table) -> Iterator[Fault]:
    """Give sources that cannot be followed."""
    wrong = _any(table.texts("source_url"), lambda text: bool(text) and not ADDRESS.fullmatch(text))
    yield from table.faults(
        "source_url", wrong, "a source that is not an address; allowed: https://..., or github and "
        "the repository", "Give the address, if there is one: nobody else can follow this.",
        level="note",
    )  # fmt: skip


def _any(texts: Texts, test: Test) -> Mask:
    return np.array([test(text) for text in texts], bool)
