"""Hard meta-analyses through every step: figures, tables and pages are made whatever the trials."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))
from small_review import BAYES, STEPS, SmallReview, a_plan, a_pool, trial
from test_evidence_hard_reviews import ALL, CODED, EVERYTHING, HARD

pytestmark = pytest.mark.slow

DRAWN = ("draw_review", "tabulate_review", "report_review")
NUMBERS = re.compile(r"\b(nan|inf|NaN|Infinity)\b|\bNone[,;.)]")
WIDE = {
    # Three trials that differ so much that Egger's limits pass 1e27.
    "limits without end": [
        trial("A", 36, 102, 34, 99), trial("B", 30, 57, 17, 54), trial("C", 64, 111, 23, 112),
    ],
    "limits without end, small": [
        trial("A", 9, 20, 1, 20), trial("B", 10, 22, 9, 22), trial("C", 11, 25, 2, 25),
    ],
    "one control group like the others": [
        trial("A", 13, 42, 3, 43), trial("B", 15, 42, 3, 43), trial("C", 14, 42, 3, 43),
    ],
}  # fmt: skip


CASES = {**HARD, **WIDE}
BY_EACH = ("three trials", "nobody among the controls", "nobody at all")


def cases() -> Iterator[tuple[str, str]]:
    """Give every case with one of the measures as headline, by turns; some with each of them."""
    for number, name in enumerate(CASES):
        for measure in ALL if name in BY_EACH else [ALL[number % 3]]:
            yield name, measure


@pytest.mark.parametrize(("name", "measure"), list(cases()))
def test_hard_trials_get_their_figures_tables_and_pages(
    name: str, measure: str, tmp_path: Path
) -> None:
    others = [other for other in ALL if other != measure]
    plan = a_plan(**{**EVERYTHING, "pools": [a_pool(measures=[measure, *others])]}, bayes=BAYES)
    layout = SmallReview(CASES[name], plan, **CODED).run(tmp_path, (*STEPS, *DRAWN))
    figures = json.loads((layout.results / "figures" / "index.json").read_text(encoding="utf-8"))
    assert figures
    for page in ("report.html", "audit.html"):
        text = (layout.reports / page).read_text(encoding="utf-8")
        visible = re.sub(r"<(style|script|svg|img)\b.*?(</\1>|>)", "", text, flags=re.DOTALL)
        assert not NUMBERS.findall(re.sub(r"<[^>]*>", " ", visible))
