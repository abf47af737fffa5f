"""What a ledger says became of promises, in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from gongfu.model.kind import KINDS
from gongfu.report.numbers import plain, share_of
from gongfu.report.text import Both, listed, same
from gongfu.report.words import say
from gongfu.track.case_moves import State

_FEW: Final = 5
MONEY: Final = ("committed", "transferred", "spent", "returned", "held")


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What a ledger says on a day.

    Attributes
    ----------
    name
        Of the ledger.
    today, since
        The day, and the earlier one with which it is compared.
    last_act
        The day on which somebody wrote last.
    simulated
        Whether the ledger's content is invented.
    places
        Names by code, as a zone has them.
    total
        n, n_delivered, n_late, n_at_risk of all deliverables.
    by_field, by_place
        Rows of `track.progress.Progress`, by field and by code.
    course
        month, n_due, n_delivered, with those of earlier months.
    late, soon
        deliverable_id, place, owner, due_on, days, done, quantity, unit: the longest late, and
        what is due next; n_late and n_soon count all.
    soon_until
        Up to which day `soon` looks.
    money
        giver, receiver, year, budget (None: nothing is said of it), is_over (whether more was
        committed than that), committed, transferred, spent,
        returned, held in yuan, beyond.  Of no year is what is budgeted and not given to a year.
    parties
        Names of givers and receivers by code, as projects tell them.
    service
        department, n and the four shares of `track.service`, of residents' requests.
    more
        Sentences on requests, workshops and applications, of a ledger that holds some.
    since_then
        delivered, undone, late, risk, evidence, off, forward, lowered, raised, postings: counts;
        spent in yuan.
    """

    name: str
    today: date
    since: date
    last_act: date
    simulated: bool
    places: pd.DataFrame
    total: Mapping[str, int]
    by_field: pd.DataFrame
    by_place: pd.DataFrame
    course: pd.DataFrame
    late: pd.DataFrame
    soon: pd.DataFrame
    n_soon: int
    soon_until: date
    money: pd.DataFrame
    parties: Mapping[str, str]
    service: pd.DataFrame
    more: tuple[Both, ...]
    since_then: Mapping[str, float]


def sentences(kept: Kept) -> list[Both]:
    """Where promises stand, what changed, money and all else; the first answers.

    Parameters
    ----------
    kept
        From a ledger.

    Returns
    -------
    list of Both
        One at least.
    """
    total, then, since = kept.total, kept.since_then, same(kept.since.isoformat())
    day = same(kept.today.isoformat())
    if not total["n"]:
        said = [say("kept_nothing", day=day)]
    else:
        said = [
            say(
                "kept_answer",
                day=day,
                n=plain(total["n"]),
                share=share_of(total["n_delivered"], total["n"]),
                late=plain(total["n_late"]),
                risk=plain(total["n_at_risk"]),
            ),
            say(
                "kept_since",
                since=since,
                **{
                    name: plain(then[name])
                    for name in ("delivered", "late", "risk", "evidence", "off", "forward")
                },
            ),
        ]
        if total["n_delivered_late"]:
            said.append(say("kept_delivered_late", n=plain(total["n_delivered_late"])))
        if then["lowered"] or then["raised"]:
            parts = {name: plain(then[name]) for name in ("lowered", "raised")}
            said.append(say("kept_quantities", **parts))
        if then["undone"]:
            said.append(say("kept_undone", n=plain(then["undone"])))
    if kept.last_act < kept.today:
        said.insert(1, say("kept_last_act", last=same(kept.last_act.isoformat())))
    if len(kept.money):
        sums = kept.money[list(MONEY)].sum()
        said.append(
            say(
                "kept_spent",
                **{name: _ten_thousands(sums[name]) for name in MONEY if name != "returned"},
                since=since,
                postings=plain(then["postings"]),
                since_spent=_ten_thousands(then["spent"]),
            )
        )
        beyond = sorted({one for projects in kept.money["beyond"] for one in projects})
        if beyond:
            few = listed([same(one) for one in [*beyond[:_FEW], *["…"] * (len(beyond) > _FEW)]])
            said.append(say("kept_beyond", n=plain(len(beyond)), projects=few))
    return [*said, *kept.more]


def requests_words(said: Both) -> Both:
    """A sentence on how requests are served, as a part of a report.

    Parameters
    ----------
    said
        As the service itself says it.

    Returns
    -------
    Both
        With what it is about.
    """
    return say("kept_requests", said=said)


def cases_words(states: Mapping[str, int], late: int, day: date) -> Both:
    """A sentence on applications.

    Parameters
    ----------
    states
        How many stand where; see `track.case_moves.State`.
    late
        Those whose term is over, and which wait for the office.
    day
        On which.

    Returns
    -------
    Both
        In the order in which a case goes on.
    """
    parts = [
        say("kept_cases_part", state=say(f"case_state_{state}"), n=plain(states[state]))
        for state in State
        if states.get(state)
    ]
    return say(
        "kept_cases",
        n=plain(sum(states.values())),
        parts=listed(parts),
        day=same(day.isoformat()),
        late=plain(late),
    )


def field_words(field: str) -> Both:
    """The title of a field: of a kind of facility, or as the office calls it.

    Parameters
    ----------
    field
        Of an item.

    Returns
    -------
    Both
        In both languages where we know both.
    """
    return Both.of(KINDS[field].title) if field in KINDS else same(field)


def _ten_thousands(yuan: float) -> Both:
    return plain(yuan / 1e4, 2)
