"""Supply against demand: places per head where people live, shared with all who reach them.

Every function reads travel times from `travel_times` and gives the same columns.  Facilities of
different kinds are never added: each kind is a supply of its own, for which all residents ask.
What lies beyond the streets and frames given is not known here: facilities and people within the
limit around the region belong in the frames, and are cut away after the measure.

A community off the network has NaN: what its people reach is not known, which is not nothing.
The times name those in `attrs["off_network"]`; a table that has lost its `attrs`, as in a merge,
cannot, and then such a community has 0.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError
from gongfu.measure.decay import Decay, step
from gongfu.measure.times import numbered
from gongfu.model.schema import Column, check_frame

__all__ = (
    "balanced_floating_catchment",
    "modified_two_step_floating_catchment",
    "spatial_availability",
    "three_step_floating_catchment",
    "two_step_floating_catchment",
)

Floats = NDArray[np.float64]


def two_step_floating_catchment(
    communities: pd.DataFrame,
    facilities: pd.DataFrame,
    times: pd.DataFrame,
    *,
    decay: Decay | None = None,
) -> pd.DataFrame:
    """Places per head, each facility shared among all who reach it (2SFCA, E2SFCA).

    Parameters
    ----------
    communities
        Index `community_id`; column `residents` (people >= 0).
    facilities
        Index `facility_id`; columns `kind`, `capacity` (people >= 0, none missing).
    times
        From `travel_times` of these communities and facilities.
    decay
        How willingness to travel fades, from `gongfu.measure.decay`; its limit is the catchment.
        None: `step(900.0)`.  With a step this is the 2SFCA, with any other the E2SFCA.

    Returns
    -------
    DataFrame
        One row per community and kind, communities in the caller's order, kinds as they first
        occur in `facilities`: `community_id`, `kind`, `places_per_head`, `places` (the same times
        residents).  A community that reaches nothing has 0, one off the network NaN.

    Notes
    -----
    Luo and Wang 2003; with decay Luo and Qi 2009.  With weights w and residents P,
    A_i = sum_j w_ij S_j / sum_k w_kj P_k.  Conserves supply: `places` sum to the capacity of the
    facilities that somebody reaches.
    """
    demand = _demand(communities, facilities, times, decay)

    rate = demand.per_head(demand.capacity, demand.weight)
    return demand.labelled(demand.summed(demand.weight, rate))


def modified_two_step_floating_catchment(
    communities: pd.DataFrame,
    facilities: pd.DataFrame,
    times: pd.DataFrame,
    *,
    decay: Decay | None = None,
) -> pd.DataFrame:
    """Places per head where distance also loses places, not only shares them (M2SFCA).

    Parameters
    ----------
    communities, facilities, times, decay
        As for `two_step_floating_catchment`.

    Returns
    -------
    DataFrame
        As from `two_step_floating_catchment`.

    Notes
    -----
    Delamater 2013: A_i = sum_j w_ij² S_j / sum_k w_kj P_k.  Does not conserve supply, and means
    not to: `places` sum to less than the capacity wherever a weight is below 1; what is missing
    is what poor configuration costs.  With a step it is the 2SFCA.
    """
    demand = _demand(communities, facilities, times, decay)

    rate = demand.per_head(demand.capacity, demand.weight)
    return demand.labelled(demand.summed(demand.weight * demand.weight, rate))


def three_step_floating_catchment(
    communities: pd.DataFrame,
    facilities: pd.DataFrame,
    times: pd.DataFrame,
    *,
    decay: Decay | None = None,
) -> pd.DataFrame:
    """Places per head where people divide their demand among what they reach (3SFCA).

    Parameters
    ----------
    communities, facilities, times, decay
        As for `two_step_floating_catchment`.

    Returns
    -------
    DataFrame
        As from `two_step_floating_catchment`.

    Notes
    -----
    Wan, Zou and Sternberg 2012: before the two steps, people choose among the facilities of a
    kind by G_ij = w_ij / sum_k w_ik; then G w stands for w in both steps.  Conserves supply.
    """
    demand = _demand(communities, facilities, times, decay)

    chosen = demand.weight * demand.share_of_home()
    rate = demand.per_head(demand.capacity, chosen)
    return demand.labelled(demand.summed(chosen, rate))


def balanced_floating_catchment(
    communities: pd.DataFrame,
    facilities: pd.DataFrame,
    times: pd.DataFrame,
    *,
    decay: Decay | None = None,
) -> pd.DataFrame:
    """The level of service where nobody is counted twice (BFCA).

    Parameters
    ----------
    communities, facilities, times, decay
        As for `two_step_floating_catchment`.

    Returns
    -------
    DataFrame
        As from `two_step_floating_catchment`; see the notes for what `places` conserve.

    Notes
    -----
    Paez, Higgins and Vivona 2019: people are divided among facilities by w_ij / sum_k w_ik, and a
    facility's level of service L_j = S_j / its people among communities by w_ij / sum_k w_kj.
    Conserves people (every resident who reaches something is counted once) and levels of service
    (`places_per_head` sum to the sum of L_j), but not capacity: `places` need not sum to it.
    A finer division of the same region into communities lowers every figure, so that only figures
    of one division may be compared.
    """
    demand = _demand(communities, facilities, times, decay)

    level = demand.per_head(demand.capacity, demand.share_of_home())
    return demand.labelled(demand.summed(demand.share_of_site(demand.weight), level))


def spatial_availability(
    communities: pd.DataFrame,
    facilities: pd.DataFrame,
    times: pd.DataFrame,
    *,
    decay: Decay | None = None,
    demand_exponent: float = 1.0,
) -> pd.DataFrame:
    """The places that fall to each community when each facility is divided once among all.

    Parameters
    ----------
    communities, facilities, times, decay
        As for `two_step_floating_catchment`.
    demand_exponent
        How much more a larger community gets: 1 in proportion to residents, 0 not at all.  >= 0.

    Returns
    -------
    DataFrame
        As from `two_step_floating_catchment`; `places` is the availability, `places_per_head` NaN
        where nobody lives.

    Notes
    -----
    Soukhov, Paez, Higgins and Mohamed 2023: V_i = sum_j S_j w_ij P_i^a / sum_k w_kj P_k^a.
    Conserves supply.  With a = 1 the places per head are those of the two-step floating
    catchment; the derivation says why they add up.
    """
    if not (np.isfinite(demand_exponent) and demand_exponent >= 0.0):
        raise InputError(f"demand_exponent is {demand_exponent!r}; it must be a finite number >= 0")
    demand = _demand(communities, facilities, times, decay)

    people = demand.residents
    pull = np.where(people > 0.0, people**demand_exponent, 0.0)
    share = demand.share_of_site(demand.weight * pull[demand.home])
    places = demand.summed(share, demand.capacity)
    per_head = np.divide(
        places, people[:, None], out=np.full(places.shape, np.nan), where=people[:, None] > 0.0
    )
    return demand.labelled(per_head, places)


@dataclass(frozen=True, slots=True, eq=False)
class _Demand:
    """C communities, F facilities of K kinds, P pairs that count.

    residents (C,), capacity (F,) people; off (C,) no street is near; home, site (P,) positions;
    weight (P,) > 0.
    """

    communities: pd.Index
    kinds: pd.Index
    kind_at: NDArray[np.int64]
    residents: Floats
    off: NDArray[np.bool_]
    capacity: Floats
    home: NDArray[np.int64]
    site: NDArray[np.int64]
    weight: Floats

    def per_head(self, supply: Floats, weight: Floats) -> Floats:
        """(F,) supply over the people who ask, 0 where nobody does."""
        load = np.bincount(self.site, weight * self.residents[self.home], supply.size)
        return np.divide(supply, load, out=np.zeros(supply.size), where=load > 0.0)

    def share_of_home(self) -> Floats:
        """(P,) the weight over all weights of its community and kind."""
        cell = self.home * len(self.kinds) + self.kind_at[self.site]
        return self.weight / np.bincount(cell, self.weight)[cell]

    def share_of_site(self, weight: Floats) -> Floats:
        """(P,) the weight over all weights of its facility, 0 where they are all 0."""
        whole = np.bincount(self.site, weight, self.capacity.size)[self.site]
        return np.divide(weight, whole, out=np.zeros(weight.size), where=whole > 0.0)

    def summed(self, weight: Floats, at_site: Floats) -> Floats:
        """(C, K) sum over the pairs of weight times what the facility has."""
        n, n_kinds = len(self.communities), len(self.kinds)
        cell = self.home * n_kinds + self.kind_at[self.site]
        sums = np.bincount(cell, weight * at_site[self.site], n * n_kinds)
        return sums.astype(float).reshape(n, n_kinds)

    def labelled(self, per_head: Floats, places: Floats | None = None) -> pd.DataFrame:
        places = per_head * self.residents[:, None] if places is None else places
        off = self.off[:, None]
        per_head, places = np.where(off, np.nan, per_head), np.where(off, np.nan, places)
        return table_of_places(self.communities, self.kinds, per_head, places)


def table_of_places(
    communities: pd.Index, kinds: pd.Index, per_head: Floats, places: Floats
) -> pd.DataFrame:
    """The frame of every catchment, from columns (n, K)."""
    n, n_kinds = len(communities), len(kinds)
    return pd.DataFrame(
        {
            "community_id": pd.Categorical.from_codes(
                np.arange(n).repeat(n_kinds), categories=communities
            ),
            "kind": pd.Categorical.from_codes(np.tile(np.arange(n_kinds), n), categories=kinds),
            "places_per_head": per_head.ravel(),
            "places": places.ravel(),
        }
    )


def _demand(
    communities: pd.DataFrame, facilities: pd.DataFrame, times: pd.DataFrame, decay: Decay | None
) -> _Demand:
    check_frame(communities, (Column("residents", "people"),), "communities")
    check_frame(facilities, (Column("kind"), Column("capacity", "people")), "facilities")
    decay = step(900.0) if decay is None else decay
    home, site, time_s = numbered(times, communities, facilities, decay.limit_s)
    weight = decay(time_s)
    counts = weight > 0.0
    kinds = pd.Index(facilities["kind"].unique(), dtype=object)
    return _Demand(
        communities.index,
        kinds,
        kinds.get_indexer(pd.Index(facilities["kind"])),
        communities["residents"].to_numpy(float),
        communities.index.isin(list(times.attrs.get("off_network", ()))),
        facilities["capacity"].to_numpy(float),
        home[counts],
        site[counts],
        weight[counts],
    )
