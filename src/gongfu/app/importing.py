"""Bring real data into a zone: a city from OpenStreetMap, or a bureau's own lists."""

import warnings
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from gongfu.app.progress import Progress, part, silent
from gongfu.errors import ConflictError, InputError
from gongfu.io import layers, listing, raster
from gongfu.io.bring import bring_in
from gongfu.io.elevation import with_slopes
from gongfu.io.osm import OsmExtract, read_osm
from gongfu.io.sheets import read_area
from gongfu.io.tables import folder_kind, read_zone, write_zone
from gongfu.io.within import area_within, place_named
from gongfu.model.zone import Layer, Zone

LAYERS: Final = ("communities", "facilities", "boundaries", "figures")
ELEVATION: Final = "elevation"
FEWER: Final = 0.5  # a list with less than this share of what was there is remarked on
_OF_PEOPLE: Final = ("community_id", "place", "urban")  # headings that only people have
_OF_BOTH: Final = ("name", "lon", "lat")


def import_osm(  # noqa: PLR0913 (one knob per thing that a city's file may lack)
    file: str | Path,
    path: str | Path,
    *,
    into: str | Path | None = None,
    boundary: str | Path | None = None,
    people: str | Path | None = None,
    facilities: str | Path | None = None,
    elevation: str | Path | None = None,
    columns: Mapping[str, str] | str = "",
    streets_only: bool = False,
    datum: str | None = None,
    cell_m: float | None = None,
    per: str | None = None,
    progress: Progress | None = None,
) -> Zone:
    """A zone from one OpenStreetMap file: streets, facilities and residents.

    Parameters
    ----------
    file
        An extract such as `city.osm.pbf`.  Streets and facilities around the place of interest
        should be in it as well, as far as people travel.
    path
        Folder of the zone to write: new, or the same as `into`.
    into
        A zone to start from: its streets and facilities are replaced, and its residents if
        `people` is given or it has none; everything else stays.  None: a new zone.
    boundary
        Map file of polygons; only people inside count.
    people
        Residents: a population grid (GeoTIFF) or a table of points or cells.  Without it residents
        are spread over the residential buildings of `file`, and marked simulated.
    facilities
        A list of facilities that replaces those kinds which it holds; see `import_layer`.
    elevation
        GeoTIFF of elevations in metres, for the slopes of the streets; without it they are level.
    columns
        What `people` and `facilities` call our columns, ours to theirs: {"residents":
        "population", "kind": "type"}, or the same as text "residents=population,kind=type".
    streets_only
        Take the streets and nothing else.
    datum
        Of the coordinates in `people` and `facilities`: "wgs84", "gcj02", "bd09", or a coordinate
        system such as "EPSG:4549".  None: WGS84 is taken, and an InputError asks if they look
        like GCJ-02.
    cell_m, per
        Of a population grid; see `raster.read_people`.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Zone
        As written to `path`.

    Raises
    ------
    InputError
        A file that cannot be used: which rows, and what to do.
    ConflictError
        `path` is another zone already, or somebody changed it meanwhile.
    """
    say = progress or silent
    in_place = into is not None and Path(into).resolve() == Path(path).resolve()
    if not in_place and folder_kind(Path(path)) == "zone":
        raise ConflictError(
            f"{str(path)!r} is a zone already; to replace its streets and facilities, "
            "use --into with it, or choose a new folder"
        )
    base = None if into is None else read_zone(into)
    area = None if boundary is None else read_area(boundary)
    homes_in = area
    if area is None and base is not None and base.boundaries is not None:
        homes_in = base.boundaries.union_all()
    extract = read_osm(
        file, boundary=homes_in, streets_only=streets_only, progress=part(say, 0.0, 0.7)
    )

    zone = _with_streets(base, extract)
    if elevation is not None:
        say(0.7, "measuring slopes")
        zone = _with_slopes(zone, elevation)
    elif base is not None and ELEVATION in base.layers:
        warnings.warn(
            "the new streets are level: the slopes of the old ones went with them; "
            "`gongfu import elevation FILE.tif --into ZONE` measures them again",
            stacklevel=2,
        )
    say(0.75, "placing people and facilities")
    if not streets_only and extract.kinds:
        zone = _with_facilities(zone, extract)
    people_columns, facility_columns = _divided(_columns(columns))
    if facilities is not None:
        found = listing.read_listing(
            facilities,
            columns=facility_columns,
            datum=datum or "wgs84",
            area=_around(zone),
            source=Path(facilities).name,
        )
        zone = bring_in(zone, "facilities", **found, datum_said=datum is not None)
    if people is not None:
        rows = raster.read_people(
            people,
            columns=people_columns,
            area=area,
            datum=datum or "wgs84",
            cell_m=cell_m,
            per=per,
            grid_area=_area(zone),
        )
        zone = bring_in(
            zone, "communities", rows, source=Path(people).name, datum_said=datum is not None
        )
    elif not streets_only and zone.communities.empty:
        zone = _with_people_of_buildings(zone, extract)

    say(0.9, "writing the zone")
    return _written(zone, path, based_on=base.inputs if base and in_place else None)


