"""Simulated applications of a county for a rent subsidy, by the illustrative rules that ship.

Each stands for one way that a case can go: plainly entitled, plainly not, a paper that is missing,
and one that nobody has looked at.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from gongfu.simulate.chance import stream
from gongfu.track.calendar import CHINA_TIME

RULES: Final = "enclave_talents"
SUBJECT: Final = "rent"
TERMS: Final = {
    "rule_id": "invented-benefits",
    "kind": "benefit",
    "place": "33",
    "start_on": "2025-01-01",
    "end_on": "",
    "decide_days": 20,
    "evidence_days": 5,
    "appeal_days": 10,
    "review_days": 10,
}
"""Of every county; invented."""

_OFFICE: Final = "talent"
BRINGS, DECIDES, REVIEWS = (f"33-{_OFFICE}-{k}" for k in (1, 2, 3))
"""The three persons of the province's office."""

OFFICERS: Final = tuple(
    {"actor_id": who, "role": "department", "place": "33", "department": _OFFICE}
    for who in (BRINGS, DECIDES, REVIEWS)
)
_YES: Final = {
    "学历": "博士",
    "职称": "正高",
    "出生日期": "1988-04-17",
    "合同起始日": "2024-09-24",
    "合同月数": "60",
    "参保日期": "2024-11-17",
    "在飞地工作": "是",
    "飞入地自有住房": "否",
}
_NO: Final = _YES | {"学历": "本科", "职称": "中级", "在飞地工作": "否"}
_LACKS: Final = {name: told for name, told in _YES.items() if name != "合同月数"}
_PROPOSED, _PROPOSED_AGAIN = (6, 8), (6, 22)
_SLOW_SHARE: Final = 0.3  # of applications that wait somewhere


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedCases:
    """Applications of a county, and what was done to them.

    actors: the applicants: actor_id, role, place, department.
    applications: case_id, applicant_id, place, office, applied_on, at and facts.
    proposed: the moments at which the office brings what the rules propose -> ids of the cases.
    acts: at, actor_id, event, case_id, why and details, of what follows.
    """

    actors: list[dict[str, Any]]
    applications: list[dict[str, Any]]
    proposed: dict[datetime, list[str]]
    acts: list[dict[str, Any]]


def applied(code: str, villages: list[str], year: int, seed: int) -> SimulatedCases:
    """Four applications of a county, and what was done to them up to the end of June.

    Parameters
    ----------
    code
        Of the county.
    villages
        Codes in which applicants live.
    year, seed
        When, and of chance.

    Returns
    -------
    SimulatedCases
        Decided by `OFFICERS`.
    """
    rng = stream(seed, code, "applications")
    cases = [f"{code}-C{k}" for k in range(1, 5)]
    actors, rows = [], []
    slow = rng.random(len(cases)) < _SLOW_SHARE
    for case, facts, waits in zip(cases, (_YES, _NO, _LACKS, _YES), slow, strict=True):
        who = case.replace("-C", "-applicant-")
        village = villages[int(rng.integers(len(villages)))]
        early = case != cases[-1] or waits
        on = date(year, 5, 13) if early else date(year, 6, 10)
        on += timedelta(days=int(rng.integers(0, 14)))
        actors.append({"actor_id": who, "role": "resident", "place": village, "department": ""})
        row = {"case_id": case, "applicant_id": who, "place": village, "office": _OFFICE}
        rows.append({**row, "applied_on": on, "at": _at(on, 10), "facts": facts})

    def act(days: int, who: str, event: str, case: str, **more: Any) -> None:
        at = _at(date(year, *_PROPOSED) + timedelta(days=days), 9 + len(acts) % 8)
        acts.append({"at": at, "actor_id": who, "event": event, "case_id": case, "why": "",
                     "details": {}} | more)  # fmt: skip

    acts: list[dict[str, Any]] = []
    plain, refused, lacks, _ = cases
    if not slow[0]:
        act(1, DECIDES, "confirm", plain)
        act(2, BRINGS, "tell", plain)
        act(18, BRINGS, "close", plain)  # nobody appealed in time
    act(1, DECIDES, "confirm", refused)
    act(2, BRINGS, "tell", refused)
    act(4, refused.replace("-C", "-applicant-"), "appeal", refused, why="simulated appeal")
    if not slow[1]:
        act(10, REVIEWS, "review", refused, why="simulated review",
            details={"outcome": "entitled"})  # fmt: skip
        act(11, BRINGS, "tell", refused)
    act(3, DECIDES, "ask_evidence", lacks, why="simulated: the contract is not here")
    proposed = {_at(date(year, *_PROPOSED), 8): cases[:3]}
    if not slow[2]:
        paper = hashlib.sha256(f"simulated contract of {lacks}".encode()).hexdigest()
        told = {"evidence": "contract", "proof": paper, "facts": {"合同月数": "60"}}
        act(7, lacks.replace("-C", "-applicant-"), "add_evidence", lacks, details=told)
        proposed[_at(date(year, *_PROPOSED_AGAIN), 8)] = [lacks]
        act(15, DECIDES, "confirm", lacks)
        act(16, BRINGS, "tell", lacks)
    return SimulatedCases(actors, rows, proposed, acts)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), CHINA_TIME)
