"""Items of printed numbers for tests."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from ipsanalysis.audit.findings import audited
from ipsanalysis.audit.item import Item, PrintedArm, PrintedP, Range
from ipsanalysis.audit.printed import read_printed


def arm(events=None, n=None, percent="", n_range=None):
    return PrintedArm(
        events=events,
        n=n,
        percent=read_printed(percent),
        n_range=Range(low=n_range[0], high=n_range[1]) if n_range else None,
    )


def item(active, control, *, effect="", kind="", ci=("", ""), p="", test="", **other):
    sign = p[0] if p[:1] in ("<", ">") else "="
    number = read_printed(p.lstrip("<=>"))
    return Item(
        item_id="one",
        trial_id="A",
        what="work",
        source="here",
        active=active,
        control=control,
        effect=read_printed(effect),
        effect_kind=kind,
        low=read_printed(ci[0]),
        high=read_printed(ci[1]),
        p=PrintedP(text=p, sign=sign, number=number) if number else None,
        test=test,
        **{"adjustment": "crude", **other},
    )


def verdicts(one):
    """Return the verdict of each quantity of an item."""
    return {found.quantity: found.verdict for found in audited([one])}


def found(one, quantity):
    return next(each for each in audited([one]) if each.quantity == quantity)


def write(value, decimals, *, even=False):
    """Return a number as a careful author prints it."""
    rule = ROUND_HALF_EVEN if even else ROUND_HALF_UP
    return str(Decimal(f"{value:.12g}").quantize(Decimal(1).scaleb(-decimals), rule))


def moved(text, steps):
    """Return a printed number with its last digit so many units higher."""
    number = Decimal(text)
    return str(number + steps * Decimal(1).scaleb(int(number.as_tuple().exponent)))
