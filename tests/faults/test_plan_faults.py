"""Broken plans: each kind gives its own plain message, no traceback, and nothing is written."""

import io
import re
from contextlib import chdir, redirect_stderr, redirect_stdout
from copy import deepcopy
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_dated_cases import DATED_FAULTS
from plan_edits import (
    PLANS,
    TEXTS,
    Edit,
    Fault,
    first_difference,
    put,
    under,
    value,
    whole,
    write,
)

from ipsanalysis.__main__ import main
from ipsanalysis.errors import UserError
from ipsanalysis.plan.document import read_document
from ipsanalysis.plan.load import load_plan
from ipsanalysis.plan.study import Plan

PLAN, TEXT = PLANS["life"], TEXTS["life"]
SECOND_EVENT = """
  - id: moved
    label: Moved away
    past: moved away
    description: Left the region.
analysis_sets:"""

FAULTS: list[Fault] = [
    # the file
    ("empty file", whole(""), "line 1, the file", ["found nothing", "allowed: the keys study"]),
    ("only comments", whole("# a\n"), "line 1, the file", ["found nothing"]),
    ("list at top level", whole("- a\n- b\n"), "line 1, the file", ["found a list of 2"]),
    ("text at top level", whole("hello\n"), "line 1, the file", ['found "hello"']),
    ("Latin-1", whole("title: caf\xe9\n".encode("latin-1")), "line 1", ["UTF-8", "Save"]),
    ("UTF-16", whole(TEXT.encode("utf-16")), "line 1", ["UTF-16", "Save"]),
    ("UTF-16 without mark", whole(TEXT.encode("utf-16-le")), "line 1", ["U+0000", "Remove"]),
    ("NUL byte", put("title:", "title\0:"), "LINE", ["control character U+0000", "Remove"]),
    ("escape character", put("title:", "title\x1b:"), "LINE", ["control character U+001B"]),
    ("too large", lambda t: t + "#" * 1_000_000, "life.yaml", ["bytes", "at most 1000000"]),
    ("tab", put("  unit: week", "\tunit: week"), "LINE", ["found a tab", "spaces"]),
    ("two documents", lambda t: t + "---\nstudy: b\n", "LINE", ["second document", "Remove"]),
    ("anchor", put("seed: 1980", "seed: &s 1980"), "LINE", ["an anchor", "Remove"]),
    ("alias", put("seed: 1980", "seed: *s"), "LINE", ["an alias", "Write the value out"]),
    (
        "merge key",
        put("  unit: week", "  <<: {unit: week}"),
        "LINE, follow_up.<<",
        ['found the key "<<"', "unit, length, start"],
    ),
    ("merge by alias", put("  unit: week", "  <<: *x"), "LINE", ["an alias"]),
    (
        "tag that runs a program",
        put("seed: 1980", 'seed: !!python/object/apply:os.system ["touch made"]'),
        "LINE",
        ["found a tag", "Remove"],
    ),
    (
        "tag that names a function",
        put("seed: 1980", "seed: !!python/name:os.system"),
        "LINE",
        ["found a tag"],
    ),
    ("standard tag", put("seed: 1980", 'seed: !!int "1980"'), "LINE", ["found a tag"]),
    ("hundreds of brackets", value("seed", "[" * 3000), "life.yaml", ["hundreds deep", "Close"]),
    ("thousands of nested keys", value("seed", "{a: " * 3000), "life.yaml", ["hundreds deep"]),
    ("bracket not closed", value("baseline", "[age, race"), "line", ["closing ]", "Close"]),
    ("brace not closed", lambda t: t + "x: {a: 1", "line", ["closing }", "Close"]),
    ("quote not closed", put('version: "1.0"', 'version: "1.0'), "line 5", ["check the quotes"]),
    ("two colons", value("title", "LIFE: aid"), "LINE", ['found ":"', "quotes"]),
    ("no colon", put("seed: 1980", "seed 1980"), "line 1", ["colon"]),
    ("wrong indentation", put("  length: 52", "   length: 52"), "LINE", ["indentation"]),
    (
        "list in the place of a key",
        put("seed: 1980", "? [seed]\n: 1980"),
        "LINE, the file",
        ["in the place of a key", "Write the key as one word"],
    ),
    ("backslash", value("title", r'"C:\data"'), "LINE", ["backslash", "single quotes"]),
    ("sign that begins no value", value("title", "@life"), "LINE", ["cannot begin a value"]),
    # keys
    ("key misspelt", put("seed:", "sed:"), "LINE, sed", ['Did you mean "seed"?', "allowed"]),
    (
        "key missing",
        put("seed: 1980\n", ""),
        ", seed",
        ["found nothing", "a whole number from 0", "Add this key"],
    ),
    (
        "key twice",
        put("seed: 1980", "seed: 1980\nseed: 3"),
        "LINE, seed",
        ["found twice, first in line 10", "allowed: once", "Remove"],
    ),
    (
        "key twice, inner",
        put("  length: 52", "  length: 52\n  length: 5"),
        "LINE, follow_up.length",
        ["found twice"],
    ),
    ("key with a capital", put("seed:", "Seed:"), "LINE, Seed", ['Did you mean "seed"?']),
    (
        "key that is a number",
        put("seed: 1980", "seed: 1980\n1: 2"),
        "LINE, 1",
        ['found the key "1"'],
    ),
    (
        "key that is true",
        put("seed: 1980", "seed: 1980\ntrue: 2"),
        "LINE, true",
        ['found the key "true"'],
    ),
    (
        "key of another kind of outcome",
        put("    within: 52", "    at: 52"),
        "outcomes.2.at",
        ['found the key "at"', "within"],
    ),
    (
        "key of an entry misspelt",
        put("    treatment:", "    treatmnt:"),
        "arms.0.treatmnt",
        ['Did you mean "treatment"?'],
    ),
    # types and values
    (
        "number for text",
        value("version", "1.0"),
        "LINE, version",
        ["found the number 1.0", 'Put it in quotes: "1.0"'],
    ),
    ("version in words", value("version", "first"), "LINE, version", ['found "first"', "dots"]),
    ("leading zero", value("seed", "0123"), "LINE, seed", ['found "0123"', "whole number"]),
    (
        "exponent for a whole number",
        value("seed", "1e3"),
        "LINE, seed",
        ["found the number 1000.0", "whole number"],
    ),
    ("hexadecimal", value("seed", "0x1F"), "LINE, seed", ['found "0x1F"']),
    ("underscore in a number", value("seed", "1_980"), "LINE, seed", ['found "1_980"']),
    ("date for a number", value("seed", "1980-01-01"), "LINE, seed", ['found "1980-01-01"']),
    ("number in quotes", value("seed", '"1980"'), "LINE, seed", ["Remove the quotes"]),
    ("negative seed", value("seed", "-1"), "LINE, seed", ["found the number -1", "from 0"]),
    ("huge seed", value("seed", "9" * 25), "LINE, seed", ["to 9223372036854775807"]),
    ("thousands of digits", value("seed", "9" * 5000), "LINE, seed", ["whole number"]),
    ("true for a number", value("seed", "true"), "LINE, seed", ["found true", "whole number"]),
    (
        "yes for true",
        put("prespecified: false", "prespecified: yes"),
        "employment.0.prespecified",
        ['found "yes"', "allowed: true or false"],
    ),
    (
        "1 for true",
        put("higher_is_better: true", "higher_is_better: 1"),
        "outcomes.0.higher_is_better",
        ["found the number 1", "true or false"],
    ),
    ("null", value("seed", "null"), "LINE, seed", ["found nothing", "Give a value"]),
    ("tilde", value("title", "~"), "LINE, title", ["found nothing", "Give a value"]),
    ("no value", value("title", ""), "LINE, title", ["found nothing"]),
    ("empty text", value("title", '""'), "LINE, title", ["text on one line"]),
    ("only spaces", value("title", '"   "'), "LINE, title", ["text on one line"]),
    ("too long a label", value("title", "x" * 121), "LINE, title", ["120 characters"]),
    ("very long text", value("question", "x" * 100_000), "question", ["2000 characters"]),
    ("label over two lines", value("title", r'"a\nb"'), "LINE, title", ["one line"]),
    (
        "control character by escape",
        value("title", r'"a\0b\e[31m"'),
        "LINE, title",
        ["<U+0000>", "<U+001B>"],
    ),
    ("half a character by escape", value("title", r'"\ud800"'), "LINE, title", ["<U+D800>"]),
    (
        "confidence in per cent",
        value("ci_level", "95"),
        "LINE, ci_level",
        ["above 0.5 and at most 0.999"],
    ),
    ("confidence of one half", value("ci_level", "0.5"), "LINE, ci_level", ["above 0.5"]),
    ("confidence not a number", value("ci_level", ".nan"), "LINE, ci_level", ["the number nan"]),
    ("confidence infinite", value("ci_level", ".inf"), "LINE, ci_level", ["the number inf"]),
    ("confidence with a comma", value("ci_level", "0,95"), "LINE, ci_level", ['"0,95"']),
    (
        "word outside its set",
        value("data_status", "reel"),
        "LINE, data_status",
        ['Did you mean "real"?', "allowed: real, synthetic", "Write one of them"],
    ),
    ("ratio with a zero", put('"1:1"', '"1:0"'), "design.allocation_ratio", ['found "1:0"']),
    ("ratio as a fraction", put('"1:1"', '"1/1"'), "design.allocation_ratio", ["colon"]),
    (
        "text for a list",
        value("baseline", "age"),
        "LINE, baseline",
        ['found "age"', "Write it as a list: [age]"],
    ),
    (
        "text for keys",
        put(
            "resampling:\n  bootstrap_replicates: 10000\n  permutation_replicates: 10000",
            "resampling: many",
        ),
        "resampling",
        ['found "many"', "bootstrap_replicates, permutation_replicates"],
    ),
    (
        "too few replicates",
        put("bootstrap_replicates: 10000", "bootstrap_replicates: 10"),
        "resampling.bootstrap_replicates",
        ["from 199 to 100000"],
    ),
    (
        "kind of outcome misspelt",
        put("kind: ever", "kind: evr"),
        "outcomes.2.kind",
        ['Did you mean "ever"?', "allowed: answer, end_reason"],
    ),
    (
        "kind of outcome missing",
        put("    kind: ever\n", ""),
        "outcomes.2.kind",
        ["found nothing", "allowed: answer, end_reason"],
    ),
    ("kind of outcome a list", put("kind: ever", "kind: [ever]"), "outcomes.2.kind", ["allowed"]),
    (
        "role misspelt",
        put("role: primary", "role: primry"),
        "employment.0.role",
        ['Did you mean "primary"?'],
    ),
    (
        "strategy misspelt",
        under("employment", "arrested: composite", "arrested: composit"),
        "employment.0.intercurrent_events.arrested",
        ['Did you mean "composite"?'],
    ),
    (
        "strategy not on offer",
        under("employment", "arrested: composite", "arrested: treatment_policy"),
        "employment.0.intercurrent_events.arrested",
        ["allowed: composite"],
    ),
    (
        "look-alike letter in a name",
        put("  - id: aid", "  - id: \u0430id"),
        "LINE, arms.0.id",
        ["lower-case letters"],
    ),
    (
        "path in the name of the study",
        value("study", "../life"),
        "LINE, study",
        ['found "../life"', "lower-case letters"],
    ),
    (
        "code as a column",
        put("column: employed", 'column: "employed if 1 else 0"'),
        "outcomes.0.source.column",
        ["the name of a column"],
    ),
    (
        "another table",
        put("table: person_periods", "table: participants"),
        "outcomes.0.source.table",
        ["allowed: job_spells, person_periods"],
    ),
    (
        "three arms",
        put("follow_up:", "  - {id: c, label: C, role: control, treatment: c}\nfollow_up:"),
        "arms",
        ["found a list of 3", "a list (2)"],
    ),
    (
        "printed value in words",
        put("value: 48", "value: many"),
        "published.0.value",
        ['found "many"', "a number"],
    ),
    # names that must be defined
    (
        "study not the name of the file",
        value("study", "lives"),
        "LINE, study",
        ['allowed: "life"', "name of the file"],
    ),
    (
        "unknown covariate in baseline",
        value("baseline", "[age, rcae]"),
        "LINE, baseline.1",
        ['found "rcae"', 'Did you mean "race"?', "define it"],
    ),
    (
        "unknown covariate adjusted for",
        put("adjusted_for: [age,", "adjusted_for: [agee,"),
        "employment.0.adjusted_for.0",
        ['Did you mean "age"?'],
    ),
    (
        "unknown stratum",
        put("stratified_by: [wexp]", "stratified_by: [site]"),
        "first_job.1.stratified_by.0",
        ['found "site"', "wexp"],
    ),
    (
        "unknown outcome",
        under("employment", "outcome: employed_week_52", "outcome: employed"),
        "employment.0.outcome",
        ['found "employed"', "outcomes of the kind status_at"],
    ),
    (
        "outcome of the wrong kind",
        under("employment", "outcome: employed_week_52", "outcome: weeks_worked"),
        "employment.0.outcome",
        ['found "weeks_worked"', "status_at or ever"],
    ),
    (
        "unknown analysis set",
        under("employment", "analysis_set: all_randomised", "analysis_set: itt"),
        "employment.0.analysis_set",
        ['found "itt"', "all_randomised"],
    ),
    (
        "unknown event",
        under("employment", "{arrested: composite}", "{arested: composite}"),
        "employment.0.intercurrent_events.arested",
        ['Did you mean "arrested"?'],
    ),
    (
        "unknown competing event",
        put("competing: [arrested]", "competing: [died]"),
        "outcomes.3.competing.0",
        ['found "died"', "allowed: arrested"],
    ),
    (
        "unknown event of an outcome",
        put("    event: arrested", "    event: jailed"),
        "outcomes.5.event",
        ['found "jailed"'],
    ),
    (
        "unknown source of a published figure",
        put("source: fox_weisberg", "source: fox_weissberg"),
        "published.0.source",
        ['Did you mean "fox_weisberg"?'],
    ),
    (
        "how a source is known in other words",
        put("known: remembered", "known: from memory"),
        "published_sources.0.known",
        ['found "from memory"', "printed"],
    ),
    (
        "only the observed, of whether an event happened",
        under("other_outcomes", "missing: none", "missing: observed"),
        "other_outcomes.0.missing",
        ["Compare the time to it"],
    ),
    (
        "unknown statistic of a published figure",
        put("statistic: proportion", "statistic: proportions"),
        "published.0.ours.statistic",
        ['Did you mean "proportion"?'],
    ),
    (
        "unknown covariates of a published figure",
        put('"age, race,', '"agee, race,'),
        "published.2.ours.covariates",
        ['found "agee"'],
    ),
    # definitions that must make sense
    (
        "two control arms",
        put("role: active", "role: control"),
        ", arms",
        ["two arms with the role control", "one active and one control"],
    ),
    (
        "arm id twice",
        put("- id: no_aid", "- id: aid"),
        "LINE, arms.1.id",
        ['found "aid", as in arms.0', "Rename"],
    ),
    (
        "arm label twice",
        put("label: No aid", "label: financial AID"),
        "arms.1.label",
        ["as in arms.0"],
    ),
    (
        "outcome label twice",
        put("label: Employed in week 26", "label: Employed in week 52"),
        "outcomes.1.label",
        ["as in outcomes.0"],
    ),
    (
        "covariate adjusted for twice",
        put("[age, educ, prio, wexp]", "[age, educ, age]"),
        "employment.0.adjusted_for",
        ['found "age" 2 times', "once"],
    ),
    (
        "landmark twice",
        put("[13, 26, 39, 52]", "[13, 26, 26]"),
        "first_job.0.landmarks",
        ['found "26" 2 times'],
    ),
    (
        "covariate named as a column of the tables",
        put("{id: age,", "{id: arm,"),
        "covariates.0.id",
        ["any name but person, arm, randomised"],
    ),
    (
        "event named completed",
        put("- id: arrested\n    label: First", "- id: completed\n    label: First"),
        "intercurrent_events.0.id",
        ["any name but completed"],
    ),
    (
        "binary covariate with three levels",
        put("{black: Black, other: Other}", "{a: A, b: B, c: C}"),
        "covariates.1.levels",
        ["found levels: 3", "binary", "2"],
    ),
    (
        "categorical covariate without levels",
        put("kind: binary, levels: {black: Black, other: Other}", "kind: categorical"),
        "covariates.1.levels",
        ["found levels: 0"],
    ),
    (
        "continuous covariate with levels",
        put("kind: continuous, unit: years", "kind: continuous, levels: {a: A}"),
        "covariates.0.levels",
        ["of a continuous covariate", "allowed: none"],
    ),
    (
        "unit of a binary covariate",
        put("kind: binary, levels", "kind: binary, unit: x, levels"),
        "covariates.1.unit",
        ["of a binary covariate"],
    ),
    (
        "ordinal covariate in words",
        put('"2": Grade 6 or less', "low: Grade 6 or less"),
        "covariates.6.levels.low",
        ["numbers"],
    ),
    (
        "ordinal covariate out of order",
        put('"2": Grade 6 or less', '"7": Grade 6 or less'),
        "covariates.6.levels",
        ["from low to high", "Sort"],
    ),
    (
        "label of a level missing",
        put("{black: Black,", "{black: ,"),
        "covariates.1.levels.black",
        ["found nothing"],
    ),
    (
        "event competing with itself",
        under("outcomes", "competing: []", "competing: [arrested]"),
        "outcomes.6.competing.0",
        ["of this outcome itself", "Remove"],
    ),
    (
        "time point after follow-up",
        put("    at: 52", "    at: 53"),
        "outcomes.0.at",
        ["found 53", "allowed: 1 to 52"],
    ),
    ("time point zero", put("    at: 52", "    at: 0"), "outcomes.0.at", ["1 or more"]),
    (
        "restricted after follow-up",
        put("restricted_to: 52", "restricted_to: 60"),
        "first_job.0.restricted_to",
        ["found 60", "allowed: 1 to 52"],
    ),
    (
        "landmark after follow-up",
        put("[13, 26, 39, 52]", "[13, 26, 39, 520]"),
        "first_job.0.landmarks.3",
        ["found 520"],
    ),
    # comparisons that must make sense
    (
        "no primary comparison",
        put("role: primary", "role: secondary"),
        "employment",
        ["found 0 comparisons with the role primary", "exactly one"],
    ),
    (
        "two primary comparisons",
        put("role: secondary", "role: primary"),
        "employment.1.role",
        ["found 2 comparisons", "employment.0, employment.1"],
    ),
    (
        "primary comparison not as randomised",
        lambda t: put("role: supplementary", "role: primary")(
            put("role: primary", "role: secondary")(t)
        ),
        "employment.3.analysis_set",
        ["members all", "as randomised"],
    ),
    (
        "comparison twice",
        put(
            "  - outcome: employed_week_26\n    role: secondary",
            "  - outcome: employed_week_52\n    role: secondary",
        ),
        "employment.1",
        ["comparison of employment.0 again"],
    ),
    (
        "event without a strategy",
        under("employment", "{arrested: composite}", "{}"),
        "employment.0.intercurrent_events",
        ['no strategy for "arrested"', "Add arrested:"],
    ),
    (
        "two strategies in a comparison",
        lambda t: under(
            "employment", "{arrested: composite}", "{arrested: composite, moved: while_at_risk}"
        )(put("\nanalysis_sets:", SECOND_EVENT)(t)),
        "employment.0.intercurrent_events",
        ["found composite, while_at_risk", "one strategy"],
    ),
    (
        "strategy for an event that cannot stop the outcome",
        under(
            "other_outcomes",
            "intercurrent_events: {}",
            "intercurrent_events: {arrested: composite}",
        ),
        "other_outcomes.0.intercurrent_events.arrested",
        ["cannot stop this outcome"],
    ),
    (
        "hypothetical strategy for a status",
        under("employment", "arrested: composite", "arrested: hypothetical"),
        "employment.0.intercurrent_events",
        ["found hypothetical", "composite or while_at_risk"],
    ),
    (
        "composite would count as good",
        put("higher_is_better: true", "higher_is_better: false"),
        "employment.0.intercurrent_events",
        ["the good answer", "higher_is_better"],
    ),
    (
        "while at risk among all randomised",
        under("employment", "arrested: composite", "arrested: while_at_risk"),
        "employment.0.analysis_set",
        ["members all", "members at_risk"],
    ),
    (
        "composite among people at risk",
        under("employment", "arrested: while_at_risk", "arrested: composite"),
        "employment.3.analysis_set",
        ["members at_risk", "members all"],
    ),
    (
        "status among people above zero",
        under("employment", "analysis_set: not_yet_arrested", "analysis_set: worked"),
        "employment.3.analysis_set",
        ["members above_zero"],
    ),
    (
        "time among people at risk",
        under("first_job", "analysis_set: all_randomised", "analysis_set: not_yet_arrested"),
        "first_job.0.analysis_set",
        ["members at_risk", "members all"],
    ),
    (
        "superiority among those above zero",
        put("measures: [mean]", "measures: [mean, superiority]"),
        "work_amount.2.analysis_set",
        ["members above_zero", "members all"],
    ),
    (
        "measure with another strategy",
        put("measures: [cumulative_incidence]", "measures: [cumulative_incidence, hazard]"),
        "first_job.0.measures.1",
        ["found hazard with the strategy composite", "while_at_risk only"],
    ),
    (
        "covariates that no measure uses",
        under("first_job", "adjusted_for: []", "adjusted_for: [age]"),
        "first_job.0.adjusted_for",
        ["do not use", "hazard"],
    ),
    (
        "strata that no measure uses",
        under("first_job", "stratified_by: []", "stratified_by: [wexp]"),
        "first_job.0.stratified_by",
        ["do not use"],
    ),
    (
        "stratified by a continuous covariate",
        put("stratified_by: [wexp]", "stratified_by: [age]"),
        "first_job.1.stratified_by.0",
        ["a continuous covariate"],
    ),
    (
        "status over time of an outcome that is none",
        under("status_over_time", "outcome: employed_week_52", "outcome: weeks_worked"),
        "status_over_time.outcome",
        ["outcomes of the kind status_at"],
    ),
    # published figures
    (
        "figure without row or reason",
        put("    reason: Needs", "    label2: Needs"),
        "published.10.reason",
        ["found no reason", "Write it"],
    ),
    (
        "figure with row and reason",
        put(
            "    ours: {analysis: other_outcome",
            "    reason: None.\n    ours: {analysis: other_outcome",
        ),
        "published.0.reason",
        ["one of them"],
    ),
    (
        "figure with a row but no value",
        put("value: 48", "value: null"),
        "published.0.value",
        ["found nothing", "the printed figure"],
    ),
]