def import_layer(  # noqa: PLR0913 (one knob per thing that a list does not say itself)
    layer: str,
    file: str | Path,
    into: str | Path,
    *,
    columns: Mapping[str, str] | str = "",
    source: str = "",
    datum: str | None = None,
    within: str = "",
    cell_m: float | None = None,
    per: str | None = None,
    progress: Progress | None = None,
) -> Zone:
    """The zone `into` with one layer replaced by a bureau's own list.

    Parameters
    ----------
    layer
        "communities", "facilities", "boundaries" or "figures".
    file
        CSV, workbook, GeoJSON, GeoPackage, Shapefile or Parquet; FILE#SHEET names a part of it.
        For communities also a GeoTIFF of residents; for facilities also the places of Overture
        Maps and features of OpenStreetMap as GeoParquet; for boundaries also the divisions of
        Overture Maps.
    into
        Folder of the zone.  The layer loses its mark "simulated", no other layer changes; of
        facilities only the kinds that the list holds are replaced.
    columns
        What the list calls our columns; see `import_osm`.
    source
        Who published the list; its file name if empty.
    datum
        Of its coordinates; see `import_osm`.
    within
        Communities and facilities: the place that the list covers, by code or name.  Rows
        elsewhere stay as they are.  "" is the whole zone.
    cell_m, per
        Of a population grid; see `raster.read_people`.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Zone
        As written.

    Raises
    ------
    InputError
        Rows that cannot be used: which, and what to do.
    """
    say = progress or silent
    say(0.0, "reading the zone")
    zone = read_zone(into)
    say(0.4, f"reading {Path(file).name}")
    if within:
        within = place_named(zone, within)
    given: dict[str, Any] = {"columns": _columns(columns), "datum": datum or "wgs84"}
    said = source or Path(file).name
    place = area_within(zone, within) if within else None
    if layer == "communities":
        near = place if within else _area(zone)
        found = {"frame": _people(file, near, cell_m, per, **given), "source": said}
    elif cell_m is not None or per is not None:
        raise InputError(f"cell and per are for grids of people; leave them out for {layer}")
    elif layer == "facilities":
        near = place if within else _around(zone)
        found = listing.read_listing(file, area=near, source=said, **given)
    elif layer == "boundaries":
        found = listing.read_outlines(file, places=zone.places, source=said, **given)
    elif layer == "figures":
        rows = layers.read_figures(file, columns=given["columns"], source=source)
        found = {"frame": rows, "source": said}
    else:
        raise InputError(f"no layer {layer!r} can be imported; known: {', '.join(LAYERS)}")
    changed = bring_in(zone, layer, **found, datum_said=datum is not None, within=within)
    if layer == "facilities" and not within:
        _warn_of_fewer(zone, changed)
    say(0.7, "writing the zone")
    return _written(changed, into, based_on=zone.inputs)


def import_elevation(
    file: str | Path,
    into: str | Path,
    *,
    source: str = "",
    progress: Progress | None = None,
) -> Zone:
    """The zone `into` with the slopes of its streets, from an elevation model.

    Parameters
    ----------
    file
        GeoTIFF of one band of elevations in metres, in any coordinate system.
    into
        Folder of a zone with streets; slopes that they had are replaced.
    source
        Who published the file; its file name if empty.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Zone
        As written; the note of its layer "elevation" says what was found.

    Raises
    ------
    InputError
        The zone has no streets, or the file cannot be used: why, and what to do.
    """
    say = progress or silent
    say(0.0, "reading the zone")
    zone = read_zone(into)
    say(0.4, "measuring slopes")
    changed = _with_slopes(zone, file, source=source)
    if changed.network is not None and not changed.network.footing.any():
        warnings.warn(
            "the streets name no bridge, tunnel or steps, so all of them follow the ground; if an "
            "older gongfu imported them, import the OpenStreetMap file again with --elevation",
            stacklevel=2,
        )
    say(0.8, "writing the zone")
    return _written(changed, into, based_on=zone.inputs)


