"""Single points for the map: what each reaches and where the nearest is, packed for the browser."""

import base64
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.model.zone import Zone
from gongfu.report.maps import Sheet
from gongfu.report.tables import names
from gongfu.report.text import Both
from gongfu.units import S_PER_MIN

OUT_OF_REACH: Final = 253
CANNOT_BE_JUDGED: Final = 254
NOT_IN_SOURCE: Final = 255
MOST_MINUTES: Final = 252

_UNITS_PER_STEP: Final = 1.0 / 32.0  # of a sheet 1,000 units wide: some 16 m in Zhejiang
_STEPS: Final = (5, 10, 15, 20, 30, 60)
_BANDS: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """M facilities that are the nearest to somebody: sheet units, and names in both languages."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    names: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Demand points as the map needs them: N points, K kinds.

    x, y (N,) sheet units; people (N,); urban (N,); minutes (N, K) uint8: whole minutes begun, up
    to `limit` within reach and beyond it known all the same, or one of the three codes above;
    nearest (N, K) positions in `sites`, -1 where no time is known; place_at (N,) positions in
    `places`, codes from the top down; names (N,) in both languages.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    people: NDArray[np.float64]
    urban: NDArray[np.bool_]
    minutes: NDArray[np.uint8]
    limit: int
    nearest: NDArray[np.int64]
    sites: Sites
    place_at: NDArray[np.int64]
    places: tuple[str, ...]
    names: tuple[tuple[str, ...], tuple[str, ...]]
    kinds: tuple[str, ...]


def gather(zone: Zone, reach: pd.DataFrame, left_out: pd.DataFrame, sheet: Sheet) -> Points:
    """The points of a zone with their times; `left_out` knows what lies beyond the limit."""
    communities = zone.communities
    kinds = tuple(map(str, reach["kind"].unique()))
    limit = min(int(np.ceil(zone.reach.limit_s / S_PER_MIN)), MOST_MINUTES)
    minutes = np.full((len(communities), len(kinds)), NOT_IN_SOURCE, np.uint8)
    nearest = np.full(minutes.shape, -1, np.int64)

    def enter(
        rows: pd.DataFrame, code: NDArray[np.int64], known: NDArray[np.bool_] | None = None
    ) -> None:
        """Codes and nearest facilities of these rows; `known`: those whose facility counts."""
        row = positions(rows["community_id"], communities.index)
        column = positions(rows["kind"], pd.Index(kinds))
        here = row >= 0
        minutes[row[here], column[here]] = code[here]
        if known is not None:
            site = positions(rows["facility_id"], zone.facilities.index)
            nearest[row[here], column[here]] = np.where(known, site, -1)[here]

    states = (("cannot_be_judged", CANNOT_BE_JUDGED), ("out_of_reach", OUT_OF_REACH))
    code = np.full(len(reach), NOT_IN_SOURCE)
    for state, number in states:
        code[(reach["state"] == state).to_numpy(bool)] = number
    met = (reach["state"] == "reached").to_numpy(bool)
    code[met] = np.minimum(_begun(reach["time_s"])[met], limit)
    enter(reach, code, met if "facility_id" in reach else None)

    beyond = (
        left_out[(left_out["state"] == "out_of_reach").to_numpy(bool)] if len(left_out) else None
    )
    if beyond is not None and len(beyond):
        far = np.maximum(_begun(beyond["nearest_s"]), limit + 1)
        enter(beyond, np.where(far <= MOST_MINUTES, far, OUT_OF_REACH), far <= MOST_MINUTES)

    x, y = sheet.place(communities["lon"], communities["lat"])
    nearest, sites = _sites(zone, nearest, sheet)
    codes, place_at = _places(zone)
    return Points(
        x, y, communities["residents"].to_numpy(float), communities["urban"].to_numpy(bool),
        minutes, limit, nearest, sites, place_at, codes, names_of(communities), kinds,
    )  # fmt: skip


def _begun(time_s: pd.Series) -> NDArray[np.int64]:
    """Whole minutes begun; more than any code for what is not known."""
    begun = np.ceil(time_s.to_numpy(float) / S_PER_MIN)
    return np.where(np.isfinite(begun), begun, 9999).astype(np.int64)


def names_of(
    table: pd.DataFrame, *, nameless: str | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """English and own names, one line each; who has none is called `nameless`, or by the id."""
    own = table["name"].astype(object).fillna("").astype(str)
    other = pd.Series(table.index.astype(str), table.index) if nameless is None else nameless
    own = own.where(own.str.strip() != "", other)
    english = table["name_en"].astype(object).fillna("").astype(str) if "name_en" in table else own
    english = english.where(english != "", own)
    return tuple(english.map(_one_line)), tuple(own.map(_one_line))


def positions(labels: pd.Series, index: pd.Index) -> NDArray[np.int64]:
    """Where each label sits in `index`, -1 if nowhere; each different label is looked up once."""
    category = labels.astype("category").cat
    found = index.get_indexer(category.categories)
    return np.append(found, -1)[category.codes].astype(np.int64)


def _one_line(name: str) -> str:
    return " ".join(name.split())


def _sites(zone: Zone, nearest: NDArray[np.int64], sheet: Sheet) -> tuple[NDArray[np.int64], Sites]:
    """Facilities that are nearest to somebody, in the order in which kinds and points name them.

    The names of stand-ins say nothing, so they are not sent.
    """
    flat = nearest.T.ravel()
    met = flat >= 0
    _, first, again = np.unique(flat[met], return_index=True, return_inverse=True)
    rank = np.empty(first.size, np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(first.size)
    renumbered = np.full(flat.size, -1, np.int64)
    renumbered[met] = rank[again]
    used = zone.facilities.iloc[flat[met][np.sort(first)]]
    x, y = sheet.place(used["lon"], used["lat"]) if len(used) else (np.empty(0), np.empty(0))

    layer = zone.layers.get("facilities")
    kinds = used["kind"].astype("category").cat
    made_up = [layer is not None and layer.of(str(k)).standing == "simulated"
               for k in kinds.categories]  # fmt: skip
    real = np.flatnonzero(~np.append(made_up, False)[kinds.codes].astype(bool))
    kept = np.full((2, len(used)), "", object)
    if real.size:
        kept[:, real] = names_of(used.iloc[real], nameless="")
    return renumbered.reshape(nearest.T.shape).T, Sites(x, y, (tuple(kept[0]), tuple(kept[1])))


def _places(zone: Zone) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Codes of the places in which somebody lives and of those above them, the upper first."""
    parent = dict(zip(zone.places.index, zone.places["parent"], strict=True))
    wanted: dict[str, None] = {}
    for code in zone.communities["place"].unique():
        chain = []
        while code and code not in wanted:
            chain.append(code)
            code = parent.get(code, "")
        wanted.update(dict.fromkeys(reversed(chain)))
    codes = tuple(map(str, wanted))
    return codes, positions(zone.communities["place"], pd.Index(codes))


