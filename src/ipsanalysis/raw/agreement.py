"""Whether a dictionary agrees with itself, with the plan and with the folder it lies in."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.agreement_file import file_problems
from ipsanalysis.raw.agreement_part import Part, Problem
from ipsanalysis.raw.agreement_people import (
    covariate_problems,
    follow_up_problems,
    list_problems,
    participant_problems,
)
from ipsanalysis.raw.agreement_periods import period_problems
from ipsanalysis.raw.agreement_records import record_problems
from ipsanalysis.raw.agreement_uses import use_problems
from ipsanalysis.raw.dictionary import FileOnDisk, Package


def agreement_problems(package: Package, plan: Plan, folder: Path) -> Iterator[Problem]:
    """Give every name that is used but not defined, and every value that does not fit.

    Args:
        package: A dictionary whose keys and types are right.
        plan: The study's plan.
        folder: The folder of raw files.

    Yields:
        Key path and message of each problem.
    """
    if package.name != plan.study:
        yield (
            ("name",),
            f'found "{package.name}"; allowed: "{plan.study}", the id of the plan. Write that.',
        )
    parts = [Part(resource=x, index=i, plan=plan) for i, x in enumerate(package.resources)]
    yield from chain(
        files_once(package.resources),
        *(file_problems(part.resource, part.file, folder) for part in parts),
        list_problems(parts),
        *(participant_problems(part) for part in parts),
        covariate_problems(parts),
        follow_up_problems(parts),
        period_problems(parts),
        record_problems(parts),
        use_problems(parts, plan),
    )


def files_once(resources: Sequence[FileOnDisk]) -> Iterator[Problem]:
    """Give names and files that stand in a dictionary more than once.

    Args:
        resources: The files.

    Yields:
        Key path and message of each problem.
    """
    for key in ("name", "path"):
        first: dict[str, int] = {}
        for index, resource in enumerate(resources):
            value: str = getattr(resource, key)
            sheet = resource.sheet if key == "path" else None
            plain = f"{Path(value).as_posix().casefold()}\n{sheet or ''}"
            if plain in first:
                yield (
                    ("resources", index, key),
                    f'found "{value}", as in resources.{first[plain]}; allowed: a different {key} '
                    "for each file. Rename one, or remove the copy.",
                )
            first.setdefault(plain, index)
