"""Where residents ask for a service that is missing: clusters of requests as candidate sites."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import select

from gongfu.app.answer import Answer
from gongfu.app.tracking_answers import answered
from gongfu.errors import InputError
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_request_rows import OPEN, words_id
from gongfu.io.ledger_requests import REQUESTS, WORDS
from gongfu.io.ledger_turns import reading
from gongfu.model.zone import Zone
from gongfu.plan.clusters import ALONE, LEAST, Clusters, clusters_of_people
from gongfu.report import asked_requests as words
from gongfu.track.request_moves import State

WITHIN_M: Final = 500.0
_COLUMNS: Final = (
    "id",
    "name",
    "lon",
    "lat",
    "priority",
    "weight",
    "n_requests",
    "n_residents",
    "n_open",
    "width_m",
    "places",
    "first_month",
    "last_month",
)
_VIEW: Final = ("priority", "id", "name", "lon", "lat", "weight", "n_requests", "n_open")
CELL: Final = 0.002  # degrees, about 200 m: positions are of cells, so no two answers tell a house
_DECIMALS: Final = 3  # of degrees, for the middle of a cell
_MONTH: Final = 7  # characters of a day


@dataclass(frozen=True, slots=True)
class Asking:
    """Which requests are to be clustered.

    Attributes
    ----------
    category
        Of the requests.
    place
        In which they lie; "" for all.
    since, until
        First and last day on which they were filed; None for all.
    within_m
        How far apart two of a cluster may be, metres.
    least
        How many different residents make a cluster; 3 or more.
    """

    category: str
    place: str = ""
    since: date | None = None
    until: date | None = None
    within_m: float = WITHIN_M
    least: int = LEAST

    def __post_init__(self) -> None:
        if not self.category:
            raise InputError("no category of requests; name one")
        if self.least < LEAST:
            raise InputError(
                f"least is {self.least}; it must be {LEAST} residents or more, or single people "
                "could be told by their place"
            )


def clusters(ledger: Ledger, asking: Asking, zone: Zone | None = None) -> Answer:
    """Candidate sites where several residents ask for the same.

    Parameters
    ----------
    ledger
        Open.
    asking
        Which requests; those that were withdrawn do not count, all others do.
    zone
        Where the places lie whose requests have no position of their own; None leaves those out.

    Returns
    -------
    Answer
        A row for each cluster, found among cells of `CELL` degrees instead of positions; `id`,
        `name`, `lon`, `lat` as `gongfu plan` takes candidates;
        `weight` is the number of residents, `priority` counts from 1, the most residents first;
        `n_residents` and `category` are what `gongfu plan sites --asked` reads.
    """
    rows = _rows(ledger, asking)
    located = _located(rows, zone)
    known = located["lon"].notna().to_numpy()
    mine = located[known].reset_index(drop=True)
    found = clusters_of_people(
        mine["lon"],
        mine["lat"],
        mine["resident_id"].tolist(),
        within_m=asking.within_m,
        least=asking.least,
    )
    standing = "simulated" if ledger.simulated else "computed"
    table = _table(mine, found, zone).assign(category=asking.category, standing=standing)
    told = {
        "category": asking.category,
        "n": len(rows),
        "residents": located["resident_id"].nunique(),
        "least": asking.least,
        "metres": asking.within_m,
        "clusters": len(table),
        "clustered": int(found.n_points.sum()),
        "few": int((found.cluster == ALONE).sum()),
        "unknown": int((~known).sum()),
    }
    settings = {
        "command": "track clusters",
        "place": asking.place,
        "since": "" if asking.since is None else asking.since.isoformat(),
        "until": "" if asking.until is None else asking.until.isoformat(),
        **told,
    }
    return answered(ledger, settings, words.cluster_words(told), table, _VIEW)


def _rows(ledger: Ledger, asking: Asking) -> list[dict[str, Any]]:
    asked = (
        select(
            REQUESTS.c.request_id,
            REQUESTS.c.resident_id,
            REQUESTS.c.place,
            REQUESTS.c.state,
            REQUESTS.c.filed_at,
            WORDS.c.longitude,
            WORDS.c.latitude,
        )
        .outerjoin(WORDS, WORDS.c.words_id == REQUESTS.c.request_id + words_id("", 0))
        .where(REQUESTS.c.category == asking.category)
        .where(REQUESTS.c.state != str(State.WITHDRAWN))
        .where(REQUESTS.c.place.startswith(asking.place, autoescape=True))
        .order_by(REQUESTS.c.request_id)
    )
    with reading(ledger) as connection:
        rows = [dict(row) for row in connection.execute(asked).mappings()]
    first = "" if asking.since is None else asking.since.isoformat()
    last = "9999" if asking.until is None else asking.until.isoformat()
    return [row for row in rows if first <= row["filed_at"][:10] <= last]


def _located(rows: list[dict[str, Any]], zone: Zone | None) -> pd.DataFrame:
    """The requests with the cell of their own position, else of their place's, else NaN."""
    names = ("request_id", "resident_id", "place", "state", "filed_at", "longitude", "latitude")
    table = pd.DataFrame(rows, columns=list(names))
    lon = table.pop("longitude").astype(float).to_numpy(copy=True)
    lat = table.pop("latitude").astype(float).to_numpy(copy=True)
    if zone is not None:
        for code in table["place"].unique():
            here = (table["place"] == code).to_numpy() & np.isnan(lon)
            if here.any():
                lon[here], lat[here] = _middle(zone, str(code))
    return table.assign(lon=_cells(lon), lat=_cells(lat))


