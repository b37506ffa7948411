"""What an audit says of one printed quantity."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Literal

from ipsanalysis.audit.item import Item

if TYPE_CHECKING:
    import pandas as pd

Verdict = Literal["consistent", "inconsistent", "possible", "not_checkable"]
Quantity = Literal["percent", "percent_control", "effect", "interval", "symmetry", "p", "counts"]
VERDICTS: tuple[Verdict, ...] = ("consistent", "possible", "inconsistent", "not_checkable")
WORDS: dict[Quantity, str] = {
    "percent": "percentage",
    "percent_control": "control percentage",
    "effect": "effect",
    "interval": "interval",
    "symmetry": "symmetry of the interval",
    "p": "p-value",
    "counts": "counts",
}
PRINTED: tuple[Quantity, ...] = ("percent", "percent_control", "effect", "interval", "p")
"""Figures that stand in print, recomputed from counts."""
DERIVED: tuple[Quantity, ...] = ("symmetry", "counts")
"""Checks of how printed figures go together; not printed themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The verdict on one quantity of one item.

    Attributes:
        item_id: The item.
        trial_id: The trial.
        what: Outcome and time.
        quantity: The quantity checked.
        printed: What is printed.
        recomputed: What the printed counts, or the counts that are possible, give.
        method: The methods tried, or the rule and the range of the search.
        verdict: The verdict.
        explanation: Why, in plain words.
    """

    item_id: str
    trial_id: str
    what: str
    quantity: Quantity
    printed: str
    recomputed: str = ""
    method: str = ""
    verdict: Verdict
    explanation: str = ""


def finding(
    item: Item, quantity: Quantity, verdict: Verdict, *, recomputed: str = "", method: str = "",
    explanation: str = "",
) -> Finding:  # fmt: skip
    """Return a finding on a quantity of an item."""
    return Finding(
        item_id=item.item_id, trial_id=item.trial_id, what=item.what, quantity=quantity,
        printed=printed_text(item, quantity), recomputed=recomputed, method=method,
        verdict=verdict, explanation=explanation,
    )  # fmt: skip


def printed_text(item: Item, quantity: Quantity) -> str:
    """Return a quantity of an item as printed, empty where it is not."""
    interval = interval_text(item.low.text, item.high.text) if item.low and item.high else ""
    if quantity == "percent":
        return item.active.percent.text if item.active.percent else ""
    if quantity == "percent_control":
        return item.control.percent.text if item.control.percent else ""
    if quantity == "effect":
        return item.effect.text if item.effect else ""
    if quantity == "interval":
        return interval
    if quantity == "symmetry":
        return f"{interval} about {item.effect.text}" if item.effect else interval
    if quantity == "p":
        return item.p.text if item.p else ""
    return f"{_counts(item.active.events, item.active.n)} v " + _counts(
        item.control.events, item.control.n
    )


def findings_frame(findings: Iterable[Finding]) -> "pd.DataFrame":
    """Return findings as a frame, one row a quantity, in their order."""
    import pandas as pd

    names = [field.name for field in fields(Finding)]
    return pd.DataFrame([asdict(one) for one in findings], columns=names)


def interval_text(low: str, high: str) -> str:
    """Return `0.71 to 204.97`, or `from -41.5 to -22.7`."""
    # A text that begins with a sign and is no number would be a formula to a spreadsheet.
    return f"{'from ' * low.startswith(('-', '+'))}{low} to {high}"


def _counts(events: int | None, n: int | None) -> str:
    return f"{'?' if events is None else events}/{'?' if n is None else n}"
