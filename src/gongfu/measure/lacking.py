"""Who lacks what: every community and kind that is not within reach, and how far it would be."""

from typing import Final

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.model.schema import Column, check_frame

__all__ = ("LACKING_STATES", "lacking")

LACKING_STATES: Final = ("out_of_reach", "cannot_be_judged")


def lacking(reach: pd.DataFrame, farther: pd.DataFrame, communities: pd.DataFrame) -> pd.DataFrame:
    """One row for each community and kind that is not within the limit, most residents first.

    Parameters
    ----------
    reach
        From `time_to_nearest`, or cut to the limit by `cut_to_limit`.
    farther
        The same rows in the same order, measured with a longer limit.
    communities
        Index `community_id`; columns `name`, `place`, `residents` (people >= 0).

    Returns
    -------
    DataFrame
        `community_id`, `name`, `place`, `kind`, `residents`, `state` ("out_of_reach", or
        "cannot_be_judged"); `nearest_s`, seconds to the nearest facility of the kind in the data,
        inf if none is within the longer limit; `facility_id`, that facility, missing with inf.
        Communities with most residents come first, of equal ones those that come first in
        `reach`; within one the kinds in their order.  A kind that the source does not hold is
        not listed.

    Notes
    -----
    A facility outside the data may be nearer than the one named: `nearest_s` is then too long,
    never too short.
    """
    columns = (Column("community_id"), Column("kind"), Column("state"))
    check_frame(reach, columns, "reach")
    check_frame(farther, (*columns, Column("facility_id", missing=True)), "farther")
    check_frame(
        communities,
        (Column("name", missing=True), Column("place"), Column("residents", "people")),
        "communities",
    )
    same = all(_alike(reach[name], farther[name]) for name in ("community_id", "kind"))
    at = communities.index.get_indexer(pd.Index(reach["community_id"]))
    if not same or (at < 0).any():
        raise InputError(
            "reach and farther must be the same communities and kinds in the same order, all of "
            "them in communities; measure once with the longer limit and cut it with cut_to_limit"
        )

    rows = np.flatnonzero(reach["state"].isin(LACKING_STATES).to_numpy())
    people = communities["residents"].to_numpy(float)[at[rows]]
    # Kinds of one community keep together: they follow one another in `reach`.
    turn = rows[np.argsort(-people, kind="stable")]
    if len(turn):
        firsts = pd.factorize(at[turn])[0]
        turn = turn[np.argsort(firsts, kind="stable")]

    own = at[turn]
    states = pd.Categorical(reach["state"].iloc[turn].astype(object), categories=LACKING_STATES)
    return pd.DataFrame(
        {
            "community_id": reach["community_id"].iloc[turn].array,
            "name": pd.Categorical(communities["name"].iloc[own].astype(object)),
            "place": pd.Categorical(communities["place"].iloc[own].astype(object)),
            "kind": reach["kind"].iloc[turn].array,
            "residents": communities["residents"].to_numpy(float)[own],
            "state": states,
            "nearest_s": farther["time_s"].to_numpy(float)[turn],
            "facility_id": pd.Categorical(
                farther["facility_id"].iloc[turn].array
            ).remove_unused_categories(),
        }
    )


def _alike(one: pd.Series, other: pd.Series) -> bool:
    """The same labels in the same order, however they are stored."""
    one, other = one.reset_index(drop=True), other.reset_index(drop=True)
    return one.equals(other) or one.astype(object).equals(other.astype(object))
