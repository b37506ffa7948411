"""The records that this repository keeps."""

from pathlib import Path

import pytest

from ipsanalysis.plan.config import load_config
from ipsanalysis.plan.evidence_load import load_any
from ipsanalysis.record.released import broken, records

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("study", load_config(ROOT / "config" / "config.yaml").studies)
def test_every_study_that_make_runs_is_released(study: str) -> None:
    layout = load_any(study, ROOT)[1]
    assert layout.released in records(ROOT)


def test_every_record_is_as_its_manifest_says() -> None:
    assert {str(record): broken(record) for record in records(ROOT) if broken(record)} == {}
