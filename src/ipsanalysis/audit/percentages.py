"""Percentages that no whole number of people gives."""

import numpy as np

from ipsanalysis.audit.arms import TooManyError, pairs, searched
from ipsanalysis.audit.finding import Quantity
from ipsanalysis.audit.item import Item, PrintedArm, Range
from ipsanalysis.audit.printed import Printed, remark, rounded

SHOWN = 4


def no_such_share(item: Item, name: Quantity) -> str:
    """Say why no counts of an arm print its percentage; empty when some do.

    Args:
        item: An item whose arms have people to search.
        name: `percent` or `percent_control`.

    Returns:
        Such as `18% is no k/75: 13/75 is 17.33% and 14/75 is 18.67%.`
    """
    arm = item.active if name == "percent" else item.control
    people = searched(arm, item)
    if arm.percent is None or people is None:
        return ""
    try:
        if len(pairs(arm, people, arm.percent)):
            return ""
    except TooManyError:
        return ""
    printed = arm.percent
    if arm.events is not None:
        return f"{printed.text}% is no {arm.events}/n with n {people}."
    if arm.n is None:
        return f"{printed.text}% is no k/n with n {people}."
    return _neighbours(printed, arm.n)


def shares_that_print(arm: PrintedArm, people: Range) -> str:
    """Return the counts of one arm that print its percentage, the first few of them."""
    found = pairs(arm, people, arm.percent)
    listed = ", ".join(f"{k}/{n}" for k, n in list(zip(found.events, found.n, strict=True))[:SHOWN])
    if len(found) == 1:
        return f"unique, the only counts in the range: {listed}."
    return f"{len(found)} pairs of counts fit: {listed}{' and others' * (len(found) > SHOWN)}."


def _neighbours(printed: Printed, n: int) -> str:
    below = int(np.floor(printed.value * n / 100))
    near = [k for k in (below, below + 1) if k <= n]
    shares = " and ".join(f"{k}/{n} is {rounded(100 * k / n, printed.decimals + 2)}%" for k in near)
    told = [f"{k}/{n} {text}." for k in near if (text := remark(100 * k / n, printed))]
    return " ".join([f"{printed.text}% is no k/{n}: {shares}.", *told])
