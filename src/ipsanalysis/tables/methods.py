"""What each method is, in a sentence, and where it comes from."""

from dataclasses import dataclass

from ipsanalysis.tables.references import REFERENCES

__all__ = ["METHODS", "REFERENCES", "Method", "method_of", "named_test"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A method of a result row.

    Attributes:
        begins: How the method's name in result rows begins, in lower case.
        test: The test its p-value comes from; empty when it gives none.
        words: What it does, for the methods text.
        sources: Ids of references.
    """

    begins: str
    test: str = ""
    words: str = ""
    sources: tuple[str, ...] = ()


METHODS = (
    Method(
        begins="wilson score",
        words="Proportions of one arm have Wilson score intervals.",
        sources=("wilson",),
    ),
    Method(
        begins="newcombe",
        words="Differences of proportions have Newcombe hybrid score intervals, which join the "
        "Wilson intervals of the two arms and hold when nobody or everybody has the outcome.",
        sources=("newcombe",),
    ),
    Method(
        begins="miettinen-nurminen",
        test="score test",
        words="Risk differences, risk ratios and odds ratios have Miettinen-Nurminen score "
        "intervals; their p-value is that of the score test for two proportions.",
        sources=("miettinen", "fagerland"),
    ),
    Method(
        begins="mantel-haenszel risk difference",
        test="Wald test",
        words="Where people were randomised within strata, such as sites, the risk difference is "
        "also averaged over strata with Mantel-Haenszel weights; its variance is Sato's.",
        sources=("mantel_haenszel", "sato"),
    ),
    Method(
        begins="stratified miettinen-nurminen",
        test="Cochran-Mantel-Haenszel test",
        words="The same difference has a stratified Miettinen-Nurminen score interval, which "
        "agrees with the Cochran-Mantel-Haenszel test and holds where the Wald interval does not.",
        sources=("miettinen", "mantel_haenszel"),
    ),
    Method(
        begins="gee, logit link",
        test="t test",
        words="A status seen at several times is compared at each of them in one logistic model "
        "fitted by generalised estimating equations, with a risk of its own for each time and arm. "
        "Errors are robust to the working correlation, corrected for the number of people (Mancl "
        "and DeRouen), with t distributions. It needs values that are missing completely at random "
        "given arm, time and covariates.",
        sources=("liang", "mancl"),
    ),
    Method(
        begins="joint wald test",
        test="joint Wald test",
        words="Whether the arms differ at any of the times is tested jointly (Hotelling).",
        sources=("hotelling", "pan"),
    ),
    Method(
        begins="clopper-pearson",
        words="Shares of workers in each industry have exact Clopper-Pearson intervals.",
        sources=("clopper",),
    ),
    Method(
        begins="fisher exact",
        test="Fisher's exact test, mid-p",
        words="Fisher's exact test is given as a mid-p value, which counts half the probability of "
        "the table observed.",
        sources=("lancaster", "hirji"),
    ),
    Method(
        begins="boschloo",
        test="Boschloo's test",
        words="Boschloo's unconditional exact test does not fix the number of people with the "
        "outcome in advance; the two-sided p-value is twice the smaller one-sided one.",
        sources=("boschloo",),
    ),
    Method(
        begins="standardisation",
        test="Wald test",
        words="Adjusted differences and ratios are marginal: a logistic regression with the arm "
        "and the baseline covariates named predicts everyone's outcome under each arm, and the "
        "averages are compared (standardisation, also called g-computation). The sandwich variance "
        "includes the sampling of covariates.",
        sources=("fda", "stefanski"),
    ),
    Method(
        begins="aalen-johansen",
        words="The probability of the event by each time, in a world in which competing events "
        "happen as they did, is the Aalen-Johansen cumulative incidence with infinitesimal-"
        "jackknife errors and log-log intervals.",
        sources=("aalen", "prentice"),
    ),
    Method(
        begins="difference of aalen-johansen",
        test="Wald test",
        words="Cumulative incidences are compared at fixed times by their difference with a normal "
        "interval.",
        sources=("klein",),
    ),
    Method(
        begins="1 - kaplan-meier",
        words="One minus the Kaplan-Meier estimate (Greenwood errors, log-log intervals) censors "
        "competing events. It answers what would be seen if those events could be prevented and "
        "the people who had them were like those who did not.",
        sources=("kaplan",),
    ),
    Method(
        begins="difference of 1 - kaplan-meier",
        test="Wald test",
        words="Kaplan-Meier probabilities are compared at fixed times by their difference with a "
        "normal interval.",
        sources=("klein",),
    ),
    Method(
        begins="kaplan-meier median",
        words="Median times are read from the Kaplan-Meier curve, their intervals from its limits.",
        sources=("brookmeyer",),
    ),
    Method(
        begins="restricted mean survival time",
        words="The restricted mean time is the mean time to the event, counting at most the time "
        "stated: the area under the Kaplan-Meier curve.",
        sources=("royston",),
    ),
    Method(
        begins="restricted mean time without the event",
        test="Wald test",
        words="Where competing events count as never having the event, the restricted mean time is "
        "the mean time without the event up to the time stated, all of that time for people with a "
        "competing event: the time stated less the area under the Aalen-Johansen cumulative "
        "incidence. It is compared by difference and ratio with normal intervals (the ratio on the "
        "log scale).",
        sources=("andersen", "uno"),
    ),
    Method(
        begins="difference of restricted mean",
        test="Wald test",
        words="Restricted means are compared by their difference and ratio with normal intervals "
        "(the ratio on the log scale).",
        sources=("uno",),
    ),
    Method(begins="ratio of restricted mean", test="Wald test"),
    Method(
        begins="log-rank",
        test="log-rank test",
        words="Hazards are compared by the log-rank test.",
        sources=("mantel",),
    ),
    Method(
        begins="stratified log-rank",
        test="stratified log-rank test",
        words="The stratified log-rank test compares people within the same level of the covariate "
        "named.",
        sources=("mantel",),
    ),
    Method(
        begins="cox",
        test="Wald test",
        words="Hazard ratios come from Cox models with Efron's handling of ties. Competing events "
        "end observation, so the hazards are cause-specific.",
        sources=("cox", "efron_ties"),
    ),
    Method(
        begins="stratified cox",
        test="Wald test",
        words="Stratified Cox models compare people within the same stratum, each with its own "
        "baseline hazard.",
        sources=("cox", "efron_ties"),
    ),
    Method(
        begins="score test of proportional hazards",
        test="proportional-hazards score test",
        words="Whether the hazard ratio is constant over time is checked by the score test of "
        "Grambsch and Therneau.",
        sources=("grambsch",),
    ),
    Method(begins="mean, t interval", words="Means of one arm have t intervals."),
    Method(
        begins="difference in means, welch",
        test="Welch t test",
        words="Means are compared by their difference with a Welch t interval, which lets the "
        "arms differ in spread.",
        sources=("welch",),
    ),
    Method(
        begins="difference in means with pooled variance",
        test="Student's t test",
        words="Student's t interval with pooled variance is given where a publication used it; it "
        "takes both arms to vary alike.",
        sources=("student",),
    ),
    Method(
        begins="bootstrap within arms",
        words="A bias-corrected and accelerated (BCa) bootstrap within arms gives a second "
        "interval for the difference in means that does not lean on a normal distribution.",
        sources=("efron_bca", "davison"),
    ),
    Method(
        begins="permutation test",
        test="permutation test",
        words="A permutation test deals the arms out again at random and counts how often the "
        "difference in means is at least as large as observed.",
        sources=("phipson",),
    ),
    Method(
        begins="two-part model",
        test="Wald test",
        words="The two-part model fits whether there was any (logistic regression) and the share "
        "of the maximum among those with any (fractional logit), with the covariates named, and "
        "standardises both to one mean for each arm over everyone whose amount was observed.",
        sources=("duan", "papke", "stefanski"),
    ),
    Method(
        begins="two-part gamma model",
        test="Wald test",
        words="For a continuous amount with many zeros a two-part model fits whether there was any "
        "(logistic regression) and the amount among those with any (gamma, log link), with the "
        "covariates named, and standardises both to one mean for each arm over everyone whose "
        "amount was observed.",
        sources=("duan", "stefanski"),
    ),
    Method(
        begins="two-part log-normal model",
        test="Wald test",
        words="Another two-part model takes the logarithm of the amount among those with any and "
        "goes back by smearing within arms.",
        sources=("duan_smearing", "manning"),
    ),
    Method(
        begins="tweedie model",
        test="Wald test",
        words="A Tweedie model fits zeros and amounts in one log-linear model, whose variance is a "
        "power of the mean; standardised means, their difference and ratio have sandwich errors.",
        sources=("jorgensen", "stefanski"),
    ),
    Method(
        begins="quasi-poisson",
        test="t test",
        words="Rates for each period observed are compared by a quasi-Poisson rate ratio, whose "
        "error allows for more variation than a Poisson count has.",
        sources=("mccullagh",),
    ),
    Method(
        begins="probability of superiority",
        test="Brunner-Munzel test",
        words="The probability of superiority is the chance that a person of the active arm has "
        "more than a person of the control arm, ties counting half; interval and test are Brunner "
        "and Munzel's.",
        sources=("brunner", "neubert"),
    ),
    Method(
        begins="standardised mean difference",
        words="The baseline table has standardised differences, the difference between the arms in "
        "standard deviations, and no p-values: under randomisation any imbalance is chance.",
        sources=("austin",),
    ),
    Method(begins="standardised difference in proportions", sources=("austin",)),
    Method(begins="standardised difference of categories", sources=("yang",)),
)


def method_of(name: str) -> Method | None:
    """Return the method whose name begins as that of a result row, or None."""
    return next((item for item in METHODS if name.lower().startswith(item.begins)), None)


def named_test(name: str) -> str:
    """Return the test a method's p-value comes from, in words; empty when it gives none."""
    found = method_of(name)
    return found.test if found else ""
