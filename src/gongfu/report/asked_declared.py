"""Published totals held against rows, in words."""

from collections.abc import Sequence

from gongfu.report.numbers import plain
from gongfu.report.text import Both
from gongfu.report.words import say


def reconciled_words(standings: Sequence[str]) -> Both:
    """How many totals agree with the rows, and how many do not."""
    return say(
        "declared_reconciled",
        n=plain(len(standings)),
        **{
            name.replace(" ", "_"): plain(sum(one == name for one in standings))
            for name in ("agrees", "short", "beyond", "no rows")
        },
    )
