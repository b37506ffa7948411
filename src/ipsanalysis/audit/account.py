"""The account of an audit as plain text."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from textwrap import wrap

from ipsanalysis.audit.finding import DERIVED, PRINTED, VERDICTS, WORDS, Finding, Verdict
from ipsanalysis.audit.item import Item
from ipsanalysis.audit.printed import ROUNDING
from ipsanalysis.raw.text import shown

WIDTH = 100
LONGEST = 300
VERDICT_WORDS: dict[Verdict, str] = {
    "consistent": "consistent",
    "possible": "possible",
    "inconsistent": "INCONSISTENT",
    "not_checkable": "not checkable",
}


def account(items: Sequence[Item], findings: Iterable[Finding]) -> str:
    """Return the findings item by item, and a count of verdicts.

    Args:
        items: The items audited.
        findings: Their findings, in the order of the items.

    Returns:
        Text ended by a newline; findings in lines of at most 100 characters.
    """
    found = list(findings)
    by_item = {name: list(group) for name, group in groupby(found, key=lambda one: one.item_id)}
    lines = [f"Numbers are compared as printed, {ROUNDING}.", ""]
    for item in items:
        names = (item.item_id, item.trial_id, item.what, item.source)
        name, trial, what, source = (shown(text, LONGEST) for text in names)
        lines += [f"{name}: {trial}, {what} [{source}]"]
        for one in by_item.get(item.item_id, []):
            lines += _lines(one)
        lines.append("")
    return "\n".join([*lines, *_totals(items, found)]) + "\n"


def _lines(one: Finding) -> list[str]:
    printed = f", printed {one.printed}" if one.quantity != "counts" else ""
    text = f"{VERDICT_WORDS[one.verdict]}: {WORDS[one.quantity]}{printed}."
    if one.recomputed and one.verdict in ("consistent", "possible") and one.quantity != "counts":
        text += f" Recomputed: {one.recomputed}."
    if one.method not in ("", ROUNDING) and (
        one.verdict == "consistent" or one.quantity == "counts"
    ):
        text += f" By: {one.method}."
    if one.explanation:
        text += f" {one.explanation[0].upper()}{one.explanation[1:]}"
    return wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _totals(items: Sequence[Item], found: Sequence[Finding]) -> list[str]:
    printed = [one.verdict for one in found if one.quantity in PRINTED]
    derived = [one.verdict for one in found if one.quantity in DERIVED]
    wrong = len({one.item_id for one in found if one.verdict == "inconsistent"})
    lines = [f"{_many(len(items), 'item')}, {_many(len(printed), 'printed figure')}: "]
    lines[0] += f"{_verdicts(printed)}."
    if derived:
        checks = f"{_many(len(derived), 'derived check')} (symmetry of intervals, possible counts)"
        lines.append(f"Beside them {checks}: {_verdicts(derived)}.")
    return [*lines, f"Items with something inconsistent: {wrong}."]


def _verdicts(judged: Iterable[Verdict]) -> str:
    counts = Counter(judged)
    return ", ".join(f"{counts[verdict]} {VERDICT_WORDS[verdict].lower()}" for verdict in VERDICTS)


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
