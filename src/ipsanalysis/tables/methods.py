"""What each method is, in a sentence, and where it comes from."""

from dataclasses import dataclass


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
        "standardises both to one mean for each arm over everyone randomised.",
        sources=("duan", "papke", "stefanski"),
    ),
    Method(
        begins="two-part gamma model",
        test="Wald test",
        words="For a continuous amount with many zeros a two-part model fits whether there was any "
        "(logistic regression) and the amount among those with any (gamma, log link), with the "
        "covariates named, and standardises both to one mean for each arm over everyone "
        "randomised.",
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

REFERENCES = {
    "wilson": "Wilson EB. J Am Stat Assoc 1927;22:209-212.",
    "newcombe": "Newcombe RG. Stat Med 1998;17:873-890.",
    "miettinen": "Miettinen O, Nurminen M. Stat Med 1985;4:213-226.",
    "mantel_haenszel": "Mantel N, Haenszel W. J Natl Cancer Inst 1959;22:719-748.",
    "sato": "Sato T, Greenland S, Robins JM. Biometrics 1989;45:1323-1324.",
    "liang": "Liang KY, Zeger SL. Biometrika 1986;73:13-22.",
    "mancl": "Mancl LA, DeRouen TA. Biometrics 2001;57:126-134.",
    "hotelling": "Hotelling H. Ann Math Stat 1931;2:360-378.",
    "pan": "Pan W, Wall MM. Stat Med 2002;21:1429-1441.",
    "clopper": "Clopper CJ, Pearson ES. Biometrika 1934;26:404-413.",
    "fagerland": "Fagerland MW, Lydersen S, Laake P. Statistical Analysis of Contingency Tables. "
    "CRC Press, 2017.",
    "lancaster": "Lancaster HO. J Am Stat Assoc 1961;56:223-234.",
    "hirji": "Hirji KF, Tan SJ, Elashoff RM. Stat Med 1991;10:1137-1153.",
    "boschloo": "Boschloo RD. Stat Neerl 1970;24:1-35.",
    "fda": "Food and Drug Administration. Adjusting for Covariates in Randomized Clinical Trials "
    "for Drugs and Biological Products. Guidance for Industry, 2023.",
    "stefanski": "Stefanski LA, Boos DD. Am Stat 2002;56:29-38.",
    "aalen": "Aalen OO, Johansen S. Scand J Stat 1978;5:141-150.",
    "prentice": "Kalbfleisch JD, Prentice RL. The Statistical Analysis of Failure Time Data. "
    "2nd ed. Wiley, 2002.",
    "klein": "Klein JP, Logan B, Harhoff M, Andersen PK. Stat Med 2007;26:4505-4519.",
    "kaplan": "Kaplan EL, Meier P. J Am Stat Assoc 1958;53:457-481.",
    "brookmeyer": "Brookmeyer R, Crowley J. Biometrics 1982;38:29-41.",
    "royston": "Royston P, Parmar MKB. BMC Med Res Methodol 2013;13:152.",
    "uno": "Uno H, Claggett B, Tian L, et al. J Clin Oncol 2014;32:2380-2385.",
    "andersen": "Andersen PK. Stat Med 2013;32:5278-5285.",
    "mantel": "Mantel N. Cancer Chemother Rep 1966;50:163-170.",
    "cox": "Cox DR. J R Stat Soc B 1972;34:187-220.",
    "efron_ties": "Efron B. J Am Stat Assoc 1977;72:557-565.",
    "grambsch": "Grambsch PM, Therneau TM. Biometrika 1994;81:515-526.",
    "welch": "Welch BL. Biometrika 1947;34:28-35.",
    "student": "Fisher RA. Metron 1925;5:90-104.",
    "efron_bca": "Efron B. J Am Stat Assoc 1987;82:171-185.",
    "davison": "Davison AC, Hinkley DV. Bootstrap Methods and their Application. Cambridge "
    "University Press, 1997.",
    "phipson": "Phipson B, Smyth GK. Stat Appl Genet Mol Biol 2010;9:39.",
    "duan": "Duan N, Manning WG, Morris CN, Newhouse JP. J Bus Econ Stat 1983;1:115-126.",
    "duan_smearing": "Duan N. J Am Stat Assoc 1983;78:605-610.",
    "manning": "Manning WG. J Health Econ 1998;17:283-295.",
    "jorgensen": "Jorgensen B. J R Stat Soc B 1987;49:127-162.",
    "papke": "Papke LE, Wooldridge JM. J Appl Econom 1996;11:619-632.",
    "mccullagh": "McCullagh P, Nelder JA. Generalized Linear Models. 2nd ed. Chapman and Hall, "
    "1989.",
    "brunner": "Brunner E, Munzel U. Biom J 2000;42:17-25.",
    "neubert": "Neubert K, Brunner E. Comput Stat Data Anal 2007;51:5192-5204.",
    "austin": "Austin PC. Stat Med 2009;28:3083-3107.",
    "yang": "Yang D, Dalton JE. SAS Global Forum 2012, paper 335.",
}


def method_of(name: str) -> Method | None:
    """Return the method whose name begins as that of a result row, or None."""
    return next((item for item in METHODS if name.lower().startswith(item.begins)), None)


def named_test(name: str) -> str:
    """Return the test a method's p-value comes from, in words; empty when it gives none."""
    found = method_of(name)
    return found.test if found else ""
