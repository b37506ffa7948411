"""The command line when the program itself fails."""

import pytest

from ipsanalysis.__main__ import main
from ipsanalysis.audit import command


@pytest.mark.parametrize("log", [True, False])
def test_a_fault_of_a_command_is_one_line_and_its_details_go_to_the_log(
    log, tmp_path, monkeypatch, capsys
):
    def fail(options):
        raise ZeroDivisionError(options.file)

    monkeypatch.setattr(command, "run", fail)
    path = tmp_path / "logs" / "audit.log"
    words = ["audit", "secret.csv", *(["--log", str(path)] if log else [])]
    assert main(words) == 3
    told = capsys.readouterr().err
    assert told.startswith("ipsanalysis: a fault of the program, not of your data")
    assert len(told.splitlines()) == 1
    if not log:
        assert "Run it with --log FILE" in told
        return
    details = path.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in details
    assert "in fail" in details
    assert "secret.csv" not in details
