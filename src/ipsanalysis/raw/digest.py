"""A readable digest of faults for the terminal."""

from collections.abc import Iterable, Sequence
from itertools import islice

from ipsanalysis.raw.account import Account
from ipsanalysis.raw.fault import WITHHELD, Fault
from ipsanalysis.raw.text import shown

MOST_KINDS = 12
EXAMPLES = 3


def digest(errors: Sequence[Fault], account: Account, listed: str) -> str:
    """Return what a reader needs to see of the errors of a file, in at most thirty lines.

    Args:
        errors: The errors.
        account: What became of the rows.
        listed: The file with the full list.

    Returns:
        One block for each kind: rule, columns with counts, the first rows, what to do.
    """
    kinds = _kinds(errors)
    total = sum(fault.count for fault in errors)
    head = (
        f"{account.file}: {_count(total, 'error')} of {_count(len(kinds), 'kind')}. "
        f"{_count(account.rows_in, 'row')} in: {account.rows_kept} without errors, "
        f"{account.rows_rejected} with errors. No tables were made."
    )
    lines = [head]
    for kind in kinds[:MOST_KINDS]:
        lines += _block(kind)
    if len(kinds) > MOST_KINDS:
        lines.append(f"  ... and {_count(len(kinds) - MOST_KINDS, 'more kind')}.")
    return "\n".join([*lines, f"The full list: {listed}"])


def _kinds(errors: Iterable[Fault]) -> list[list[Fault]]:
    kinds: dict[tuple[str, str], list[Fault]] = {}
    for fault in errors:
        kinds.setdefault((fault.rule, fault.action), []).append(fault)
    return list(kinds.values())


def _block(kind: Sequence[Fault]) -> list[str]:
    examples = [text for fault in islice(kind, EXAMPLES) for text in _examples(fault)]
    more = sum(fault.count for fault in kind) - len(examples[:EXAMPLES])
    found = "; ".join(examples[:EXAMPLES]) + (f"; and {more} more" if more > 0 else "")
    columns = _columns(kind)
    hints = list(dict.fromkeys(hint for fault in kind for hint in islice(fault.hints, 100) if hint))
    hint = hints[0] if len(hints) == 1 else ""
    return [
        f"  {columns}{': ' if columns else ''}{kind[0].rule}.",
        f"    Found {found}. {kind[0].action}{hint}",
    ]


def _columns(kind: Sequence[Fault]) -> str:
    named = [f"{shown(fault.column, 40)} ({fault.count})" for fault in kind if fault.column]
    rest = f" and {_count(len(named) - 4, 'more column')}" if len(named) > 4 else ""
    return ", ".join(named[:4]) + rest


def _examples(fault: Fault) -> list[str]:
    rows = [None] if fault.rows is None else fault.rows[:EXAMPLES].tolist()
    return [_example(fault, index, row) for index, row in enumerate(rows)]


def _example(fault: Fault, index: int, row: int | None) -> str:
    where = f"line {row}" if row else "the file"
    if not len(fault.values):
        return f"in {where}" if row else "nothing that can be used"
    value = str(fault.values[index])
    return f"{value if value == WITHHELD else _quoted(value)} in {where}"


def _quoted(value: str) -> str:
    return f'"{shown(value, 60)}"' if value else "nothing"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
