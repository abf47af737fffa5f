"""Public transport on streets: walk to a stop, ride, change, walk on, over a window of departures.

What is measured is the whole of a journey: the walk, the wait, the rides and the changes, for
somebody who leaves home at each moment of the window without regard to the timetable.  One
percentile of these times stands for the pair; the median if nothing else is asked.
"""

import math
import warnings
from dataclasses import dataclass, fields
from numbers import Integral
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from gongfu.errors import InputError
from gongfu.kernels import timetable as kernels
from gongfu.kernels.lines import Footways, lines, useful_changes
from gongfu.measure.street_pairs import pairs_along_streets
from gongfu.measure.streets import (
    TRANSIT,
    Doors,
    Streets,
    find_doors,
    prepare_streets,
    prepared,
    to_ds,
)
from gongfu.measure.vehicle_runs import Runs, vehicle_runs
from gongfu.model.network import Network
from gongfu.model.timetable import Timetable
from gongfu.units import DS_PER_S

MOMENTS_MAX: Final = 1440
RIDES_MAX: Final = 8
__all__ = ("Transit", "prepare_transit")

_RULED_DS: Final = 36_000  # where the timetable rules a change, longer walks count than else


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Transit(Streets):
    """Streets on which people walk, and the public transport there; made by `prepare_transit`.

    timetable: as it was given; runs: its vehicles; stops: where each stop meets the streets;
    connections, footways: as the kernels want them, clock times in tenths of a second after
    `depart_ds`, the first moment of departure; step_ds between the n_moments moments; percentile:
    the one that `find_pairs` gives; n_rides at most; walk_ds to and from stops at most, slack_ds
    how long before its departure one is at the stop of a vehicle; cycling: the streets for
    whoever cycles cycle_ds at most to the first stop, None if nobody does.  Facing "from"
    facilities, the arcs stay as they are: journeys begin at the sites.
    """

    timetable: Timetable
    runs: Runs
    stops: Doors
    connections: kernels.Connections
    footways: Footways
    depart_ds: int
    step_ds: int
    n_moments: int
    percentile: float
    n_rides: int
    walk_ds: int
    slack_ds: int
    cycling: Streets | None
    cycle_ds: int


