"""The map of single points: packed for the browser, summed up for readers without JavaScript."""

import base64
import gzip
import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from markupsafe import Markup
from numpy.typing import NDArray
from pyproj import Transformer

from gongfu.model.network import WGS84, Network
from gongfu.report import svg
from gongfu.report.maps import Sheet, radii, scale_bar
from gongfu.report.text import Both
from gongfu.units import S_PER_MIN

OUT_OF_REACH: Final = 253
CANNOT_BE_JUDGED: Final = 254
NOT_IN_SOURCE: Final = 255
DRAWN_SINGLY: Final = 1500
"""More points than this are summed up in cells for the drawing that needs no JavaScript."""

_UNITS_PER_STEP: Final = 1.0 / 32.0  # of a sheet 1,000 units wide: some 16 m in Zhejiang
_CELLS_ACROSS: Final = 44
_STREET_PIXELS: Final = 900


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Demand points as the map needs them: N points, K kinds.

    x, y (N,) sheet units; people (N,); minutes (N, K) uint8: whole minutes begun, or one of the
    three codes above; names (N,) in both languages.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    people: NDArray[np.float64]
    minutes: NDArray[np.uint8]
    names: tuple[tuple[str, ...], tuple[str, ...]]
    kinds: tuple[str, ...]


def gather(communities: pd.DataFrame, reach: pd.DataFrame, sheet: Sheet) -> Points:
    """The points of a zone with their times; rows of `reach` are community x kind."""
    kinds = tuple(map(str, reach["kind"].unique()))
    row = _positions(reach["community_id"], communities.index)
    column = _positions(reach["kind"], pd.Index(kinds))
    code = np.full(len(reach), OUT_OF_REACH, np.uint8)
    code[(reach["state"] == "cannot_be_judged").to_numpy(bool)] = CANNOT_BE_JUDGED
    code[(reach["state"] == "not_in_source").to_numpy(bool)] = NOT_IN_SOURCE
    reached = (reach["state"] == "reached").to_numpy(bool)
    begun = np.ceil(reach["time_s"].to_numpy(float)[reached] / S_PER_MIN)
    code[reached] = np.minimum(begun, OUT_OF_REACH - 1).astype(np.uint8)
    minutes = np.full((len(communities), len(kinds)), NOT_IN_SOURCE, np.uint8)
    known = row >= 0
    minutes[row[known], column[known]] = code[known]

    x, y = sheet.place(communities["lon"], communities["lat"])
    named = communities["name"].astype(object).fillna("").astype(str)
    named = named.where(named.str.strip() != "", communities.index.astype(str))
    english = communities["name_en"].astype(str) if "name_en" in communities else named
    english = english.where(english != "", named)
    names = (tuple(english.map(_one_line)), tuple(named.map(_one_line)))
    return Points(x, y, communities["residents"].to_numpy(float), minutes, names, kinds)


def _positions(labels: pd.Series, index: pd.Index) -> NDArray[np.int64]:
    """Where each label sits in `index`, -1 if nowhere; each different label is looked up once."""
    category = labels.astype("category").cat
    found = index.get_indexer(category.categories)
    return np.append(found, -1)[category.codes].astype(np.int64)


def _one_line(name: str) -> str:
    return " ".join(name.split())


def packed(points: Points) -> str:
    """All points as gzip in base64: x, y (uint16), people (uint32), minutes (uint8), names.

    Arrays lie one after another, little-endian, then the names in two blocks of lines.  The same
    points give the same bytes.
    """
    steps = [np.clip(np.rint(v / _UNITS_PER_STEP), 0, 65535) for v in (points.x, points.y)]
    blocks = [
        steps[0].astype("<u2").tobytes(),
        steps[1].astype("<u2").tobytes(),
        np.rint(np.nan_to_num(points.people)).astype("<u4").tobytes(),
        np.ascontiguousarray(points.minutes.T).tobytes(),
    ]
    # English names equal to the Chinese ones are not sent twice.
    lists = points.names if points.names[0] != points.names[1] else points.names[:1]
    blocks.append("\0".join("\n".join(names) for names in lists).encode())
    return base64.b64encode(gzip.compress(b"".join(blocks), 9, mtime=0)).decode()


