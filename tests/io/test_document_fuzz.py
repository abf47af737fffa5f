"""Whatever bytes come, a reader gives a document or an InputError, and comes to an end."""

import random
import warnings

import pytest

from gongfu.errors import GongfuError
from gongfu.io.documents import read_document
from gongfu.model.document import Document
from tests.io.book_world import write_book
from tests.io.document_world import docx, paragraph, pdf, unzipped, zipped
from tests.io.test_documents import PAGE

N = 40
KINDS = ["pdf", "docx", "xlsx", "ods", "xls", "html", "txt"]


def seeds(kind, tmp_path):
    if kind in ("xlsx", "ods", "xls"):
        rows = [["指标", "2023年"], ["产值", 461.2], ["人口", 12]]
        return write_book(tmp_path / f"seed.{kind}", {"表": rows, "二": rows}).read_bytes()
    return {
        "pdf": pdf([["某县统计公报", "产值461.2亿元"], ["人口12万人"]]),
        "docx": docx(paragraph("产值461.2亿元") * 3),
        "html": PAGE.encode("gbk"),
        "txt": "2024年，浙江省地区生产总值90131亿元。\n".encode() * 5,
    }[kind]


def mutated(content, rng):
    body = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 8))):
        at = rng.randrange(len(body))
        match rng.randrange(5):
            case 0:
                body[at] = rng.randrange(256)
            case 1:
                body[at : at + rng.randrange(1, 30)] = b""
            case 2:
                body[at : at + 4] = rng.choice((b"\xff\xff\xff\xff", bytes(4), b"9999"))
            case 3:
                other = rng.randrange(len(body))
                body[at:at] = body[other : other + rng.randrange(1, 99)]
            case _:
                body[at] ^= 1 << rng.randrange(8)
        if not body:
            return b"x"
    return bytes(body)


@pytest.mark.parametrize("kind", KINDS)
def test_mutated_documents_are_read_or_refused(kind, tmp_path):
    rng = random.Random(2024)
    seed = seeds(kind, tmp_path)
    path = tmp_path / "mutated"
    n_read = 0
    for at in range(N if kind != "html" else N // 4):
        if kind in ("docx", "xlsx", "ods") and at % 4:
            parts = unzipped(seed)
            part = rng.choice(sorted(parts))
            parts[part] = mutated(parts[part], rng)
            content = zipped(parts)
        else:
            content = mutated(seed, rng)
        path.write_bytes(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                found = read_document(path)
            except GongfuError:
                continue
        assert isinstance(found, Document)
        n_read += 1
    assert n_read > 0  # some mutations do no harm
