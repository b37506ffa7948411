"""config/config.yaml, and the configuration Snakemake hands over, are held to one model."""

from pathlib import Path

import pytest

from ipsanalysis.errors import UserError
from ipsanalysis.plan.config import config_studies, load_config
from ipsanalysis.plan.evidence_load import load_any
from ipsanalysis.plan.load import load_study

ROOT = Path(__file__).parents[2]


def test_every_shipped_study_is_configured_and_its_plan_is_right() -> None:
    studies = load_config(ROOT / "config" / "config.yaml").studies
    plans = [p.stem for kind in ("studies", "evidence") for p in (ROOT / "config" / kind).iterdir()]
    assert sorted(studies) == sorted(plans)
    for study in studies:
        plan, layout = load_any(study, ROOT)
        assert plan.study == layout.study == study
        assert layout.plan.is_file()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "config" / "studies").mkdir(parents=True)
    for name in ("alpha", "beta"):
        (tmp_path / "config" / "studies" / f"{name}.yaml").touch()
    return tmp_path


def test_studies_of_a_configuration_keep_their_order(project: Path) -> None:
    assert config_studies({"studies": ["beta", "alpha"]}, project) == ["beta", "alpha"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"studies": "alpha"}, ['studies: found "alpha"', "Write it as a list: [alpha]"]),
        ({"studies": []}, ["studies: found an empty list", "at least 1"]),
        ({"studies": ["alpha", "alpha"]}, ['found "alpha" 2 times', "allowed: once"]),
        ({"studies": ["alpah"]}, ["allowed: alpha, beta", 'Did you mean "alpha"?']),
        ({"studies": ["../alpha"]}, ['found "../alpha"', "lower-case letters"]),
        ({"studies": [True]}, ["found true", "a name of"]),
        ({"studies": None}, ["studies: found nothing"]),
        ({"study": ["alpha"]}, ['found the key "study"', 'Did you mean "studies"?']),
        ({}, ["studies: found nothing", "Add this key"]),
        (None, ["found nothing"]),
        (["alpha"], ["found a list of 1"]),
    ],
)
def test_a_wrong_configuration_is_told_plainly(
    project: Path, content: object, words: list[str]
) -> None:
    with pytest.raises(UserError) as caught:
        config_studies(content, project)
    told = str(caught.value)
    assert told.startswith("config/config.yaml with --config: ")
    assert all(word in told for word in words), told
    assert "line 1" not in told


def test_the_file_names_the_line(project: Path) -> None:
    path = project / "config" / "config.yaml"
    path.write_text("studies:\n  - alpha\n  - gamma\n", encoding="utf-8")
    with pytest.raises(UserError, match=r'line 3, studies\.1: found "gamma"'):
        load_config(path)


@pytest.mark.parametrize("name", ["../x", "a/b", "", "Life", "life\n", "\u0430lpha", "x" * 41])
def test_a_study_id_is_never_a_path(project: Path, name: str) -> None:
    with pytest.raises(UserError, match=r"^study: found .* allowed: lower-case letters"):
        load_study(name, project)


def test_a_plan_that_is_not_there_is_told_with_those_that_are(project: Path) -> None:
    with pytest.raises(UserError, match=r'alpha\.yaml, beta\.yaml.*Did you mean "alpha\.yaml"'):
        load_study("alpa", project)


def test_a_folder_in_the_place_of_a_plan_is_told(project: Path) -> None:
    (project / "config" / "studies" / "gamma.yaml").mkdir()
    with pytest.raises(UserError, match="found a folder; allowed: a file"):
        load_study("gamma", project)