CASES = [("life", *fault) for fault in FAULTS] + [("everything", *fault) for fault in DATED_FAULTS]
NAMES = [case[1] for case in CASES]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "config" / "studies"
    folder.mkdir(parents=True)
    return folder / "life.yaml"


def test_the_plans_that_are_edited_are_right() -> None:
    for path in PLANS.values():
        assert load_plan(path).study == path.stem


def test_sixty_kinds_of_each_plan_and_no_name_twice() -> None:
    assert len(FAULTS) >= 60
    assert len(DATED_FAULTS) >= 60
    assert len(set(NAMES)) == len(NAMES)


@cache
def told_of(study: str, edit: Edit) -> tuple[str, str]:
    """The message of a broken plan, and the words of the line that was edited; nothing is left."""
    with TemporaryDirectory() as folder, chdir(folder):
        plan = Path("config", "studies", f"{study}.yaml")
        plan.parent.mkdir(parents=True)
        broken = edit(TEXTS[study])
        write(plan, broken)
        said, told = io.StringIO(), io.StringIO()
        with redirect_stdout(said), redirect_stderr(told):
            assert main(["clean", study]) == 1
        assert not said.getvalue()
        assert [path for path in Path().rglob("*") if path.is_file()] == [plan]
    return told.getvalue(), f"line {first_difference(TEXTS[study], broken)}"


