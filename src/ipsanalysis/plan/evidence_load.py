"""Reading the plan of a meta-analysis, and of a study or meta-analysis by its id alone."""

from pathlib import Path

from ipsanalysis.errors import UserError, nearest
from ipsanalysis.layout import Layout
from ipsanalysis.plan.document import KeyPath, hold_to_file, read_document
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.plan.evidence_rules import RULES
from ipsanalysis.plan.load import check_id, held_to, load_study, problem_list
from ipsanalysis.plan.problems import place
from ipsanalysis.plan.study import Plan

AnyPlan = Plan | EvidencePlan
FOLDER = Path("config") / "evidence"
STUDIES = Path("config") / "studies"


def load_review(study: str, root: Path = Path()) -> tuple[EvidencePlan, Layout]:
    """Read the plan of a meta-analysis by its id, and say where its files lie.

    Args:
        study: Its id.
        root: The project's folder.

    Returns:
        The plan and the layout of its version, with those of the studies whose results it reads.

    Raises:
        UserError: If the id is not an id, or anything in its plan, or in that of such a study, is
            wrong.
    """
    check_id(study, FOLDER.as_posix())
    path = root / FOLDER / f"{study}.yaml"
    plan = held_to(path, EvidencePlan, RULES)
    layout = Layout(
        study=study,
        version=plan.version,
        root=root,
        kind="evidence",
        data=plan.data,
        uses=_studies_used(plan, path, root),
    )
    return plan, layout


def _studies_used(plan: EvidencePlan, path: Path, root: Path) -> tuple[Layout, ...]:
    """Return the layouts of the studies among the trials, with every problem of them at once."""
    found, problems = [], []
    for index, trial in enumerate(plan.new_trials.trials if plan.new_trials else []):
        try:
            found.append(load_study(_known_study(trial.study, root), root)[1])
        except UserError as error:
            keys: KeyPath = ("new_trials", "trials", index, "study")
            problems.append(f"{place(keys, read_document(path))}: {error}")
    if problems:
        raise UserError(problem_list(path, problems))
    return tuple(found)


def _known_study(study: str, root: Path) -> str:
    """Return the id of a study that has a plan.

    Raises:
        UserError: If it has none, or is a meta-analysis.
    """
    known = plan_names(root, STUDIES)
    if study in known:
        return study
    what = ", a meta-analysis" if study in plan_names(root, FOLDER) else ""
    raise UserError(
        f'found "{study}"{what}; allowed: {", ".join(known) or "none is there"}, the plans in '
        f"{STUDIES.as_posix()}.{nearest(study, known)} Name one of those."
    )


def plan_names(root: Path, *folders: Path) -> list[str]:
    """Return the ids of the plans in some folders of the project, sorted."""
    return sorted(path.stem for folder in folders for path in (root / folder).glob("[!.]*.yaml"))


def is_review(study: str, root: Path = Path()) -> bool:
    """Whether an id is that of a meta-analysis, by where its plan lies.

    Raises:
        UserError: If the id is not an id, no plan has that name or it is no file, or both a study
            and a meta-analysis have it.
    """
    check_id(study, f"{STUDIES.as_posix()} or {FOLDER.as_posix()}")
    review, trial = (root / folder / f"{study}.yaml" for folder in (FOLDER, STUDIES))
    for path in (review, trial):
        hold_to_file(path)
    if review.is_file() and trial.is_file():
        raise UserError(
            f"{review}: found a plan of the same name, {trial}; allowed: different names, for both "
            "write to the same folders. Rename one, and its key `study`."
        )
    if not review.is_file() and not trial.is_file():
        known = plan_names(root, STUDIES, FOLDER)
        raise UserError(
            f'study: found "{study}"; allowed: {", ".join(known) or "none is there"}, the plans in '
            f"{STUDIES.as_posix()} and {FOLDER.as_posix()}.{nearest(study, known)} Name one of "
            "those."
        )
    return review.is_file()


def load_any(study: str, root: Path = Path()) -> tuple[AnyPlan, Layout]:
    """Read the plan of a study or meta-analysis by its id, and say where its files lie.

    Args:
        study: The id.
        root: The project's folder.

    Returns:
        The plan and the layout of its version.

    Raises:
        UserError: If anything in the plan is wrong.
    """
    return load_review(study, root) if is_review(study, root) else load_study(study, root)
