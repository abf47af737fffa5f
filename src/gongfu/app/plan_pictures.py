"""The pictures of a plan: what the map needs from the zone, and the file it is written to."""

from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gongfu.app.asking import about_of
from gongfu.app.place_names import chain_names
from gongfu.app.question import Asked
from gongfu.errors import InputError
from gongfu.io.answers import check_folder
from gongfu.io.atomic import replace_file
from gongfu.model.network import WGS84
from gongfu.plan.new_sites import NewSites
from gongfu.report.asked_plan import Planned
from gongfu.report.plan_map import PlanDrawing, near
from gongfu.report.plan_page import page
from gongfu.report.plan_sheet import sheet
from gongfu.report.points import names_of
from gongfu.report.text import Both, same

ENDINGS: Final = (".svg", ".html")
_BEYOND_DEGREES: Final = 0.01  # about a kilometre


def check_map(path: Path | None) -> None:
    """Raise an InputError if no map could be written to `path`; None is none."""
    if path is None:
        return
    if path.suffix.lower() not in ENDINGS:
        raise InputError(
            f"{str(path)!r} ends in {path.suffix or 'nothing'!r}; the map of a plan must end in "
            f"{' or '.join(ENDINGS)}: .svg has one language, .html both; --out FILE.geojson or "
            "FILE.gpkg writes the sites for a map of your own"
        )
    check_folder(path)


def write_map(drawing: PlanDrawing, path: Path, *, language: str = "en") -> None:
    """Draw a plan.

    Parameters
    ----------
    drawing
        Of an answer of `sites` or `close`.
    path
        .svg in `language`, or .html in both that opens in it; a file that is there is replaced.
    language
        "en" or "zh".
    """
    if path.suffix.lower() == ".svg":
        text = str(sheet(drawing, language))
    else:
        text = page(drawing, language)
    replace_file(path, text.encode())


def drawing_of(
    asked: Asked,
    found: NewSites,
    planned: Planned,
    said: list[Both],
    simulated: Both | None,
    *,
    villages: bool,
) -> PlanDrawing:
    """What the pictures of a plan need.

    Parameters
    ----------
    asked
        The question put to its zone.
    found
        The plan.
    planned, said
        Its figures and its sentences.
    simulated
        Words for the stand-ins that it rests on; None if all is real.
    villages
        Whether candidates are the communities themselves.

    Returns
    -------
    PlanDrawing
        Complete.
    """
    zone, after = asked.zone, found.communities
    mine = zone.communities.loc[after.index]
    points = mine[["lon", "lat", "residents"]].assign(
        before=after["state_before"].to_numpy(object), after=after["state_after"].to_numpy(object)
    )
    sites = found.sites
    names, wheres, swaps = _named(asked, mine, sites, villages=villages)
    boundaries = _boundaries(asked, mine)
    return PlanDrawing(
        zone, about_of(asked), planned, tuple(said), points,
        pd.DataFrame(
            {
                "lon": sites["lon"],
                "lat": sites["lat"],
                "gained": _gained(found).reindex(sites.index, fill_value=0.0),
                "alone": sites["lost_if_dropped"],
                "swap_lost": sites["lost_if_swapped"].where(sites["swap_id"].notna().to_numpy()),
            }
        ),
        names, wheres, swaps, _standing(asked, planned.kind, boundaries), boundaries,
        simulated,
    )  # fmt: skip


def _gained(found: NewSites) -> pd.Series:
    """People who were out of reach, by the new site that is nearest to them."""
    table = found.communities
    new = (table["state_before"] == "out_of_reach") & (table["state_after"] == "reached")
    new = new.to_numpy(bool)
    return table.loc[new, "people"].groupby(table.loc[new, "site_id"].astype(object)).sum()


def _named(
    asked: Asked, mine: pd.DataFrame, sites: pd.DataFrame, *, villages: bool
) -> tuple[tuple[Both, ...], tuple[Both, ...], tuple[Both, ...]]:
    """What sites are called, where they are, and what stands in their place."""
    called = _titles(mine)
    row = mine.index.get_indexer(sites.index) if villages else _nearest(mine, sites)
    chain = chain_names(asked.zone.places, asked.above, pd.Index(mine["place"].iloc[row]))
    places = [Both(en, zh) for en, zh in zip(chain["en"], chain["zh"], strict=True)]
    if villages:
        names = tuple(called[at] for at in row)
        wheres = tuple(places)
        swap = mine.index.get_indexer(pd.Index(sites["swap_id"], dtype=object))
        swaps = tuple(called[at] if at >= 0 else same("") for at in swap)
        return names, wheres, swaps
    own = (sites["name"] if "name" in sites else pd.Series("", sites.index)).fillna("").astype(str)
    names = tuple(
        same(name) if name else near(called[at]) for name, at in zip(own, row, strict=True)
    )
    swaps = tuple(same("" if pd.isna(one) else str(one)) for one in sites["swap_id"])
    return names, tuple(places), swaps


def _titles(communities: pd.DataFrame) -> list[Both]:
    """What communities are called; their ids where they have no name."""
    english, own = names_of(communities)
    return [Both(*names) for names in zip(english, own, strict=True)]


def _nearest(communities: pd.DataFrame, sites: pd.DataFrame) -> NDArray[np.int64]:
    """The community nearest to each site as the crow flies, near enough to say where it is."""
    narrow = np.cos(np.deg2rad(float(communities["lat"].mean())))
    lon, lat = communities["lon"].to_numpy(float) * narrow, communities["lat"].to_numpy(float)
    found = [
        int(np.argmin((lon - narrow * a) ** 2 + (lat - b) ** 2))
        for a, b in zip(sites["lon"], sites["lat"], strict=True)
    ]
    return np.array(found, np.int64)


def _standing(asked: Asked, kind: str, boundaries: gpd.GeoDataFrame | None) -> pd.DataFrame:
    """Facilities of the kind that are there, in the places shown or just beyond their border."""
    facilities = asked.zone.facilities
    mine = facilities.loc[(facilities["kind"] == kind).to_numpy(), ["lon", "lat"]]
    if boundaries is None:
        return mine
    near = boundaries.to_crs(WGS84).union_all().buffer(_BEYOND_DEGREES)
    return mine[shapely.contains_xy(near, mine["lon"], mine["lat"])]


def _boundaries(asked: Asked, mine: pd.DataFrame) -> gpd.GeoDataFrame | None:
    """Outlines of the places that the communities lie in: of counties where there are several."""
    boundaries = asked.zone.boundaries
    if boundaries is None or boundaries.empty:
        return None
    over = set(asked.above.loc[mine["place"].unique()].to_numpy(object).ravel())
    kept = boundaries[boundaries.index.isin(over)]
    levels = asked.zone.places["level"].reindex(kept.index)
    for level in ("county", "township", "prefecture"):
        if (levels == level).sum() > 1:
            return kept[(levels == level).to_numpy()]
    return kept if len(kept) else None
