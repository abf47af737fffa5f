"""A bureau's list into a zone: that layer is replaced, everything else stays as it was.

Facilities are replaced kind by kind and figures one by one, so that a zone of stand-ins turns
real piece by piece, and each piece keeps its own standing.
"""

import warnings
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from gongfu.errors import InputError
from gongfu.evidence.ledger import of_documents
from gongfu.io.layers import NOTE, TOWN_ASSUMED
from gongfu.io.lying import (
    NEAR_M,
    ask_about_coordinates,
    check_at_home,
    check_boundaries_here,
    check_in_zone,
    climbed,
    joined_notes,
    scale_at,
    who,
)
from gongfu.io.within import (
    check_communities_in,
    communities_in,
    facilities_in,
    known_elsewhere,
    mixed,
    place_named,
)
from gongfu.model import schema
from gongfu.model.kind import KINDS, check_kinds
from gongfu.model.place import LEVELS
from gongfu.model.schema import row_words
from gongfu.model.zone import Layer, Zone

LAYERS: Final = ("communities", "facilities", "boundaries", "figures")
FEWER: Final = 0.5
"""A list with less than this share of what was there is remarked on."""
_TOP: Final = "zone"
_IF_DENSITY: Final = "--per cell was assumed; --per km2 says that they are densities"
_IF_TOLD_APART: Final = "A table can tell them apart in a column 'urban'"


def bring_in(  # noqa: PLR0913 (where a list comes from, and how far it reaches)
    zone: Zone,
    layer: str,
    frame: pd.DataFrame,
    *,
    source: str,
    standing: str = "published",
    licence: str = "",
    kinds: tuple[str, ...] = (),
    datum_said: bool = False,
    within: str = "",
) -> Zone:
    """The zone with one layer taken from a list.

    Parameters
    ----------
    zone
        Stays as it is.
    layer
        "communities", "facilities", "boundaries" or "figures".
    frame
        What the reader of that layer in `gongfu.io.layers` or `gongfu.io.raster` gave.
    source, standing, licence
        Where the list comes from; it loses the mark "simulated" unless `standing` says so.
    kinds
        Facilities only: the kinds that the list holds; those in the frame if empty.  Other kinds
        of the zone stay, with the source and the standing they had.
    datum_said
        True if the user named the datum, so that nobody asks whether it is GCJ-02.
    within
        Communities and facilities only: the code of the place that the list covers, or its name.
        Rows elsewhere stay, with the source and the standing they had.  "" is the whole zone.

    Returns
    -------
    Zone
        Checked anew.  Communities lie in the place of their code, else in the smallest boundary
        that holds them, else in the one place at the top.

    Raises
    ------
    InputError
        Unknown codes, points outside every boundary, coordinates that seem swapped or in GCJ-02:
        how many, which, and what to do.
    """
    if layer not in LAYERS:
        raise InputError(f"no layer {layer!r} can be brought in; known: {', '.join(LAYERS)}")
    if not source:
        raise InputError(f"{layer}: no source is named; a table without a source enters no zone")
    if within and layer not in ("communities", "facilities"):
        raise InputError(f"within: {layer} are replaced by their codes anyway; leave it out")
    came_from = Layer(standing, source, {}, (), licence)
    place = place_named(zone, within) if within else ""
    if layer == "communities":
        return _communities(zone, frame, came_from, datum_said, place)
    if layer == "facilities":
        held = kinds or tuple(key for key in KINDS if (frame["kind"] == key).any())
        return _facilities(zone, frame, came_from, held, datum_said, place)
    if layer == "boundaries":
        return _boundaries(zone, frame, came_from)
    return _figures(zone, frame, came_from)


def merged_layer(old: Layer | None, new: Mapping[str, Layer]) -> Layer:
    """The facilities' layer once the kinds in `new` come from there, others from where they came.

    The layer itself describes the weakest of its sources; kinds of other sources are its parts.
    """
    sources = {kind: replace(layer, kinds=(), parts={}) for kind, layer in new.items()}
    if old is not None:
        base = replace(old, kinds=(), parts={})
        kept = {kind: old.parts.get(kind, base) for kind in old.kinds if kind not in new}
        sources = kept | sources
    in_order = {kind: sources[kind] for kind in KINDS if kind in sources}
    weakest = max(in_order.values(), key=lambda part: schema.STANDINGS.index(part.standing))
    parts = {kind: part for kind, part in in_order.items() if part != weakest}
    return replace(weakest, kinds=tuple(in_order), parts=parts)


