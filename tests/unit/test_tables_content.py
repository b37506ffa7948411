"""Tables of the LIFE experiment: numbers against the raw file and the published anchors."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from report_example import OUTSIDE, PRIMARY, changed, plan, primary, raw, results

from ipsanalysis.raw.text import is_formula
from ipsanalysis.tables import labels, numbers
from ipsanalysis.tables.all import all_tables
from ipsanalysis.tables.cell import Line, Table, keys, plain, say
from ipsanalysis.tables.main_effects import headline
from ipsanalysis.tables.render import csv_frame, fragment
from ipsanalysis.tables.results import Results

NO_BREAK, MINUS = "\u00a0", "\u2212"
KNOWN = {"printed", "remembered", "computed"}
FAMILIES = ("employment", "first_job", "work_amount", "other_outcomes", "other_events")


@pytest.fixture(scope="module")
def tables():
    return all_tables(plan(), results())


def shown(table, *words):
    """The one line whose cells, joined, hold all words."""
    lines = [" | ".join(plain(cell) for cell in line.cells) for line in table.lines]
    found = [line for line in lines if all(word in line for word in words)]
    assert len(found) == 1, (words, found)
    return found[0].replace(NO_BREAK, " ")


def test_primary_line_holds_the_anchors_of_the_study(tables):
    line = shown(tables["main_effects"], "primary")
    assert "92/216 (42.6%)" in line
    assert "74/216 (34.3%)" in line
    assert f"8.3 ({MINUS}0.8 to 17.3)" in line


def test_hazard_ratio_and_log_rank_of_first_job(tables):
    assert "0.98 (" in shown(tables["main_effects"], "Time to first job", "Hazard ratio")
    frame = csv_frame(tables["effects"], data_status="real")
    row = frame[(frame["Measure"] == "Log-rank test") & (frame["Outcome"] == "Time to first job")]
    assert row["P value"].tolist() == ["0.815"]
    assert row["Effect (95% CI)"].tolist() == ["\u03c7\u00b2 0.05"]


def test_baseline_counts_equal_the_raw_file(tables):
    data = raw()
    lines = {plain(line.cells[0]): line for line in tables["baseline"].lines}
    married = [(data["fin"] == "yes"), (data["fin"] == "no"), data["fin"].notna()]
    expected = [
        f"{(data['mar'][arm] == 'married').sum()} ({(data['mar'][arm] == 'married').mean():.1%})"
        for arm in married
    ]
    found = [plain(cell).replace(NO_BREAK, " ") for cell in lines["Married"].cells[1:4]]
    assert found == expected
    assert not any(
        "p-value" in column.lower() or column == "P" for column in tables["baseline"].columns
    )


def test_flow_table_equals_the_raw_file(tables):
    arrested = raw().groupby("fin")["arrest"].sum()
    assert f"| {arrested['yes']} | {arrested['no']} |" in shown(tables["flow"], "arrested")
    assert "for the author" in shown(tables["flow"], "Assessed")


def test_published_figures_are_reproduced_or_say_why_not(tables):
    verdicts = [plain(line.cells[4]) for line in tables["published"].lines]
    assert verdicts.count("Reproduced") == len(plan().published) - 1
    assert sum(v.startswith("Cannot be computed. Needs a covariate") for v in verdicts) == 1


def test_estimands_have_five_attributes_for_every_comparison(tables):
    table = tables["estimands"]
    assert len(table.lines) == sum(len(getattr(plan(), family)) for family in FAMILIES)
    for line in table.lines:
        assert all(plain(cell) for cell in line.cells)


def test_every_row_id_of_every_table_exists(tables):
    known = {row.key for row in results().rows}
    for table in tables.values():
        found = {key for line in (*table.lines, *table.plain_lines) for key in keys(line.cells)}
        assert found <= known
        assert found or table.name == "estimands"


def test_every_number_outside_a_link_comes_from_the_plan(tables):
    plan_numbers = set(re.findall(r"\d+", plan().model_dump_json())) | {"95", "1", "199", "19"}
    for table in tables.values():
        for line in table.lines:
            loose = [piece.text for cell in line.cells for piece in cell if not piece.key]
            assert set(re.findall(r"\d+", " ".join(loose))) <= plan_numbers, line


def test_each_effect_of_the_results_has_its_line(tables):
    wanted = {
        row.key
        for row in results().rows
        if row.contrast
        and row.analysis not in ("baseline",)
        and row.statistic != "log_hazard_ratio"
    }
    found = {key for line in tables["effects"].plain_lines for key in keys(line.cells)}
    assert wanted <= found


def test_arms_stand_beside_the_contrast_made_of_them(tables):
    rows = {row.key: row for row in results().rows}
    seen = set()
    for line in tables["effects"].plain_lines:
        contrast = rows[keys(line.cells)[-1]]
        for key in keys(line.cells[7:9]):
            arm = rows[key]
            assert arm.plan_key == contrast.plan_key
            assert (arm.covariates == contrast.covariates) or key == contrast.key
            assert arm.group in ("aid", "no_aid") or key == contrast.key
            seen.add(bool(arm.covariates))
    assert seen == {True, False}


def test_tests_are_named_beside_their_p_value(tables):
    frame = csv_frame(tables["effects"], data_status="real")
    tested = frame[
        ~frame["P value"].isin(["\u2013"]) & ~frame["Measure"].str.contains("test|check")
    ]
    assert len(tested) > 20
    assert tested["P value"].str.fullmatch(r"[<>]?\d\.\d{3} \([^)]+test[^)]*\)").all()


def test_comparisons_outside_randomisation_always_say_so(tables):
    for name in ("main_effects", "effects", "estimands"):
        for line in tables[name].lines:
            text = " ".join(plain(cell) for cell in (*line.cells, line.group))
            outside = any(name[1:] in text for name in OUTSIDE)
            assert outside == ("not a randomised comparison" in text)
    frame = csv_frame(tables["effects"], data_status="real")
    sets = frame[frame["Label"].str.contains("not a randomised")]["Analysis set"]
    assert set(sets) == set(OUTSIDE)


def test_published_figures_say_how_they_are_known(tables):
    known = {plain(line.cells[2]) for line in tables["published"].lines}
    assert known <= KNOWN
    remembered = [
        replace(row, method="as remembered") if row.group == "published" else row
        for row in results().rows
    ]
    table = all_tables(plan(), Results(rows=remembered))["published"]
    assert {plain(line.cells[2]) for line in table.lines} == {"remembered"}
    assert "is the figure printed" not in " ".join(table.notes)


def test_missing_outcomes_name_the_intercurrent_event_only_where_there_is_one(tables):
    for line, item in zip(tables["estimands"].lines, labels.planned(plan()), strict=True):
        beyond = "None beyond the intercurrent event"
        expected = beyond if item.comparison.intercurrent_events else "None"
        assert plain(line.cells[-1]) == expected


def test_strategies_say_from_when_and_who_is_left_out(tables):
    lines = [plain(line.cells[4]) for line in tables["estimands"].lines]
    assert any("from the week after the first arrest" in text for text in lines)
    assert sum("people arrested before week 26 left out" in text for text in lines) == 1
    assert not any("what happened before it" in text for text in lines)


def test_notes_of_standardised_differences_name_the_kinds_that_exist(tables):
    notes = " ".join(tables["baseline"].notes)
    assert "released on parole it is of the share of the second level listed" in notes
    assert "For schooling it is a distance" in notes
    study = plan().model_copy(update={"baseline": ["age"]})
    notes = " ".join(all_tables(study, results())["baseline"].notes)
    assert "level" not in notes


def test_rates_of_the_arms_have_their_unit(tables):
    assert "0.47 weeks per week observed" in shown(tables["main_effects"], "Rate ratio")


def test_sensitivity_rows_stand_beside_their_comparison_and_say_so():
    kept = PRIMARY + "aid_minus_no_aid/risk_difference/newcombe-hybrid-score"
    rows = [
        replace(row, role="sensitivity")
        if row.key.startswith(PRIMARY) and row.contrast and row.key != kept
        else replace(row, role="primary")
        if row.key == kept
        else row
        for row in results().rows
    ]
    tables = all_tables(plan(), Results(rows=rows))
    group = tables["effects"].lines[0].group
    own = [plain(line.cells[0]) for line in tables["effects"].lines if line.group == group]
    assert "primary" in plain(group)
    assert len(own) > 5
    assert [label.endswith(", sensitivity") for label in own] == [False] + [True] * (len(own) - 1)
    frame = csv_frame(tables["effects"], data_status="real")
    assert frame["Role"].tolist()[:2] == ["primary", "sensitivity"]


def test_a_missing_estimate_shows_its_reason():
    key = PRIMARY + "aid_minus_no_aid/risk_difference/newcombe"
    rows = changed(
        key,
        estimate=float("nan"),
        ci_low=float("nan"),
        ci_high=float("nan"),
        note="an arm is empty",
    )
    line = shown(all_tables(plan(), rows)["main_effects"], "primary")
    assert "not estimated: an arm is empty" in line


@pytest.mark.parametrize("off", FAMILIES[1:])
def test_a_family_switched_off_leaves_no_line_and_no_error(off):
    study = plan().model_copy(update={off: []})
    rows = type(results())(
        rows=[row for row in results().rows if not row.plan_key.startswith(f"{off}.")]
    )
    tables = all_tables(study, rows)
    assert len(tables["main_effects"].lines) == sum(len(getattr(study, name)) for name in FAMILIES)


def test_headline_is_the_newcombe_interval_at_the_last_time():
    item = labels.planned(plan())[0]
    row = headline(results(), item)
    assert row == primary("aid_minus_no_aid/risk_difference/newcombe-hybrid-score")
    assert numbers.tested_by(row) == ""


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.found = [], []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize(
    "name", ["flow", "baseline", "main_effects", "effects", "estimands", "published"]
)
def test_fragments_paste_with_their_styles(tables, name):
    page = Elements()
    page.feed(fragment(tables[name], synthetic=False))
    assert fragment(tables[name], synthetic=False).isascii()
    assert page.open == []
    kinds = [tag for tag, _ in page.found]
    assert kinds.count("table") == kinds.count("caption") == 1
    for tag, attributes in page.found:
        assert "class" not in attributes
        assert tag in {"thead", "tbody", "tr"} or "style" in attributes
        assert tag != "th" or attributes["scope"] in {"col", "row", "colgroup"}


def test_labels_of_a_plan_stay_text():
    evil = '<script>alert(1)</script> {{ 7 * 7 }} & "x"'
    table = Table(name="t", caption=evil, columns=(evil,), lines=(Line(cells=(say(evil),)),))
    page = fragment(table, synthetic=True)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 3
    assert "{{ 7 * 7 }}" in page
    assert "SYNTHETIC DATA" in page


def test_every_line_of_the_baseline_csv_names_its_characteristic(tables):
    frame = csv_frame(tables["baseline"], data_status="real")
    assert set(frame["Characteristic"]) == {
        "Age at release, years", "Convictions before this one",
        *(c.label for c in plan().covariates if c.kind != "continuous"),
    }  # fmt: skip
    married = frame[frame["Level"] == "Married"]
    assert married["Characteristic"].tolist() == ["Marital status"]


def test_csv_has_text_and_the_keys_of_its_rows(tables):
    frame = csv_frame(tables["main_effects"], data_status="synthetic")
    assert set(frame["data_status"]) == {"synthetic"}
    first = frame.iloc[0]
    assert first["Financial aid"] == "92/216 (42.6%)"
    assert first["row_ids"].split() == [
        PRIMARY + "aid/proportion/wilson-score",
        PRIMARY + "no_aid/proportion/wilson-score",
        PRIMARY + "aid_minus_no_aid/risk_difference/newcombe-hybrid-score",
    ]
    assert not frame.apply(lambda column: column.str.contains(NO_BREAK)).to_numpy().any()


@pytest.mark.parametrize("start", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1"])
def test_a_csv_holds_no_formulas_and_numbers_stay_numbers(start: str):
    cells = (say(start), say("-0.5"), say("+1.5e-3"), say("\u22120.5 to 2"), say("plain"))
    table = Table(
        name="t", caption="c", columns=("A", "B", "C", "D", "=E()"),
        lines=(Line(cells=cells, group=say(start)), Line(cells=cells, group=say(start))),
    )  # fmt: skip
    first = csv_frame(table, data_status="real").iloc[0]
    assert first["Group"] == first["A"] == f"'{start}"
    assert [first[name] for name in ("B", "C", "D", "'=E()")] == [
        "-0.5",
        "+1.5e-3",
        "\u22120.5 to 2",
        "plain",
    ]


def test_tables_without_formulas_are_left_alone(tables):
    for table in tables.values():
        assert not csv_frame(table, data_status="real").map(is_formula).to_numpy().any()
        cells = [cell for line in (table.plain_lines or table.lines) for cell in line.cells]
        assert not any(is_formula(plain(cell)) for cell in cells)
