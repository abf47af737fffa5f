"""A few of the kills of `python -m benchmarks.kill_ledger`."""

import sys

import pytest

from benchmarks import kill_ledger


@pytest.mark.skipif(sys.platform != "linux", reason="kills by fork")
def test_nothing_that_was_answered_is_lost_by_a_kill():
    n_answers, n_unanswered = kill_ledger.campaign(5, seed=7)
    assert n_answers >= 5, "each writer gave one answer at least before it was killed"
    assert 0 <= n_unanswered <= 5 * 2, "two threads had a task each under way"


@pytest.mark.skipif(sys.platform != "linux", reason="kills by fork")
def test_nothing_that_was_answered_is_lost_in_postgresql(postgresql):
    from tests.postgresql import database

    with database(postgresql) as url:
        n_answers, n_unanswered = kill_ledger.campaign(3, url, seed=8)
    assert n_answers >= 3
    assert 0 <= n_unanswered <= 3 * 2


def test_a_lost_answer_is_found(tmp_path):
    where = str(tmp_path / "ledger.db")
    kill_ledger.begin(where, tmp_path / "lists")
    assert kill_ledger.gone_through(where, set()) == kill_ledger.BEGUN
    with pytest.raises(AssertionError, match="1 answers are lost, such as"):
        kill_ledger.gone_through(where, {("posting_n1_post", 5)})
