"""A letter to each worker: which job, where, how long, for what; or why none, and what would do."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from gongfu.match.workshop_jobs import JobMatch
from gongfu.report.asked_jobs import fault_words, money, reasons
from gongfu.report.letters import Letter
from gongfu.report.numbers import plain
from gongfu.report.text import Both, listed, same
from gongfu.report.words import say
from gongfu.units import S_PER_MIN

__all__: Final = ("letters", "title")

_FELT_YUAN: Final = 0.5
_NEXT: Final = ("need", "welfare")
"""Rules under which it is known who would come to a further post."""


def title() -> Both:
    """What the letters are called."""
    return say("job_letter_title")


def letters(
    found: JobMatch, *, simulated: bool = False, ways: Both | None = None
) -> Iterator[Letter]:
    """A letter to each worker, in the order of the list; then to those whose row does not count.

    Parameters
    ----------
    found
        A proposal; its letters say that it is one.
    simulated
        The lists are invented, and each letter says so.
    ways
        What is simulated of that which ways to work rest on; None for nothing.

    Yields
    ------
    Letter
        With the job, the way, hours and pay, or the reason and what would change it.
    """
    first = [say("job_letter_simulated")] if simulated else []
    first += [say("job_letter_simulated_ways", what=ways)] if ways is not None else []
    rule = say(f"jobs_rule_{found.rule}")
    last = (say("job_letter_rule", rule=rule), say("job_letter_confirm"))
    mine = found.faults[found.faults["list"] == "workers"]
    entries = dict(iter(mine.groupby("id", sort=False)))
    offers = found.offers.to_dict("index")
    why = reasons(found.workers)
    for (worker, row), reason in zip(found.workers.to_dict("index").items(), why, strict=True):
        if row["outcome"] == "placed":
            said = _placed(worker, row, offers[row["job_id"]])
        else:
            said = _without(worker, row, reason, found, rule)
        rows = entries[worker].to_dict("records") if worker in entries else []
        said += [say("job_letter_not_counted", fault=fault_words(one)) for one in rows]
        yield Letter(title(), (*first, *said, *last))
    for one in mine[~mine["id"].isin(found.workers.index)].to_dict("records"):
        if one["fault"] != "id":
            said = [say("job_letter_left_out", worker=same(str(one["id"])), fault=fault_words(one))]
            yield Letter(title(), (*first, *said, last[-1]))


def _placed(worker: Any, row: dict[Any, Any], offer: dict[Any, Any]) -> list[Both]:
    """The job: where, how far, which hours, what for."""
    workshop = same("")
    if row["workshop"]:
        workshop = say("job_letter_workshop", workshop=same(str(row["workshop"])))
    job = same(str(row["job_id"]))
    said = [say("job_letter_placed", worker=same(str(worker)), job=job, workshop=workshop)]
    if row["stays"]:
        said.append(say("job_letter_stays"))
    if np.isfinite(row["wish"]):
        said.append(say("job_letter_wish", n=plain(row["wish"]), all=plain(row["n_wishes"])))
    if np.isfinite(row["time_s"]):
        said.append(say("job_letter_way", minutes=plain(row["time_s"] / S_PER_MIN)))
    else:
        said.append(say("job_letter_way_unknown"))
    months = same("")
    if offer["months"]:
        months = say("job_letter_months", months=same(offer["months"]))
    hours, weeks = (_number(offer[name]) for name in ("hours", "weeks"))
    said.append(say("job_letter_work", hours=hours, weeks=weeks, months=months))
    hourly = _number(offer["pay_yuan_per_h"])
    said.append(say("job_letter_pay", hourly=hourly, year=money(row["pay_yuan"])))
    return [*said, _gain(row["gained_yuan"])]


def _gain(yuan: float) -> Both:
    if abs(yuan) < _FELT_YUAN:
        return say("job_letter_alike")
    return say("job_letter_more" if yuan > 0 else "job_letter_less", money=money(abs(yuan)))


def _without(
    worker: Any, row: dict[Any, Any], reason: Both, found: JobMatch, rule: Both
) -> list[Both]:
    """Why there is no job, and what would change it."""
    said = [say("job_letter_none", worker=same(str(worker)))]
    if row["loses"]:
        said.append(say("job_letter_loses"))
    if row["outcome"] == "barred":
        return said + _barred(row, reason)
    if row["outcome"] != "full":
        return [*said, say(f"job_letter_{row['outcome']}")]
    jobs = row["waits_for"].split("; ")
    said.append(say("job_letter_full", jobs=listed([same(one) for one in jobs]), rule=rule))
    nexts = found.jobs["next_id"] if found.rule in _NEXT else pd.Series(dtype=object)
    own = [str(job) for job, who in nexts.items() if who == worker]
    if own:
        return [*said, *(say("job_letter_next", job=same(one)) for one in own)]
    return [*said, say("job_letter_full_change")]


def _barred(row: dict[Any, Any], reason: Both) -> list[Both]:
    if pd.isna(row["nearest_job_id"]):
        return [say("job_letter_nowhere")]
    said = [say("job_letter_barred", reason=reason)]
    others = row["conditions"].split("; ")[1:]
    if others:
        names = listed([say(f"jobs_condition_{name}") for name in others])
        return [*said, say("job_letter_barred_more", conditions=names)]
    return [*said, say("job_letter_barred_change", job=same(str(row["nearest_job_id"])))]


def _number(value: float) -> Both:
    return plain(value, 0 if float(value).is_integer() else 2)
