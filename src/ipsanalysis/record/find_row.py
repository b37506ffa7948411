"""Finding a result row among studies and meta-analyses by its key, or by the last parts of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import takewhile
from pathlib import Path
from typing import Any

from ipsanalysis.errors import UserError
from ipsanalysis.files import read_parquet
from ipsanalysis.layout import Layout
from ipsanalysis.plan.evidence_load import AnyPlan, load_any

SHOWN = 20
NEAREST = 5
FOLDERS = ("studies", "evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A result row with the plan and the place it comes from."""

    plan: AnyPlan
    layout: Layout
    row: dict[str, Any]

    @property
    def name(self) -> str:
        """The key, preceded by study and version."""
        return f"{self.layout.study}/{self.layout.version}/{self.row['row_id']}"


def plan_files() -> list[Path]:
    """Return the plans of all studies and meta-analyses."""
    return [path for folder in FOLDERS for path in sorted(Path("config", folder).glob("*.yaml"))]


def find_row(wanted: str, studies: Iterable[str]) -> Found:
    """Find the row that a key, or the last parts of a key, mean.

    A study without results is passed by, and so is one whose plan cannot be read: it is named when
    nothing is found elsewhere.

    Args:
        wanted: A row's key, its last parts, or study/version/key.
        studies: The ids of the studies and meta-analyses to look in.

    Returns:
        The one row that fits.

    Raises:
        UserError: If none fits, with the nearest keys; if several do, with a list of them.
    """
    rows: list[Found] = []
    broken: list[str] = []
    for study in studies:
        try:
            rows += _rows(study)
        except UserError:
            broken.append(study)
    if not rows:
        raise UserError(
            f"results: found none of any study. Run make, then explain.{_unread(broken)}"
        )
    text = wanted.strip().strip("/").lower()
    fitting = _fitting(text, rows)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        more = len(fitting) - SHOWN
        raise UserError(
            "\n".join(
                [
                    f'row_id: found {len(fitting)} rows that end in "{wanted}"; allowed: one. Give '
                    "more of the key:",
                    *(f"  {found.name}" for found in fitting[:SHOWN]),
                    *([f"  and {more} more"] if more > 0 else []),
                ]
            )
        )
    raise UserError(f'row_id: found no row "{wanted}". {_near(text, rows)}{_unread(broken)}')


def _unread(broken: list[str]) -> str:
    if not broken:
        return ""
    plans = ", ".join(path.as_posix() for path in plan_files() if path.stem in broken)
    return (
        f"\nNot looked in, because the plan cannot be read: {plans}. See what is wrong with it: "
        f"python -m ipsanalysis check {broken[0]}"
    )


def _rows(study: str) -> list[Found]:
    if not any(Path("results", study).glob("*/results.parquet")):
        return []
    plan, layout = load_any(study)
    path = layout.results / "results.parquet"
    if not path.is_file():
        return []
    records = read_parquet(path).to_dict("records")
    return [
        Found(plan=plan, layout=layout, row={str(key): value for key, value in record.items()})
        for record in records
    ]


def _fitting(text: str, rows: list[Found]) -> list[Found]:
    """Return the rows of that very key; else of those last parts, each whole."""
    if not text:
        return []
    whole = [found for found in rows if text in (found.row["row_id"], found.name)]
    return whole or [found for found in rows if found.name.endswith(f"/{text}")]


def _near(text: str, rows: list[Found]) -> str:
    """Tell the nearest keys: first those that begin as the words typed do."""
    keys = [found.row["row_id"] for found in rows]
    words = [word for word in text.split("/") if word]
    begun = [max(_begun(words, found.row["row_id"]), _begun(words, found.name)) for found in rows]
    most = max(begun)
    begin = [key for key, count in zip(keys, begun, strict=True) if count == most > 0]
    holding = [key for key in keys if words and all(word in key for word in words)]
    near = [*get_close_matches(text, begin, NEAREST, 0.0), *holding]
    near += get_close_matches(text, keys, NEAREST, 0.3)
    unique = list(dict.fromkeys(near))[:NEAREST]
    if not unique:
        return "Keys stand in the column row_id of results.csv."
    return "\n".join(["The nearest:", *(f"  {key}" for key in unique)])


def _begun(words: list[str], key: str) -> int:
    """Return how many of the words a key begins with; the last of them may be cut short."""
    pairs = zip(words, key.split("/"), strict=False)
    count = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    rest = key.split("/")[count : count + 1]
    return count + (count < len(words) and bool(rest) and rest[0].startswith(words[count]))
