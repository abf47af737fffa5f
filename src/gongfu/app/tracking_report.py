"""What a ledger says on a day: progress, deadlines, money, and what changed since another day."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from gongfu.app.answer import Answer
from gongfu.app.requesting_answers import count_provisional
from gongfu.app.requesting_service import service_answer
from gongfu.app.tracking_answers import answered
from gongfu.app.tracking_case_answers import listing_cases
from gongfu.app.tracking_workshop_answers import listing_workshops
from gongfu.errors import InputError
from gongfu.io.atomic import replace_file
from gongfu.io.embedded import places as embedded_places
from gongfu.io.ledger import open_ledger
from gongfu.io.ledger_budgets import listed_projects
from gongfu.io.ledger_columns import owners_of, promises_of
from gongfu.io.ledger_lists import day_of
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_rows import postings_of
from gongfu.io.ledger_tables import AUDIT
from gongfu.io.ledger_turns import reading
from gongfu.model.zone import LANGUAGES, Zone
from gongfu.report.asked_ledger import wrote_words
from gongfu.report.asked_requests import provisional_words
from gongfu.report.kept import MONEY, Kept, cases_words, requests_words, sentences
from gongfu.report.kept_page import page
from gongfu.report.text import Both
from gongfu.track.balances import balances
from gongfu.track.budgets import execution
from gongfu.track.calendar import CHINA_TIME, day_in_china
from gongfu.track.changes import changes
from gongfu.track.postings import Kind, Posting
from gongfu.track.progress import Facts, Promises, Standings, course, progress, standings
from gongfu.track.projects import Project

COUNTY_DIGITS: Final = 6
_SHOWN: Final = 20
_FIRST, _LAST = date(1949, 10, 1), date(9998, 12, 31)
_SOON_DAYS: Final = 30
_FEN: Final = 100
_GROUP: Final = ("giver", "receiver", "year")
_YUAN: Final = {f"{name}_fen": name for name in MONEY}


def kept_of(
    ledger: Ledger, today: date, since: date | None = None, *, places: pd.DataFrame | None = None
) -> Kept:
    """What a ledger says on a day.

    Parameters
    ----------
    ledger
        Open.
    today
        The day.
    since
        An earlier one, with which it is compared; None: the same day of the month before.
    places
        Names by code, as a zone has them; None: those of Zhejiang.

    Returns
    -------
    Kept
        For a page of its own, or for the report of a zone.
    """
    if not _FIRST <= today <= _LAST:
        raise InputError(f"the day {today} is out of any programme; give one of our time")
    since = month_before(today) if since is None else since
    if since >= today:
        raise InputError(f"the earlier day is {since}, and the later {today}; give an earlier one")
    with reading(ledger) as connection:
        rows, promises, facts = promises_of(connection)
        postings = postings_of(connection)
        projects = listed_projects(connection)
        last_act = _last_act(connection)
        moved = _moved(connection, since, today)
        now, then = standings(promises, facts, today), standings(promises, facts, since)
        late, soon, n_soon = _deadlines(rows, promises, now, today)
        late, soon = (_with_owners(connection, listed) for listed in (late, soon))
    changed = changes(then, now)
    service, more = _besides(ledger, today)
    new = [one for one in postings if since < one.on <= today]
    return Kept(
        ledger.name if "://" in ledger.name else Path(ledger.name).name,
        today,
        since,
        last_act,
        ledger.simulated,
        embedded_places() if places is None else places,
        {
            "n": len(rows),
            "n_delivered": int(now.delivered.sum()),
            "n_late": int(now.late.sum()),
            "n_at_risk": int(now.at_risk.sum()),
            "n_delivered_late": int((now.delivered & (now.delivered_on > promises.due_on)).sum()),
        },
        _grouped(now, rows["field"]),
        _grouped(now, _county(rows["place"])),
        _course(promises, now, today),
        late,
        soon,
        n_soon,
        today + timedelta(days=_SOON_DAYS),
        _money(projects, [one for one in postings if one.on <= today]),
        {one.party_id: one.name for project in projects for one in project.parties},
        service,
        more,
        {
            "delivered": int(changed.delivered.sum()),
            "undone": int(changed.undone.sum()),
            "late": int(changed.late.sum()),
            "risk": int(changed.at_risk.sum()),
            "evidence": _count_between(facts, since, today),
            **moved,
            "postings": len(new),
            "spent": sum(one.sign * one.amount_fen for one in new if one.kind is Kind.SPENDING)
            / _FEN,
        },
    )


def kept_for(where: str, zone: Zone, today: date | None = None, since: date | None = None) -> Kept:
    """What a ledger says on a day, for the report of a zone.

    Parameters
    ----------
    where
        Path or URL of the ledger.
    zone
        Whose places' names are told.
    today, since
        As `report` takes them.

    Returns
    -------
    Kept
        Places outside the zone are told by their codes.
    """
    with open_ledger(where) as ledger:
        return kept_of(ledger, today or day_in_china(datetime.now(UTC)), since, places=zone.places)


def report(
    ledger: Ledger,
    today: date | None = None,
    since: date | None = None,
    *,
    page_file: Path | None = None,
) -> Answer:
    """What a ledger says on a day, in sentences, a table by place, and a page if asked.

    Parameters
    ----------
    ledger, since
        As `kept_of` takes them.
    today
        The day; None: today in China.
    page_file
        Where the page goes: .html.

    Returns
    -------
    Answer
        Its rows are the places.
    """
    if page_file is not None and page_file.suffix != ".html":
        raise InputError(f"the page is {page_file.name!r}; give a name that ends with .html")
    kept = kept_of(ledger, today or day_in_china(datetime.now(UTC)), since)
    said = sentences(kept)
    if page_file is not None:
        replace_file(page_file, page(kept, LANGUAGES[0]).encode())
        said.append(wrote_words("page", page_file.name))
    table = kept.by_place.rename_axis("place").reset_index()
    settings = {
        "command": "track report",
        "today": kept.today.isoformat(),
        "since": kept.since.isoformat(),
        "total": dict(kept.total),
        "since_then": dict(kept.since_then),
        "money": kept.money.to_dict("records"),
    }
    view = ("place", "n", "n_delivered", "n_late", "n_at_risk", "completion")
    return answered(ledger, settings, said, table, view)


def day(text: str) -> date | None:
    """The day that an option tells; None if it was not given.

    Parameters
    ----------
    text
        As `day_of` reads it, or "".

    Returns
    -------
    date
        Or None.
    """
    return day_of(text) if text else None


def month_before(day: date) -> date:
    """The same day of the month before, or that month's last day.

    Parameters
    ----------
    day
        Any.

    Returns
    -------
    date
        28 to 31 days earlier.
    """
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def _county(place: pd.Series) -> pd.Series:
    """The counties in which places lie; the places themselves where all lie in one."""
    codes = place.cat.categories.astype(str)
    counties = codes.str.slice(0, COUNTY_DIGITS)
    above = counties if len(counties.unique()) > 1 else codes
    return pd.Series(pd.Categorical(above.to_numpy()[place.cat.codes]), place.index)


def _grouped(stand: Standings, group: pd.Series) -> pd.DataFrame:
    """Progress by the values of a column, those in order."""
    if not len(group):
        names = ("n", "n_delivered", "n_late", "n_at_risk", "delivered_share", "completion")
        return pd.DataFrame(columns=list(names))
    at, labels = pd.factorize(group.astype(object), sort=True)
    counted = progress(stand, at.astype(np.int64), len(labels))
    open_ = ~stand.delivered & ~stand.late
    return pd.DataFrame(
        {
            **{name: getattr(counted, name) for name in counted.__slots__},
            "n_begun_in_time": np.bincount(at[open_ & stand.begun], minlength=len(labels)),
            "n_waiting_in_time": np.bincount(at[open_ & ~stand.begun], minlength=len(labels)),
        },
        index=pd.Index(labels, dtype=object),
    )


def _course(promises: Promises, stand: Standings, today: date) -> pd.DataFrame:
    """Due and delivered by the end of each month up to the day, all deliverables together."""
    if not promises.quantity.size:
        return pd.DataFrame(columns=["month", "n_due", "n_delivered"])
    first = min(promises.start_on.min().astype(date), today)
    group = np.zeros(promises.quantity.size, np.int64)
    told = course(promises, stand, group, 1, first, today)
    n_due = told.n_due[:, 0].copy()
    n_due[-1] = (promises.due_on <= np.datetime64(today, "D")).sum()  # the month is not over
    return pd.DataFrame(
        {"month": told.months.astype(str), "n_due": n_due, "n_delivered": told.n_delivered[:, 0]}
    )


def _deadlines(
    rows: pd.DataFrame, promises: Promises, stand: Standings, today: date
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """The longest late, what is due next, and how many are due soon."""
    day = np.datetime64(today, "D")
    left = (promises.due_on - day).astype(np.int64)
    soon = ~stand.delivered & (left >= 0) & (left <= _SOON_DAYS)

    def listed(which: np.ndarray) -> pd.DataFrame:
        at = np.flatnonzero(which)
        first = at[np.argsort(left[at], kind="stable")]
        if first.size > _SHOWN:  # those of one day by their ids, however the database orders them
            first = first[left[first] <= left[first[_SHOWN - 1]]]
        told = rows.iloc[first].astype(object).copy()
        told["due_on"] = promises.due_on[first].astype(str)
        told["days"] = -left[first]
        told["done"], told["quantity"] = stand.done[first], promises.quantity[first]
        return told.sort_values(["due_on", "deliverable_id"]).head(_SHOWN).reset_index(drop=True)

    return listed(stand.late), listed(soon), int(soon.sum())


def _with_owners(connection: Connection, listed: pd.DataFrame) -> pd.DataFrame:
    return listed.join(owners_of(connection, listed["deliverable_id"]), on="deliverable_id")


def _money(projects: list[Project], postings: list[Posting]) -> pd.DataFrame:
    """What is budgeted and what postings come to, by giver, receiver and year, in yuan.

    beyond: projects that spent beyond what was committed to them, and for which these spent.
    """
    of_project = balances(postings)
    over = {project for (project,), one in of_project.items() if one.above_commitment_fen > 0}
    spent: dict[tuple[str, str, int | None], set[str]] = {}
    for one in postings:
        if one.project in over and one.kind is Kind.SPENDING:
            spent.setdefault((one.giver, one.receiver, one.year), set()).add(one.project)
    rows: list[dict[str, Any]] = []
    for told in execution(projects, postings, ("year", "pair")):
        key = (told.giver, told.receiver, told.year)
        row: dict[str, Any] = dict(zip(_GROUP, key, strict=True))
        row["budget"] = None if told.budget_fen is None else told.budget_fen / _FEN
        row["is_over"] = told.left_fen is not None and told.left_fen < 0
        row |= {name: getattr(told.balance, fen) / _FEN for fen, name in _YUAN.items()}
        rows.append({**row, "beyond": sorted(spent.get(key, ()))})
    rows.sort(key=lambda row: (row["giver"], row["receiver"], row["year"] is None, row["year"]))
    table = pd.DataFrame(rows, columns=[*_GROUP, "budget", "is_over", *MONEY, "beyond"])
    for name in ("year", "budget"):  # which may be None, and no year is a fraction
        table[name] = pd.Series([row[name] for row in rows], dtype=object)
    return table


def _besides(ledger: Ledger, today: date) -> tuple[pd.DataFrame, tuple[Both, ...]]:
    """How requests are served, and sentences on them, on workshops and on applications."""
    service, workshops = service_answer(ledger, today), listing_workshops(ledger, today)
    more = [
        requests_words(Both.of(said))
        for said in service.sentences[0 if len(service.table) else 1 :]
    ]
    if n_provisional := count_provisional(ledger, today):
        more.append(requests_words(provisional_words(n_provisional)))
    more += [Both.of(said) for said in workshops.sentences if len(workshops.table)]
    cases = listing_cases(ledger, today).table
    if len(cases):
        late = int((cases["term"] == "late").sum())
        more.append(cases_words(cases["state"].value_counts().to_dict(), late, today))
    return service.table, tuple(more)


def _last_act(connection: Connection) -> date:
    """The day of the last record that is more than a reading."""
    acts = select(AUDIT.c.at).where(~AUDIT.c.what.like("% read")).order_by(AUDIT.c.number.desc())
    at = connection.execute(acts.limit(1)).scalar_one()
    return day_in_china(datetime.fromisoformat(at))


def _count_between(facts: Facts, since: date, today: date) -> int:
    first, last = np.datetime64(since, "D"), np.datetime64(today, "D")
    return int(((facts.on > first) & (facts.on <= last)).sum())


def _moved(connection: Connection, since: date, today: date) -> dict[str, int]:
    """How often a promise was changed between two days: put off or brought forward, cut or raised.

    A deadline put off and a quantity lowered make a promise easier to keep.
    """
    begin, end = (
        datetime.combine(day + timedelta(days=1), time(), CHINA_TIME).astimezone(UTC).isoformat()
        for day in (since, today)
    )
    asked = select(AUDIT.c.before, AUDIT.c.after).where(
        AUDIT.c.what.like("deliverable % move"), AUDIT.c.at >= begin, AUDIT.c.at < end
    )
    told = dict.fromkeys(("off", "forward", "lowered", "raised"), 0)
    for before, after in connection.execute(asked):
        was, became = json.loads(before), json.loads(after)
        told["off"] += became["due_on"] > was["due_on"]
        told["forward"] += became["due_on"] < was["due_on"]
        told["lowered"] += float(became["quantity"]) < float(was["quantity"])
        told["raised"] += float(became["quantity"]) > float(was["quantity"])
    return told
