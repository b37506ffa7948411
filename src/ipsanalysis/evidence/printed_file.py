"""The file of printed figures among those of a meta-analysis: held to what the audit can read."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from ipsanalysis.audit.sheet import read_rows
from ipsanalysis.errors import UserError
from ipsanalysis.evidence.dictionary import EvidenceFile
from ipsanalysis.evidence.printed_faults import printed_faults
from ipsanalysis.raw.content import whole_file_fault
from ipsanalysis.raw.demands import Demand
from ipsanalysis.raw.fault import Fault, without
from ipsanalysis.raw.read import HeldFile, hold_file


def hold_printed(folder: Path, resource: EvidenceFile, wanted: Mapping[str, Demand]) -> HeldFile:
    """Hold the file to its description, then to the audit's own reader, which keeps texts.

    Of a cell that breaks both, what the audit says is told.

    Args:
        folder: The folder of the files.
        resource: The file's description.
        wanted: Column: what it must keep to.

    Returns:
        Its columns and faults.
    """
    held = hold_file(folder, resource, wanted)
    try:
        found = printed_faults(held.file, read_rows(folder / resource.path))
    except UserError as error:
        broken = any(fault.level == "error" for fault in held.faults)
        found = [] if broken else [_unread(held.file, str(error))]
    kept = held.faults
    for other in found:
        rows = other.rows if other.rows is not None else np.zeros(0, np.int64)
        kept = [left for fault in kept for left in without(fault, other.column, rows)]
    return replace(held, faults=[*kept, *found])


def _unread(file: str, message: str) -> Fault:
    found = message.splitlines()[0].removeprefix(file).lstrip(":, ")
    return whole_file_fault(
        file, found, "printed figures that the audit cannot read; allowed: its format",
        f"Run ipsanalysis audit {file}, which lists all that is wrong with it.",
    )  # fmt: skip
