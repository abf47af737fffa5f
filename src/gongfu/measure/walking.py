"""Walking that is not flat: slopes after Tobler, steps, and walkers with speeds of their own."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gongfu.errors import InputError
from gongfu.model.network import CARRIED, STEPS, Network
from gongfu.model.walker import ADULT, Walker

__all__ = ("tobler_factor", "walking_network")

STEEPNESS: Final = 3.5
"""How fast speed falls with the slope in Tobler's function."""

EASIEST: Final = 0.05
"""The slope, down, at which Tobler's walker is fastest."""

SLOPE_MAX: Final = 0.35
"""Slopes count as no steeper than this, as the steepest streets are (Baldwin Street, Dunedin: 1
in 2.86): beyond it there are steps, or the elevations are wrong."""


def tobler_factor(slope: ArrayLike) -> NDArray[np.float64]:
    """Time on a slope over time on the level, along the same distance on the map.

    Parameters
    ----------
    slope
        Rise over horizontal distance in the direction of travel: 0.1 climbs a metre in ten.  NaN
        where it is not known.

    Returns
    -------
    array
        exp(3.5 (abs(slope + 0.05) - 0.05)): 1 on the level, 0.839 at its least, where the way falls
        by 5%.  NaN for NaN.

    Notes
    -----
    Tobler 1993, from hikers' times in Imhof 1950: 6 exp(-3.5 abs(slope + 0.05)) km/h, hence 5.04
    km/h on the level.  Only the ratio is taken, so that the level keeps the package's own
    pace.  Nothing is known of how it differs between walkers, so it is the same for all of them.

    Examples
    --------
    >>> tobler_factor([-0.05, 0.0, 0.1]).round(3).tolist()
    [0.839, 1.0, 1.419]
    """
    steep = np.abs(np.asarray(slope, float) + EASIEST)
    return np.asarray(np.exp(STEEPNESS * (steep - EASIEST)))


def walking_network(network: Network, walker: Walker = ADULT) -> Network:
    """The same streets with the times on foot of one walker, slopes included.

    Parameters
    ----------
    network
        Streets with times for "walk": an adult's on the level and on steps, as imports make them.
    walker
        Who walks.

    Returns
    -------
    Network
        "walk" takes the walker's time: on steps that of the walker's own speed there, NaN for who
        cannot use them; on a ferry the ferry's; elsewhere the time on the level at the
        walker's speed, times the slope factor where the way follows the ground.  Its slope factor
        is 1, so nothing is counted twice.  Other modes are as they were.

    Notes
    -----
    `prepare_streets(network, walker=...)` does this and lets the same walker go from door to
    street; do not give it a network that has the times of a walker already.
    """
    if "walk" not in network.time_s:
        raise InputError(
            f"network: it has no times for 'walk'; it has {', '.join(network.modes) or 'none'}"
        )
    level_s, footing = network.time_s["walk"], network.footing
    flat = not (network.slope_factor != 1.0).any()
    if flat and walker.speed_m_s == ADULT.speed_m_s and walker.steps_m_s == ADULT.steps_m_s:
        return network

    factor = network.slope_factor * (ADULT.speed_m_s / walker.speed_m_s)
    factor[footing == CARRIED] = 1.0
    assert ADULT.steps_m_s is not None
    on_steps = np.nan if walker.steps_m_s is None else ADULT.steps_m_s / walker.steps_m_s
    factor[footing == STEPS] = on_steps
    time_s = level_s * factor

    time_s.flags.writeable = False
    return replace(
        network,
        time_s={**network.time_s, "walk": time_s},
        slope_factor=np.broadcast_to(np.float64(1.0), time_s.shape),
    )
