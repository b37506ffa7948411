"""Reading the plan of a meta-analysis, and of a study or meta-analysis by its id alone."""

from pathlib import Path

from ipsanalysis.errors import UserError
from ipsanalysis.layout import Layout
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.plan.evidence_rules import RULES
from ipsanalysis.plan.load import check_id, held_to, load_study
from ipsanalysis.plan.study import Plan

AnyPlan = Plan | EvidencePlan
FOLDER = Path("config") / "evidence"


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
    plan = held_to(root / FOLDER / f"{study}.yaml", EvidencePlan, RULES)
    trials = plan.new_trials.trials if plan.new_trials else []
    layout = Layout(
        study=study,
        version=plan.version,
        root=root,
        kind="evidence",
        data=plan.data,
        uses=tuple(load_study(trial.study, root)[1] for trial in trials),
    )
    return plan, layout


def is_review(study: str, root: Path = Path()) -> bool:
    """Whether an id is that of a meta-analysis, by where its plan lies.

    Raises:
        UserError: If a study has the same id.
    """
    review, trial = (root / folder / f"{study}.yaml" for folder in (FOLDER, "config/studies"))
    if review.is_file() and trial.is_file():
        raise UserError(
            f"{review}: found a plan of the same name, {trial}; allowed: different names, for both "
            "write to the same folders. Rename one, and its key `study`."
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
