"""Every fault that shows only when columns, rows or files are compared."""

from collections.abc import Iterator, Sequence

from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.fault import Fault
from ipsanalysis.raw.people import Linked, People
from ipsanalysis.raw.people_faults import person_faults
from ipsanalysis.raw.read import ReadFile
from ipsanalysis.raw.tables.assessments import assessment_faults, blocks
from ipsanalysis.raw.tables.contacts import contact_faults
from ipsanalysis.raw.tables.follow_up import Ends, end_faults
from ipsanalysis.raw.tables.participants import arm_faults, covariate_faults, list_faults
from ipsanalysis.raw.tables.person_periods import long_faults, wide_faults, window
from ipsanalysis.raw.tables.reviews import review_faults
from ipsanalysis.raw.tables.spell_faults import spell_faults
from ipsanalysis.raw.tables.spells import read_spells


def comparison_faults(
    read: Sequence[ReadFile], people: People, files: Sequence[Linked], ends: Ends, plan: Plan
) -> Iterator[Fault]:
    """Give every fault across columns, rows and files.

    Args:
        read: Every file.
        people: The people randomised.
        files: Every file with rows of people.
        ends: End of observation of each person.
        plan: The study's plan.

    Yields:
        The faults, file by file, then those of several files together.
    """
    observed = window(people, ends, plan)
    yield from arm_faults(people, plan)
    for linked in files:
        yield from person_faults(linked, plan)
        if linked.read is people.read:
            yield from list_faults(linked)
        yield from covariate_faults(linked)
        yield from end_faults(linked, plan, ends.length)
        yield from wide_faults(linked, observed)
        yield from long_faults(linked, observed, plan)
        yield from contact_faults(linked, plan, ends)
    of_jobs = [linked for linked in files if linked.canonical.job_spells]
    if of_jobs:
        yield from spell_faults(of_jobs, read_spells(of_jobs, ends), ends)
    yield from assessment_faults(blocks(files, plan), plan, ends)
    for one in read:
        yield from review_faults(one)
