"""A yes-or-no status seen at several times, compared between two arms at each time."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.gee import Correction, GeeFit, gee_logistic, gee_risk_difference
from ipsanalysis.stats.gee_equations import Working
from ipsanalysis.stats.gee_wald import exponential, joint_wald
from ipsanalysis.stats.glm import independent_columns

Floats = NDArray[np.float64]

JOINT = "joint Wald test of any difference between the arms"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusAtTime:
    """The comparison of the arms at one time.

    Attributes:
        time: Index of the time.
        risk_active: Marginal risk of the status in the active arm; interval on the logit scale.
        risk_control: Marginal risk in the control arm; interval on the logit scale.
        risk_difference: Active minus control.
        log_odds_ratio: Log odds ratio, active over control, given the covariates.
        odds_ratio: Its exponential; the standard error is on the log scale.
    """

    time: int
    risk_active: Estimate
    risk_control: Estimate
    risk_difference: Estimate
    log_odds_ratio: Estimate
    odds_ratio: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedStatus:
    """The comparison of the arms at all times.

    Attributes:
        times: One comparison for each time, ascending.
        any_difference: Test that the odds ratio is 1 at all times.
        correlation: Working correlation of a person's values; 0 with independence, nan without fit.
        modelled: The times in the model, ascending.
        persons: Number of people in the model.
    """

    times: tuple[StatusAtTime, ...]
    any_difference: Estimate
    correlation: float
    modelled: tuple[int, ...]
    persons: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Rows:
    """Checked rows sorted by person and time."""

    value: Floats
    active: Floats
    time: NDArray[np.int64]
    person: NDArray[np.intp]
    covariates: Floats

    def take(self, kept: NDArray[np.bool_]) -> "_Rows":
        """Return some of the rows, people counted anew."""
        return _Rows(
            value=self.value[kept],
            active=self.active[kept],
            time=self.time[kept],
            person=np.unique(self.person[kept], return_inverse=True)[1],
            covariates=self.covariates[kept],
        )

    @property
    def first(self) -> NDArray[np.intp]:
        """First row of each person."""
        return np.flatnonzero(np.diff(self.person, prepend=-1))


def repeated_status(
    values: ArrayLike,
    active: ArrayLike,
    time: ArrayLike,
    person: ArrayLike,
    covariates: ArrayLike | None = None,
    *,
    working: Working,
    correction: Correction,
    level: float,
) -> RepeatedStatus:
    """Compare a yes-or-no status between the arms at each time by GEE.

    The mean model has a risk of its own for each time and arm, and main effects of the covariates.
    Risks are standardised over all people in the model. A time at which an arm has nobody, or the
    status of all or of none, has no finite odds ratio: it is left out of the model and has no
    estimate. Constant or collinear covariates are left out, and the note says how many. Rows taken
    out because a status is missing must be missing completely at random, given arm, time and
    covariates.

    Args:
        values: Status, 0 or 1, rows with a missing status taken out (N).
        active: Whether the person is in the active arm, the same in all rows of a person (N).
        time: Index of the time, a whole number, at most one row for each person and time (N).
        person: Person of each row, any values that sort (N).
        covariates: Baseline covariates, the same in all rows of a person (N x p), or none.
        working: Working correlation of a person's values.
        correction: Covariance and distribution as in `gee.gee_logistic`.
        level: Confidence level between 0 and 1.

    Returns:
        The comparison at each time and the joint test.

    Raises:
        ValueError: Shapes differ, a code is not as above, a covariate is not finite, or rows of a
            person differ in arm or covariates or stand twice.

    Formula: Liang and Zeger (1986), Biometrika 73:13-22; Mancl and DeRouen (2001), Biometrics
    57:126-134; joint test as in `gee_wald.joint_wald`.
    """
    rows = _rows(values, active, time, person, covariates)
    moments = np.unique(rows.time)
    reasons = {t: _reason(rows, t) for t in moments.tolist()}
    fitted = [t for t, reason in reasons.items() if not reason]
    used = rows.take(np.isin(rows.time, fitted))
    if not fitted:
        nothing = no_estimate(JOINT, "no time at which the arms can be compared")
        return _assembled(reasons, {}, nothing, float("nan"), 0)
    cells = _cells(used, fitted)
    whole = np.column_stack([cells, used.covariates])
    kept = independent_columns(whole)
    design = whole[:, kept]
    note = _dropped(whole.shape[1] - kept.size)
    names = [str(column) for column in range(kept.size)]
    fit = gee_logistic(
        used.value, design, used.person, names, working=working, correction=correction, level=level
    )
    own = design[used.first, cells.shape[1] :]
    compared = {t: _compared(fit, own, j, fitted, note) for j, t in enumerate(fitted)}
    joint = _joint(fit, len(fitted), _joined(note, _left_out(reasons)))
    return _assembled(reasons, compared, joint, fit.correlation, fit.clusters)


def _rows(
    values: ArrayLike,
    active: ArrayLike,
    time: ArrayLike,
    person: ArrayLike,
    covariates: ArrayLike | None,
) -> _Rows:
    value, arm = _zero_one(values, "values"), _zero_one(active, "active")
    moment, label = np.asarray(time, dtype=np.float64), np.asarray(person)
    x = np.empty((value.size, 0)) if covariates is None else np.asarray(covariates, np.float64)
    if not value.shape == arm.shape == moment.shape == label.shape or x.shape[:-1] != value.shape:
        raise ValueError("values, active, time, person and covariates must have the same rows")
    if not np.isfinite(moment).all() or (moment != np.floor(moment)).any():
        raise ValueError("time must hold whole numbers without missing values")
    if not np.isfinite(x).all():
        raise ValueError("covariates must be finite numbers")
    if label.dtype.kind == "f" and not np.isfinite(label).all():
        raise ValueError("person must not be missing")
    code = np.unique(label, return_inverse=True)[1]
    order = np.lexsort((moment, code))
    rows = _Rows(
        value=value[order],
        active=arm[order],
        time=moment[order].astype(np.int64),
        person=code[order],
        covariates=x[order],
    )
    _check_people(rows)
    return rows


def _check_people(rows: _Rows) -> None:
    own = rows.first[rows.person]
    if (rows.active != rows.active[own]).any():
        raise ValueError("a person must be in one arm only")
    if (rows.covariates != rows.covariates[own]).any():
        raise ValueError("covariates must not change between the rows of a person")
    if ((np.diff(rows.person) == 0) & (np.diff(rows.time) == 0)).any():
        raise ValueError("a person must have one row for a time only")


def _zero_one(values: ArrayLike, name: str) -> Floats:
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.ndim != 1 or not np.isin(numbers, (0.0, 1.0)).all():
        raise ValueError(f"{name} must be one column of 0 and 1")
    return numbers


def _reason(rows: _Rows, time: int) -> str:
    """Return why the arms cannot be compared at one time, empty when they can."""
    here, reasons = rows.time == time, []
    for arm, name in ((1, "active"), (0, "control")):
        status = rows.value[here & (rows.active == arm)]
        if status.size == 0:
            reasons.append(f"nobody in the {name} arm seen at this time")
        elif np.ptp(status) == 0:
            who = "everybody" if status[0] else "nobody"
            reasons.append(f"{who} in the {name} arm has the status at this time")
    return "; ".join(reasons)


def _cells(rows: _Rows, times: list[int]) -> Floats:
    """Return one column for each time and then one for each time in the active arm."""
    moment = (rows.time[:, None] == np.array(times)).astype(np.float64)
    return np.column_stack([moment, moment * rows.active[:, None]])


def _compared(
    fit: GeeFit, covariates: Floats, position: int, times: list[int], note: str
) -> StatusAtTime:
    k = len(times)
    control = np.column_stack([np.zeros((len(covariates), 2 * k)), covariates])
    control[:, position] = 1
    active = control.copy()
    active[:, k + position] = 1
    risks = gee_risk_difference(fit, active, control, note=note)
    log_ratio = fit.log_odds_ratio[k + position]
    if not fit.problem:
        log_ratio = replace(log_ratio, note=_joined(log_ratio.note, note))
    return StatusAtTime(
        time=times[position],
        risk_active=risks.risk_active,
        risk_control=risks.risk_control,
        risk_difference=risks.risk_difference,
        log_odds_ratio=log_ratio,
        odds_ratio=log_ratio if fit.problem else exponential(log_ratio),
    )


def _joint(fit: GeeFit, k: int, note: str) -> Estimate:
    method = f"{JOINT}, {fit.method}"
    if fit.problem:
        return no_estimate(method, fit.problem)
    block = slice(k, 2 * k)
    return joint_wald(
        fit.coef[block], fit.covariance[block, block], degrees=fit.degrees, method=method, note=note
    )


def _assembled(
    reasons: dict[int, str],
    compared: dict[int, StatusAtTime],
    joint: Estimate,
    correlation: float,
    persons: int,
) -> RepeatedStatus:
    return RepeatedStatus(
        times=tuple(compared.get(t) or _incomparable(t, reason) for t, reason in reasons.items()),
        any_difference=joint,
        correlation=correlation,
        modelled=tuple(t for t, reason in reasons.items() if not reason),
        persons=persons,
    )


def _incomparable(time: int, reason: str) -> StatusAtTime:
    nothing = no_estimate("GEE, logit link", reason)
    return StatusAtTime(
        time=time,
        risk_active=nothing,
        risk_control=nothing,
        risk_difference=nothing,
        log_odds_ratio=nothing,
        odds_ratio=nothing,
    )


def _dropped(columns: int) -> str:
    if columns == 0:
        return ""
    return f"{columns} constant or collinear covariate column(s) left out of the model"


def _left_out(reasons: dict[int, str]) -> str:
    times = [str(t) for t, reason in reasons.items() if reason]
    return f"without time {', '.join(times)}" if times else ""


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)
