"""What is audited: one printed item with its counts, percentages, effect, interval and p."""

from dataclasses import dataclass
from typing import Literal

from ipsanalysis.audit.printed import Printed

EffectKind = Literal[
    "risk_ratio", "odds_ratio", "risk_difference", "chi_squared", "number_needed_to_treat", "other"
]
Adjustment = Literal["crude", "adjusted", "not_stated", "pooled"]
Test = Literal["pearson", "n_minus_1", "yates", "fisher", "mid_p", "other"]
RATIOS = ("risk_ratio", "odds_ratio")


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Whole numbers that are searched, both ends included."""

    low: int
    high: int

    def __str__(self) -> str:
        """Return `38`, or `25 to 44`."""
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedArm:
    """What is printed of one arm.

    Attributes:
        events: People with the event, where printed.
        n: People, where printed.
        n_range: Numbers of people to be searched where none is printed.
        percent: Percentage of people with the event, where printed.
    """

    events: int | None = None
    n: int | None = None
    n_range: Range | None = None
    percent: Printed | None = None

    @property
    def counted(self) -> bool:
        """Whether both counts are printed."""
        return self.events is not None and self.n is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedP:
    """A p-value as printed.

    Attributes:
        text: The characters, for example `<.001`; without a sign `=`.
        sign: `=`, `<` or `>`.
        number: The number behind the sign.
    """

    text: str
    sign: Literal["=", "<", ">"]
    number: Printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One printed item.

    Attributes:
        item_id: Its name, unique in the file.
        trial_id: The trial, or the review.
        what: Outcome and time in a few words.
        active: The active arm.
        control: The control arm.
        total: People in both arms, where that is all that is printed.
        effect: The effect; risk differences in percentage points.
        effect_kind: What the effect is; empty without one.
        adjustment: Whether the effect is crude.
        low: Lower limit of the interval.
        high: Upper limit.
        level: Level of the interval, between 0 and 1.
        p: The p-value.
        test: The test named beside it; empty when none is.
        source: Where it is printed.
        note: What else there is to know.
    """

    item_id: str
    trial_id: str
    what: str
    active: PrintedArm
    control: PrintedArm
    total: Range | None = None
    effect: Printed | None = None
    effect_kind: EffectKind | Literal[""] = ""
    adjustment: Adjustment = "not_stated"
    low: Printed | None = None
    high: Printed | None = None
    level: float = 0.95
    p: PrintedP | None = None
    test: Test | Literal[""] = ""
    source: str
    note: str = ""

    @property
    def counted(self) -> bool:
        """Whether all four counts are printed."""
        return self.active.counted and self.control.counted