def _with_slopes(zone: Zone, file: str | Path, source: str = "") -> Zone:
    if zone.network is None:
        raise InputError(
            "the zone has no streets that could have slopes; bring them first: "
            "gongfu import osm FILE.osm.pbf --into ZONE"
        )
    found = with_slopes(zone.network, file)
    layer = Layer("published", source or found.source, found.words)
    return zone.with_layers(network=found.network, layers={**zone.layers, ELEVATION: layer})


def _warn_of_fewer(before: Zone, after: Zone) -> None:
    """Say so where a list that replaced a kind holds far fewer facilities than there were."""
    had, have = (zone.facilities["kind"].value_counts() for zone in (before, after))
    for kind, n_before in had.items():
        n_after = int(have.get(kind, 0))
        if n_after < n_before * FEWER:
            warnings.warn(
                f"{kind}: {n_before:,} facilities became {n_after:,}; a list replaces its kinds in "
                "the whole zone: bring one that covers the zone, or add the others to it",
                stacklevel=3,
            )


def _people(
    file: str | Path, area: Any, cell_m: float | None, per: str | None, **given: Any
) -> pd.DataFrame:
    """The communities of a raster, or of a list."""
    if Path(file).suffix.lower() in raster.RASTER_SUFFIXES:
        return raster.read_people(file, area=area, cell_m=cell_m, per=per, **given)
    if cell_m is not None or per is not None:
        raise InputError(f"{Path(file).name}: {raster.RASTERS_ONLY}")
    return layers.read_communities(file, area=area, **given)


def _area(zone: Zone) -> Any:
    """Where people of the zone live; None if nobody knows."""
    if zone.boundaries is not None and len(zone.boundaries):
        return zone.boundaries.union_all()
    return zone.extent


def _around(zone: Zone) -> Any:
    """Where facilities count: also beyond the boundaries, as far as streets are known."""
    area = _area(zone)
    return area if zone.extent is None or area is None else area.union(zone.extent)


def _columns(columns: Mapping[str, str] | str) -> Mapping[str, str]:
    return layers.parse_columns(columns) if isinstance(columns, str) else columns


def _divided(columns: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What people call their columns, and what facilities do."""
    people = {ours for ours in columns if ours in _OF_PEOPLE or ours.startswith("residents")}
    return (
        {o: theirs for o, theirs in columns.items() if o in people or o in _OF_BOTH},
        {o: theirs for o, theirs in columns.items() if o not in people},
    )


def _with_streets(base: Zone | None, extract: OsmExtract) -> Zone:
    if base is None:
        top = extract.places.iloc[0]
        base = Zone(name={"en": top["name_en"] or top["name"], "zh": top["name"]})
    if base.places.empty:
        own = {name: extract.layers[name] for name in ("places", "boundaries")}
        base = base.with_layers(
            places=extract.places, boundaries=extract.boundaries, layers={**base.layers, **own}
        )
    layers_now = {**base.layers, "network": extract.layers["network"]}
    layers_now.pop(ELEVATION, None)  # of the streets that were there
    return base.with_layers(network=extract.network, extent=extract.extent, layers=layers_now)


def _with_facilities(zone: Zone, extract: OsmExtract) -> Zone:
    """The facilities of the extract, in place of those kinds that it can hold."""
    if zone.facilities.empty:
        layers_now = {**zone.layers, "facilities": extract.layers["facilities"]}
        return zone.with_layers(facilities=extract.facilities, layers=layers_now)
    return bring_in(
        zone,
        "facilities",
        extract.facilities,
        source=extract.source,
        licence=extract.licence,
        kinds=extract.kinds,
        datum_said=True,
    )


def _with_people_of_buildings(zone: Zone, extract: OsmExtract) -> Zone:
    points = extract.communities()
    if zone.places is extract.places:
        layers_now = {**zone.layers, "communities": extract.layers["communities"]}
        return zone.with_layers(communities=points, layers=layers_now)
    return bring_in(
        zone,
        "communities",
        points.assign(place=""),
        source=extract.source,
        standing="simulated",
        licence=extract.licence,
        datum_said=True,
    )


def _written(zone: Zone, path: str | Path, *, based_on: Mapping[str, str] | None) -> Zone:
    return replace(zone, inputs=write_zone(zone, path, based_on=based_on))
