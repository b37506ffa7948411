"""Rules for the names of a description's files: nothing but data files, each written once."""

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from ipsanalysis.plan.document import KeyPath
from ipsanalysis.plan.problems import quoted
from ipsanalysis.raw.agreement_file import ENDINGS
from ipsanalysis.simulate.description import Description
from ipsanalysis.simulate.folder import DICTIONARY, README


def file_problems(told: Description) -> Iterator[tuple[KeyPath, str]]:
    """Give file names that are taken, stand twice, or end like another kind of file.

    Args:
        told: The description.

    Yields:
        Key path and message.
    """
    times = Counter(file.path.casefold() for file in told.files)
    taken = [name.casefold() for name in (DICTIONARY, README)]
    for number, file in enumerate(told.files):
        where, found = ("files", number, "path"), f"found {quoted(file.path)}"
        endings = ENDINGS[file.format]
        if file.path.casefold() in taken:
            others = f"{DICTIONARY} and {README}"
            yield where, f"{found}; allowed: any name but {others}, written beside. Rename it."
        elif times[file.path.casefold()] > 1:
            yield where, f"{found} more than once; allowed: a name for each file. Rename one."
        elif PurePosixPath(file.path).suffix.lower() not in endings:
            yield (
                where,
                f"{found} for the format {file.format}; allowed: names that end in "
                f"{', '.join(endings)}. Mend the name, or the format.",
            )
