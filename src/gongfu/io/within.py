"""A list for one place of a zone: which place is meant, and which rows are of it."""

import difflib
from dataclasses import replace

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gongfu.errors import InputError
from gongfu.io.lying import NEAR_M, metres_to, who
from gongfu.model import schema
from gongfu.model.place import ancestors, normal_code
from gongfu.model.zone import Layer, Zone


def place_named(zone: Zone, words: str) -> str:
    """The code of the place that `words` names: a code, or a name that only one place bears.

    Raises
    ------
    InputError
        No place, or several, are called so; the message lists their codes or the nearest names.
    """
    words = words.strip()
    code = normal_code(words)
    if code in zone.places.index:
        return code
    names = zone.places[["name", "name_en"]].astype(str)
    called = (names["name"] == words) | (names["name_en"].str.lower() == words.lower())
    found = list(zone.places.index[called])
    if len(found) == 1:
        return str(found[0])
    if found:
        raise InputError(
            f"within: {len(found)} places are called {words!r}: {', '.join(found[:5])}; "
            "give the code of the one you mean"
        )
    near = difflib.get_close_matches(words, [*names["name"], *names["name_en"]], n=3, cutoff=0.5)
    hint = f"did you mean {', '.join(near)}" if near else "give its code, or its name as in places"
    raise InputError(f"within: the zone has no place {words!r}; {hint}")


def places_in(zone: Zone, code: str) -> pd.Index:
    """The codes of a place and of all places in it."""
    above = ancestors(zone.places)
    return zone.places.index[(above == code).any(axis=1)]


def area_within(zone: Zone, code: str) -> BaseGeometry | None:
    """The boundary of a place, or the union of those of the places in it; None if undrawn."""
    if zone.boundaries is None:
        return None
    if code in zone.boundaries.index:
        return zone.boundaries.geometry[code]
    drawn = zone.boundaries.index.intersection(places_in(zone, code))
    return zone.boundaries.geometry[drawn].union_all() if len(drawn) else None


def communities_in(zone: Zone, code: str) -> NDArray[np.bool_]:
    """Which communities (n,) of the zone lie in a place: by their code, else by its boundary."""
    inside = zone.communities["place"].isin(places_in(zone, code)).to_numpy(bool)
    area = area_within(zone, code)
    if area is None:
        return inside
    above = ancestors(zone.places).loc[code].dropna()
    unsure = zone.communities["place"].isin(above[above != code]).to_numpy(bool)
    return inside | (unsure & _held(area, zone.communities))


def check_communities_in(zone: Zone, code: str, frame: pd.DataFrame) -> None:
    """Raise an InputError if communities of a list belong to other places."""
    out = ~frame["place"].isin(places_in(zone, code)).to_numpy(bool)
    if out.any():
        raise InputError(
            f"communities: {who(frame.index, out)} lie outside {title(zone, code)}, such as in "
            f"{frame['place'][out].iloc[0]}; drop them, or import the list without --within"
        )


def facilities_in(zone: Zone, code: str, frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Which facilities (n,) of the zone lie in a place whose list is `frame`.

    Raises
    ------
    InputError
        The place has no boundary to tell, or rows of the list lie outside it.
    """
    area = area_within(zone, code)
    if area is None:
        raise InputError(
            f"within: {title(zone, code)} has no boundary, so nobody can tell which facilities lie "
            "in it; import boundaries first"
        )
    far_m = metres_to([area], frame["lon"].to_numpy(float), frame["lat"].to_numpy(float))
    out = far_m > NEAR_M
    if out.any():
        raise InputError(
            f"facilities: {who(frame.index, out)} lie outside {title(zone, code)}, up to "
            f"{far_m.max() / 1000.0:,.1f} km; drop them, or import the list without --within"
        )
    return _held(area, zone.facilities)


def known_elsewhere(zone: Zone, code: str, kinds: tuple[str, ...]) -> Layer:
    """The facilities' layer; an InputError if the rest of the zone has no source for some kinds.

    A kind that is listed in one place alone would be out of reach everywhere else, where it is
    in truth unknown.
    """
    layer = zone.layers.get("facilities")
    lost = [kind for kind in kinds if layer is None or kind not in layer.kinds]
    if layer is None or lost:
        raise InputError(
            f"within: outside {title(zone, code)} the zone has no source for {', '.join(lost)}; "
            "everybody there would seem to lack it: first bring a list of the whole zone, or make "
            "a zone of this place alone"
        )
    return layer


def mixed(zone: Zone, code: str, old: Layer | None, new: Layer) -> Layer:
    """A layer whose rows in one place come from `new`, and all others from where they came.

    It stays as weak as the rows elsewhere are; if those in the place are weaker, as weak as they.
    """
    inner = replace(new, kinds=(), parts={}, within={})
    covered = set(places_in(zone, code))
    if old is None or covered == set(zone.places.index):
        return new
    others = {place: layer for place, layer in old.within.items() if place not in covered}
    weakest = max(old.standing, new.standing, key=schema.STANDINGS.index)
    return replace(old, standing=weakest, within={**others, code: inner})


def title(zone: Zone, code: str) -> str:
    """A place in words: its name and its code."""
    return f"{zone.places.at[code, 'name']} ({code})"


def _held(area: BaseGeometry, frame: pd.DataFrame) -> NDArray[np.bool_]:
    shapely.prepare(area)
    inside: NDArray[np.bool_] = shapely.intersects_xy(
        area, frame["lon"].to_numpy(float), frame["lat"].to_numpy(float)
    )
    return inside