def lines_of(study: str, edit: Edit, where: str, words: list[str]) -> list[str]:
    """The lines of its message that tell of a fault."""
    told, line = told_of(study, edit)
    place = where.replace("LINE", line)
    return [x for x in told.splitlines() if place in x and words[0] in x]


@pytest.mark.parametrize(
    ("study", "edit", "where", "words"), [(case[0], *case[2:]) for case in CASES], ids=NAMES
)
def test_a_broken_plan_is_told_plainly(
    study: str, edit: Edit, where: str, words: list[str]
) -> None:
    told, _ = told_of(study, edit)
    assert told.startswith(f"config/studies/{study}.yaml")
    lines = lines_of(study, edit, where, words)
    assert lines, told
    assert all(word in lines[0] for word in words), lines[0]
    assert not re.search(r"Traceback|pydantic|yaml\.|Error\b|NoneType|<class|dict_type", told)
    assert all(sign.isprintable() or sign == "\n" for sign in told)


def test_each_fault_has_a_message_of_its_own() -> None:
    first_lines: dict[str, list[str]] = {}
    for study, name, edit, where, words in CASES:
        line = lines_of(study, edit, where, words)[0]
        first_lines.setdefault(line, []).append(name)
    same = [names for names in first_lines.values() if len(names) > 1]
    # To the reader these are one and the same.
    alike = [
        {"empty file", "only comments"},
        {"Latin-1", "UTF-16"},
        {"tag that runs a program", "tag that names a function", "standard tag"},
        {"hundreds of brackets", "thousands of nested keys"},
        {"tilde", "no value"},
    ]
    other = [names for names in same if set(names) not in alike]
    assert not other


