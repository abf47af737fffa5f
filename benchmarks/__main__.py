"""Every benchmark, one table after the other.

`python -m benchmarks [--large] [--city FOLDER] [--into PAGE.md]`
"""

import argparse
import inspect
import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

from benchmarks import (
    admission,
    assignment,
    balls,
    cleaning,
    composite,
    documents,
    figures,
    inequality,
    isochrones,
    large,
    ledger,
    machine,
    osm_stream,
    parts,
    peers,
    province,
    public,
    reach,
    registers,
    rules,
    scale,
    sharing,
    siting,
    siting_large,
    track,
    transit,
    what_if,
)

ALWAYS = (
    reach,
    machine,
    balls,
    what_if,
    isochrones,
    public,
    peers,
    inequality,
    composite,
    cleaning,
    documents,
    figures,
    rules,
    siting,
    admission,
    assignment,
    sharing,
    track,
    scale,
)
LARGE = (large, ledger, osm_stream, parts, province, registers, siting_large)
LARGER = {scale: ("1000000", "20000000")}  # what is asked of these instead, with `--large`
LIBRARIES = ("numba", "numpy", "scipy", "shapely", "pandas", "cafein")
OPENING = """\
# How fast, and how we know

Each part below is what one run of `make bench` printed, peers and ours in the same run. Seconds
differ from machine to machine, and from hour to hour on a shared one; the ratios are what to
compare. `python -m benchmarks --large --city FOLDER --into docs/reference/speed.md` makes this page
again; `FOLDER` holds Porto Alegre as r5r ships it.

"""


def main() -> None:
    """Print every table; with `--into`, keep them as a page too."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--large", action="store_true", help="five and 20 million nodes, ten and 65 million people"
    )
    parser.add_argument(
        "--city", metavar="FOLDER", help="Porto Alegre as r5r ships it, for public transport"
    )
    parser.add_argument("--into", type=Path, metavar="PAGE.md", help="keep what was printed")
    asked = parser.parse_args()
    arguments: dict[ModuleType, tuple[str, ...]] = dict.fromkeys(ALWAYS, ())
    if asked.city:
        arguments[transit] = (asked.city,)
    if asked.large:
        arguments |= dict.fromkeys(LARGE, ()) | LARGER
    parts = [(module, _printed(module, *given)) for module, given in arguments.items()]
    if asked.into:
        asked.into.write_text(
            OPENING + f"Measured on: {_machine()}.\n" + "".join(_section(*part) for part in parts),
            encoding="utf-8",
        )


def _printed(module: ModuleType, *arguments: str) -> str:
    """What the benchmark printed; it is printed here as well.

    Each runs in a process of its own: a process counts the memory of whoever started it as its own
    peak, and this one stays small.
    """
    command = [sys.executable, "-m", module.__name__, *arguments]
    ran = subprocess.run(command, stdout=subprocess.PIPE, check=True, encoding="utf-8")
    print(ran.stdout, flush=True)
    return ran.stdout


def _section(module: ModuleType, printed: str) -> str:
    title, _, more = inspect.getdoc(module).partition("\n\n")
    title = " ".join(title.split()).rstrip(".")
    return f"\n## {title}\n\n{more}\n\n```text\n{printed.rstrip()}\n```\n"


def _machine() -> str:
    """The processor, how many of its cores, and the versions of what is measured."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    model = f"{names[0] if names else platform.machine()}, {os.cpu_count()} cores"
    programs = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"{model}; Python {platform.python_version()}, {programs}"


if __name__ == "__main__":
    main()
