"""Broken plans of a meta-analysis: each kind its own plain message, and nothing is written."""

import io
import os
import re
from contextlib import chdir, redirect_stderr, redirect_stdout
from copy import deepcopy
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from evidence_plan_cases import CASES, PLAN, TEXT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_edits import Edit, first_difference, put, value, write
from test_plan_faults import places, to_yaml

from ipsanalysis.__main__ import main
from ipsanalysis.errors import UserError
from ipsanalysis.plan.document import read_document
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.plan.evidence_load import load_review
from ipsanalysis.plan.evidence_rules import RULES
from ipsanalysis.plan.load import held_to

NAMES = [case[0] for case in CASES]
PROGRAM = re.compile(r"Traceback|pydantic|yaml\.|Error\b|NoneType|<class|dict_type")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project; the path at which its plan is to stand."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "config" / "evidence"
    folder.mkdir(parents=True)
    return folder / "ips.yaml"


@cache
def told_of(edit: Edit) -> tuple[str, str]:
    """The message of a broken plan, and the words of the line that was edited; nothing is left."""
    with TemporaryDirectory() as folder, chdir(folder):
        plan = Path("config", "evidence", "ips.yaml")
        plan.parent.mkdir(parents=True)
        broken = edit(TEXT)
        write(plan, broken)
        said, told = io.StringIO(), io.StringIO()
        with redirect_stdout(said), redirect_stderr(told):
            assert main(["gather", "ips"]) == 1
        assert not said.getvalue()
        assert [path for path in Path().rglob("*") if path.is_file()] == [plan]
    return told.getvalue(), f"line {first_difference(TEXT, broken)}"


def line_of(edit: Edit, where: str, words: list[str]) -> str:
    """The line of its message that tells of a fault."""
    told, edited = told_of(edit)
    place = where.replace("LINE", edited)
    lines = [line for line in told.splitlines() if place in line and words[0] in line]
    assert lines, f"{place}: {words[0]}\n{told}"
    return lines[0]


def test_the_plan_that_is_edited_is_right() -> None:
    assert held_to(PLAN, EvidencePlan, RULES).study == "ips"


def test_more_than_a_hundred_kinds_and_no_name_twice() -> None:
    assert len(CASES) >= 100
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize(("edit", "where", "words"), [case[1:] for case in CASES], ids=NAMES)
def test_a_broken_plan_is_told_plainly(edit: Edit, where: str, words: list[str]) -> None:
    line = line_of(edit, where, words)
    assert all(word in line for word in words), line
    told, _ = told_of(edit)
    assert re.match(r"config/evidence/ips\.yaml(: |, line )", told)
    assert not PROGRAM.search(told)
    assert all(sign.isprintable() or sign == "\n" for sign in told)


def test_each_fault_has_a_message_of_its_own() -> None:
    told: dict[str, str] = {}
    for name, edit, where, words in CASES:
        line = line_of(edit, where, words)
        assert line not in told, f"{name} and {told[line]}: {line}"
        told[line] = name


def test_a_plan_broken_in_eight_places_is_told_in_eight_lines(project: Path) -> None:
    text = TEXT
    for edit in (
        value("version", "1.0"),
        put("seed:", "sed:"),
        put("use: [primary]", "use: [primry]"),
        put("role: sensitivity", "role: primary"),
        put("per: 12", "per: 0"),
        put("- moderators: [temporary]", "- moderators: [temprary]"),
        put("estimate: 2.07", "estimate: 2.70"),
    ):
        text = str(edit(text))
    write(project, text)
    with pytest.raises(UserError) as caught:
        load_review("ips")
    lines = [line for line in str(caught.value).splitlines() if line.startswith("  line ")]
    keys = [re.match(r"  line (\d+), ([^:]*): ", line) for line in lines]
    # Misspelling seed is two problems: a key that is not known and a key that is missing.
    assert sorted(match[2] for match in keys if match) == sorted([
        "seed", "version", "sed", "pools.0.use.0", "pools.1.role", "moderators.1.per",
        "regressions.6.moderators.0", "printed_pools.0.estimate",
    ])  # fmt: skip
    numbers = [int(match[1]) for match in keys if match]
    assert numbers == sorted(numbers)
    assert "8 problems. Nothing was run." in str(caught.value)


CONTENT = read_document(PLAN).content
OTHER = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
    st.lists(st.integers() | st.text(max_size=5) | st.none(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3),
    st.sampled_from(["any_ce", "region", "year", "primary", "risk_ratio", "IPS_PAIN", 10**30]),
)  # fmt: skip


@settings(
    max_examples=150, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.data())
def test_random_edits_give_a_valid_plan_or_a_plain_message(
    tmp_path: Path, data: st.DataObject
) -> None:
    content = deepcopy(CONTENT)
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
    path = tmp_path / "ips.yaml"
    path.write_text(to_yaml(content), encoding="utf-8")
    try:
        plan = held_to(path, EvidencePlan, RULES)
    except UserError as error:
        told = str(error).splitlines()
        assert told[0].startswith(f"{path}")
        assert all(re.match(r"  line \d+, .*(found|allowed)", line) for line in told[1:-1]), told
    else:
        assert isinstance(plan, EvidencePlan)


@pytest.mark.parametrize("command", ["check", "gather"])
@pytest.mark.parametrize(
    ("made", "what"),
    [
        (lambda path: path.mkdir(), "a folder"),
        (lambda path: path.symlink_to("gone.yaml"), "a link that leads to no file"),
        (lambda path: path.symlink_to(path), "a link that leads to no file"),
        (os.mkfifo, "a device or pipe"),
    ],
    ids=["folder", "broken link", "link to itself", "pipe"],
)
def test_a_plan_that_is_no_file_is_told_as_such(project, capsys, made, what, command) -> None:
    made(project)
    assert main([command, "ips"]) == 1
    assert capsys.readouterr().err == (
        f"config/evidence/ips.yaml: found {what}; allowed: a file. Put the file itself there.\n"
    )


def test_a_moderator_named_twice_is_one_problem(project: Path) -> None:
    write(project, put("[year, protection]", "[year, year]")(TEXT))
    with pytest.raises(UserError) as caught:
        load_review("ips")
    assert "1 problem. Nothing was run." in str(caught.value)
    assert 'found "year" 2 times; allowed: once' in str(caught.value)
