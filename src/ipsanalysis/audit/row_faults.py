"""What is wrong between the cells of one row, and between rows."""

from collections.abc import Iterator

from ipsanalysis.audit.cell_faults import RANGE, Told, whole
from ipsanalysis.audit.columns import CHECKED
from ipsanalysis.audit.item import RATIOS
from ipsanalysis.audit.sheet import Row
from ipsanalysis.raw.text import shown

ARMS = (("events", "n", "n_range"), ("events_control", "n_control", "n_control_range"))


def row_faults(cells: dict[str, str]) -> Iterator[Told]:
    """Yield column and message of cells that do not go together; each can be read by itself."""
    if not any(cells[name] for name in CHECKED):
        yield (
            "item_id",
            "found nothing to check. Allowed: rows with a percent, effect or p. Add one",
        )
    for events, n, people in ARMS:
        yield from _arm_faults(cells, events, n, people)
    yield from _total_faults(cells)
    yield from _effect_faults(cells)
    yield from _interval_faults(cells)
    if cells["test"] and not (cells["p"] or cells["effect_kind"] == "chi_squared"):
        yield "test", f"found {cells['test']} without a p. Allowed: a test beside its p. Add p"


def repeated_items(rows: list[Row]) -> Iterator[tuple[int, Told]]:
    """Yield line, column and message of items whose name stands before."""
    first: dict[str, int] = {}
    for row in rows:
        name = row.cells["item_id"]
        if name and name in first:
            before = f"it stands in line {first[name]} already"
            told = f'found "{shown(name, 60)}", and {before}. Allowed: once. Rename one'
            yield row.line, ("item_id", told)
        first.setdefault(name, row.line)


def _arm_faults(cells: dict[str, str], events: str, n: str, people: str) -> Iterator[Told]:
    if cells[n] and cells[people]:
        yield (
            people,
            f"found {cells[people]} beside a printed {n}. Allowed: one of the two. Blank it",
        )
    highest = cells[n] or cells[people].rpartition("-")[2]
    if not cells[events] or not highest or int(cells[events]) <= int(highest):
        return
    bound = n if cells[n] else people
    yield events, f"found {cells[events]}, above {bound}. Allowed: 0 to {highest}. Mend one of them"


def _total_faults(cells: dict[str, str]) -> Iterator[Told]:
    match = RANGE.fullmatch(cells["total"])
    if match is None:
        return
    n, n_control = whole(cells["n"]), whole(cells["n_control"])
    low, high = int(match["low"]), int(match["high"] or match["low"])
    if n is not None and n_control is not None and not low <= n + n_control <= high:
        yield (
            "total",
            f"found {cells['total']}, but the arms have {n + n_control}. Mend one of them",
        )
    elif max(n or 1, n_control or 1) >= high:
        yield "total", f"found {cells['total']}. Allowed: more than each arm. Mend one of them"


def _effect_faults(cells: dict[str, str]) -> Iterator[Told]:
    if cells["effect"] and not cells["effect_kind"]:
        yield "effect_kind", "found nothing beside an effect. Allowed: its kind. Write it"
    if cells["effect_kind"] and not cells["effect"]:
        yield "effect", f"found nothing beside {cells['effect_kind']}. Allowed: a number. Write it"
    if (cells["effect"] or cells["p"]) and not cells["adjustment"]:
        told = "found nothing beside an effect or p. Allowed: crude, adjusted, pooled, not_stated"
        yield "adjustment", f"{told}. Write not_stated where the source does not say"
    if cells["effect_kind"] in (*RATIOS, "chi_squared", "number_needed_to_treat"):
        for name in ("effect", "ci_low", "ci_high"):
            if cells[name] and float(cells[name]) < 0:
                yield name, f"found {cells[name]}. Allowed: 0 or more. Look at what is printed"


def _interval_faults(cells: dict[str, str]) -> Iterator[Told]:
    low, high = cells["ci_low"], cells["ci_high"]
    if bool(low) != bool(high):
        missing = "ci_high" if low else "ci_low"
        yield missing, "found nothing beside the other limit. Allowed: both or none. Write it"
    if (low or high) and not cells["effect"]:
        yield "effect", "found nothing beside its interval. Allowed: a number. Write it"
    if (low or high) and not cells["ci_level"]:
        yield "ci_level", "found nothing beside an interval. Allowed: such as 95. Write it"
    if low and high and float(low) > float(high):
        yield "ci_low", f"found {low}, above ci_high {high}. Allowed: at most that. Turn them round"
