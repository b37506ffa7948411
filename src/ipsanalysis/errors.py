"""Errors that are the reader's to mend, told without a traceback."""

from collections.abc import Iterable
from difflib import get_close_matches


class UserError(Exception):
    """A problem in a plan, a data file or a command, told in plain words.

    The text says which file and key, what was found, what is allowed and what to do next.
    """


def nearest(found: str, allowed: Iterable[str]) -> str:
    """Return a hint naming the allowed word closest to the one found, or nothing.

    Args:
        found: The word that is not allowed.
        allowed: The words that are.

    Returns:
        Text such as ` Did you mean "weeks"?`, or an empty string.
    """
    matches = get_close_matches(found, list(allowed), n=1, cutoff=0.6)
    return f' Did you mean "{matches[0]}"?' if matches else ""