def _communities(
    zone: Zone, frame: pd.DataFrame, came_from: Layer, datum_said: bool, within: str
) -> Zone:
    schema.check_frame(frame, schema.COMMUNITIES, "communities")
    lon, lat = frame["lon"].to_numpy(float), frame["lat"].to_numpy(float)
    zone = _with_top(zone, came_from)
    codes, above = climbed(frame["place"], zone.places.index, "communities")
    datum = ask_about_coordinates(zone, lon, lat, codes, "communities", datum_said)
    away = check_at_home(zone, frame.index, lon, lat, codes, "communities")
    outside: dict[str, str] = {}
    open_ = codes == ""
    if open_.any():
        codes[open_], outside = _places_at(zone, frame.index[open_], lon[open_], lat[open_])
    if not (frame["residents"] > 0).any():
        raise InputError("communities: nobody lives in any of them; check the residents column")
    _warn_against_figures(zone, frame, within)
    read, town = frame.attrs.get(NOTE, {}), _town_note(frame)
    for assumed, remedy in ((read, _IF_DENSITY), (town, _IF_TOLD_APART)):
        if assumed:
            warnings.warn(f"communities: {assumed['en']}  {remedy}", stacklevel=3)
    notes = (read, above, away, outside, datum, town)
    layer = replace(came_from, note=joined_notes(*notes))
    placed = frame.assign(place=codes)
    placed.attrs = {}
    if within:
        check_communities_in(zone, within, placed)
        layer = mixed(zone, within, zone.layers.get("communities"), layer)
        placed = _joined(zone.communities[~communities_in(zone, within)], placed, within)
    else:
        _warn_of_fewer("communities", len(zone.communities), len(placed))
    return zone.with_layers(communities=placed, layers={**zone.layers, "communities": layer})


def _facilities(
    zone: Zone,
    frame: pd.DataFrame,
    came_from: Layer,
    kinds: tuple[str, ...],
    datum_said: bool,
    within: str,
) -> Zone:
    schema.check_frame(frame, schema.FACILITIES, "facilities")
    check_kinds(kinds)
    extra = sorted(set(frame["kind"]) - set(kinds))
    if extra:
        raise InputError(
            f"facilities: the list holds {extra}, which is not among kinds {list(kinds)}; name "
            "them too or drop their rows"
        )
    if not kinds:
        raise InputError("facilities: the list is empty, so nothing can be replaced; check it")
    lon, lat = frame["lon"].to_numpy(float), frame["lat"].to_numpy(float)
    nowhere = np.full(len(frame), "", object)
    note = ask_about_coordinates(zone, lon, lat, nowhere, "facilities", datum_said)
    came_from = replace(came_from, note=joined_notes(frame.attrs.get(NOTE, {}), note))
    check_in_zone(zone, frame.index, lon, lat, "facilities")
    before = zone.layers.get("facilities")
    replaced = zone.facilities["kind"].isin(kinds).to_numpy(bool)
    if within:
        before = known_elsewhere(zone, within, kinds)
        replaced = replaced & facilities_in(zone, within, frame)
        new = {kind: mixed(zone, within, before.of(kind), came_from) for kind in kinds}
    else:
        new = dict.fromkeys(kinds, came_from)
    kept = zone.facilities[~replaced]
    if frame.index.isin(kept.index).any():
        frame = frame.set_axis(frame["kind"] + "-" + frame.index.astype(str), axis=0)
    joined = _joined(kept, frame, within)
    for column in joined.columns[[joined[name].dtype.kind not in "fiub" for name in joined]]:
        joined[column] = joined[column].fillna("")
    layers = {**zone.layers, "facilities": merged_layer(before, new)}
    return zone.with_layers(facilities=joined, layers=layers)


def _joined(kept: pd.DataFrame, frame: pd.DataFrame, within: str) -> pd.DataFrame:
    """Rows that stay and rows that come; ids that both have get the place's code before them."""
    name = frame.index.name or kept.index.name
    if within and frame.index.isin(kept.index).any():
        frame = frame.set_axis(f"{within}-" + frame.index.astype(str), axis=0)
    again = frame.index.isin(kept.index)
    if again.any():
        raise InputError(
            f"{'facilities' if 'kind' in frame else 'communities'}: {who(frame.index, again)} have "
            "ids that other rows of the zone use already; give them other ids"
        )
    joined = (pd.concat([kept, frame]) if len(kept) else frame).rename_axis(name)
    joined.attrs = {}
    return joined


