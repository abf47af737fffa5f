"""A simulated workshop of a county: its jobs, who works there, on which days, and for what pay."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd

from gongfu.simulate.chance import stream
from gongfu.track.money import yuan_of
from gongfu.track.workshops import WorkshopKind

_WORKERS: Final = 5
_POSTS: Final = 3
_PIECE_FEN, _HOUR_FEN = 80, 1_800
_PIECES_PER_H: Final = 20
_WEEKDAYS: Final = (0, 3)  # the days of the week on which people work
_FIRST_MONTH, _LAST_MONTH, _PAID_MONTH = 3, 6, 5
_SHORT_SHARE: Final = 0.03  # of pays that are less than due
_PAY_DAY: Final = 8


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedWork:
    """Lists of a workshop, brought when the year begins and on the day up to which it is told."""

    begun: dict[str, pd.DataFrame]
    told: dict[str, pd.DataFrame]


def worked(
    code: str, called: tuple[str, str], villages: list[str], year: int, seed: int
) -> SimulatedWork:
    """A workshop of a county, from March to June.

    Parameters
    ----------
    code, called
        Of the county; its name in English and in Chinese.
    villages
        Codes; the workshop is in one of them, and its workers live in two.
    year, seed
        When, and of chance.

    Returns
    -------
    SimulatedWork
        Two jobs with three posts each, and five workers; pay of June is not out yet, and some pay
        is less than due.
    """
    rng = stream(seed, code, "workshop")
    homes = [villages[int(at)] for at in rng.integers(0, len(villages), 2)]
    kind = list(WorkshopKind)[int(rng.integers(len(WorkshopKind)))]
    shop, firm = f"{code}-workshop", f"{code}-enterprise"
    jobs = {
        f"{shop}-piece": ("piece", _PIECE_FEN, _PIECES_PER_H),
        f"{shop}-hour": ("hour", _HOUR_FEN, ""),
    }
    workers, enrolments, attendance, pays = [], [], [], []
    for k in range(1, _WORKERS + 1):
        who, job = f"{code}-worker-{k}", list(jobs)[k % 2]
        workers.append(
            {
                "person_id": who,
                "village": homes[k % 2],
                "hours": int(rng.integers(16, 36)),
                "birth_year": year - int(rng.integers(30, 60)),
                "income_yuan": int(rng.integers(70, 200)) * 100,
            }
        )
        enrolments.append(
            {
                "enrolment_id": f"{who}-enrolment",
                "person_id": who,
                "job_id": job,
                "standing": "enrolled",
                "since": date(year, 1, 2).isoformat(),
            }
        )
        for month in range(_FIRST_MONTH, _LAST_MONTH + 1):
            fen = 0
            for day in _days(year, month):
                if rng.random() < 0.15:
                    continue
                hours = int(rng.integers(3, 8))
                pieces = int(hours * _PIECES_PER_H * rng.uniform(0.6, 1.1))
                piecework = jobs[job][0] == "piece"
                fen += pieces * _PIECE_FEN if piecework else hours * _HOUR_FEN
                attendance.append(
                    {
                        "person_id": who,
                        "job_id": job,
                        "day": day.isoformat(),
                        "hours": "" if piecework else hours,
                        "pieces": pieces if piecework else "",
                    }
                )
            if rng.random() < _SHORT_SHARE:
                fen = fen * 9 // 10
            if fen and month <= _PAID_MONTH:
                pays.append(
                    {
                        "pay_id": f"{who}-{year}-{month:02d}",
                        "person_id": who,
                        "job_id": job,
                        "month": f"{year}-{month:02d}",
                        "yuan": yuan_of(fen),
                        "on_day": date(year, month + 1, _PAY_DAY).isoformat(),
                    }
                )
    begun = {
        "actors": [
            {"actor_id": firm, "role": "enterprise", "place": code, "department": ""},
        ],
        "workshops": [
            {
                "workshop_id": shop,
                "name": f"Workshop in {called[0]} / {called[1]}共富工坊",
                "kind": str(kind),
                "place": homes[0],
                "enterprise": firm,
                "opened_on": date(year - 1, 9, 1).isoformat(),
            }
        ],
        "jobs": [
            {
                "job_id": job,
                "workshop_id": shop,
                "pay_by": pay_by,
                "rate_yuan": yuan_of(fen),
                "pieces_per_h": per_h,
                "posts": _POSTS,
                "hours": 16,
            }
            for job, (pay_by, fen, per_h) in jobs.items()
        ],
        "workers": workers,
        "enrolments": enrolments,
    }
    told = {"attendance": attendance, "pay": pays}
    return SimulatedWork(
        {name: pd.DataFrame(rows) for name, rows in begun.items()},
        {name: pd.DataFrame(rows) for name, rows in told.items()},
    )


def _days(year: int, month: int) -> list[date]:
    first = date(year, month, 1)
    days = [first + timedelta(days=k) for k in range(29)]  # up to the 29th, before the year is told
    return [day for day in days if day.weekday() in _WEEKDAYS]
