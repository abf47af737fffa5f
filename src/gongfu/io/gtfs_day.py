"""The timetable of one day out of checked feeds."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.io.gtfs_feed import Feed
from gongfu.model.timetable import TRANSFER_COLUMNS, Timetable
from gongfu.units import DAY_S


def timetable_on(feeds: Sequence[Feed], date: dt.date, from_s: int, until_s: int) -> Timetable:
    """The trips of all feeds that are under way on a date between two times of day."""
    parts = [_Part(feed, date, from_s, until_s, named=len(feeds) > 1) for feed in feeds]
    n_stops = np.cumsum([0] + [len(part.stops) for part in parts])
    n_routes = np.cumsum([0] + [len(part.routes) for part in parts])
    n_trips = np.cumsum([0] + [part.trip.size for part in parts])
    trips = pd.concat(
        [
            part.trips.assign(route=part.trips["route"] + n_routes[at])
            for at, part in enumerate(parts)
        ]
    )
    transfers = pd.concat(
        [
            part.transfers.assign(
                from_stop=part.transfers["from_stop"] + n_stops[at],
                to_stop=part.transfers["to_stop"] + n_stops[at],
            )
            for at, part in enumerate(parts)
        ],
        ignore_index=True,
    )
    length = np.concatenate([part.length for part in parts])
    onward = [
        np.where(part.onward >= 0, part.onward + n_trips[at], -1) for at, part in enumerate(parts)
    ]
    return Timetable.from_arrays(
        date,
        pd.concat([part.stops for part in parts]),
        pd.concat([part.routes for part in parts]),
        trips,
        np.concatenate([[0], np.cumsum(length)]),
        np.concatenate([part.stop + n_stops[at] for at, part in enumerate(parts)]),
        np.concatenate([part.arrival_s for part in parts]),
        np.concatenate([part.departure_s for part in parts]),
        board=np.concatenate([part.board for part in parts]),
        alight=np.concatenate([part.alight for part in parts]),
        onward=np.concatenate(onward),
        transfers=transfers[list(TRANSFER_COLUMNS)],
        from_s=from_s,
        until_s=until_s,
    )


class _Part:
    """What one feed adds, in positions of its own."""

    def __init__(
        self, feed: Feed, date: dt.date, from_s: int, until_s: int, *, named: bool
    ) -> None:
        calls = feed.calls
        trip, shift, day = _running(feed, date, from_s, until_s)
        self.trip = trip
        self.length = (calls.start[trip + 1] - calls.start[trip]).astype(np.int64)
        begin = np.cumsum(self.length) - self.length
        at = np.arange(self.length.sum()) + np.repeat(calls.start[trip] - begin, self.length)
        later = np.repeat(shift, self.length)
        self.arrival_s = calls.arrival_s[at] + later
        self.departure_s = calls.departure_s[at] + later
        self.board, self.alight = calls.board[at], calls.alight[at]
        self.onward = _onward(feed, trip, shift, day)

        called = np.zeros(len(feed.stops), bool)
        called[calls.stop[at]] = True
        place = np.cumsum(called) - 1
        self.stop = place[calls.stop[at]]
        used = np.zeros(len(feed.routes), bool)
        used[feed.trips["route"].to_numpy()[trip]] = True
        route_place = np.cumsum(used) - 1
        before = f"{feed.name}:" if named else ""
        self.stops = _labelled(feed.stops.loc[called, ["name", "lon", "lat"]], feed.name, before)
        self.routes = _labelled(feed.routes[used], feed.name, before)
        chosen = feed.trips.iloc[trip]
        self.trips = pd.DataFrame(
            {
                "route": route_place[chosen["route"].to_numpy()],
                "headsign": chosen["headsign"].to_numpy(),
                "day": day,
            },
            index=pd.Index(before + chosen.index.astype(object), dtype=object, name="trip_id"),
        )
        moves = feed.transfers.between
        both = called[moves["from_stop"]] & called[moves["to_stop"]]
        moves = moves[both]
        self.transfers = moves.assign(
            from_stop=place[moves["from_stop"]], to_stop=place[moves["to_stop"]]
        )


def _labelled(frame: pd.DataFrame, feed: str, before: str) -> pd.DataFrame:
    ids = pd.Index(before + frame.index.astype(object), dtype=object, name=frame.index.name)
    return frame.assign(feed=feed).set_axis(ids)


def _running(
    feed: Feed, date: dt.date, from_s: int, until_s: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Runs under way between the two times: trip, seconds to add, and days to its service day.

    In order of the service day, and in it of the first departure.
    """
    calls = feed.calls
    latest = int(calls.arrival_s.max(initial=0)) + int(feed.headways.end_s.max(initial=0))
    first, last = -(latest // DAY_S) - 1, until_s // DAY_S
    found = []
    for day in range(min(first, 0), max(last, 0) + 1):
        zero = day * DAY_S
        trip, shift = feed.copies(date.toordinal() + day, from_s - zero, until_s - zero)
        shift = shift + day * DAY_S
        leaves = calls.departure_s[calls.start[trip]] + shift
        arrives = calls.arrival_s[calls.start[trip + 1] - 1] + shift
        order = np.lexsort((trip, leaves))
        order = order[((arrives >= from_s) & (leaves <= until_s))[order]]
        found.append((trip[order], shift[order], np.full(order.size, day)))
    trips, shifts, days = zip(*found, strict=True)
    return np.concatenate(trips), np.concatenate(shifts), np.concatenate(days)


def _onward(
    feed: Feed, trip: NDArray[np.int64], shift: NDArray[np.int64], day: NDArray[np.int64]
) -> NDArray[np.int64]:
    """For each run the one that its vehicle goes on with; runs at a headway go on with none."""
    calls = feed.calls
    onward = np.full(trip.size, -1, np.int64)
    leaves = calls.departure_s[calls.start[trip]] + shift
    arrives = calls.arrival_s[calls.start[trip + 1] - 1] + shift
    first, last = calls.stop[calls.start[trip]], calls.stop[calls.start[trip + 1] - 1]
    block = feed.trips["block"].to_numpy()[trip]
    seated = feed.transfers.seated
    pairs = list(zip(seated["from_trip"], seated["to_trip"], seated["allowed"], strict=True))
    never = {(a, b) for a, b, allowed in pairs if not allowed}

    own = np.flatnonzero((block >= 0) & ~feed.headways.given[trip])
    own = own[np.lexsort((trip[own], arrives[own], leaves[own], block[own], day[own]))]
    a, b = own[:-1], own[1:]
    joined = (block[a] == block[b]) & (day[a] == day[b])
    joined &= (last[a] == first[b]) & (leaves[b] >= arrives[a])
    for one, then in zip(a[joined], b[joined], strict=True):
        if (trip[one], trip[then]) not in never:
            onward[one] = then
    if pairs:
        at = {(int(one), int(on)): k for k, (one, on) in enumerate(zip(trip, day, strict=True))}
        for start, end, allowed in pairs:
            for on in np.unique(day):
                one, then = at.get((start, on), -1), at.get((end, on), -1)
                headed = feed.headways.given[start] or feed.headways.given[end]
                if allowed and not headed and min(one, then) >= 0 and leaves[then] >= arrives[one]:
                    onward[one] = then
    return onward
