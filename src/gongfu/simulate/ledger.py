"""A simulated year of promises, money and requests, for the ledger of the embedded zone.

Nothing of it is anybody's: every county promises one thing in each field, keeps more or less to its
pace, gives or receives money within its published pair, and has a few requests.  Who receives money
has workshops and applications as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Final

import numpy as np
import pandas as pd

from gongfu.simulate.chance import stream
from gongfu.simulate.ledger_cases import OFFICERS, TERMS, SimulatedCases, applied
from gongfu.simulate.ledger_workshops import worked
from gongfu.track.money import yuan_of

YEAR: Final = 2026
TODAY: Final = date(YEAR, 6, 30)
"""The day up to which the year is simulated."""

FIELDS: Final = {
    "childcare": "places",
    "school": "places",
    "clinic": "rooms",
    "sports": "sites",
    "culture": "rooms",
    "elder_care": "canteens",
    "park": "parks",
    "market": "markets",
}
"""What is promised, and the unit in which it is counted."""

_DEPARTMENTS: Final = {
    "childcare": "health",
    "school": "education",
    "clinic": "health",
    "sports": "sports",
    "culture": "culture",
    "elder_care": "civil_affairs",
    "park": "housing",
    "market": "commerce",
}
_FIELDS_ZH: Final = {
    "childcare": "托育",
    "school": "教育",
    "clinic": "医疗卫生",
    "sports": "体育",
    "culture": "文化",
    "elder_care": "养老",
    "park": "公园",
    "market": "农贸市场",
}
_PROJECT: Final = (
    "project_id", "title", "description", "status", "place", "field", "giver", "giver_name",
    "receiver", "receiver_name", "start_on", "due_on", "budget_yuan",
)  # fmt: skip
_MOST: Final = 0.6  # of what was committed: when more is spent, a project is being closed
_COUNTY_DIGITS: Final = 6
_CATEGORIES: Final = ("childcare", "elder_care", "clinic", "sports")
_CHINA: Final = timezone(timedelta(hours=8))
_BEGIN: Final = date(YEAR, 1, 1)
_LATEST_DAY: Final = 360
_REQUESTS: Final = 8  # of a county
_STEP_DAYS: Final = {"assign": 1, "sign": 1, "answer": 5, "close": 3}


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedYear:
    """Lists as an office would bring them, and what it then does one by one.

    begun, told: name of a list -> its rows, brought when the year begins and on its last day.
    requests, request_acts: as the lists of that name, each written down when it happens.
    evidence: deliverable_id, on, quantity, proof, actor_id.
    postings: posting_id, kind, project, giver, receiver, fen, on, actor_id.
    cases: of each county that has some.
    """

    begun: dict[str, pd.DataFrame]
    told: dict[str, pd.DataFrame]
    requests: pd.DataFrame
    request_acts: pd.DataFrame
    evidence: pd.DataFrame
    postings: pd.DataFrame
    cases: tuple[SimulatedCases, ...]


def simulate_year(
    places: pd.DataFrame, pairs: Sequence[tuple[str, str]], seed: int
) -> SimulatedYear:
    """A year of a province, up to `TODAY`.

    Parameters
    ----------
    places
        Index: codes; name, name_en, level.  Counties, and of those that receive the villages.
    pairs
        Giver and receiver of each published pair.
    seed
        Of chance; each county has its own stream.

    Returns
    -------
    SimulatedYear
        The same for the same seed; another county changes nothing of the others.
    """
    counties = places.index[places["level"] == "county"].astype(str).tolist()
    receivers = sorted({receiver for _, receiver in pairs})
    villages = _villages(places, receivers)
    promised = [_promised(code, seed) for code in counties]
    asked = [_requested(code, seed) for code in counties]
    working = [
        worked(code, _called(places, code), villages[code], YEAR, seed) for code in receivers
    ]
    applying = [applied(code, villages[code], YEAR, seed) for code in receivers]
    postings = _posted(pairs, seed)
    begun = {
        "actors": pd.DataFrame(
            [
                {"actor_id": who, "role": role, "place": code, "department": department}
                for code in counties
                for who, role, department in _actors(code)
            ]
        ),
        "programmes": pd.DataFrame(
            {"programme_id": [f"{c}-{YEAR}" for c in counties], "place": counties, "year": YEAR}
        ),
        "items": pd.DataFrame(
            [
                {"item_id": f"{c}-{f}", "programme_id": f"{c}-{YEAR}", "field": f, "unit": unit}
                for c in counties
                for f, unit in FIELDS.items()
            ]
        ),
        "deliverables": pd.concat([rows for rows, _ in promised], ignore_index=True),
        "route_rules": pd.DataFrame(
            [
                {
                    "rule_key": kind,
                    "category": kind,
                    "place": "33",
                    "start_on": f"{YEAR}-01-01",
                    "department": _DEPARTMENTS[kind],
                    "sign_days": 1,
                    "handle_days": 5,
                }
                for kind in _CATEGORIES
            ]
        ),
        "projects": _projects(places, postings, seed),
        "budgets": _budgets(postings),
        "case_rules": pd.DataFrame([TERMS]),
    }
    told: dict[str, pd.DataFrame] = {}
    for one in working:
        _add(begun, one.begun)
        _add(told, one.told)
    people = [*OFFICERS, *(actor for cases in applying for actor in cases.actors)]
    _add(begun, {"actors": pd.DataFrame(people)})
    evidence = pd.concat([rows for _, rows in promised], ignore_index=True)
    requests, acts = (pd.concat(rows, ignore_index=True) for rows in zip(*asked, strict=True))
    return SimulatedYear(begun, told, requests, acts, evidence, postings, tuple(applying))


def _add(lists: dict[str, pd.DataFrame], more: Mapping[str, pd.DataFrame]) -> None:
    for name, rows in more.items():
        before = [lists[name]] if name in lists else []
        lists[name] = pd.concat([*before, rows], ignore_index=True)


def _called(places: pd.DataFrame, code: str) -> tuple[str, str]:
    """What a county is called in English and in Chinese."""
    return str(places.at[code, "name_en"]), str(places.at[code, "name"])


def _villages(places: pd.DataFrame, counties: Sequence[str]) -> dict[str, list[str]]:
    """Codes of the villages of each county, in their order."""
    codes = places.index[places["level"] == "village"].astype(str)
    of = pd.Series(codes, codes.str[:_COUNTY_DIGITS]).sort_values().groupby(level=0).agg(list)
    return {code: of[code] for code in counties}


def _projects(places: pd.DataFrame, postings: pd.DataFrame, seed: int) -> pd.DataFrame:
    """A project of each pair, budgeted as it is committed, with a share of the receiver's own."""
    rows: list[dict[str, object]] = []
    for project, money in postings.groupby("project", sort=False):
        first = money.iloc[0]
        fen = money.groupby("kind")["fen"].sum()
        field = str(stream(seed, str(project), "project").choice(list(FIELDS)))
        giver, receiver = (_called(places, first[name]) for name in ("giver", "receiver"))
        rows.append(
            {
                "project_id": project,
                "title": f"{field} in {receiver[0]}, with {giver[0]} / "
                f"{giver[1]}支援{receiver[1]}:{_FIELDS_ZH[field]}",
                "description": "simulated, for a pair of counties that was published / "
                "模拟项目,结对关系为已公布关系",
                "status": "completion" if fen["spending"] > _MOST * fen["commitment"]
                else "implementation",
                "place": first["receiver"],
                "field": field,
                "giver": first["giver"],
                "giver_name": f"{giver[0]} {giver[1]}",
                "receiver": first["receiver"],
                "receiver_name": f"{receiver[0]} {receiver[1]}",
                "start_on": first["on"].isoformat(),
                "due_on": date(YEAR, 12, 31).isoformat(),
                "budget_yuan": yuan_of(int(fen["commitment"]) + _own_fen(fen)),
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=_PROJECT)


def _budgets(postings: pd.DataFrame) -> pd.DataFrame:
    """What each party of a project gives in the year: the receiver a tenth of the giver's."""
    rows = []
    for project, money in postings.groupby("project", sort=False):
        first, fen = money.iloc[0], money.groupby("kind")["fen"].sum()
        for side, amount in (("giver", int(fen["commitment"])), ("receiver", _own_fen(fen))):
            name = f"{project}-{first[side]}-budget"
            rows.append((name, project, first[side], YEAR, yuan_of(amount)))
    return pd.DataFrame(rows, columns=["budget_id", "project_id", "giver", "year", "amount_yuan"])


def _own_fen(fen: pd.Series) -> int:
    return int(fen["commitment"]) // 10


def _actors(code: str) -> list[tuple[str, str, str]]:
    offices = sorted(set(_DEPARTMENTS.values()))
    return [
        (f"{code}-county", "county", ""),
        *((f"{code}-{office}", "department", office) for office in offices),
    ]


def _promised(code: str, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What a county promises in each field, and what it has proved of it by the day."""
    rng = stream(seed, code, "promises")
    rows, proofs = [], []
    for field, unit in FIELDS.items():
        quantity = int(rng.integers(2, 40))
        due = _BEGIN + timedelta(days=int(rng.integers(90, _LATEST_DAY)))
        pace = float(np.clip(rng.normal(1.1, 0.35), 0.0, 2.0))  # 1: finished on the last day
        name = f"{code}-{field}-1"
        rows.append(
            {
                "deliverable_id": name,
                "item_id": f"{code}-{field}",
                "place": code,
                "owner": _DEPARTMENTS[field],
                "start_on": _BEGIN.isoformat(),
                "due_on": due.isoformat(),
                "quantity": quantity,
                "unit": unit,
            }
        )
        done = 0
        for month in range(1, TODAY.month + 1):
            on = date(YEAR, month, 25)
            share = pace * (on - _BEGIN).days / (due - _BEGIN).days
            more = min(int(quantity * share), quantity) - done
            if more > 0:
                proofs.append((name, on, more, f"simulated inspection {on}", _owner(code, field)))
                done += more
    columns = ["deliverable_id", "on", "quantity", "proof", "actor_id"]
    return pd.DataFrame(rows), pd.DataFrame(proofs, columns=columns)


def _owner(code: str, field: str) -> str:
    return f"{code}-{_DEPARTMENTS[field]}"


def _posted(pairs: Sequence[tuple[str, str]], seed: int) -> pd.DataFrame:
    """A project of each pair: committed in January, transferred in parts, spent as far as it is."""
    rows = []
    for giver, receiver in pairs:
        rng = stream(seed, giver + receiver, "money")
        project = f"{giver}-{receiver}-{YEAR}"
        committed = int(rng.integers(20, 120)) * 10_000_000  # fen: 2 to 12 million yuan
        transferred = committed * int(rng.integers(3, 9)) // 10
        spent = transferred * int(rng.integers(4, 10)) // 10
        for part, kind, fen, on in (
            (1, "commitment", committed, date(YEAR, 1, 15)),
            (2, "transfer", transferred // 2, date(YEAR, 3, 10)),
            (3, "transfer", transferred - transferred // 2, date(YEAR, 5, 12)),
            (4, "spending", spent // 2, date(YEAR, 5, 28)),
            (5, "spending", spent - spent // 2, date(YEAR, 6, 18)),
        ):
            who = f"{receiver if kind == 'spending' else giver}-county"
            rows.append((f"{project}-{part}", kind, project, giver, receiver, fen, on, who))
    columns = ["posting_id", "kind", "project", "giver", "receiver", "fen", "on", "actor_id"]
    return pd.DataFrame(rows, columns=columns)


def _requested(code: str, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Requests of a county, and the acts upon them by the day; the latest are still open."""
    rng = stream(seed, code, "requests")
    rows, acts = [], []
    for k in range(1, _REQUESTS + 1):
        category = str(rng.choice(_CATEGORIES))
        at = datetime.combine(_BEGIN, datetime.min.time(), _CHINA)
        at += timedelta(days=int(rng.integers(0, 178)), hours=9)
        name = f"{code}-R{k}"
        rows.append(
            {
                "request_id": name,
                "resident_id": f"{code}-resident-{k}",
                "place": code,
                "category": category,
                "filed_at": at.isoformat(),
                "words": f"simulated request for {category}",
            }
        )
        office = f"{code}-{_DEPARTMENTS[category]}"
        for event, days in _STEP_DAYS.items():
            at += timedelta(days=int(rng.integers(0, days * 2 + 1)), hours=1)
            if at.date() >= TODAY:
                break
            who = office if event in ("sign", "answer") else f"{code}-county"
            said = ("yes" if rng.random() < 0.9 else "no") if event == "close" else ""
            acts.append((name, event, at.isoformat(), who, said))
    columns = ["request_id", "event", "at", "actor_id", "satisfied"]
    return pd.DataFrame(rows), pd.DataFrame(acts, columns=columns)