def test_ten_problems_of_structure_and_meaning_are_ten_lines_in_the_order_of_the_file(
    project: Path,
) -> None:
    text = TEXT
    for edit in (
        value("version", "1.0"),
        put("seed:", "sed:"),
        put('"1:1"', '"1:0"'),
        put("  unit: week", "  unit: weeks"),
        value("baseline", "[age, rcae]"),
        put("    at: 52", "    at: 53"),
        put("competing: [arrested]", "competing: [died]"),
        put("analysis_set: all_randomised", "analysis_set: itt"),
        put("prespecified: false", "prespecified: no"),
    ):
        text = str(edit(text))
    write(project, text)
    with pytest.raises(UserError) as caught:
        load_plan(project)
    lines = [line for line in str(caught.value).splitlines() if line.startswith("  line ")]
    keys = [re.match(r"  line (\d+), ([^:]*): ", line) for line in lines]
    # Misspelling seed is two problems: a key that is not known and a key that is missing.
    assert [match[2] for match in keys if match] == [
        "seed", "version", "sed", "design.allocation_ratio", "follow_up.unit", "baseline.1",
        "outcomes.0.at", "outcomes.3.competing.0", "employment.0.analysis_set",
        "employment.0.prespecified",
    ]  # fmt: skip
    numbers = [int(match[1]) for match in keys if match]
    assert numbers == sorted(numbers)
    assert f"{len(lines)} problems" in str(caught.value)


