"""Reading figures out of text: megabytes a second, and where the time goes.

Run alone with `python -m benchmarks.figures [--peer PYTHON]`.  The texts are those of
`tests/evidence`, put together and repeated to 1 MB of UTF-8: bulletins, with a figure in every 20
characters, and news.  `MB/s` is the whole of `read_figures` on one core; beside it the seconds of
each part (`meaning` is all that comes after the parts before it: place, period, term, role), and
how far the peak of memory rises.  `gazetteer` is made once.  PYTHON is an interpreter that has
Microsoft's recognizers-text-suite, which finds numbers and percentages (no units, no terms, no
places); it reads a fifth of the text, line by line as it wants it.  Processor seconds.
"""

import argparse
import subprocess
import tracemalloc
from pathlib import Path

from benchmarks.timing import once, timed
from gongfu.evidence.figures import read_figures
from gongfu.evidence.flow import flow_of
from gongfu.evidence.gazetteer import build_gazetteer
from gongfu.evidence.periods import find_periods
from gongfu.evidence.placing import find_places
from gongfu.evidence.quantities import find_quantities
from gongfu.evidence.scan import find_terms
from gongfu.evidence.sentences import split
from gongfu.io import embedded
from gongfu.model.document import Document

MEGABYTE = 1_000_000
TEXTS = Path(__file__).parents[1] / "tests" / "evidence" / "texts"
SETS = {
    "bulletins": ("bulletin_province", "bulletin_prefecture", "bulletin_county"),
    "news": ("long_feature", "village_news", "bridge_and_rail_news", "interview_spoken"),
}
PUBLISHED = "2024-03-01"
PEER = """
import sys, time
from recognizers_number import Culture, recognize_number, recognize_percentage
text = sys.stdin.read()
found, begun = 0, time.process_time()
for line in text.splitlines():
    found += len(recognize_number(line, Culture.Chinese))
    found += len(recognize_percentage(line, Culture.Chinese))
print(found, time.process_time() - begun)
"""


def a_megabyte(names: tuple[str, ...], size: int = MEGABYTE) -> str:
    """Texts one after the other, again and again, to so many bytes."""
    text = "\n\n".join((TEXTS / f"{name}.txt").read_text(encoding="utf-8") for name in names)
    many = -(-size // len(text.encode()))
    return "\n\n".join([text] * many).encode()[:size].decode(errors="ignore")


def ours(text: str, gazetteer) -> dict:
    """Speed, share of each part and memory of our reader."""
    document = Document(text, published=PUBLISHED, about="33")
    figures, seconds = timed(lambda: read_figures(document, gazetteer))
    flow, parts = flow_of(text), {}
    calls = {
        "flow": lambda: flow_of(text),
        "periods": lambda: find_periods(flow.text, PUBLISHED),
        "places": lambda: find_places(flow.text, gazetteer, about="33"),
        "terms": lambda: find_terms(flow.text),
        "quantities": lambda: find_quantities(flow.text),
        "sentences": lambda: split(flow.text),
    }
    for name, call in calls.items():
        parts[name] = timed(call)[1]
    parts["meaning"] = seconds - sum(parts.values())
    tracemalloc.start()
    read_figures(document, gazetteer)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    row = {"figures": len(figures), "MB/s": f"{len(text.encode()) / MEGABYTE / seconds:.2f}"}
    row |= {name: f"{spent:.3f}" for name, spent in parts.items()}
    return row | {"peak MB": f"{peak / MEGABYTE:.0f}"}


def peer(python: str, text: str) -> dict:
    """Numbers and speed of Recognizers-Text."""
    ran = subprocess.run(
        [python, "-c", PEER], input=text, stdout=subprocess.PIPE, check=True, encoding="utf-8"
    )
    found, seconds = ran.stdout.split()
    speed = len(text.encode()) / MEGABYTE / float(seconds)
    return {"numbers": int(found), "MB/s": f"{speed:.2f}"}


def rows(python: str) -> list[dict]:
    """One row per measurement."""
    places, elsewhere = embedded.places(), embedded.divisions_of_china()
    gazetteer, seconds = once(lambda: build_gazetteer(places, elsewhere))
    table = [{"what": "gazetteer", "seconds": f"{seconds:.2f}"}]
    for name, names in SETS.items():
        table.append({"what": name} | ours(a_megabyte(names), gazetteer))
        if python:
            small = a_megabyte(names, MEGABYTE // 5)
            table.append({"what": f"{name}, Recognizers-Text"} | peer(python, small))
    return table


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.figures")
    parser.add_argument("--peer", default="", help="an interpreter with recognizers-text-suite")
    for row in rows(parser.parse_args().peer):
        print("  ".join(f"{key} {value}" for key, value in row.items()))


if __name__ == "__main__":
    main()
