"""The streets of a zone as a light picture, embedded in the page."""

import base64
import struct
import zlib
from typing import Final

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from pyproj import Transformer

from gongfu.model.network import WGS84, Network
from gongfu.report import svg
from gongfu.report.maps import Sheet

_STREET_PIXELS: Final = 900


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
    # Streets that lie beyond one edge of the sheet are not walked dot by dot.
    seen = (np.maximum(x1, x2) >= 0) & (np.minimum(x1, x2) < wide)
    seen &= (np.maximum(y1, y2) >= 0) & (np.minimum(y1, y2) < high)
    x1, y1, x2, y2 = x1[seen], y1[seen], x2[seen], y2[seen]
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