def _boundaries(zone: Zone, frame: gpd.GeoDataFrame, came_from: Layer) -> Zone:
    if not frame.index.is_unique:
        raise InputError(
            f"boundaries: {who(frame.index, frame.index.duplicated())} have a code that stood "
            "before; merge the parts of a place into one"
        )
    layers = {**zone.layers, "boundaries": came_from}
    shapes = frame[["level", "geometry"] if "level" in frame else ["geometry"]]
    if not len(zone.places):
        places = _places_of(frame)
        return zone.with_layers(
            places=places, boundaries=shapes, layers={**layers, "places": came_from}
        )
    lost = ~frame.index.isin(zone.places.index)
    if lost.any():
        raise InputError(
            f"boundaries: {who(frame.index, lost)} are places that the zone does not have; "
            "correct the codes or drop their rows"
        )
    check_boundaries_here(zone, frame)
    if zone.boundaries is not None:
        _warn_of_fewer("boundaries", len(zone.boundaries), len(frame))
    levels = zone.places["level"].reindex(frame.index)
    return zone.with_layers(boundaries=shapes.assign(level=levels), layers=layers)


def _figures(zone: Zone, frame: pd.DataFrame, came_from: Layer) -> Zone:
    schema.check_frame(frame, schema.FIGURES, "figures")
    lost = ~frame["place"].isin(zone.places.index).to_numpy()
    if lost.any():
        raise InputError(
            f"figures: the zone does not have the place {frame['place'][lost].iloc[0]!r} in "
            f"{row_words(lost, np.arange(1, len(frame) + 1))}; correct the codes"
        )
    keys = ["place", "indicator", "period"]
    new = pd.MultiIndex.from_frame(frame[keys])
    stay = ~pd.MultiIndex.from_frame(zone.figures[keys]).isin(new)
    stay |= of_documents(zone.figures).to_numpy(bool)  # the ledger keeps what documents say
    kept = zone.figures[stay]
    joined = pd.concat([kept, frame], ignore_index=True) if len(kept) else frame
    before = zone.layers.get("figures")
    layer = came_from
    if before is not None and len(kept) and before.source != came_from.source:
        weakest = max((before, came_from), key=lambda part: schema.STANDINGS.index(part.standing))
        layer = replace(
            before, standing=weakest.standing, source=f"{before.source}; {came_from.source}"
        )
    return zone.with_layers(figures=joined, layers={**zone.layers, "figures": layer})


def _warn_of_fewer(layer: str, n_before: int, n_after: int) -> None:
    """Say so where a list leaves far fewer rows than it replaces."""
    if n_after < n_before * FEWER:
        warnings.warn(
            f"{layer}: {n_before:,} rows became {n_after:,}; a list replaces the whole layer: "
            "bring one that covers the zone, or add the others to it",
            stacklevel=4,
        )


def _warn_against_figures(zone: Zone, frame: pd.DataFrame, within: str) -> None:
    """Say so where a list holds far more or fewer people than the zone's own figures count."""
    tops = [within] if within else list(zone.places.index[zone.places["parent"] == ""])
    known = zone.figures[
        (zone.figures["indicator"] == "residents") & (zone.figures["bound"] == "=")
    ]
    known = known[known["place"].isin(tops)].sort_values("period")
    latest = known.drop_duplicates("place", keep="last")
    if len(latest) != len(tops) or not len(tops):
        return
    listed, published = float(frame["residents"].sum()), float(latest["value"].sum())
    if not FEWER * published <= listed <= published / FEWER:
        warnings.warn(
            f"communities: {listed:,.0f} people in the list, but {published:,.0f} by the zone's "
            f"figures ({latest['period'].iloc[-1]}); check the column of residents and its unit",
            stacklevel=4,
        )


def _town_note(frame: pd.DataFrame) -> dict[str, str]:
    """What a reader must know of people whose list does not tell town from country."""
    assumed = frame.attrs.get(TOWN_ASSUMED)
    if assumed is None:
        return {}
    as_en, as_zh = ("town", "城镇") if assumed else ("country", "乡村")
    return {
        "en": f"Town and country were not told apart; all count as {as_en}.",
        "zh": f"资料未区分城乡，全部按{as_zh}计。",
    }


