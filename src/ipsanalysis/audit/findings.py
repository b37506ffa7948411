"""The audit of printed items, one verdict a quantity."""

from collections.abc import Iterable
from dataclasses import replace

from ipsanalysis.audit.checkable import not_checkable
from ipsanalysis.audit.counted import counted_comparisons, counted_percent
from ipsanalysis.audit.finding import WORDS, Finding
from ipsanalysis.audit.item import Item
from ipsanalysis.audit.symmetry import symmetry
from ipsanalysis.audit.uncounted import uncounted

OTHER = "Newcombe's or Miettinen and Nurminen's method, or 0.5 added to counts with a zero,"
"""What prints an interval off the middle, with its effect, from counts that are possible."""

EXCHANGED = "With the counts of the two arms exchanged it agrees."
_ORDER = list(WORDS)


def audited(items: Iterable[Item]) -> list[Finding]:
    """Return the verdict on every checkable quantity of printed items.

    Args:
        items: The items.

    Returns:
        Findings by item in the order given, then percentages, effect, interval, symmetry of the
        interval, p-value, and the counts that are possible.
    """
    return [one for item in items for one in _audited(item)]


def _audited(item: Item) -> list[Finding]:
    findings, other = not_checkable(item), ""
    if item.counted:
        compared, other = _compared(item)
        findings += _arms_told(item, compared)
    else:
        if item.active.counted and item.active.percent:
            findings.append(counted_percent(item, "percent", item.active))
        if item.control.counted and item.control.percent:
            findings.append(counted_percent(item, "percent_control", item.control))
        searched = uncounted(item)
        findings += searched
        judged = {one.quantity: one.verdict for one in searched}
        if judged.get("effect") == judged.get("interval") == "possible":
            other = OTHER
    if item.effect and item.low and item.high:
        findings.append(symmetry(item, other))
    return sorted(findings, key=lambda one: _ORDER.index(one.quantity))


def _compared(item: Item) -> tuple[list[Finding], str]:
    """Judge what is printed beside four counts; and the method that is not symmetric, if one."""
    found = []
    if item.active.percent:
        found.append(counted_percent(item, "percent", item.active))
    if item.control.percent:
        found.append(counted_percent(item, "percent_control", item.control))
    compared, other = counted_comparisons(item)
    return [*found, *compared], other


def _arms_told(item: Item, findings: list[Finding]) -> list[Finding]:
    """Say of what is inconsistent that the counts of the arms are exchanged, where all agree so."""
    wrong = [one for one in findings if one.verdict == "inconsistent"]
    if not wrong:
        return findings
    active, control = item.active, item.control
    exchanged = replace(
        item,
        active=replace(active, events=control.events, n=control.n),
        control=replace(control, events=active.events, n=active.n),
    )
    if any(one.verdict != "consistent" for one in _compared(exchanged)[0]):
        return findings
    return [
        replace(one, explanation=f"{one.explanation} {EXCHANGED}") if one in wrong else one
        for one in findings
    ]
