"""Every benchmark, one table after the other: `python -m benchmarks`."""

from benchmarks import balls, inequality, reach

if __name__ == "__main__":
    inequality.run()
    reach.run()
    balls.run()
