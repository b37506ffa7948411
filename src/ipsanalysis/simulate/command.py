"""Command `simulate`: write the files of a synthetic twin from its description."""

import argparse
import json
from pathlib import Path

from ipsanalysis.errors import UserError
from ipsanalysis.files import write_text
from ipsanalysis.layout import Layout
from ipsanalysis.simulate.description import Description
from ipsanalysis.simulate.dictionary import dictionary
from ipsanalysis.simulate.folder import DICTIONARY, README, hold_free, replaced
from ipsanalysis.simulate.load import load_description
from ipsanalysis.simulate.readme import readme
from ipsanalysis.simulate.simulator import simulate
from ipsanalysis.simulate.views import rows_of
from ipsanalysis.simulate.write import write_file


def run(options: argparse.Namespace) -> int:
    """Write the files of one study's twin and say where they are.

    Raises:
        UserError: If the description is wrong, or something else than a twin is there.
    """
    told = load_description(options.study)
    layout = Layout(study=told.study, version="")
    hold_free(layout)
    write_twin(told, layout.raw)
    print(f"{layout.raw}: {len(told.files)} files, {DICTIONARY} and {README} written. SYNTHETIC.")
    return 0


def write_twin(told: Description, folder: Path) -> None:
    """Simulate a twin and write its files, dictionary and README, all of them or none.

    Args:
        told: The description.
        folder: Where to write; what is there before is replaced as a whole.

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
    with replaced(folder) as partial:
        for file in told.files:
            write_file(partial, file, rows_of(file, trial, told))
        content = json.dumps(dictionary(told, partial), indent=2, ensure_ascii=False)
        write_text(partial / DICTIONARY, content + "\n")
        write_text(partial / README, text)
