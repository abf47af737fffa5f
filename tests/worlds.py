"""Small worlds, drawn by hand, whose answers fit in the head."""

import numpy as np
import pandas as pd
from pyproj import Transformer

from gongfu.model.network import Network

CRS = "+proj=tmerc +lat_0=60 +lon_0=20 +k=1 +x_0=0 +y_0=0 +ellps=WGS84 +units=m"
"""At 60 degrees north, where a degree of longitude is half as long as one of latitude."""

TO_DEGREES = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)


def points(xy, ids, index="community_id", **columns):
    """A frame of points given in metres: `lon`, `lat` and the columns named."""
    x, y = np.array(xy, float).reshape(-1, 2).T
    lon, lat = TO_DEGREES.transform(x, y)
    frame = pd.DataFrame({"lon": np.asarray(lon), "lat": np.asarray(lat)}, dtype=float)
    return frame.assign(**columns).set_axis(pd.Index(list(ids), name=index, dtype=object))


def facilities(xy, ids, kinds):
    """Facilities at points given in metres."""
    return points(xy, ids, "facility_id", kind=list(kinds))


def five_nodes(**changes):
    """A triangle with a one-way side, and an island.  One metre takes one second.

        2 (0, 300)
        |  \\
        |    \\  500 m, one-way from 1 to 2
        |      \\
        0 ------ 1 (400, 0)            3 (2000, 0) -- 4 (2100, 0)
      (0, 0)

    0-1 (400 m) and 0-2 (300 m) go both ways; 3-4 (100 m) is joined to nothing.
    """
    arcs = [(0, 1, 400.0), (1, 0, 400.0), (0, 2, 300.0), (2, 0, 300.0), (1, 2, 500.0)]
    arcs += [(3, 4, 100.0), (4, 3, 100.0)]
    tail, head, time_s = (list(column) for column in zip(*arcs, strict=True))
    x, y = [0.0, 400.0, 0.0, 2000.0, 2100.0], [0.0, 0.0, 300.0, 0.0, 0.0]
    return Network.from_arrays(x, y, tail, head, **{"time_s": time_s, "crs": CRS} | changes)
