"""How many places each site needs for the people within its reach."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.measure.decay import Decay, step
from gongfu.measure.times import numbered
from gongfu.model.schema import Column, check_frame

__all__ = ("PlacesNeeded", "places_needed")

Rule = Literal["nearest", "divided"]
_RULES: Final = ("nearest", "divided")
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
_DUST: Final = 1e-9  # of a place: what adding up may leave above a whole number


@dataclass(frozen=True, slots=True, eq=False)
class PlacesNeeded:
    """Places per site, and where the need has no site.

    Attributes
    ----------
    sites
        One row per site in the caller's order: `facility_id`, `people` (of all groups, who are
        sent there), `need_places` (not rounded), `places` (rounded up); where the sites have a
        `capacity` also `capacity`, `missing_places` and `spare_places`.
    by_group
        One row per site and group: `facility_id`, `group`, `people`, `need_places`.
    unserved
        One row per community with a need and no site within the limit: `community_id`, `people`,
        `need_places`, `off_network` (no street is near, so that it cannot be judged).
    need_places
        Of all communities: that of the sites and that of the unserved add up to it.
    places
        Of all sites, rounded up one by one; so up to one for each site more than what they need.
    rule
        How people were sent to sites.
    """

    sites: pd.DataFrame
    by_group: pd.DataFrame
    unserved: pd.DataFrame
    need_places: float
    places: int
    rule: Rule


def places_needed(
    communities: pd.DataFrame,
    facilities: pd.DataFrame,
    times: pd.DataFrame,
    standards: pd.DataFrame,
    *,
    rule: Rule = "nearest",
    decay: Decay | None = None,
) -> PlacesNeeded:
    """Places that each site needs, so that all within reach have theirs.

    Parameters
    ----------
    communities
        Index `community_id`; one column of people (>= 0) for each group of `standards`.
    facilities
        Index `facility_id`; column `kind`, the same for all; `capacity` (people, may be missing)
        if there is one already.
    times
        From `travel_times` of these communities and facilities.
    standards
        Index: the group, a column of `communities`; columns `take_up` (share of the group that
        asks, 0 to 1) and `places_per_thousand` (places for each thousand who ask, >= 0).
    rule
        "nearest": a community goes to its nearest site, of equally near ones to the first.
        "divided": among all within the limit in proportion to the weights of `decay`.
    decay
        How willingness to travel fades, from `gongfu.measure.decay`; its limit is the catchment.
        None: `step(900.0)`.  With "nearest" only the limit counts.

    Returns
    -------
    PlacesNeeded
        Nobody is counted twice, and nobody is left out without being named.

    Notes
    -----
    A community needs sum over groups of people * take_up * places_per_thousand / 1000.  The
    division is the first step of the three-step floating catchment (Wan, Zou and Sternberg 2012);
    sizes found so give every community that is served the same places for each place it needs.
    """
    _check(communities, facilities, standards, rule)
    decay = step(900.0) if decay is None else decay
    home, site, time_s = numbered(times, communities, facilities, decay.limit_s)

    weight = decay(time_s)
    counts = weight > 0.0
    home, site, time_s, weight = home[counts], site[counts], time_s[counts], weight[counts]
    groups = standards.index
    people = communities[list(groups)].to_numpy(float)
    each = (standards["take_up"] * standards["places_per_thousand"] / 1000.0).to_numpy(float)
    need = people * each

    n, m = len(communities), len(facilities)
    if rule == "nearest":
        order = np.lexsort((site, time_s, home))
        first = order[np.unique(home[order], return_index=True)[1]]
        home, site, part = home[first], site[first], np.ones(first.size)
    else:
        part = weight / np.bincount(home, weight, n)[home]
    sent = _summed(part, people, home, site, m)
    asked = _summed(part, need, home, site, m)
    left = (np.bincount(home, minlength=n) == 0) & (need.sum(axis=1) > 0.0)

    sites = _site_table(facilities, sent.sum(axis=1), asked.sum(axis=1))
    by_group = pd.DataFrame(
        {
            "facility_id": np.repeat(facilities.index.to_numpy(), len(groups)),
            "group": np.tile(groups.to_numpy(), m),
            "people": sent.ravel(),
            "need_places": asked.ravel(),
        }
    )
    unserved = pd.DataFrame(
        {
            "community_id": communities.index[left],
            "people": people[left].sum(axis=1),
            "need_places": need[left].sum(axis=1),
            "off_network": communities.index[left].isin(list(times.attrs.get("off_network", ()))),
        }
    )
    return PlacesNeeded(
        sites, by_group, unserved, float(need.sum()), int(sites["places"].sum()), rule
    )


def _summed(part: Floats, values: Floats, home: Whole, site: Whole, m: int) -> Floats:
    """(m, G) sums over the pairs of part times what the community has."""
    columns = [np.bincount(site, part * column[home], m) for column in values.T]
    return np.array(columns, dtype=float).reshape(values.shape[1], m).T


def _site_table(facilities: pd.DataFrame, people: Floats, need: Floats) -> pd.DataFrame:
    places = np.ceil(need - _DUST * np.maximum(need, 1.0)).astype(np.int64)
    table = pd.DataFrame(
        {
            "facility_id": facilities.index,
            "people": people,
            "need_places": need,
            "places": places,
        }
    )
    if "capacity" in facilities.columns:
        capacity = facilities["capacity"].to_numpy(float, na_value=np.nan)
        table["capacity"] = capacity
        table["missing_places"] = np.maximum(places - capacity, 0.0)
        table["spare_places"] = np.maximum(capacity - places, 0.0)
    return table


def _check(
    communities: pd.DataFrame, facilities: pd.DataFrame, standards: pd.DataFrame, rule: str
) -> None:
    if rule not in _RULES:
        raise InputError(f"rule must be one of {', '.join(map(repr, _RULES))}, not {rule!r}")
    if standards.empty:
        raise InputError("standards has no group; give a row for each group that asks for places")
    check_frame(
        standards,
        (
            Column("take_up", "as a share", 0.0, 1.0),
            Column("places_per_thousand", "places"),
        ),
        "standards",
    )
    check_frame(
        communities, tuple(Column(str(group), "people") for group in standards.index), "communities"
    )
    check_frame(
        facilities,
        (Column("kind"), Column("capacity", "people", missing=True, optional=True)),
        "facilities",
    )
    if facilities.empty:
        raise InputError("facilities has no site; give those that stand and those that are planned")
    kinds = facilities["kind"].unique()
    if len(kinds) > 1:
        raise InputError(
            f"facilities are of {len(kinds)} kinds, such as {kinds[0]!r} and {kinds[1]!r}, and "
            "people need places of each; ask for one kind at a time"
        )
