"""Lists of evidence and postings by chance: what is taken and refused is as one by one."""

import random
from datetime import date

import pytest

from gongfu.app.tracking import post_money, prove, reverse_money
from gongfu.app.tracking_lists import import_lists
from gongfu.errors import InputError, NotFoundError
from gongfu.track.postings import Kind, Posting
from gongfu.track.programmes import Evidence
from tests.entry_lists import EVIDENCE, POSTINGS, PROJECTS, SHA, state
from tests.ledgers import begun, deed, folder_of


def drawn(seed):
    """Rows by chance, of few days, projects and amounts, so that many do not fit."""
    draw = random.Random(seed)
    proofs = [
        (
            draw.choice(["D1", "D1", "D2", "D9"]),
            date(2026, 2, draw.randint(1, 4)),
            draw.choice(["figure", "figure", "file", "note"]),
            float(draw.randint(-3, 3)),
            draw.choice(["visit", SHA, SHA]),
        )
        for _ in range(80)
    ]
    postings = [
        (
            f"m{at}",
            draw.choice(list(Kind)),
            draw.choice(["tea", "p"]),
            draw.choice(["330200", "3302", "3303"]),
            draw.choice([100, 200, 300]),
            date(2026, 3, draw.randint(1, 3)),
            draw.choice(["", "", "why"]),
            f"m{draw.randint(0, at)}" if draw.random() < 0.3 else "",
        )
        for at in range(80)
    ]
    return proofs, postings


@pytest.mark.parametrize("seed", range(3))
def test_rows_by_chance_fit_as_one_by_one(tmp_path, seed):
    """With --keep-good the list writes what would have been written, and tells all the others."""
    proofs, postings = drawn(seed)
    projects = folder_of(tmp_path / "projects", projects=PROJECTS)
    with begun(tmp_path / "one.db", tmp_path / "one") as ledger:
        assert not import_lists(ledger, deed(), projects).faults
        refused = {"evidence": set(), "postings": set()}
        for row, one in enumerate(proofs, 2):
            try:
                prove(ledger, deed(why=""), Evidence(*one))
            except (InputError, NotFoundError):
                refused["evidence"].add(row)
        for row, (name, kind, of, giver, fen, on, why, undo) in enumerate(postings, 2):
            try:
                if undo:
                    reverse_money(ledger, deed(why=why), undo, posting_id=name, on=on)
                else:
                    posting = Posting(name, kind, of, giver, "330501", 2026, fen, on, "")
                    post_money(ledger, deed(why=why), posting)
            except (InputError, NotFoundError):
                refused["postings"].add(row)
        wanted = state(ledger)
    lists = folder_of(
        tmp_path / "lists",
        evidence=EVIDENCE + "".join(f"{','.join(map(str, one))}\n" for one in proofs),
        postings=POSTINGS
        + "".join(
            f"{name},,,,,,,{on},{why},{undo}\n"
            if undo
            else f"{name},{kind},{of},{giver},330501,,{fen / 100},{on},{why},\n"
            for name, kind, of, giver, fen, on, why, undo in postings
        ),
    )
    with begun(tmp_path / "all.db", tmp_path / "all") as ledger:
        assert not import_lists(ledger, deed(), projects).faults
        done = import_lists(ledger, deed(why=""), lists, keep_good=True)
        assert state(ledger) == wanted
    found = {name: {one.row for one in done.faults if one.table == name} for name in refused}
    assert found == refused
    assert all(20 < len(rows) < 70 for rows in refused.values())
