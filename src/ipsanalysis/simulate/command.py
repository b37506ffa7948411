"""Command `simulate`: write the files of a synthetic twin from its description."""

import argparse
import json
from pathlib import Path

from ipsanalysis.errors import UserError
from ipsanalysis.files import write_text
from ipsanalysis.layout import Layout
from ipsanalysis.simulate.description import Description
from ipsanalysis.simulate.dictionary import dictionary
from ipsanalysis.simulate.load import load_description
from ipsanalysis.simulate.readme import readme
from ipsanalysis.simulate.simulator import simulate
from ipsanalysis.simulate.views import rows_of
from ipsanalysis.simulate.write import write_file

DICTIONARY = "datapackage.json"


def run(options: argparse.Namespace) -> int:
    """Write the files of one study's twin and say where they are."""
    told = load_description(options.study)
    folder = Layout(study=told.study, version="").raw
    write_twin(told, folder)
    print(f"{folder}: {len(told.files)} files, {DICTIONARY} and README.md written. SYNTHETIC.")
    return 0


def write_twin(told: Description, folder: Path) -> None:
    """Simulate a twin and write its files, dictionary and README.

    Args:
        told: The description.
        folder: Where to write.

    Raises:
        UserError: If a figure that must come out does not, or a value does not fit its column.
    """
    try:
        trial = simulate(told)
    except ValueError as error:
        raise UserError(
            f"config/simulations/{told.study}.yaml: {error}. Change one of the numbers of people."
        ) from None
    text = readme(told, trial)
    for file in told.files:
        write_file(folder, file, rows_of(file, trial, told))
    content = json.dumps(dictionary(told, folder), indent=2, ensure_ascii=False)
    write_text(folder / DICTIONARY, content + "\n")
    write_text(folder / "README.md", text)
