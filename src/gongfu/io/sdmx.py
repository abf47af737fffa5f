"""Indicators of a ledger as SDMX-ML 2.1 generic data: progress and service by month, money by year.

A period that is not over is provisional (`OBS_STATUS` P, else A), and every series says whether it
is computed or simulated.  What the ids mean stands in the message of `sdmx_structures`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from operator import itemgetter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gongfu.io.ledger_public import About
from gongfu.io.sdmx_structures import (
    AGENCY,
    CODES,
    FREQ,
    INDICATOR,
    MONEY,
    NAMESPACES,
    PROGRESS,
    SERVICE,
    STANDING,
    STATUS,
    UNIT,
    Flow,
    code_of,
    header,
)
from gongfu.track.budgets import Execution
from gongfu.track.money import yuan_of
from gongfu.track.progress import Course
from gongfu.track.service import Service

OF_SERVICE: Final = {
    "BEGUN": "n",
    "SIGNED_ON_TIME": "n_signed_on_time",
    "OF_SIGNED": "n_of_signed",
    "CLOSED_ON_TIME": "n_closed_on_time",
    "OF_CLOSED": "n_of_closed",
    "SATISFIED": "n_satisfied",
    "OF_SAID": "n_of_said",
    "REDONE": "n_redone",
    "ANSWERED": "n_answered",
    "SIGNED_AFTERWARDS": "n_signed_afterwards",
    "CLOSED_AFTERWARDS": "n_closed_afterwards",
    "UNSIGNED_AFTERWARDS": "n_unsigned_afterwards",
    "DROPPED_AFTERWARDS": "n_dropped_afterwards",
}
"""Indicator -> the number of `Service` that it is."""
_OF_PROGRESS: Final = ("DUE", "DELIVERED")


def write_progress(
    course: Course, groups: Sequence[tuple[str, str]], today: date, about: About
) -> bytes:
    """How many deliverables were due and delivered, month by month.

    Parameters
    ----------
    course
        By group.
    groups
        Field and place of each.
    today
        The day up to which it was counted.
    about
        The ledger.

    Returns
    -------
    bytes
        SDMX-ML 2.1.
    """
    months = [str(month) for month in course.months]
    over = [month < _tomorrow(today).isoformat()[:7] for month in months]
    series = []
    for at, (field, place) in enumerate(groups):
        for indicator, counts in zip(_OF_PROGRESS, (course.n_due, course.n_delivered), strict=True):
            key = {FREQ: "M", INDICATOR: indicator, "FIELD": field, "PLACE": place}
            values = [str(n) for n in counts[:, at].tolist()]
            series.append(
                _series(key, "DELIVERABLES", zip(months, values, over, strict=True), about)
            )
    return _message(PROGRESS, series, about)


def write_money(sums: Iterable[Execution], today: date, about: About) -> bytes:
    """What was budgeted, committed, transferred, spent and returned, year by year, in yuan.

    Parameters
    ----------
    sums
        By year and pair; those of no year are left out, and a year of which no budget is said has
        none.
    today
        The day; its year is not over.
    about
        The ledger.

    Returns
    -------
    bytes
        SDMX-ML 2.1.
    """
    parts: dict[tuple[str, str], list[tuple[int, Execution]]] = {}
    for one in sums:
        if one.year is not None:
            parts.setdefault((one.giver, one.receiver), []).append((one.year, one))
    series = []
    for (giver, receiver), years in sorted(parts.items()):
        for indicator in CODES["CL_MONEY"]:
            key = {FREQ: "A", INDICATOR: indicator, "GIVER": giver, "RECEIVER": receiver}
            told = [
                (str(year), yuan_of(fen), year < _tomorrow(today).year)
                for year, one in sorted(years, key=itemgetter(0))
                if (fen := _fen(one, indicator)) is not None
            ]
            if told:
                series.append(_series(key, "CNY", told, about))
    return _message(MONEY, series, about)


def _fen(one: Execution, indicator: str) -> int | None:
    if indicator == "BUDGET":
        return one.budget_fen
    fen: int = getattr(one.balance, f"{indicator.lower()}_fen")
    return fen


def write_service(
    groups: Sequence[tuple[str, str]],
    counts: Service,
    n_open: NDArray[np.int64],
    today: date,
    about: About,
) -> bytes:
    """How requests are served: the numbers of which the four indicators are shares.

    Parameters
    ----------
    groups
        Department and month, such as 2026-03, of each group, sorted.
    counts
        Of each group.
    n_open
        (G,) handlings of each that are still open.
    today
        The day up to which it was counted.
    about
        The ledger.

    Returns
    -------
    bytes
        SDMX-ML 2.1; a month is provisional while a handling that began in it is open.
    """
    over = [
        month < _tomorrow(today).isoformat()[:7] and still == 0
        for (_, month), still in zip(groups, n_open.tolist(), strict=True)
    ]
    series = []
    for department in dict.fromkeys(one for one, _ in groups):
        mine = [at for at, (one, _) in enumerate(groups) if one == department]
        for indicator, name in OF_SERVICE.items():
            key = {FREQ: "M", INDICATOR: indicator, "DEPARTMENT": department}
            values = getattr(counts, name)
            told = [(groups[at][1], str(int(values[at])), over[at]) for at in mine]
            series.append(_series(key, "HANDLINGS", told, about))
    return _message(SERVICE, series, about)


def _tomorrow(today: date) -> date:
    return today + timedelta(days=1)


def _message(flow: Flow, series: list[str], about: About) -> bytes:
    structure = (
        f'<mes:Structure structureID="{flow.key}" dimensionAtObservation="TIME_PERIOD">'
        f'<com:Structure><Ref agencyID="{AGENCY}" id="{flow.key}" version="1.0"/></com:Structure>'
        "</mes:Structure>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<mes:GenericData {NAMESPACES}>\n'
        f"{header(flow.key, about, structure)}"
        f'<mes:DataSet structureRef="{flow.key}">\n{"".join(series)}</mes:DataSet>\n'
        "</mes:GenericData>\n"
    ).encode()


def _series(
    key: Mapping[str, str], unit: str, told: Iterable[tuple[str, str, bool]], about: About
) -> str:
    """One series; `told` has period, value and whether the period is over."""
    standing = "simulated" if about.simulated else "computed"
    values = "".join(
        f'<gen:Obs><gen:ObsDimension value="{period}"/><gen:ObsValue value="{value}"/>'
        f'<gen:Attributes><gen:Value id="{STATUS}" value="{"A" if over else "P"}"/>'
        "</gen:Attributes></gen:Obs>"
        for period, value, over in told
    )
    of_key = "".join(f'<gen:Value id="{name}" value="{code_of(value)}"/>'
                     for name, value in key.items())  # fmt: skip
    return (
        f"<gen:Series><gen:SeriesKey>{of_key}</gen:SeriesKey><gen:Attributes>"
        f'<gen:Value id="{UNIT}" value="{unit}"/><gen:Value id="{STANDING}" value="{standing}"/>'
        f"</gen:Attributes>{values}</gen:Series>\n"
    )
