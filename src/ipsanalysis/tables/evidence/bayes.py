"""The headline pool with priors, and studies of this project among its trials."""

from ipsanalysis.plan.evidence import Bayes, EvidencePlan, NewTrial
from ipsanalysis.tables.cell import Line, Table, Text, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.behind import class_warnings, new_trial_priors_told
from ipsanalysis.tables.evidence.files import Evidence
from ipsanalysis.tables.evidence.measures import is_difference
from ipsanalysis.tables.evidence.pools import level
from ipsanalysis.tables.evidence.prior_words import prior_words
from ipsanalysis.tables.format import short
from ipsanalysis.tables.labels import capital, listed
from ipsanalysis.tables.results import Result, Results

WHERE = {"mean": "of the mean effect above", "next trial": "of a next trial's effect above"}
_ORDER = ("pooled", "predicted", "tau", "posterior")


def priors_told(plan: EvidencePlan) -> str:
    """Return the priors of the plan in a sentence; empty without a Bayesian analysis."""
    if plan.bayes is None:
        return ""
    taus = " or ".join(prior_words(prior) for prior in plan.bayes.tau)
    differences = is_difference(plan.headline.measures[0])
    on = "" if differences else ", on the logarithm"
    return (
        f"Priors: of the mean{on}, {prior_words(plan.bayes.mu)}; of tau, {taus}; of "
        "each trial's control risk in the binomial model, on the logit, "
        f"{prior_words(plan.bayes.baseline)}.{_on_differences(plan.bayes) if differences else ''}"
    )


def _on_differences(bayes: Bayes) -> str:
    """Say what priors of the mean and of tau come to in a model of differences."""
    scales = list(dict.fromkeys(prior.scale for prior in bayes.tau))
    several = "a scale" if len(scales) == 1 else "scales"
    told = listed(short(100 * scale) for scale in scales)
    return (
        " In the normal model those of the mean and of tau are on the difference itself, not on a "
        f"logarithm: a standard deviation of {short(100 * bayes.mu.sd)} percentage points, and of "
        f"tau {several} of {told} percentage points. In the binomial model the same numbers are "
        "on the logarithm of the odds ratio."
    )


def bayes_table(own: Evidence) -> Table:
    """Return the posterior of the mean, of tau and of a next trial, by model and prior of tau."""
    plan, results = own.plan, own.results
    rows = results.where(analysis="bayes", outcome=plan.headline.id)
    lines = [
        Line(group=say(capital(shown.head(row))), cells=(say(_what(row)), shown.with_interval(row)))
        for row in sorted(rows, key=lambda row: (by_model(row), _place(row), row.subgroup))
    ]
    return Table(
        name="bayes",
        caption=f"{plan.headline.label}: Bayesian meta-analysis",
        columns=("Quantity", f"Posterior median ({level(plan)} credible interval)"),
        lines=tuple(lines),
        notes=(
            "Computed by integration, without simulation. A credible interval holds the quantity "
            "with the probability stated, given the model and the priors.",
            priors_told(plan),
        )
        if lines
        else (),
        numeric=(1,),
    )


def by_model(row: Result) -> tuple[bool, bool, str]:
    """Return the place of a model: normal before binomial, half-normal before half-Cauchy."""
    return ("binomial" in row.method, "cauchy" in row.method.lower(), row.method)


def _place(row: Result) -> int:
    fits = [i for i, start in enumerate(_ORDER) if row.statistic.split("_")[0] == start]
    return fits[0] if fits else len(_ORDER)


def _what(row: Result) -> str:
    label = shown.titled(row)
    where = f"{WHERE[row.subgroup]} {null_of(row)}" if row.subgroup in WHERE else row.subgroup
    return f"{label} {where}".rstrip()


def null_of(row: Result) -> str:
    """Return the value of no effect of the model that a row is of, as printed."""
    return "0" if shown.of_difference(row) else "1"


def new_trials_table(own: Evidence) -> Table:
    """Return each study set among the trials: as counted, shrunken, and for each prior weight."""
    plan, results, files = own.plan, own.results, own.files
    named = names.published_names(files, results)
    lines = [
        Line(
            group=say(names.study_title(named, trial, results)),
            cells=(
                say(_new_what(row)),
                shown.events(row, control=False),
                shown.events(row, control=True),
                shown.with_interval(row),
                *(
                    shown.estimate(beside(results, row, name) if row.estimated else None)
                    for name in ("vague_weight", "posterior_probability")
                ),
            ),
        )
        for trial in (plan.new_trials.trials if plan.new_trials else [])
        for row in new_trial_rows(results, trial)
    ]
    return Table(
        name="new_trials",
        caption="Studies of this project among the published trials",
        columns=(
            "Measure and method",
            f"{plan.contrast.active.label}: events",
            f"{plan.contrast.control.label}: events",
            f"Effect ({level(plan)} interval)",
            "Vague part, afterwards",
            _probability(plan),
        ),
        lines=tuple(lines),
        notes=(
            "The prior is what the other trials lead one to expect of a next trial, its own "
            "published row left out, mixed with a vague part. A vague weight of 0 trusts the other "
            "trials fully, 1 not at all. Vague part, afterwards: the weight that the study's own "
            "result gives it; it grows when the study disagrees with the others.",
            new_trial_priors_told(plan),
            *class_warnings(own),
        )
        if lines
        else (),
        numeric=(1, 2, 3, 4, 5),
    )


def _probability(plan: EvidencePlan) -> str:
    """Head the column of probabilities, which are of odds ratios whatever the headline is."""
    ratio = not is_difference(plan.headline.measures[0])
    return "Probability above 1" if ratio else "Probability of an odds ratio above 1"


def new_trial_rows(results: Results, trial: NewTrial) -> list[Result]:
    """Return the effects of a study set among the trials: crude, shrunken, by prior weight."""
    rows = results.where(analysis="new_trial", subgroup=trial.study, statistic=tuple(names.POOLED))
    return sorted(rows, key=lambda row: (_stage(row), row.statistic, row.method))


def _stage(row: Result) -> int:
    return 2 if row.method.startswith("re-analysed") else 1 if "shrunken" in row.method else 0


def beside(results: Results, row: Result, statistic: str) -> Result | None:
    """Return another result of the same study by the same method."""
    return results.first(
        analysis="new_trial", subgroup=row.subgroup, method=row.method, statistic=statistic
    )


def _new_what(row: Result) -> str:
    return f"{shown.titled(row)}, {row.method}"


def synthetic(table: Table, results: Results) -> bool:
    """Whether a number of a table comes from synthetic data."""
    made_up = {row.key for row in results.rows if row.data_status == "synthetic"}
    cells: list[Text] = [cell for line in table.lines for cell in (*line.cells, line.group)]
    return any(piece.key in made_up for cell in cells for piece in cell if piece.key)
