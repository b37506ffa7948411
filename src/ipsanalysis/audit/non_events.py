"""What a pooled ratio becomes when totals of arms are taken for people without the event."""

from ipsanalysis.meta.trials import Tables


def totals_as_non_events(tables: Tables) -> Tables:
    """Return tables in which each arm's total is taken as its people without the event.

    A program asks for a, b, c, d of a 2 x 2 table, and is given the totals for b and d: arms
    grow by their events, and risks p become p / (1 + p), so ratios come nearer to 1.

    Args:
        tables: The tables as they are.

    Returns:
        The same events, of people n + events in each arm.
    """
    return Tables(
        events=tables.events,
        n=tables.n + tables.events,
        events_control=tables.events_control,
        n_control=tables.n_control + tables.events_control,
    )
