"""Degrees of many places at once, without asking the projection about each."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gongfu.kernels import smooth
from gongfu.model.network import Network

__all__: list[str] = []  # the workings of isochrones and service areas

EXACT_DEG: Final = 1e-8
"""A polynomial may differ from the projection by so much: 1.1 mm of latitude."""

_FEW: Final = 500  # places; asking about each is as quick


def to_degrees(network: Network, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """WGS84 degrees of places given in metres of the network's system.

    Parameters
    ----------
    network
        Streets with a `crs`.
    places
        (n, 2) x and y, metres.

    Returns
    -------
    array
        (n, 2) longitude and latitude, within `EXACT_DEG` of `Network.locate`.

    Notes
    -----
    The projection is replaced over the rectangle of the places by a polynomial (Chebyshev
    interpolation of degree 4 in each direction), unless that errs too much where it errs most:
    over some hundreds of kilometres, or where longitudes jump.
    """
    if len(places) > _FEW:
        low = np.array([column.min() for column in places.T])
        high = np.array([column.max() for column in places.T])
        peaks = smooth.peaks(low, high)
        asked = np.concatenate([smooth.knots(low, high), peaks])
        degrees = np.column_stack(network.locate(*asked.T))
        n = len(asked) - len(peaks)
        if np.isfinite(degrees).all():
            power = smooth.fitted(degrees[:n])
            off = smooth.mapped(power, low, high, peaks) - degrees[n:]
            if np.abs(off).max() <= EXACT_DEG:
                return smooth.mapped(power, low, high, np.ascontiguousarray(places))
    return np.column_stack(network.locate(*places.T))
