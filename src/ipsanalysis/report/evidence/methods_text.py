"""The methods section of a meta-analysis, written from its result rows."""

from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.report.methods_text import MethodsText, Sentence
from ipsanalysis.tables.evidence.bayes import priors_told
from ipsanalysis.tables.evidence.behind import new_trial_priors_told
from ipsanalysis.tables.evidence.methods import METHODS, REFERENCES
from ipsanalysis.tables.evidence.pools import level
from ipsanalysis.tables.format import count
from ipsanalysis.tables.results import Results


def review_methods(plan: EvidencePlan, results: Results) -> MethodsText:
    """Return the methods that result rows used, each with where its equations are from.

    Args:
        plan: The plan.
        results: All result rows.

    Returns:
        Sentences in a fixed order, and the references numbered as first cited.
    """
    order: dict[str, int] = {}
    sentences = []
    for method in METHODS:
        if not any(method.by(row) for row in results.rows):
            continue
        for source in method.sources:
            order.setdefault(source, len(order) + 1)
        cited = tuple(order[source] for source in method.sources)
        sentences.append(Sentence(words=method.words, references=cited))
    sentences += [Sentence(words=words) for words in _from_plan(plan, results)]
    return MethodsText(
        sentences=tuple(sentences), references=tuple(REFERENCES[source] for source in order)
    )


def _from_plan(plan: EvidencePlan, results: Results) -> list[str]:
    resampled = any("permut" in row.method or "bootstrap" in row.method for row in results.rows)
    words = [
        f"Intervals are at the {level(plan)} level; p-values are two-sided.",
        priors_told(plan),
        new_trial_priors_told(plan),
        f"Moderators were permuted {count(plan.resamples.permutations)} times and trials resampled "
        f"{count(plan.resamples.bootstrap)} times, seed {plan.seed}."
        if resampled
        else "",
    ]
    return [text for text in words if text]
