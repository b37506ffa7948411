"""The numbers of a meta-analysis as linked text, on the scale each is read on."""

import re
from dataclasses import dataclass
from math import isnan, nan

from ipsanalysis.statistics import STATISTICS
from ipsanalysis.tables import format as fmt
from ipsanalysis.tables.cell import Piece, Text, say
from ipsanalysis.tables.labels import in_sentence
from ipsanalysis.tables.results import Result

SHARES = ("weight", "i2", "r2", "posterior_probability", "vague_weight")
POINTS = (
    "risk_difference", "pooled_risk_difference", "predicted_risk_difference",
    "change_in_risk_difference",
)  # fmt: skip
OF_MEASURE = ("tau", "effect_at_infinite_size")
"""Statistics on the scale of the measure that a model pools, which its group tells."""
PROBABILITY = "posterior_probability"
THREE_DECIMALS = (
    "tau2", "tau", "deleted_tau2", "hat_value", "cook_distance", "dfbetas", "dffits",
    "covariance_ratio",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How a statistic is printed.

    Attributes:
        factor: 100 for what is printed as a percentage or in percentage points, else 1.
        decimals: Digits after the point.
        sign: What follows each number, such as a percent sign.
        null: The printed value at which the arms are alike; nan when there is none.
    """

    factor: int = 1
    decimals: int = 2
    sign: str = ""
    null: float = nan


def scale_of(statistic: str) -> Scale:
    """Return how a statistic of a meta-analysis is printed."""
    if statistic in SHARES:
        return Scale(factor=100, decimals=1, sign="%")
    if statistic in POINTS:
        return Scale(factor=100, decimals=1, null=0.0)
    if statistic in THREE_DECIMALS:
        return Scale(decimals=3)
    kind = STATISTICS[statistic].scale
    return Scale(decimals=0 if kind == "count" else 2, null=1.0 if kind == "ratio" else nan)


def of_difference(row: Result) -> bool:
    """Whether a row is of a model of differences, as its group is written: one arm less another."""
    return " - " in row.group


def scale_for(row: Result) -> Scale:
    """Return how the numbers of a row are printed; what is on a difference's scale, in points."""
    if row.statistic in OF_MEASURE and of_difference(row):
        null = nan if row.statistic == "tau" else 0.0
        return Scale(factor=100, decimals=1, null=null)
    return scale_of(row.statistic)


def number(row: Result, value: float) -> str:
    """Write a number on the scale of a row's statistic."""
    scale = scale_for(row)
    if isnan(value):
        return fmt.MISSING
    if row.statistic == PROBABILITY and 0 < value < 1:
        return _never_certain(value)
    shown = fmt.hundredfold(value) if scale.factor == 100 else value
    return fmt.fixed(shown, scale.decimals) + scale.sign


def _never_certain(probability: float) -> str:
    """Write a probability as a percentage, never as 0 or 100 when it is neither."""
    text = fmt.percent(probability)
    return {"0.0%": "<0.1%", "100.0%": ">99.9%"}.get(text, text)


def limit(row: Result, value: float) -> str:
    """Write a limit of an interval, so that rounding never puts it on the null value."""
    scale = scale_for(row)
    if isnan(value) or isnan(scale.null):
        return number(row, value)
    shown = fmt.hundredfold(value) if scale.factor == 100 else value
    return fmt.limit(shown, scale.null, scale.decimals) + scale.sign


def interval(row: Result) -> str:
    """Write the interval of a row; empty when it has none."""
    if isnan(row.ci_low) and isnan(row.ci_high):
        return ""
    return fmt.interval(limit(row, row.ci_low), limit(row, row.ci_high))


def limits(row: Result | None) -> Text:
    """Return the interval of a row alone, linked; a dash when there is none."""
    if row is None or not interval(row):
        return say(fmt.MISSING)
    return say(Piece(text=interval(row), key=row.key))


def estimate(row: Result | None) -> Text:
    """Return the estimate of a row, linked; the reason or a dash when there is none."""
    if row is None:
        return say(fmt.MISSING)
    return say(Piece(text=number(row, row.estimate) if row.estimated else reason(row), key=row.key))


def with_interval(row: Result | None) -> Text:
    """Return the estimate of a row with its interval, linked; the reason or a dash without one."""
    if row is None or not row.estimated:
        return estimate(row)
    shown, found = number(row, row.estimate), interval(row)
    return say(Piece(text=f"{shown}{fmt.NO_BREAK}({found})" if found else shown, key=row.key))


def kind(row: Result) -> str:
    """Return what kind of interval a row has, such as `Wald z`; empty when its method says none."""
    if "credible" in row.unit:
        return "credible"
    if row.statistic.startswith("predicted_"):
        return "prediction"
    return next((words for name, words in _KINDS if name in row.method), "")


_KINDS = (
    ("Knapp-Hartung", "Knapp-Hartung"),
    ("Student's t", "t"),
    ("percentile", "percentile"),
    ("Q-profile", "Q-profile"),
    ("Wald", "Wald z"),
)


def with_kind(row: Result | None) -> Text:
    """Return the estimate of a row with its interval and the kind of it, linked."""
    found = interval(row) if row and row.estimated else ""
    if row is None or not found or not kind(row):
        return with_interval(row)
    text = f"{number(row, row.estimate)}{fmt.NO_BREAK}({found}; {kind(row)})"
    return say(Piece(text=text, key=row.key))


def p_value(row: Result | None) -> Text:
    """Return the p-value of a row, linked; a dash when it has none."""
    if row is None or isnan(row.p_value):
        return say(fmt.MISSING)
    return say(Piece(text=fmt.p_value(row.p_value), key=row.key))


def p_words(row: Result | None) -> Text:
    """Return the p-value of a row as in a sentence, for example `p = 0.020`."""
    found = p_value(row)
    return say("p ", "" if found[0].text[0] in "<>" else "= ", found)


def reason(row: Result) -> str:
    """Return why a row has no estimate, without the trials and warnings its note begins with."""
    words = re.sub(r"^Few trials: [^.]*\. (?=.)", "", without_trials(row.note))
    if row.analysis == "new_trial":
        # What the study is set among comes first, the reason last.
        words = words.removesuffix(".").rpartition(". ")[2]
    if words.lower().startswith("not "):
        return in_sentence(words).removesuffix(".")
    return f"not estimated: {words.removesuffix('.')}" if words else "not estimated"


def without_trials(note: str) -> str:
    """Return a note without the number of trials it begins with."""
    return re.sub(r"^\d+ trials?\. ?", "", note)


def trials(row: Result | None) -> Text:
    """Return in how many trials a row was estimated, as its note begins, linked."""
    found = re.match(r"(\d+) trials?\.", row.note) if row else None
    return say(Piece(text=found[1], key=row.key)) if row and found else say(fmt.MISSING)


def number_of_trials(row: Result | None) -> int | None:
    """Return in how many trials a row was estimated; None when it does not say."""
    found = re.match(r"(\d+) trials?\.", row.note) if row else None
    return int(found[1]) if found else None


def squared(words: str) -> str:
    """Return words with tau2, I2, R2 and H2 as they are printed: with a raised 2."""
    return re.sub(r"\b(tau|I|R|H)2\b", "\\1²", words)


def label(statistic: str) -> str:
    """Return what a statistic is called in print."""
    return squared(STATISTICS[statistic].label)


def titled(row: Result) -> str:
    """Return what a row's statistic is called in print, with the unit of its numbers."""
    of_points = scale_for(row).factor == 100 and row.statistic not in SHARES
    return label(row.statistic) + (", percentage points" if of_points else "")


def of_trials(row: Result) -> Text:
    """Return of how many trials a row is, linked: `20 trials` or `one trial, not pooled`."""
    k = number_of_trials(row)
    if k is None:
        return ()
    return say(Piece(text="one trial, not pooled" if k == 1 else f"{k} trials", key=row.key))


def people(row: Result | None) -> Text:
    """Return the people of both arms of a row, linked; a dash when not known."""
    if row is None or row.n is None or row.n_control is None:
        return say(fmt.MISSING)
    return say(Piece(text=fmt.count(row.n + row.n_control), key=row.key))


def events(row: Result | None, *, control: bool) -> Text:
    """Return the events of one arm as `n/N (%)`, linked; a dash when not known."""
    if row is None:
        return say(fmt.MISSING)
    some, of = (row.n_events_control, row.n_control) if control else (row.n_events, row.n)
    if some is None or not of:
        return say(fmt.MISSING)
    text = f"{fmt.count(some)}/{fmt.count(of)}{fmt.NO_BREAK}({fmt.percent(some / of)})"
    return say(Piece(text=text, key=row.key))


def head(row: Result) -> str:
    """Return what tells a row's method from others: its words before the first comma."""
    return re.split(r"[,:(]", row.method)[0].strip()
