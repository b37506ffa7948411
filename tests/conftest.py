"""Fixtures shared by all tests."""

import os
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import settings

from ipsanalysis.__main__ import STEPS
from ipsanalysis.layout import Layout
from ipsanalysis.plan.load import load_study

PROJECT = Path(__file__).parent.parent

# The same examples every time, however busy the machine is.
settings.register_profile("unhurried", deadline=None, derandomize=True)
settings.load_profile("unhurried")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give slow files out first when tests run side by side: a short one should be the last."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.path.parent.name != "slow")


@pytest.fixture(scope="session")
def life(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """The LIFE study run from raw data to manifest, step by step, in a folder of its own."""
    root = tmp_path_factory.mktemp("project")
    for name in ("config", "data/raw", "src", "workflow"):
        shutil.copytree(PROJECT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Snakefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(PROJECT / name, root / name)
    before = Path.cwd()
    os.chdir(root)
    try:
        for step in STEPS:
            import_module(f"ipsanalysis.steps.{step}").run("life")
    finally:
        os.chdir(before)
    return load_study("life", root)[1]


@pytest.fixture
def in_life(life: Layout, monkeypatch: pytest.MonkeyPatch) -> Iterator[Layout]:
    """The current folder is that of the LIFE run."""
    monkeypatch.chdir(life.root)
    yield life
