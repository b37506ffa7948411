"""The columns of a file of printed numbers, and the words that may stand in them."""

from typing import get_args

from ipsanalysis.audit.item import Adjustment, EffectKind, Test

REQUIRED = ("item_id", "trial_id", "what", "source")
OPTIONAL = (
    "events", "n", "events_control", "n_control", "n_range", "n_control_range", "total", "percent",
    "percent_control", "effect", "effect_kind", "adjustment", "ci_low", "ci_high", "ci_level", "p",
    "test", "note",
)  # fmt: skip
COLUMNS = (
    "item_id", "trial_id", "what", *OPTIONAL[:-1], "source", "note",
)  # fmt: skip
COUNTS = ("events", "n", "events_control", "n_control")
RANGES = ("n_range", "n_control_range", "total")
PERCENTAGES = ("percent", "percent_control")
NUMBERS = ("effect", "ci_low", "ci_high")
WORDS: dict[str, tuple[str, ...]] = {
    "effect_kind": get_args(EffectKind),
    "adjustment": get_args(Adjustment),
    "test": get_args(Test),
}
CHECKED = (*PERCENTAGES, "effect", "p")