def _cells(degrees: Any) -> Any:
    """The middle of the cell in which each lies."""
    return np.round((np.floor(degrees / CELL) + 0.5) * CELL, _DECIMALS)


def _middle(zone: Zone, code: str) -> tuple[float, float]:
    """Where the people of a place live on average; NaN where nobody knows."""
    people = zone.communities
    if code in people.index:
        return float(people.at[code, "lon"]), float(people.at[code, "lat"])
    here = people[people["place"].astype(str).str.startswith(code).to_numpy(bool)]
    weight = here["residents"].to_numpy(float)
    if weight.sum() > 0:
        lon, lat = (np.average(here[axis], weights=weight) for axis in ("lon", "lat"))
        return float(lon), float(lat)
    if code in zone.places.index and {"lon", "lat"} <= set(zone.places):
        return float(zone.places.at[code, "lon"]), float(zone.places.at[code, "lat"])
    return np.nan, np.nan


def _table(mine: pd.DataFrame, found: Clusters, zone: Zone | None) -> pd.DataFrame:
    of_open = [str(state) for state in OPEN]
    rows = []
    for at in range(found.n_points.size):
        members = mine[found.cluster == at]
        places = members["place"].value_counts()
        most = sorted(places.index[places == places.max()])[0]
        rows.append(
            {
                "id": f"requests-{at + 1}",
                "name": _name(zone, str(most)),
                "lon": float(_cells(found.lon[at])),
                "lat": float(_cells(found.lat[at])),
                "priority": at + 1,
                "weight": int(found.n_people[at]),
                "n_requests": int(found.n_points[at]),
                "n_residents": int(found.n_people[at]),
                "n_open": int(members["state"].isin(of_open).sum()),
                "width_m": round(float(found.width_m[at]), -2),
                "places": " ".join(sorted(places.index)),
                "first_month": members["filed_at"].min()[:_MONTH],
                "last_month": members["filed_at"].max()[:_MONTH],
            }
        )
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _name(zone: Zone | None, code: str) -> str:
    """What the place of most of the requests is called; its code where no zone tells."""
    frames = () if zone is None else (zone.communities, zone.places)
    for frame in frames:
        if code in frame.index and "name" in frame:
            return str(frame.at[code, "name"])
    return code
