"""The partial likelihood of Cox's model with Efron's handling of ties."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ipsanalysis.stats.risk_sets import RiskSets
from ipsanalysis.stats.risk_table import FloatArray, IntArray

MOST_STEPS = 50
SMALL_STEP = 1e-6
WIDEST_PREDICTOR = 35.0
LEAST_INFORMATION = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PartialLikelihood:
    """Sorted data of a Cox model.

    Attributes:
        sets: The risk sets.
        design: Covariates of the sorted persons, shape (n, p).
        had_event: Whether each sorted person had the event, shape (n,).
        block: Block of each sorted person, shape (n,).
        event_block: Block of each event, shape (d,).
        removed: Share of the tied events taken out of the risk set, l / (ties), shape (d,).
    """

    sets: RiskSets
    design: FloatArray
    had_event: FloatArray
    block: IntArray
    event_block: IntArray
    removed: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Derivatives:
    """The log partial likelihood and its derivatives at one coefficient vector.

    Attributes:
        log_likelihood: The log partial likelihood, never weighted.
        score: Its gradient, event times weighted, shape (p,).
        information: Minus its second derivative, event times weighted, shape (p, p).
    """

    log_likelihood: float
    score: FloatArray
    information: FloatArray


def partial_likelihood(
    sets: RiskSets, design: FloatArray, had_event: npt.NDArray[np.bool_]
) -> PartialLikelihood:
    """Prepare the partial likelihood.

    Args:
        sets: Risk sets of the persons.
        design: Covariates of the sorted persons, shape (n, p).
        had_event: Whether each sorted person had the event, shape (n,).

    Returns:
        The sorted data.
    """
    event = had_event.astype(np.float64)
    block = np.repeat(np.arange(sets.start.size), np.diff(sets.start, append=event.size))
    event_block = block[event > 0]
    ties = np.bincount(event_block, minlength=sets.start.size)
    first = np.cumsum(ties) - ties
    rank = np.arange(event_block.size) - first[event_block]
    return PartialLikelihood(
        sets=sets,
        design=design,
        had_event=event,
        block=block,
        event_block=event_block,
        removed=rank / ties[event_block],
    )


def derivatives(
    data: PartialLikelihood, beta: FloatArray, weight: FloatArray | None = None
) -> Derivatives:
    """Return the log partial likelihood, its gradient and the information.

    Efron 1977, JASA 72:557. The l-th of d tied events sees the risk set less l/d of the tied. Sums
    of x x' over risk sets are not formed: each person's x x' is counted with the sum of
    exp(x beta) / denominator over the events that saw this person.

    Args:
        data: The sorted data.
        beta: Coefficients, shape (p,).
        weight: A weight for each block, shape (blocks,); none weights all alike.

    Returns:
        The derivatives; only score and information are weighted.
    """
    sets, x, event = data.sets, data.design, data.had_event
    predictor = np.einsum("ij,j->i", x, beta)
    top = predictor.max()
    risk = np.exp(predictor - top)
    weighted = risk[:, None] * x
    at_event, removed = data.event_block, data.removed
    total = sets.at_risk_sum(sets.block_sum(risk))[at_event]
    denominator = total - removed * sets.block_sum(risk * event)[at_event]
    first = sets.at_risk_sum(sets.block_sum(weighted))[at_event]
    first -= removed[:, None] * sets.block_sum(weighted * event[:, None])[at_event]
    mean = first / denominator[:, None]
    importance = np.ones(at_event.size) if weight is None else weight[at_event]
    blocks = sets.start.size
    share = importance / denominator
    seen = np.bincount(at_event, weights=share, minlength=blocks).astype(np.float64)
    unseen = np.bincount(at_event, weights=share * removed, minlength=blocks)
    count = sets.running_sum(seen)[data.block] - event * unseen[data.block]
    own = x[event > 0]
    weighted *= count[:, None]
    return Derivatives(
        log_likelihood=float(np.sum(predictor[event > 0] - top) - np.sum(np.log(denominator))),
        score=np.einsum("ij,i->j", own - mean, importance),
        information=np.einsum("ij,ik->jk", weighted, x)
        - np.einsum("ij,ik->jk", mean * importance[:, None], mean),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Maximum:
    """Where the partial likelihood is highest.

    Attributes:
        beta: Coefficients, shape (p,).
        information: Information there, shape (p, p).
        finite: Positions of the coefficients that have a finite maximum.
    """

    beta: FloatArray
    information: FloatArray
    finite: list[int]


def maximise(data: PartialLikelihood) -> Maximum:
    """Maximise the partial likelihood by Newton's method with step halving from 0.

    The step that ends the search is below 1e-6 standard deviations, so the error that remains is
    of order 1e-12. Where the likelihood is monotone the search ends once relative hazards span
    e^35: coefficients that still move, or whose covariate no longer varies among those at risk,
    have no finite maximum; the others are at their limit.

    Args:
        data: Sorted data with standardised, linearly independent covariates.

    Returns:
        The maximum.
    """
    beta: FloatArray = np.zeros(data.design.shape[1])
    here = derivatives(data, beta)
    still = np.zeros(beta.size, dtype=bool)
    for _ in range(MOST_STEPS):
        try:
            step = np.linalg.solve(here.information, here.score)
        except np.linalg.LinAlgError:
            break
        still = np.abs(step) < SMALL_STEP
        beta, here = _climb(data, beta, here, step)
        if still.all() or _span(data, beta) > WIDEST_PREDICTOR:
            break
    still &= np.diag(here.information) > LEAST_INFORMATION
    return Maximum(beta=beta, information=here.information, finite=np.flatnonzero(still).tolist())


def _span(data: PartialLikelihood, beta: FloatArray) -> float:
    """Return the range of the linear predictor."""
    return float(np.ptp(np.einsum("ij,j->i", data.design, beta)))


def _climb(
    data: PartialLikelihood, beta: FloatArray, here: Derivatives, step: FloatArray
) -> tuple[FloatArray, Derivatives]:
    """Take the longest of the steps 1, 1/2, 1/4 ... that does not lower the likelihood."""
    floor = here.log_likelihood - 1e-10 * (1 + abs(here.log_likelihood))
    for _ in range(MOST_STEPS):
        if _span(data, beta + step) <= 2 * WIDEST_PREDICTOR:
            there = derivatives(data, beta + step)
            if there.log_likelihood >= floor:
                return beta + step, there
        step = step / 2
    return beta, here


def independent_columns(information: FloatArray) -> list[int]:
    """Return the columns that are not linear combinations of columns before them.

    The pivots of a Cholesky factorisation, as R `coxph` finds what it reports as NA.

    Args:
        information: Information matrix of standardised covariates, shape (p, p).

    Returns:
        Positions of the columns to keep, increasing.
    """
    rest = information.copy()
    smallest = 1e-10 * max(float(np.diag(rest).max(initial=0)), np.finfo(float).tiny)
    kept = []
    for j in range(rest.shape[0]):
        if rest[j, j] > smallest:
            kept.append(j)
            rest -= np.outer(rest[:, j], rest[j]) / rest[j, j]
    return kept
