"""What became of raw files: tables, faults and the account of rows."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipsanalysis.raw.account import Account
from ipsanalysis.raw.fault import Fault

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """What became of the raw files of a study.

    Attributes:
        tables: The canonical tables by name; none when there are errors.
        faults: Errors and notes, in the order of the files.
        accounts: What became of the rows of each file.
    """

    tables: dict[str, "pd.DataFrame"]
    faults: list[Fault]
    accounts: list[Account]

    @property
    def errors(self) -> list[Fault]:
        """The faults that stop the run."""
        return [fault for fault in self.faults if fault.level == "error"]

    @property
    def notes(self) -> list[Fault]:
        """The faults that go on into the report."""
        return [fault for fault in self.faults if fault.level == "note"]