def header(points: Points, titles: Mapping[str, Both], sheet: Sheet, **words: object) -> str:
    """What the script must know to unpack and to speak, as JSON that is safe inside HTML."""
    head = {
        "n": int(points.x.size),
        "step": _UNITS_PER_STEP,
        "width": round(sheet.width, 1),
        "height": round(sheet.height, 1),
        "metres": sheet.metres_per_unit,
        "kinds": [[titles[kind].en, titles[kind].zh] for kind in points.kinds],
        **words,
    }
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def still(points: Points, kind: str, sheet: Sheet, by: str, under: Markup) -> Markup:
    """The map as a drawing: one circle per point, or per cell where there are very many.

    A cell takes the colour of what most of its people get.
    """
    minutes = points.minutes[:, points.kinds.index(kind)]
    state = np.select(
        [minutes == CANNOT_BE_JUDGED, minutes == NOT_IN_SOURCE, minutes == OUT_OF_REACH],
        [2, 2, 1],
        0,
    )
    frame = pd.DataFrame({"x": points.x, "y": points.y, "people": points.people, "state": state})
    frame = frame[np.isfinite(frame["x"]) & np.isfinite(frame["y"])]
    if len(frame) > DRAWN_SINGLY:
        frame = _cells(frame, sheet)
    frame = frame.sort_values("people", ascending=False, kind="stable")
    size = radii(frame["people"], largest=11.0 if len(frame) > 300 else 16.0, smallest=3.0)
    css = ("reached", "out", "unknown")
    drawn = []
    for group in (2, 0, 1):
        mine = (frame["state"] == group).to_numpy()
        circles = Markup("").join(
            Markup('<circle cx="{}" cy="{}" r="{}"/>').format(round(x), round(y), svg.number(r))
            for x, y, r in zip(frame["x"][mine], frame["y"][mine], size[mine], strict=True)
        )
        drawn.append(Markup('<g class="pt-{}">{}</g>').format(css[group], circles))
    return svg.drawing([under, *drawn, scale_bar(sheet)], sheet.width, sheet.height, by)


def _cells(frame: pd.DataFrame, sheet: Sheet) -> pd.DataFrame:
    side = sheet.width / _CELLS_ACROSS
    cell = (frame["x"] // side).astype(int) + 10_000 * (frame["y"] // side).astype(int)
    weight = frame["people"].clip(lower=1e-9)
    sums = (
        pd.DataFrame(
            {
                "x": frame["x"] * weight,
                "y": frame["y"] * weight,
                "weight": weight,
                "people": frame["people"],
                **{f"s{s}": weight * (frame["state"] == s) for s in (0, 1, 2)},
            }
        )
        .groupby(cell)
        .sum()
    )
    return pd.DataFrame(
        {
            "x": sums["x"] / sums["weight"],
            "y": sums["y"] / sums["weight"],
            "people": sums["people"],
            "state": sums[["s0", "s1", "s2"]].to_numpy().argmax(axis=1),
        }
    )


def street_picture(network: Network, sheet: Sheet) -> Markup:
    """The streets as a light grey picture under the points, as an embedded PNG.

    Every street is there; what is thinned is the picture, to one dot per pixel, so its size does
    not grow with the network.
    """
    from_at, to_at = network.tail, network.head
    once = from_at < to_at
    lon, lat = _lonlat(network)
    x, y = sheet.place(lon, lat)
    scale = _STREET_PIXELS / sheet.width
    x, y = x * scale, y * scale
    wide, high = _STREET_PIXELS, max(1, int(np.ceil(sheet.height * scale)))
    ink = np.zeros((high, wide), np.uint8)
    x1, y1, x2, y2 = x[from_at[once]], y[from_at[once]], x[to_at[once]], y[to_at[once]]
    steps = np.maximum(1, np.ceil(np.hypot(x2 - x1, y2 - y1) * 1.2)).astype(np.int64)
    steps = np.minimum(steps, wide)
    for first in range(0, steps.size, 200_000):
        part = slice(first, first + 200_000)
        count = steps[part] + 1
        owner = np.repeat(np.arange(count.size), count)
        along = np.arange(owner.size) - np.repeat(np.cumsum(count) - count, count)
        share = along / steps[part][owner]
        px = (x1[part][owner] + share * (x2 - x1)[part][owner]).astype(np.int64)
        py = (y1[part][owner] + share * (y2 - y1)[part][owner]).astype(np.int64)
        inside = (px >= 0) & (px < wide) & (py >= 0) & (py < high)
        ink[py[inside], px[inside]] = 1
    uri = base64.b64encode(_png(ink)).decode()
    return Markup(
        '<image href="data:image/png;base64,{}" width="{}" height="{}" class="streets"/>'
    ).format(uri, svg.number(sheet.width), svg.number(high / scale))


def _lonlat(network: Network) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude and latitude of every node."""
    back = Transformer.from_crs(network.crs, WGS84, always_xy=True)
    lon, lat = back.transform(network.x, network.y)
    return np.asarray(lon), np.asarray(lat)


def _png(ink: NDArray[np.uint8]) -> bytes:
    """A one-bit picture: grey where `ink` is 1, see-through elsewhere (PNG, RFC 2083)."""
    high, wide = ink.shape
    rows = np.packbits(ink, axis=1)
    raw = b"".join(b"\0" + row.tobytes() for row in rows)

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", wide, high, 1, 3, 0, 0, 0)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", head),
            chunk(b"PLTE", bytes([138, 148, 154] * 2)),
            chunk(b"tRNS", bytes([0, 150])),
            chunk(b"IDAT", zlib.compress(raw, 9)),
            chunk(b"IEND", b""),
        ]
    )
