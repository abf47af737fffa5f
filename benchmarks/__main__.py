"""Every benchmark, one table after the other: `python -m benchmarks [--large]`."""

import argparse

from benchmarks import balls, inequality, isochrones, large, machine, peers, public, reach, what_if

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--large", action="store_true", help="also five million nodes")
    asked = parser.parse_args()
    inequality.run()
    reach.run()
    machine.run()
    balls.run()
    what_if.run()
    isochrones.run()
    peers.run()
    public.run()
    if asked.large:
        large.run()
