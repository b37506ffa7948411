"""A readable digest of faults for the terminal."""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import PurePath

from ipsanalysis.raw.account import Account
from ipsanalysis.raw.fault import WITHHELD, Fault
from ipsanalysis.raw.text import shown

MOST_KINDS = 12
MOST_FILES = 6
EXAMPLES = 3
TEXT_FILES = (".csv", ".txt", ".tsv")


def digest(errors: Sequence[Fault], accounts: Sequence[Account], listed: str = "") -> str:
    """Return what a reader needs to see of the errors of a study, in at most forty lines.

    Args:
        errors: The errors.
        accounts: What became of the rows of each file.
        listed: The file with the full list; empty when none is written.

    Returns:
        The files with errors, and a block for each kind: rule, columns with counts, the first
        rows, what to do.
    """
    kinds, several = _kinds(errors), len(accounts) > 1
    total = f"{_count(sum(fault.count for fault in errors), 'error')} of "
    total += f"{_count(len(kinds), 'kind')}."
    if several:
        wrong = [x for x in accounts if x.file in {fault.file for fault in errors}]
        lines = [f"{total} No tables were made of {len(accounts)} files."]
        lines += [f"  {x.file}: {_rows(x)}" for x in wrong[:MOST_FILES]]
        if len(wrong) > MOST_FILES:
            lines.append(f"  ... and {_count(len(wrong) - MOST_FILES, 'more file')}.")
    else:
        lines = [f"{accounts[0].file}: {total} {_rows(accounts[0])} No tables were made."]
    for kind in kinds[:MOST_KINDS]:
        lines += _block(kind, several=several)
    if len(kinds) > MOST_KINDS:
        lines.append(f"  ... and {_count(len(kinds) - MOST_KINDS, 'more kind')}.")
    return "\n".join([*lines, *([f"The full list: {listed}"] if listed else [])])


def _rows(account: Account) -> str:
    return (
        f"{_count(account.rows_in, 'row')} in: {account.rows_kept} without errors, "
        f"{account.rows_rejected} with errors."
    )


def _kinds(errors: Iterable[Fault]) -> list[list[Fault]]:
    kinds: dict[tuple[str, str, str], list[Fault]] = {}
    for fault in errors:
        same = kinds.setdefault((_name(fault), fault.rule, fault.action), [])
        if fault.rows is not None or not same:  # a fault of a workbook is told once, not by sheet
            same.append(fault)
    return list(kinds.values())


def _name(fault: Fault) -> str:
    name = PurePath(fault.file).name
    return name.partition(" [")[0] if fault.rows is None else name


def _block(kind: Sequence[Fault], *, several: bool) -> list[str]:
    examples = [text for fault in islice(kind, EXAMPLES) for text in _examples(fault)]
    more = sum(fault.count for fault in kind) - len(examples[:EXAMPLES])
    found = "; ".join(examples[:EXAMPLES]) + (f"; and {more} more" if more > 0 else "")
    columns = _columns(kind)
    if several:
        columns = ", ".join(x for x in (_name(kind[0]), columns) if x)
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
    unit = "line" if fault.file.endswith(TEXT_FILES) else "row"
    where = f"{unit} {row}" if row else "the file"
    if not len(fault.values):
        return f"in {where}" if row else "nothing that can be used"
    value = str(fault.values[index])
    return f"{value if value == WITHHELD else _quoted(value)} in {where}"


def _quoted(value: str) -> str:
    return f'"{shown(value, 60)}"' if value else "nothing"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
