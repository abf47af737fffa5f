"""What all of China needs: curves measured here, and lines drawn through them to a country

`python -m benchmarks.country measure` measures on this machine, which must be quiet, and writes
docs/reference/country.csv; `python -m benchmarks.country` reads these rows, prints the tables of
docs/reference/country.md and draws its figure.  `home_s` and `workers_s` are seconds of the
processor, of the process that cuts and puts together and of all workers; `wall_s` is of the clock,
from the streets in memory to the answers; memory is the peak of a process; `store_mb` is what tiles
and their answers held at most.
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from distributed import Client

from benchmarks.scale import DRAWN, forget_peak, peak_of_process_mb, questions, side_by_side
from benchmarks.streets import draw_streets
from gongfu.app import scale
from gongfu.measure.ground import lay_ground

PAGE = Path(__file__).parents[1] / "docs" / "reference"
ROWS = PAGE / "country.csv"
FIGURE = Path(__file__).parents[1] / "docs" / "images" / "country.svg"
SIZES = (500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000)
NODES_PER_TILE = (125_000, 500_000, 1_000_000)  # and 250,000, as by default
CHINA_NODES = 60_000_000
MACHINES = ((1, 2), (1, 16), (4, 16), (16, 16))  # machines, workers on each


def measure() -> pd.DataFrame:
    """Measure all curves and keep their rows: by nodes, by workers, by the size of tiles."""
    rows = []
    for n in SIZES:
        ground_s, ground, asked = _region(n)
        rows.append(_run("nodes", ground, asked, ground_s))
        print(rows[-1], flush=True)
        if n == DRAWN:
            rows.append(_run("one worker", ground, asked, ground_s, workers=1))
            print(rows[-1], flush=True)
            for size in NODES_PER_TILE:
                rows.append(_run("tiles", ground, asked, ground_s, n_tiles=n // size))
                print(rows[-1], flush=True)
    table = pd.DataFrame(rows)
    table.round(3).to_csv(ROWS, index=False)
    return table


def _region(n: int):
    network = side_by_side(draw_streets(min(n, DRAWN)), max(n // DRAWN, 1))
    forget_peak()
    begun, wall = time.process_time(), time.perf_counter()
    ground = lay_ground(network)
    seconds = time.process_time() - begun, time.perf_counter() - wall
    return seconds, ground, questions(ground, n)


def _run(curve, ground, asked, ground_s, workers=2, n_tiles=0) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        told = _Watch(Path(folder))
        begun, wall = time.process_time(), time.perf_counter()
        tiled = scale.Tiled(scale.Cluster(workers=workers), folder, n_tiles, progress=told)
        tiled(ground, asked)
        seconds = time.process_time() - begun, time.perf_counter() - wall
    return {
        "curve": curve,
        "nodes": ground.x.size,
        "villages": asked.homes.segment.size,
        "workers": workers,
        "tiles": told.n_tiles,
        "wall_s": ground_s[1] + seconds[1],
        "start_s": told.greeted - wall,
        "home_s": ground_s[0] + seconds[0],
        "workers_s": told.workers_s,
        "home_mb": peak_of_process_mb(),
        "worker_mb": told.peak_mb,
        "store_mb": told.store_mb,
    }


class _Watch:
    """Hears how far the tiles are, and asks the workers for time and memory before they go."""

    n_tiles, peak_mb, workers_s, store_mb, greeted = 0, 0.0, 0.0, 0.0, 0.0

    def __init__(self, store: Path) -> None:
        self.store = store

    def __call__(self, _: float, words: str) -> None:
        if "dashboard" in words:
            self.greeted = time.perf_counter()
        if words.startswith(("cut", "measured")):
            held = 0
            for path in self.store.rglob("*.parquet"):
                try:
                    held += path.stat().st_size
                except FileNotFoundError:  # a worker renames it as we look
                    continue
            self.store_mb = max(self.store_mb, held / 1e6)
        if words.startswith("measured"):
            _, done, _, whole, *_ = words.split()
            self.n_tiles = int(whole)
            if done == whole:
                client = Client.current()
                self.peak_mb = max(client.run(peak_of_process_mb).values())
                self.workers_s = sum(client.run(time.process_time).values())


def line(x: pd.Series, y: pd.Series) -> tuple[float, float, float]:
    """Intercept, slope and the greatest share by which a point is off: least squares of shares."""
    design = np.column_stack([np.ones(len(x)), x]) / y.to_numpy()[:, None]
    (a, b), *_ = np.linalg.lstsq(design, np.ones(len(x)), rcond=None)
    return a, b, float(np.abs((a + b * x) / y - 1).max())


def country(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What a country needs, and what it needs on so many machines: extrapolated."""
    by_nodes = table[table["curve"] == "nodes"]
    rows = []
    for name, unit in (
        ("home_s", "s"), ("workers_s", "s"), ("home_mb", "MB"), ("worker_mb", "MB"),
        ("store_mb", "MB"),
    ):  # fmt: skip
        a, b, off = line(by_nodes["nodes"] / 1e6, by_nodes[name])
        if name == "worker_mb":  # of a tile, whose size does not grow with the country
            a, b = by_nodes[name].max(), 0.0
            off = 1.0 - by_nodes[name].min() / a
        before, largest = (by_nodes.loc[at] for at in by_nodes["nodes"].nlargest(2).index[::-1])
        by_fit = a + b * CHINA_NODES / 1e6
        slope = (largest[name] - before[name]) / (largest["nodes"] - before["nodes"])
        by_last = largest[name] + slope * (CHINA_NODES - largest["nodes"])
        if name == "worker_mb":
            by_last = largest[name]
        rows.append({
            "what": name, "unit": unit, "a": a, "b_per_million": b, "worst_fit": off,
            "largest_measured": largest[name], "at_nodes": int(largest["nodes"]),
            "china_low": min(by_fit, by_last), "china_high": max(by_fit, by_last),
        })  # fmt: skip
    needs = pd.DataFrame(rows).set_index("what")
    # Workers start side by side; what they measure is divided among them.
    starts_s = by_nodes["start_s"].max() + needs.loc["workers_s", "a"] / by_nodes["workers"].iloc[0]
    measured_s = needs.loc["workers_s", "china_high"]
    plans = [
        {
            "machines": machines,
            "workers": machines * each,
            "minutes": (
                needs.loc["home_s", "china_high"] + starts_s + measured_s / (machines * each)
            )
            / 60,
        }
        for machines, each in MACHINES
    ]
    return needs, pd.DataFrame(plans)