def bands(limit: int) -> list[int]:
    """At most three round limits in minutes, the last the measured one: 5, 10 and 15."""
    step = next((step for step in _STEPS if -(-limit // step) <= _BANDS), -(-limit // _BANDS))
    return [*range(step, limit, step), limit]


def packed(points: Points, zone: Zone) -> str:
    """All that the map needs as gzip in base64; the same points give the same bytes.

    Blocks one after another, little-endian: x, y (uint16), people (uint32, in
    hundredths where some are fractions), place (uint32), town
    (uint8), then minutes (uint8) of each kind; then for each kind the nearest facility of each
    point, as three planes of bytes: 0 where none is known, 1 for a facility not met before, else
    how many newer ones were met since, plus 2; then where each facility lies from the point that
    met it first (x, y, int16, each as two planes).  Last come texts, blocks parted by NUL, lines
    within: names of points, names of facilities, places (English, own, number of the parent,
    level).
    """
    x, y = (_steps(values) for values in (points.x, points.y))
    blocks = [
        x.astype("<u2").tobytes(),
        y.astype("<u2").tobytes(),
        np.rint(np.nan_to_num(points.people) * _per_person(points)).astype("<u4").tobytes(),
        points.place_at.astype("<u4").tobytes(),
        points.urban.astype("u1").tobytes(),
        np.ascontiguousarray(points.minutes.T).tobytes(),
    ]
    back, first = _met_before(points.nearest)
    blocks += [_planes(back, 3)]
    at = first % points.x.size if first.size else first
    for own, of_site in ((x, points.sites.x), (y, points.sites.y)):
        blocks.append(_planes(np.clip(_steps(of_site) - own[at], -32768, 32767) & 0xFFFF, 2))
    lists = [_lines(points.names), _lines(points.sites.names), _place_lines(points, zone)]
    blocks.append("\0".join(lists).encode())
    return base64.b64encode(gzip.compress(b"".join(blocks), 6, mtime=0)).decode()


def _per_person(points: Points) -> int:
    """1 where all counts are whole, else 100."""
    people = np.nan_to_num(points.people)
    return 1 if (people == np.rint(people)).all() else 100


def _steps(units: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.clip(np.rint(np.nan_to_num(units) / _UNITS_PER_STEP), 0, 65535).astype(np.int64)


def _planes(numbers: NDArray[np.int64], n_bytes: int) -> bytes:
    """The lowest byte of every number, then the next: bytes that resemble lie together."""
    return b"".join(((numbers >> 8 * byte) & 255).astype("u1").tobytes() for byte in range(n_bytes))


def _met_before(nearest: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(K * N,) the codes that `packed` describes, and where each facility was new."""
    flat = nearest.T.ravel()
    met = np.flatnonzero(flat >= 0)
    so_far = np.maximum.accumulate(flat[met]) if met.size else met
    newer = np.append(-1, so_far[:-1]) if met.size else met
    back = np.zeros(flat.size, np.int64)
    back[met] = np.where(flat[met] > newer, 1, newer - flat[met] + 2)
    return back, met[flat[met] > newer]


def _lines(texts: tuple[tuple[str, ...], tuple[str, ...]]) -> str:
    """English names, and the own ones after a separator unless they are all alike."""
    english, own = ("\n".join(names) for names in texts)
    return own if english == own else f"{english}\1{own}"


def _place_lines(points: Points, zone: Zone) -> str:
    at = {code: number for number, code in enumerate(points.places)}
    table = zone.places.reindex(list(points.places))
    parents = [at.get(str(code), -1) for code in table["parent"]]
    called = names(zone.places, list(points.places))
    return "\n".join(
        f"{_one_line(name.en)}\t{_one_line(name.zh)}\t{parent}\t{level}"
        for name, parent, level in zip(called, parents, table["level"], strict=True)
    )


def header(points: Points, titles: Mapping[str, Both], sheet: Sheet, **words: object) -> str:
    """What the script must know to unpack and to speak, as JSON that is safe inside HTML."""
    head = {
        "n": int(points.x.size),
        "sites": int(points.sites.x.size),
        "perPerson": _per_person(points),
        "step": _UNITS_PER_STEP,
        "width": round(sheet.width, 1),
        "height": round(sheet.height, 1),
        "metres": sheet.metres_per_unit,
        "bands": bands(points.limit),
        "kinds": [[titles[kind].en, titles[kind]["zh"]] for kind in points.kinds],
        **words,
    }
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
