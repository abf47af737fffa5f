"""All pairs of a city by public transport, every minute of an hour, beside another program

Run alone with `python -m benchmarks.transit FOLDER`, after `make bench` has installed the peer; the
folder holds Porto Alegre as r5r ships it: `poa_osm.pbf`, `poa_eptc.zip`, `poa_trensurb.zip` and
`poa_hexgrid.csv`.  1,227 hexagons to each other, leaving from 14:00 to 14:59 on Monday, 13 May
2019, walk, bus and train, five rides at most; both walk at 3.6 km/h, 20 minutes to a stop and from
it.  Each program runs in a process of its own; seconds are of the processor over all its threads,
memory is the peak of the process.  The peer chains walks between stops without an end and ours
does not; ours walks between vehicles 20 minutes at most, and is at the stop 0.1 s before.  The
last lines compare the medians of the pairs that both reach: the bus feed has times at the ends of
its trips only, between which ours goes by straight lines and the peer by the number of stops; so
they are compared with ours once more, given the times that the peer makes up.
"""

import multiprocessing
import resource
import sys
import time
import warnings
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from gongfu.io.gtfs import read_gtfs
from gongfu.io.osm import read_osm
from gongfu.measure.streets import prepare_streets
from gongfu.measure.times import travel_times
from gongfu.measure.transit import prepare_transit
from gongfu.model.timetable import Timetable

FEEDS = ("poa_eptc.zip", "poa_trensurb.zip")
LIMIT_S = 7200.0
BLANKS = {"times": "blank times by distance", "evenly": "blank times as the peer has them"}
SPEED_M_S = 1.0  # the peer's 3.6 km/h


def run(folder: str) -> pd.DataFrame:
    """Print and return seconds and peak memory of both programs, and how far they agree.

    Parameters
    ----------
    folder
        Where the city's files are.

    Returns
    -------
    DataFrame
        `what`, `ours_s`, `peer_s`, `ratio` (peer over ours), `ours_mb`, `peer_mb`.
    """
    apart = multiprocessing.get_context("spawn")
    found = []
    for task in (_ours, _peer):
        with apart.Pool(1) as pool:
            found.append(pool.apply(task, (Path(folder),)))
    ours, peer = found
    table = pd.DataFrame(
        {
            "what": ["read and build", "1,227 x 1,227 at 60 departures"],
            "ours_s": ours["seconds"],
            "peer": "cafein",
            "peer_s": peer["seconds"],
            "ratio": np.divide(peer["seconds"], ours["seconds"]),
            "ours_mb": ours["peak_mb"],
            "peer_mb": peer["peak_mb"],
        }
    )
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    print(f"pairs: ours {len(ours['times'])}, cafein {len(peer['times'])}")
    for name in ("times", "evenly"):
        both = ours[name].merge(peer["times"], on=["from", "to"], suffixes=("", "_peer"))
        both = both[both["from"] != both["to"]]
        apart_s = both["time_s"] - both["time_s_peer"]
        shares = [f"{share}% {apart_s.quantile(share / 100):.0f}" for share in (5, 25, 50, 75, 95)]
        print(f"{BLANKS[name]}: ours less the peer's median, seconds: {', '.join(shares)}; "
              f"{(apart_s.abs() <= 60).mean():.1%} within a minute")  # fmt: skip
    return table


def _ours(folder: Path) -> dict:
    warnings.simplefilter("ignore")
    hexagons = pd.read_csv(folder / "poa_hexgrid.csv", index_col="id").assign(kind="hexagon")
    feeds = [folder / feed for feed in FEEDS]

    def build(evenly=False):
        network = read_osm(folder / "poa_osm.pbf", streets_only=True).network
        walk_s = np.where(np.isnan(network.time_s["walk"]), np.nan, network.length_m / SPEED_M_S)
        slower = replace(network, time_s={"walk": walk_s})
        streets = prepare_streets(slower, access_speed_m_s=SPEED_M_S)
        day = read_gtfs(feeds).on(date(2019, 5, 13))
        return prepare_transit(
            streets, _evenly(day) if evenly else day, depart_s=14 * 3600, max_transfers=4,
            max_transfer_walk_s=1200.0, board_slack_s=0.1,
        )  # fmt: skip

    def measure(transit):
        times = travel_times(hexagons, hexagons, transit, mode="transit", limit_s=LIMIT_S)
        times = times.rename(columns={"community_id": "from", "facility_id": "to"})
        return times[["from", "to", "time_s"]].astype({"from": str, "to": str})

    measure(build())  # kernels are compiled once for all runs
    begun = time.process_time()
    transit = build()
    built = time.process_time()
    times = measure(transit)
    done = time.process_time()
    peak_mb = _peak_mb()
    return {
        "seconds": [built - begun, done - built],
        "peak_mb": peak_mb,
        "times": times,
        "evenly": measure(build(evenly=True)),
    }


def _evenly(day: Timetable) -> Timetable:
    """The same, calls of bus trips evenly between their ends."""
    bus = (day.routes["feed"] == "poa_eptc").to_numpy()[day.trips["route"].to_numpy()]
    size = np.diff(day.start)
    trip = np.repeat(np.arange(size.size), size)
    share = (np.arange(trip.size) - day.start[trip]) / np.maximum(size[trip] - 1, 1)
    begins, ends = day.departure_s[day.start[:-1]], day.arrival_s[day.start[1:] - 1]
    evenly = np.rint(begins[trip] + share * (ends - begins)[trip]).astype(np.int32)
    arrival, departure = (
        np.where(bus[trip], evenly, given) for given in (day.arrival_s, day.departure_s)
    )
    return replace(day, arrival_s=arrival, departure_s=departure)


def _peer(folder: Path) -> dict:
    import cafein

    warnings.simplefilter("ignore")
    hexagons = pd.read_csv(folder / "poa_hexgrid.csv")
    place = gpd.points_from_xy(hexagons["lon"], hexagons["lat"])
    points = gpd.GeoDataFrame({"id": hexagons["id"]}, geometry=place, crs=4326)
    begun = time.process_time()
    network = cafein.TransportNetwork.from_gtfs(
        [str(folder / feed) for feed in FEEDS], osm_pbf=str(folder / "poa_osm.pbf")
    )
    built = time.process_time()
    found = cafein.TravelTimeMatrix(
        network, points, points, departure="2019-05-13 14:00", departure_time_window=60,
        percentiles=[50], max_rides=5, output_time_units="seconds", max_walking_time=20,
    )  # fmt: skip
    done = time.process_time()
    times = pd.DataFrame(found).rename(
        columns={"from_id": "from", "to_id": "to", "travel_time_p50": "time_s"}
    )
    times = times[times["time_s"] <= LIMIT_S][["from", "to", "time_s"]]
    return {"seconds": [built - begun, done - built], "peak_mb": _peak_mb(), "times": times}


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m benchmarks.transit FOLDER, which holds " + ", ".join(FEEDS))
    run(sys.argv[1])
