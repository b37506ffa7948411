"""Numbers and sentences that figures of a meta-analysis share."""

from collections.abc import Sequence

from ipsanalysis.figures.evidence.material import Material
from ipsanalysis.figures.page import STAMP
from ipsanalysis.figures.words import joined, level_name
from ipsanalysis.plan.evidence import EvidencePlan, NewTrial
from ipsanalysis.statistics import STATISTICS
from ipsanalysis.tables.evidence.shown import interval, number
from ipsanalysis.tables.format import MISSING, p_value
from ipsanalysis.tables.labels import in_sentence
from ipsanalysis.tables.results import Result

POOLED_COLOR, SHRUNKEN_COLOR = "#00355f", "#d55e00"
SYNTHETIC = "synthetic"


def events(some: int | None, of: int | None) -> str:
    """Return events and people of one arm; empty when not known."""
    return "" if some is None or of is None else f"{some:,}/{of:,}"


def interval_head(plan: EvidencePlan, label: str) -> str:
    """Return the heading of estimates with intervals."""
    return f"{label} ({joined(f'{level_name(plan.ci_level)} interval')})"


def limits_told(row: Result) -> str:
    """Return the interval of a row alone."""
    return interval(row) or "not estimated"


def p_words(row: Result) -> str:
    """Return the p-value of a row as in a sentence, for example `p = 0.020`."""
    shown = p_value(row.p_value)
    return f"p {shown}" if shown[0] in "<>" else f"p = {shown}"


def share(row: Result | None) -> str:
    """Return a share as a percentage; never 0 or 100 when it is neither; a dash for no row."""
    if row is None:
        return MISSING
    shown = number(row, row.estimate)
    if shown == "100.0%" and row.estimate < 1:
        return ">99.9%"
    return "<0.1%" if shown == "0.0%" and row.estimate > 0 else shown


def tau2_words(rows: Sequence[Result]) -> str:
    """Return measures of heterogeneity in a sentence; empty when there are none."""
    names = {"tau2": "tau²", "i2": "I²", "q": "Cochran's Q"}
    told = []
    for row in rows:
        found = interval(row)
        words = f"{names[row.statistic]} {number(row, row.estimate)}"
        if found:
            words += f" ({found})"
        told.append(words if row.p_value != row.p_value else f"{words}, {joined(p_words(row))}")
    profile = any("Q-profile" in row.method for row in rows)
    return "; ".join(told) + (" (REML, Q-profile intervals)." if profile else "." if told else "")


def direction(plan: EvidencePlan, *measures: str) -> str:
    """Say what the ratios are of, and the differences, where such measures are drawn."""
    active, control = plan.contrast.active.label, plan.contrast.control.label
    told = {
        True: f"Ratios are {active} divided by {in_sentence(control)}: right of the line at 1",
        False: f"Differences are {active} minus {in_sentence(control)}, in percentage points: "
        "right of the line at 0",
    }
    kinds = dict.fromkeys(is_ratio(measure) for measure in measures)
    return " ".join(f"{told[kind]} the outcome is more frequent with {active}." for kind in kinds)


def is_ratio(measure: str) -> bool:
    """Whether a measure is a ratio, and no difference."""
    return STATISTICS[measure].scale == "ratio"


def tau2_unit(measure: str) -> str:
    """Say of what tau2 is when differences are told in percentage points; empty for ratios."""
    told = " tau²: of differences as proportions, 0.01 being 1 percentage point."
    return "" if is_ratio(measure) else told


def null_words(measure: str) -> str:
    """Return the value of a measure at which the arms are alike."""
    return "1" if is_ratio(measure) else "0"


def favours(plan: EvidencePlan) -> tuple[str, str]:
    """Return the words beneath the axis on the sides of no effect: the control arm, the active."""
    control, active = in_sentence(plan.contrast.control.label), plan.contrast.active.label
    return f"← favours {control}", f"favours {in_sentence(active)} →"


def stamped(row: Result) -> str:
    """Return the stamp of a row of synthetic data, as it stands behind a label."""
    return f", {STAMP}" if row.data_status == SYNTHETIC else ""


def study_words(own: Material, trial: NewTrial, row: Result) -> str:
    """Name a study of this project, the published trial it is of, and whether it is synthetic."""
    label = own.labels.get(trial.trial_id)
    of = f" ({'made after' if row.data_status == SYNTHETIC else 'the trial of'} {label})"
    return f"{trial.label}{of if label else ''}{stamped(row)}"


def trials_words(row: Result) -> str:
    """Return of how many trials a row is, as its note begins; empty when it does not say."""
    first = row.note.partition(".")[0]
    return first if first.endswith((" trials", " trial")) else ""