def prepare_transit(  # noqa: PLR0913 (what a journey by public transport depends on)
    network: Network | Streets,
    timetable: Timetable,
    *,
    depart_s: float = 28_800.0,
    window_s: float = 3600.0,
    step_s: float = 60.0,
    percentile: float = 50.0,
    max_transfers: int = 3,
    max_walk_s: float = 1200.0,
    max_transfer_walk_s: float = 600.0,
    board_slack_s: float = 60.0,
    max_cycle_s: float = 0.0,
    threads: int = 2,
) -> Transit:
    """Streets and a timetable made ready once for any number of measures.

    Parameters
    ----------
    network
        Streets with times of walking, or the same as `prepare_streets` made them ready.
    timetable
        The trips of one day, as from `gongfu.io.gtfs`.
    depart_s
        When the window of departures begins, in seconds after midnight: 28800 is 08:00.
    window_s
        How long it is: people leave at `depart_s`, `step_s` later, …, before `depart_s +
        window_s`.  Seconds, > 0, a whole number of steps, at most 1440 of them.
    step_s
        Between two departures.  Seconds, > 0.
    percentile
        Which of the travel times in the window the measures give: 50, the median, is the 30th
        shortest of 60.  From 0, the shortest, to 100, the longest.
    max_transfers
        How often one changes vehicle at most, 0 to 7.
    max_walk_s
        How long one walks at most to the first stop, and from the last one.  Who walks all the
        way is bound by the limit of the measure alone.  Seconds, > 0.
    max_transfer_walk_s
        How long one walks at most between two vehicles.  Seconds, >= 0.
    board_slack_s
        How long before its departure one is at the stop of a vehicle, every time.  >= 0.1.
    max_cycle_s
        How long one cycles at most to the first stop, where the bicycle stays; or all the way,
        bound by the limit of the measure alone.  Walking is as open as else.  0: nobody cycles.
    threads
        How many groups of vehicles are looked at at once.  >= 1.

    Returns
    -------
    Transit
        For `time_to_nearest`, `travel_times` and the measures that rest on them, with
        `mode="transit"`.

    Warns
    -----
    UserWarning
        Stops are off the streets: one can ride through them, not get on or off on foot.

    Notes
    -----
    The percentile is a time that occurred, the ceil(p / 100 x n)-th shortest of n (Hyndman and
    Fan 1996, type 1); a departure that does not arrive within the limit counts as longer than all.
    Which changes of vehicle can ever be of use is worked out beforehand (Witt 2015).
    """
    knobs = _checked(depart_s, window_s, step_s, percentile, max_transfers, max_walk_s,
                     max_transfer_walk_s, board_slack_s, max_cycle_s, threads)  # fmt: skip
    if depart_s < timetable.from_s or depart_s + window_s > timetable.until_s:
        raise InputError(
            f"depart_s is {depart_s:g} and window_s {window_s:g}, but the timetable holds the "
            f"trips from {timetable.from_s:g} to {timetable.until_s:g} s; take more of the day "
            "from the feed, or leave at another time"
        )
    streets = prepared(network, "walk")
    cycling = (
        prepare_streets(streets.network, mode="cycle", access_speed_m_s=streets.access_speed_m_s)
        if knobs["cycle_ds"]
        else None
    )
    stops = find_doors(timetable.stops, streets, "stops")
    off = stops.segment < 0
    if off.any():
        some = ", ".join(str(name) for name in timetable.stops.index[off][:3])
        warnings.warn(
            f"{int(off.sum())} of {off.size} stops are farther than {streets.off_m:g} m from any "
            f"street, such as {some}: nobody can walk there; read streets that cover them",
            stacklevel=2,
        )

    runs = vehicle_runs(timetable, knobs["depart_ds"])
    footways = _footways(streets, stops, timetable, knobs["change_ds"], knobs["slack_ds"], threads)
    calls = runs.start, runs.stop, runs.arrival, runs.departure, runs.board, runs.alight
    along = lines(*calls, len(timetable.stops))
    first, onto = useful_changes(*calls[:4], runs.alight, along, footways, threads=threads)
    everything = kernels.connections(*calls, along, first, onto)

    kept = {field.name: getattr(streets, field.name) for field in fields(Streets)}
    return Transit(
        **kept | {"mode": TRANSIT},
        timetable=timetable,
        runs=runs,
        stops=stops,
        connections=kernels.leaving_from(everything, 0),
        footways=footways,
        depart_ds=knobs["depart_ds"],
        step_ds=knobs["step_ds"],
        n_moments=knobs["n_moments"],
        percentile=float(percentile),
        n_rides=int(max_transfers) + 1,
        walk_ds=knobs["walk_ds"],
        slack_ds=knobs["slack_ds"],
        cycling=cycling,
        cycle_ds=knobs["cycle_ds"],
    )


