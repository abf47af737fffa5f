"""Files as evidence in a list: kept by their digest, and found in the folder of the lists only."""

import hashlib
import os

import pytest

from gongfu.app.tracking_lists import import_lists
from gongfu.io.ledger_rows import evidence_for
from gongfu.io.ledger_sheets import workbook
from gongfu.io.ledger_turns import reading
from tests.entry_lists import EVIDENCE
from tests.ledgers import begun, deed, folder_of


@pytest.fixture
def ledger(copied):
    with copied(begun) as ledger:
        yield ledger


def test_a_file_is_kept_by_its_digest(ledger, tmp_path):
    """Its path goes from the folder of the lists; or the digest itself is told."""
    content = b"a report"
    digest = hashlib.sha256(content).hexdigest()
    lists = tmp_path / "lists"
    (lists / "photos").mkdir(parents=True)
    (lists / "photos" / "1.pdf").write_bytes(content)
    rows = ("photos/1.pdf", "photos\\1.pdf", "./photos/1.pdf", digest, digest.upper())
    folder_of(lists, evidence=EVIDENCE + "".join(f"D1,2026-02-01,file,1,{one}\n" for one in rows))
    done = import_lists(ledger, deed(), lists)
    assert done.faults == ()
    (note,) = done.answer["notes"]
    assert (note["note"], note["rows"]) == ("again", [3, 4, 5, 6])
    with reading(ledger) as connection:
        assert {one.proof for one in evidence_for(connection, "D1")} == {digest}


def test_a_file_lies_in_the_folder_of_the_lists(ledger, tmp_path):
    (tmp_path / "secret.txt").write_text("x", "utf-8")
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "link.pdf").symlink_to(tmp_path / "secret.txt")
    outside = (tmp_path / "secret.txt", "../secret.txt", "..\\secret.txt", "a/../../secret.txt",
               "link.pdf", r"C:\secret.txt", r"\\host\secret.txt")  # fmt: skip
    absent = ("none.txt", ".", "x" * 300, "evidence.csv/1")
    folder_of(
        lists,
        evidence=EVIDENCE + "".join(f"D1,2026-02-01,file,1,{one}\n" for one in (*outside, *absent)),
    )
    done = import_lists(ledger, deed(), lists)
    assert done.answer is None
    faults = [one.fault.partition(";")[0] for one in done.faults]
    assert faults == [
        *(f"proof: {str(one)!r} is not in the folder of the lists" for one in outside),
        *(f"proof: no file {one!r} in the folder of the lists" for one in absent),
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
def test_a_pipe_is_no_file(ledger, tmp_path):
    lists = folder_of(tmp_path / "lists", evidence=EVIDENCE + "D1,2026-02-01,file,1,pipe\n")
    os.mkfifo(lists / "pipe")
    (fault,) = import_lists(ledger, deed(), lists).faults
    assert fault.fault.startswith("proof: no file 'pipe'")


def test_a_workbook_finds_files_beside_it(ledger, tmp_path):
    (tmp_path / "1.txt").write_text("x", "utf-8")
    row = ["D1", "2026-02-01", "file", 1, "1.txt"]
    book = workbook({"evidence": [EVIDENCE.strip().split(","), row]})
    (tmp_path / "lists.xlsx").write_bytes(book)
    assert import_lists(ledger, deed(), tmp_path / "lists.xlsx").counts == {"evidence": 1}
