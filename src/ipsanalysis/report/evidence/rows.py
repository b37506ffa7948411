"""All result rows at full precision, for the appendix of a page."""

from math import isnan

from ipsanalysis.tables import format as fmt
from ipsanalysis.tables.results import Result


def shown_row(row: Result, label: str) -> dict[str, str]:
    """Return the cells of a result row as text with all digits.

    Args:
        row: The row.
        label: What it is of, in words; may be empty.

    Returns:
        Cell: text.
    """
    level = "" if isnan(row.ci_level) else f" ({row.ci_level * 100:g}%)"
    limits = fmt.interval(fmt.full(row.ci_low), fmt.full(row.ci_high)) + level
    absent = isnan(row.ci_low) and isnan(row.ci_high)
    made_up = row.data_status == "synthetic" and "SYNTHETIC" not in row.note
    stamp = "SYNTHETIC. " if made_up else ""
    return {
        "key": row.key,
        "what": label,
        "estimate": fmt.full(row.estimate),
        "std_error": fmt.full(row.std_error),
        "interval": "" if absent else limits,
        "p": fmt.full(row.p_value),
        "people": " v ".join(part for part in (_arm(row, True), _arm(row, False)) if part),
        "method": row.method,
        "unit": row.unit,
        "note": stamp + row.note,
        "plan_key": row.plan_key,
    }


def _arm(row: Result, active: bool) -> str:
    events, people = (row.n_events, row.n) if active else (row.n_events_control, row.n_control)
    if people is None:
        return ""
    return f"{people}" if events is None else f"{events}/{people}"
