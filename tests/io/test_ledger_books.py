"""Books that the database adds up, against all postings one by one."""

from dataclasses import replace

from gongfu.app.tracking import post_money, reverse_money
from gongfu.io.ledger_books import books_for
from gongfu.io.ledger_rows import postings_of
from gongfu.io.ledger_turns import reading
from gongfu.track.balances import balances
from gongfu.track.postings import Kind
from tests.ledgers import AT, deed, money


def test_sums_are_those_of_the_postings(ledger):
    post_money(ledger, deed(), money("a", fen=900))
    post_money(ledger, deed(), money("b", Kind.TRANSFER, 500))
    post_money(ledger, deed(), replace(money("c", fen=7), giver="3301"))
    post_money(ledger, deed(), money("d", fen=10**15 - 1))
    post_money(ledger, deed(), money("e", Kind.SPENDING, 1, project="q"))
    reverse_money(ledger, deed(), "c", posting_id="f", on=AT.date())
    next_one = replace(money("g"), reverses="c")
    with reading(ledger) as connection:
        held = postings_of(connection, "p")
        books, n = books_for(connection, next_one)
    assert n == len(held) == 5
    assert dict(books.pairs) == balances(held, ("giver", "receiver"))
    assert (list(books.known), list(books.undone)) == ([held[2]], ["c"])
