"""A canonical table together with the rows it was made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from ipsanalysis.raw.typed import Mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A canonical table.

    Attributes:
        frame: The table.
        kept: File: which of its rows stand in the table.
        merged: File: which of its rows were joined with another that stands in it.
    """

    frame: pd.DataFrame
    kept: Mapping[str, Mask] = field(default_factory=dict)
    merged: Mapping[str, Mask] = field(default_factory=dict)