def _with_top(zone: Zone, came_from: Layer) -> Zone:
    """The zone itself, or one whose only place is the zone as a whole if it has none."""
    if len(zone.places):
        return zone
    top = pd.DataFrame(
        {"name": zone.name["zh"], "name_en": zone.name["en"], "level": "county", "parent": ""},
        index=pd.Index([_TOP], name="code"),
    )
    return zone.with_layers(places=top, layers={**zone.layers, "places": came_from})


def _places_at(
    zone: Zone, ids: pd.Index, lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.object_], dict[str, str]]:
    """The smallest place around each point, and a note on those that lie just outside."""
    if zone.boundaries is None or not len(zone.boundaries):
        tops = zone.places.index[zone.places["parent"] == ""]
        if len(tops) != 1:
            raise InputError(
                f"communities: {len(ids)} name no place, the zone has no boundaries and "
                f"{len(tops)} places at the top; import boundaries first, or fill `place`"
            )
        return np.full(len(ids), tops[0], object), {}
    shapes = zone.boundaries.geometry.to_numpy()
    codes = zone.boundaries.index.to_numpy(object)
    depth = zone.places["level"].map({n: at for at, n in enumerate(LEVELS)}).reindex(codes)
    tree = STRtree(shapes)
    point, shape = tree.query(shapely.points(lon, lat), predicate="intersects")
    order = np.lexsort((shapely.area(shapes)[shape], -depth.to_numpy()[shape], point))
    point, shape = point[order], shape[order]
    first = np.flatnonzero(np.diff(point, prepend=-1))
    found = np.full(len(ids), "", object)
    found[point[first]] = codes[shape[first]]
    outside = np.flatnonzero(found == "")
    if not outside.size:
        return found, {}
    near, far_m = _nearest(shapes, depth.to_numpy(), lon[outside], lat[outside])
    if (near < 0).any():
        mask = np.zeros(len(ids), bool)
        mask[outside[near < 0]] = True
        raise InputError(
            f"communities: {who(ids, mask)} lie outside every boundary, up to "
            f"{far_m.max() / 1000.0:.1f} km; correct their coordinates, drop them, or give their "
            "place"
        )
    found[outside] = codes[near]
    n, most = outside.size, far_m.max()
    return found, {
        "en": f"Outside every boundary, by up to {most:.0f} m: {n:,} of {len(ids):,} points; each "
        "counts in the nearest place.",
        "zh": f"{n} 个点位于所有边界之外(最远 {most:.0f} 米),计入最近的地区。",
    }


def _nearest(
    shapes: NDArray[np.object_],
    depth: NDArray[np.float64],
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each point the nearest of the smallest places within `NEAR_M`, or -1.

    Also about how many metres it is to the nearest shape of all: a town and its county share
    their coast, so the place is the deeper one, though the county may be a hair nearer.
    """
    scale = scale_at(float(lat.mean()))
    flat = shapely.transform(shapes, lambda xy: xy * scale)
    at = shapely.points(np.column_stack([lon, lat]) * scale)
    tree = STRtree(flat)
    _, far_m = tree.query_nearest(at, return_distance=True, all_matches=False)
    point, shape = tree.query(at, predicate="dwithin", distance=NEAR_M)
    order = np.lexsort((shapely.distance(at[point], flat[shape]), -depth[shape], point))
    point, shape = point[order], shape[order]
    answer = np.full(lon.size, -1)
    first = np.flatnonzero(np.diff(point, prepend=-1))
    answer[point[first]] = shape[first]
    return answer, far_m


def _places_of(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    lost = (frame["level"] == "").to_numpy() if "level" in frame else np.ones(len(frame), bool)
    if lost.any():
        raise InputError(
            f"boundaries: {who(frame.index, lost)} have no level, and their codes do not tell "
            f"it; add a column level with one of {', '.join(LEVELS)}"
        )
    inside = frame.geometry.representative_point()
    name = frame["name"].where(frame["name"] != "", frame.index.to_series())
    known = set(frame.index)
    parent = [
        given
        if given in known
        else next((c[:n] for n in (9, 6, 4, 2) if n < len(c) and c[:n] in known), "")
        for c, given in zip(frame.index, frame["parent"], strict=True)
    ]
    return pd.DataFrame(
        {
            "name": name,
            "name_en": frame["name_en"].where(frame["name_en"] != "", name),
            "level": frame["level"],
            "parent": parent,
            "lon": inside.x,
            "lat": inside.y,
        },
        index=frame.index.rename("code"),
    )
