"""Which column of a raw file holds which period."""

import re

from ipsanalysis.raw.mapping import PeriodColumns


def periods(columns: PeriodColumns) -> dict[int, str]:
    """Return the column of each period, in order of the periods.

    Args:
        columns: A bounded pattern such as `work_{week}` from 1 to 52, or the columns one by one.

    Returns:
        Period: column. Periods that are not whole numbers from 1 are left out.
    """
    if columns.columns is not None:
        named = {
            int(x): y for x, y in columns.columns.items() if re.fullmatch("[1-9][0-9]{0,4}", x)
        }
        return dict(sorted(named.items()))
    if columns.pattern is None or columns.first is None or columns.last is None:
        return {}
    slot = re.compile(r"\{[a-z]+\}")
    pattern = columns.pattern
    return {
        period: slot.sub(str(period), pattern, count=1)
        for period in range(columns.first, columns.last + 1)
    }