def test_text_that_looks_like_code_stays_text(project: Path) -> None:
    signs = "{{ 7*7 }} <script>alert(1)</script> =cmd() %(x)s {0} $HOME"
    write(project, str(value("title", f'"{signs}"')(TEXT)))
    assert load_plan(project).title == signs


def test_bom_crlf_and_yaml_words_are_read_as_written(project: Path) -> None:
    text = TEXT.replace('{"no": "No", "yes": "Yes"}', "{no: No, yes: Yes}")
    text = text.replace('allocation_ratio: "1:1"', "allocation_ratio: 1:1")
    assert text != TEXT
    write(project, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert load_plan(project) == load_plan(PLAN)


CONTENTS = {study: read_document(path).content for study, path in PLANS.items()}


def places(node: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = node.items() if isinstance(node, dict) else enumerate(node)  # type: ignore[arg-type]
    found = []
    for key, child in items:
        found.append((*path, key))
        if isinstance(child, dict | list):
            found += places(child, (*path, key))
    return found


def escaped(sign: str) -> str:
    return sign if sign.isascii() and (sign.isalnum() or sign == " ") else f"\\U{ord(sign):08x}"


def to_yaml(node: object) -> str:
    """Write plain data as flow-style YAML: JSON, but for numbers that JSON does not have."""
    if isinstance(node, dict):
        return "{" + ", ".join(f"{to_yaml(k)}: {to_yaml(v)}" for k, v in node.items()) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(map(to_yaml, node)) + "]"
    if isinstance(node, str):
        return '"' + "".join(map(escaped, node)) + '"'
    if isinstance(node, float) and node != node:
        return ".nan"
    return {True: "true", False: "false", None: "null"}.get(node, str(node).replace("inf", ".inf"))  # type: ignore[call-overload, no-any-return]


OTHER = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
    st.lists(st.integers() | st.text(max_size=5) | st.none(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3),
    st.sampled_from(["arrested", "employed_week_52", "composite", "aid", "age", "all_randomised"]),
    st.sampled_from(["job_spells", "month_6", "retained", "quality", "workers", "student", 10**30]),
)  # fmt: skip


@settings(
    max_examples=120, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.data())
def test_random_edits_give_a_valid_plan_or_a_plain_message(
    tmp_path: Path, data: st.DataObject
) -> None:
    study = data.draw(st.sampled_from(sorted(CONTENTS)))
    content = deepcopy(CONTENTS[study])
    for _ in range(data.draw(st.integers(1, 4))):
        *path, last = data.draw(st.sampled_from(places(content)))
        node = content
        for key in path:
            node = node[key]
        act = data.draw(st.sampled_from(["delete", "replace", "rename", "repeat"]))
        if act == "delete":
            del node[last]
        elif act == "replace":
            node[last] = data.draw(OTHER)
        elif act == "rename" and isinstance(node, dict):
            node[data.draw(st.text(max_size=12))] = node.pop(last)
        elif isinstance(node, list):
            node.append(node[last])
    path = tmp_path / f"{study}.yaml"
    path.write_text(to_yaml(content), encoding="utf-8")
    try:
        plan = load_plan(path)
    except UserError as error:
        told = str(error).splitlines()
        assert told[0].startswith(f"{path}")
        assert all(re.match(r"  line \d+, .*(found|allowed)", line) for line in told[1:-1]), told
    else:
        assert isinstance(plan, Plan)