def _footways(
    streets: Streets,
    stops: Doors,
    timetable: Timetable,
    change_ds: int,
    slack_ds: int,
    threads: int,
) -> Footways:
    """Ways between stops on foot, the slack in them; the timetable's own rules come before."""
    n = stops.segment.size
    found = pairs_along_streets(streets, stops, stops, change_ds, threads=threads)
    rules = timetable.transfers
    given = rules["min_time_s"].to_numpy(float)
    forbidden = ~rules["allowed"].to_numpy(bool)
    ruled = rules["from_stop"].to_numpy(np.int64) * n + rules["to_stop"].to_numpy(np.int64)
    itself = np.arange(n, dtype=np.int64) * (n + 1)

    told = np.isfinite(given)
    at_least = pd.Series(to_ds(given[told])).groupby(ruled[told]).max()
    # A way by the timetable's word needs no street; where there is one, it is walked.
    by_rule = at_least.index.to_numpy(np.int64)
    walked = _walked(streets, stops, by_rule // n, by_rule % n, max(change_ds, _RULED_DS), threads)
    pairs = np.concatenate([found.home * n + found.site, itself, by_rule])
    time = np.concatenate([found.time_ds, np.zeros(n, np.int64), walked])
    ways = pd.Series(time + slack_ds).groupby(pairs).max()
    ways.loc[itself] = slack_ds
    ways.loc[at_least.index] = np.maximum(ways.loc[at_least.index], at_least)
    ways = ways[~ways.index.isin(ruled[forbidden])]
    pair = ways.index.to_numpy(np.int64)
    start = np.searchsorted(pair, np.arange(n + 1) * n)
    return Footways(start, pair % n, ways.to_numpy(np.int64))


def _walked(
    streets: Streets,
    stops: Doors,
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    limit_ds: int,
    threads: int,
) -> NDArray[np.int64]:
    """Tenths of a second on foot from stop to stop, 0 where there is no way within the limit."""
    homes, sites = np.unique(start), np.unique(end)
    found = pairs_along_streets(
        streets, stops.take(homes), stops.take(sites), limit_ds, threads=threads
    )
    times = csr_array((found.time_ds, found.site, found.start), shape=(homes.size, sites.size))
    at = np.searchsorted(homes, start), np.searchsorted(sites, end)
    walked: NDArray[np.int64] = np.asarray(times[at]).ravel() if start.size else start
    return walked


def _checked(  # noqa: PLR0913 (one for each knob)
    depart_s: float,
    window_s: float,
    step_s: float,
    percentile: float,
    max_transfers: int,
    max_walk_s: float,
    max_transfer_walk_s: float,
    board_slack_s: float,
    max_cycle_s: float,
    threads: int,
) -> dict[str, int]:
    """The knobs in whole tenths of a second; all faults at once."""
    faults = []
    for name, value, least in (
        ("depart_s", depart_s, 0.0), ("window_s", window_s, 0.1), ("step_s", step_s, 0.1),
        ("max_walk_s", max_walk_s, 0.1), ("max_transfer_walk_s", max_transfer_walk_s, 0.0),
        ("board_slack_s", board_slack_s, 0.1), ("max_cycle_s", max_cycle_s, 0.0),
    ):  # fmt: skip
        if not (math.isfinite(value) and least <= value <= 7 * 86_400.0):
            faults.append(f"{name} is {value!r}; it must be seconds >= {least:g}, at most a week")
    if not 0.0 <= percentile <= 100.0:
        faults.append(f"percentile is {percentile!r}; it must be from 0 to 100")
    if not (isinstance(max_transfers, Integral) and 0 <= max_transfers < RIDES_MAX):
        faults.append(f"max_transfers is {max_transfers!r}; it must be 0 to {RIDES_MAX - 1}")
    if not (isinstance(threads, Integral) and threads >= 1):
        faults.append(f"threads is {threads!r}; it must be whole and >= 1")
    if not faults:
        window, step = round(window_s * DS_PER_S), round(step_s * DS_PER_S)
        if window % step or window // step > MOMENTS_MAX:
            faults.append(
                f"window_s is {window_s:g} and step_s {step_s:g}; the window must be a whole "
                f"number of steps, at most {MOMENTS_MAX}"
            )
    if faults:
        raise InputError("; ".join(faults))
    return {
        "depart_ds": round(depart_s * DS_PER_S),
        "step_ds": step,
        "n_moments": window // step,
        "walk_ds": round(max_walk_s * DS_PER_S),
        "change_ds": round(max_transfer_walk_s * DS_PER_S),
        "slack_ds": round(board_slack_s * DS_PER_S),
        "cycle_ds": round(max_cycle_s * DS_PER_S),
    }