def figure(table: pd.DataFrame) -> str:
    """Seconds and memory against nodes by powers: measured points filled, China hollow."""
    needs, _ = country(table)
    data = table[table["curve"] == "nodes"]
    panels = (
        ("seconds of the processor · 处理器秒", 0, 3,
         (("home_s", "home · 主机", 3, 22), ("workers_s", "all workers · 全部工作进程", 0, -24))),
        ("MB", 2, 5,
         (("home_mb", "home · 主机", 3, 24), ("worker_mb", "each worker · 每个工作进程", 0, 22))),
    )  # fmt: skip
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 330" font-family="sans-serif" '
        'font-size="12" role="img"><title>Time and memory against street nodes, measured up to '
        "20 million and extrapolated to 60 million</title>"
        '<rect width="760" height="330" fill="#fff"/>'
    ]
    for panel, (unit, low, high, lines) in enumerate(panels):
        parts.append(_panel(data, needs, 60 + 380 * panel, unit, lines, low, high))
    return "".join([*parts, "</svg>\n"])


def _panel(data, needs, left, unit, lines, low, high) -> str:
    width, top, height = 290, 30, 240

    def at(nodes, value):
        x = left + width * (np.log10(nodes) - 5.6) / 2.3
        return x, top + height * (1 - (np.log10(value) - low) / (high - low))

    parts = [f'<text x="{left}" y="18" fill="#333">{unit}</text>']
    for power in range(low, high + 1):
        _, y = at(1e6, 10.0**power)
        parts.append(f'<path d="M{left} {y:.1f}H{left + width}" stroke="#ddd"/>')
        parts.append(
            f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#555">'
            f"{10**power:,}</text>"
        )
    for nodes in (1e6, 1e7, 6e7):
        x, _ = at(nodes, 10.0**low)
        parts.append(
            f'<text x="{x:.1f}" y="{top + height + 18}" text-anchor="middle" fill="#555">'
            f"{nodes / 1e6:g} M</text>"
        )
    for (name, said, near, below), color in zip(lines, ("#0b5c7a", "#b3541e"), strict=True):
        points = [at(n, v) for n, v in zip(data["nodes"], data[name], strict=True)]
        end = at(CHINA_NODES, needs.loc[name, "china_high"])
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{way}" fill="none" stroke="{color}" stroke-width="2"/>')
        parts.append(
            f'<path d="M{points[-1][0]:.1f} {points[-1][1]:.1f}L{end[0]:.1f} {end[1]:.1f}" '
            f'stroke="{color}" stroke-width="2" stroke-dasharray="4 4"/>'
        )
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{color}"/>' for x, y in points]
        parts.append(
            f'<circle cx="{end[0]:.1f}" cy="{end[1]:.1f}" r="4" fill="#fff" stroke="{color}" '
            'stroke-width="2"/>'
        )
        parts.append(
            f'<text x="{points[near][0]:.1f}" y="{points[near][1] + below:.1f}" fill="{color}">'
            f"{said}</text>"
        )
    return "".join(parts)


def run() -> None:
    """Print the tables of the page from the rows that were kept, and draw the figure."""
    table = pd.read_csv(ROWS)
    print(table.to_string(index=False, float_format=lambda number: f"{number:.3g}"))
    for found in country(table):
        print(found.to_string(float_format=lambda number: f"{number:.3g}"))
    FIGURE.write_text(figure(table), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["measure"]:
        measure()
    elif sys.argv[1:]:
        sys.exit("usage: python -m benchmarks.country [measure]")
    run()
