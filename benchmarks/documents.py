"""Reading documents of every kind: megabytes of text a second, and memory.

Run alone with `python -m benchmarks.documents`; numbers are processor seconds, each in a process of
its own after one small document.  The documents are written here, of sentences that differ in
their figures: no disk is waited for.  MB are those of the text that comes out, as UTF-8; `memory`
is how far the peak rises above that before.  `tidy` makes rows of a sheet.
"""

import multiprocessing
import resource
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from gongfu.evidence.sheets import tidy
from gongfu.io.documents import read_document
from tests.io.book_world import write_book
from tests.io.document_world import docx, paragraph, pdf

SENTENCE = "全年第{at}县地区生产总值{at}.5亿元，比上年增长5.5%，年末常住人口{at}万人。"
N_LINES = 12_000
N_ROWS, N_ROWS_XLS, N_YEARS = 4_000, 150, 12  # what writes .xls in the tests stops at 60 kB


def lines(n: int) -> list[str]:
    return [SENTENCE.format(at=at) for at in range(n)]


def page(n: int) -> str:
    body = "".join(f"<p>{line}</p>" for line in lines(n))
    return f"<html><head><meta charset='utf-8'><title>t</title></head><body>{body}</body></html>"


def text_pdf(n: int) -> bytes:
    drawn = [[line[:40], line[40:]] for line in lines(n)]
    pages = [drawn[at : at + 20] for at in range(0, n, 20)]
    return pdf([[line for pair in page for line in pair] for page in pages])


def rows(n: int) -> list[list]:
    head = ["地区", *(f"{2010 + year}年" for year in range(N_YEARS))]
    return [head, *([f"第{at}县", *(at + year / 8 for year in range(N_YEARS))] for at in range(n))]


def write(kind: str, folder: Path, share: float) -> Path:
    """A document of a kind in a folder, of some share of the full size."""
    n, path = max(int(share * N_LINES), 40), folder / f"{kind}{share:g}"
    if kind in ("xlsx", "xls", "ods"):
        full = N_ROWS_XLS if kind == "xls" else N_ROWS
        return write_book(path.with_suffix(f".{kind}"), {"表": rows(max(int(share * full), 3))})
    contents: dict[str, Callable[[], bytes]] = {
        "text, UTF-8": lambda: "\n".join(lines(8 * n)).encode(),
        "text, GB18030": lambda: "\n".join(lines(8 * n)).encode("gb18030"),
        "HTML": lambda: page(n // 4).encode(),
        "PDF": lambda: text_pdf(n // 4),
        "DOCX": lambda: docx("".join(map(paragraph, lines(n)))),
    }
    path.write_bytes(contents[kind]())
    return path


KINDS = ("text, UTF-8", "text, GB18030", "HTML", "PDF", "DOCX", "xlsx", "ods", "xls", "tidy")


def measure(kind: str, folder: str, answer: multiprocessing.SimpleQueue) -> None:
    """Megabytes, seconds and megabytes of memory of one kind."""
    warnings.simplefilter("ignore")
    of = "xlsx" if kind == "tidy" else kind
    small, path = write(of, Path(folder), 0.001), write(of, Path(folder), 1.0)
    first = read_document(small)
    table = read_document(path).tables[0] if kind == "tidy" else None
    if table:
        tidy(first.tables[0])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    text = "\n".join(map("\t".join, table.rows)) if table else ""
    if table:
        tidy(table)
    else:
        text = read_document(path).text
    seconds = time.process_time() - begun
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer.put((len(text.encode()) / 2**20, seconds, (after - before) / 1024))


def run() -> None:
    """Print a line for each kind."""
    print(f"{'reader':<16}{'MB of text':>12}{'s':>9}{'MB a s':>9}{'memory, MB':>12}")
    context = multiprocessing.get_context("spawn")
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder:
            answer = context.SimpleQueue()
            process = context.Process(target=measure, args=(kind, folder, answer))
            process.start()
            size, seconds, memory = answer.get()
            process.join()
        print(f"{kind:<16}{size:>12.2f}{seconds:>9.2f}{size / seconds:>9.2f}{memory:>12.0f}")


if __name__ == "__main__":
    run()
