"""The CONSORT 2025 checklist."""

import re

import pytest
from report_example import material, plan, results

from ipsanalysis.report.checklist import checklist, checklist_frame
from ipsanalysis.report.page import render
from ipsanalysis.tables import labels
from ipsanalysis.tables.main_effects import headline
from ipsanalysis.tables.results import Results

PARTS = {
    1: "ab", 5: "ab", 12: "ab", 16: "ab", 17: "ab", 20: "ab", 21: "abcd", 22: "ab", 23: "ab",
    24: "ab",
}  # fmt: skip
ITEMS = [f"{number}{part}" for number in range(1, 31) for part in PARTS.get(number, [""])]


@pytest.fixture(scope="module")
def frame():
    return checklist_frame(checklist(plan(), results()))


def test_all_thirty_items_with_their_parts_in_order(frame):
    assert frame["item"].tolist() == ITEMS
    assert {item.rstrip("abcd") for item in ITEMS} == {str(number) for number in range(1, 31)}


def test_statuses_are_the_five(frame):
    assert set(frame["status"]) <= {"reported", "in plan", "partly", "author", "not applicable"}
    by_author = frame[frame["status"] == "author"]
    assert by_author["where"].str.fullmatch(r"author(; report\.html#plan)?").all()
    noted = by_author[by_author["where"] != "author"]
    assert noted["item"].tolist() == ["16a", "17b"]
    assert frame["status"][frame["item"] == "13"].tolist() == ["partly"]


def test_every_comparison_is_cited_and_ratios_stand_beside_differences(frame):
    where = dict(zip(frame["item"], frame["where"], strict=True))
    rows = {row.key: row for row in results().rows}
    for item, count in (("21b", "all"), ("26", "contrasted")):
        cited = {rows[key].plan_key for key in where[item].partition("; rows: ")[2].split()}
        compared = [
            planned.plan_key
            for planned in labels.planned(plan())
            if count == "all" or headline(results(), planned)
        ]
        assert set(compared) <= cited
    cited = [rows[key] for key in where["26"].partition("; rows: ")[2].split()]
    statistics = [row.statistic for row in cited]
    assert statistics.count("risk_difference") == statistics.count("risk_ratio") == 6


def test_every_row_named_exists(frame):
    known = {row.key for row in results().rows}
    named = [
        key
        for where in frame["where"]
        for key in (where.partition("; rows: ")[2].split() if "rows:" in where else [])
    ]
    assert len(named) > 30
    assert set(named) <= known


def test_every_section_named_is_in_the_report(frame):
    page = render(material())
    sections = {s for where in frame["where"] for s in re.findall(r"report\.html#(\w+)", where)}
    assert len(sections) > 5
    assert all(f'id="{section}"' in page for section in sections)


def test_what_only_an_author_can_answer_is_left_to_the_author(frame):
    status = dict(zip(frame["item"], frame["status"], strict=True))
    for item in ("1a", "5a", "8", "12a", "18", "20a", "23a", "29"):
        assert status[item] == "author"
    assert status["25"] == status["26"] == status["22b"] == "reported"
    assert status["22a"] == "partly"


def test_without_results_nothing_is_claimed_from_them():
    frame = checklist_frame(checklist(plan(), Results(rows=[])))
    status = dict(zip(frame["item"], frame["status"], strict=True))
    for item in ("21b", "22a", "22b", "25", "26", "27"):
        assert status[item] == "author"
    assert not frame["where"].str.contains("rows:").any()
