"""A proposal of flexible jobs in words: who has one, why others have none, what is short."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from gongfu.match.eligibility import CONDITIONS
from gongfu.match.workshop_jobs import JobMatch
from gongfu.plan.money_words import money_en, money_zh
from gongfu.report.numbers import percent, plain
from gongfu.report.text import Both, listed, same
from gongfu.report.words import say

__all__: Final = ("fault_words", "faults", "money", "reasons", "stand_in", "told")

_NAMED: Final = 3
_FAULTS: Final = 10
_PROVED: Final = 1e-9


def told(found: JobMatch, *, knows_travel: bool, knows_points: bool = False) -> list[Both]:
    """What came of it, for whom there is nothing, and what one more post would do.

    Parameters
    ----------
    found
        A proposal.
    knows_travel
        Travel times were given.
    knows_points
        Workshops gave points of their own.

    Returns
    -------
    list
        Sentences, the one that answers first.
    """
    table, offers = found.workers, found.jobs
    count = table["outcome"].value_counts()
    placed = table["outcome"] == "placed"
    said = [
        say(
            "jobs_placed",
            placed=plain(int(placed.sum())),
            n=plain(len(table)),
            rule=say(f"jobs_rule_{found.rule}"),
            stays=plain(int(table["stays"].sum())),
            posts=plain(int(offers["posts"].sum())),
            left=plain(int((offers["posts"] - offers["taken"]).sum())),
        ),
        say(
            "jobs_gained",
            money=money(float(table["gained_yuan"].sum())),
            villages=plain(int((found.villages["n_placed"] > 0).sum())),
        ),
        _how_good(found, knows_points=knows_points),
    ]
    if table["loses"].any():
        said.insert(2, say("jobs_lost", n=plain(int(table["loses"].sum()))))
    if not knows_travel:
        said.append(say("jobs_without_travel"))
    if knows_points and found.rule != "stable":
        said.append(say("jobs_points_unread"))
    said += _short(found)
    if count.get("barred", 0):
        said.append(_barred(table))
    if count.get("full", 0) or count.get("outside", 0):
        n, outside = (plain(int(count.get(name, 0))) for name in ("full", "outside"))
        said.append(say("jobs_full", n=n, outside=outside))
    if count.get("income", 0):
        said.append(say("jobs_income_unknown", n=plain(int(count["income"]))))
    if len(found.faults):
        said.append(say("jobs_faults", n=plain(len(found.faults))))
        said += faults(found.faults.head(_FAULTS))
    return [*said, say("jobs_confirm")]


def faults(rows: pd.DataFrame) -> list[Both]:
    """A sentence for each entry that did not count, with the remedy."""
    return [
        say(
            "jobs_fault",
            list=say(f"list_{row['list']}"),
            row=str(row["row"]),
            id=same(str(row["id"])),
            fault=fault_words(row),
        )
        for row in rows.to_dict("records")
    ]


def fault_words(row: Mapping[Any, Any]) -> Both:
    """What is wrong with an entry, and the remedy."""
    return say(f"jobs_fault_{row['fault']}", value=same(str(row["value"])))


def stand_in() -> Both:
    """What is invented, where the lists say that they are."""
    return say("jobs_stand_in")


def reasons(table: pd.DataFrame) -> list[Both]:
    """Why each worker has that job, or none."""
    names = ("outcome", "job_id", "workshop", "nearest_job_id", "conditions", "needed", "given")
    cells = [table[name].astype(object).where(table[name].notna(), "") for name in names]
    known: dict[Sequence[Any], Both] = {}
    found = []
    for row in zip(*cells, strict=True):
        if row not in known:
            known[row] = _reason(*map(str, row))
        found.append(known[row])
    return found


def _reason(
    outcome: str, job: str, workshop: str, nearest: str, conditions: str, needed: str, given: str
) -> Both:
    if outcome == "placed":
        return say("jobs_why_placed", job=same(job), workshop=same(workshop))
    if outcome != "barred":
        return say(f"jobs_why_{outcome}")
    if not nearest:
        return say("jobs_why_nowhere")
    first = conditions.split("; ")[0]
    unknown = "_unknown" if first in ("travel", "hours", "age") and not given else ""
    return say(
        f"jobs_why_{first}{unknown}", job=same(nearest), needed=same(needed), given=same(given)
    )


def _how_good(found: JobMatch, *, knows_points: bool) -> Both:
    if found.rule == "stable":
        return say("jobs_stable", points=say("jobs_stable_points") if knows_points else same(""))
    if found.gap <= _PROVED:
        return say("jobs_proved")
    return say("jobs_bounded", gap=percent(found.gap))


def _short(found: JobMatch) -> list[Both]:
    """Where a post more would bring most."""
    offers = found.jobs[found.jobs["price"].fillna(0.0) > 0]
    first = offers.sort_values("price", ascending=False, kind="stable").head(_NAMED)
    counted = say("jobs_counted") if found.rule == "need" else same("")
    return [
        say(
            "jobs_more",
            job=same(str(job)),
            workshop=same(str(row["workshop"] or "–")),
            price=money(float(row["price"])),
            counted=counted,
            moves=plain(int(row["n_moves"])),
            waiting=plain(int(row["n_waiting"])),
        )
        for job, row in first.iterrows()
    ]


def _barred(table: pd.DataFrame) -> Both:
    barred = table.loc[table["outcome"] == "barred", "conditions"].str.split("; ").str[0]
    n = barred.value_counts()
    some = [
        say("jobs_barred_by", n=plain(int(n[name])), condition=say(f"jobs_condition_{name}"))
        for name in CONDITIONS
        if name in n
    ]
    return say("jobs_barred", n=plain(len(barred)), why=listed(some))


def money(yuan: float) -> Both:
    """Yuan in words, rounded to whole ones."""
    whole = float(np.round(yuan))
    return Both(money_en(whole), money_zh(whole))
