"""Books balance under random histories, and tell every posting that does not fit."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.track.balances import Balance, balance_of, balances
from gongfu.track.books import Books, check_books, post, post_to
from gongfu.track.postings import Kind, Posting, lines_of, not_undone, reversal

DAY = date(2024, 3, 1)


def posting(kind, fen, **changes):
    one = Posting("x", kind, "bridge", "330100", "331127", 2024, fen, DAY, "u1")
    return replace(one, **changes)


def numbered(*postings):
    return [replace(one, posting_id=f"n{at}") for at, one in enumerate(postings)]


GOOD = numbered(
    posting(Kind.COMMITMENT, 1000),
    posting(Kind.TRANSFER, 600),
    posting(Kind.SPENDING, 450),
    posting(Kind.RETURN, 100),
)


@st.composite
def histories(draw):
    """Postings that the books took, of up to three projects, pairs and years."""
    taken = []
    for at in range(draw(st.integers(0, 25))):
        project = draw(st.sampled_from(["bridge", "school", "road"]))
        own = [one for one in taken if one.project == project]
        new = replace(
            posting(
                draw(st.sampled_from(Kind)),
                draw(st.integers(1, 500)),
                reason=draw(st.sampled_from(["", "urgent"])),
            ),
            project=project,
            giver=draw(st.sampled_from(["330100", "330200"])),
            year=draw(st.sampled_from([2023, 2024])),
            posting_id=f"n{at}",
        )
        if own and draw(st.booleans()):
            undone = draw(st.sampled_from(own))
            new = reversal(undone, posting_id=f"n{at}", on=DAY, actor_id="u2", reason="wrong")
        try:
            post(own, new)
        except InputError:
            continue
        taken.append(new)
    return taken


@given(histories())
def test_accounts_add_up_to_nothing_and_sums_to_those_of_the_lines(taken):
    accounts = {}
    for one in taken:
        for line in lines_of(one):
            key = one.project, line.account
            accounts[key] = accounts.get(key, 0) + line.amount_fen
    assert sum(accounts.values()) == 0
    for (project,), sums in balances(taken).items():
        own = {account: fen for (name, account), fen in accounts.items() if name == project}
        assert sums.committed_fen == own.get("committed", 0) == -own.get("pledged", 0)
        assert sums.held_fen == own.get("held", 0)
        assert sums.spent_fen == own.get("spent", 0)
        assert sums.returned_fen - sums.transferred_fen == own.get("given", 0)
    entries = check_books(taken)
    assert [entry.posting for entry in entries] == taken
    last = {entry.posting.project: entry.balance for entry in entries}
    assert last == {project: sums for (project,), sums in balances(taken).items()}


@given(histories())
def test_what_goes_beyond_has_a_reason_and_is_shown(taken):
    spent = committed = held = 0
    left = {}  # what each pair committed and did not spend yet
    for entry in check_books(one for one in taken if one.project == "bridge"):
        before = max(spent - committed, 0), max(-held, 0)
        one = entry.posting
        fen = -one.amount_fen if one.reverses else one.amount_fen
        committed += fen if one.kind is Kind.COMMITMENT else 0
        spent += fen if one.kind is Kind.SPENDING else 0
        held += {Kind.TRANSFER: fen, Kind.SPENDING: -fen, Kind.RETURN: -fen}.get(one.kind, 0)
        after = max(spent - committed, 0), max(-held, 0)
        grew = tuple(
            name
            for name, was, now in zip(("commitment", "transfer"), before, after, strict=True)
            if now > was
        )
        pair = (one.giver, one.receiver)
        was_left = left.get(pair, 0)
        sign = {Kind.COMMITMENT: 1, Kind.SPENDING: -1}.get(one.kind, 0)
        left[pair] = was_left + sign * fen
        pair_grew = left[pair] < min(was_left, 0)
        assert entry.beyond == grew + ("pair",) * (pair_grew and "commitment" not in grew)
        assert one.reason or not grew
        assert held >= 0 or one.kind is not Kind.RETURN or one.reverses or before[1] > after[1]


def answer(task, *told):
    """The entry, or what is said against it."""
    try:
        return task(*told)
    except InputError as error:
        return str(error)


@given(histories(), st.data())
def test_sums_and_the_posting_that_is_named_are_all_that_the_next_one_needs(taken, data):
    own = [one for one in taken if one.project == "bridge"]
    new = data.draw(
        st.builds(
            posting,
            st.sampled_from(Kind),
            st.integers(1, 900),
            posting_id=st.sampled_from(["new", "n0", "n1"]),
            giver=st.sampled_from(["330100", "330200"]),
            reason=st.sampled_from(["", "urgent"]),
        )
    )
    if own and data.draw(st.booleans()):
        undone = data.draw(st.sampled_from(own))
        new = reversal(undone, posting_id="new", on=DAY, actor_id="u2", reason="wrong")
    pairs = {}
    for one in own:
        pairs.setdefault((one.giver, one.receiver), []).append(
            (one.kind, one.sign * one.amount_fen)
        )
    known = [one for one in own if one.posting_id in (new.posting_id, new.reverses)]
    undone = {one.reverses for one in own if one.reverses}
    books = Books({pair: balance_of(sums) for pair, sums in pairs.items()}, known, undone)
    assert answer(post_to, books, new) == answer(post, own, new)


@given(histories(), st.data())
def test_everything_reversed_leaves_nothing(taken, data):
    plain = [one for one in taken if not one.reverses]
    undone = {one.reverses for one in taken}
    left = data.draw(st.permutations([one for one in plain if one.posting_id not in undone]))
    for one in left:
        back = reversal(one, posting_id=f"r-{one.posting_id}", on=DAY, actor_id="u", reason="w")
        post([each for each in taken if each.project == one.project], back)
        taken = [*taken, back]
    assert set(balances(taken).values()) <= {Balance()}


def test_balances_by_year_pair_and_project():
    later = replace(GOOD[0], posting_id="n9", year=2025, giver="330200", amount_fen=7)
    by_pair = balances([*GOOD, later], ("giver", "receiver"))
    assert by_pair == {
        ("330100", "331127"): Balance(1000, 600, 450, 100),
        ("330200", "331127"): Balance(7, 0, 0, 0),
    }
    assert balances([*GOOD, later], ("year",))[2025,].committed_fen == 7
    assert balances([*GOOD, later], ())[()] == Balance(1007, 600, 450, 100)
    with pytest.raises(InputError, match="cannot group by 'month'"):
        balances(GOOD, ("month",))


def test_spending_beyond_needs_a_reason_and_then_says_what_it_goes_beyond():
    more = posting(Kind.SPENDING, 700)
    with pytest.raises(InputError, match=r"beyond the commitment and the transfer \(committed 10"):
        post(GOOD, more)
    entry = post(GOOD, replace(more, reason="flood"))
    assert entry.beyond == ("commitment", "transfer")
    assert entry.balance.above_commitment_fen == 150
    assert entry.balance.advanced_fen == 650


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"amount_fen": 0}, "amount_fen is 0"),
        ({"amount_fen": -5}, "amount_fen is -5"),
        ({"amount_fen": 10.0}, "give whole fen"),
        ({"amount_fen": True}, "give whole fen"),
        ({"amount_fen": 10**16}, "give whole fen"),
        ({"receiver": "330100"}, "giver and receiver are both"),
        ({"actor_id": "", "project": ""}, "no project; fill it in; no actor_id"),
        ({"year": "2024"}, "give the year"),
        ({"posting_id": "n1"}, "no posting is edited, reverse it"),
        ({"project": "road"}, "of 'road', and the books of 'bridge'"),
        ({"kind": Kind.RETURN, "amount_fen": 51}, "0.51 yuan are returned, and only 0.50"),
        ({"reverses": "n8", "reason": "w"}, "not in the books"),
    ],
)
def test_what_does_not_fit_is_told(change, told):
    with pytest.raises(InputError, match=told):
        post(GOOD, replace(posting(Kind.TRANSFER, 10), **change))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"amount_fen": 599}, "differs from 'n1' in amount_fen"),
        ({"giver": "330200", "year": 2023}, "differs from 'n1' in giver and year"),
        ({"on": DAY - timedelta(days=1)}, "before 'n1'"),
        ({"reason": ""}, "needs its reason"),
    ],
)
def test_a_reversal_undoes_the_whole_of_one_posting(change, told):
    back = reversal(GOOD[1], posting_id="r", on=DAY, actor_id="u2", reason="typed twice")
    assert post(GOOD, back).balance == Balance(1000, 0, 450, 100)
    with pytest.raises(InputError, match=told):
        post(GOOD, replace(back, **change))


def test_nothing_is_reversed_twice_and_no_reversal_is():
    back = reversal(GOOD[1], posting_id="r", on=DAY, actor_id="u2", reason="w")
    with pytest.raises(InputError, match="reversed already"):
        post([*GOOD, back], replace(back, posting_id="r2"))
    again = reversal(back, posting_id="r3", on=DAY, actor_id="u2", reason="w")
    with pytest.raises(InputError, match="a reversal itself; post anew"):
        post([*GOOD, back], again)


def test_a_return_is_of_what_that_giver_gave():
    gave = numbered(posting(Kind.COMMITMENT, 900), posting(Kind.TRANSFER, 500, giver="330300"))
    back = posting(Kind.RETURN, 100, posting_id="back")
    with pytest.raises(InputError, match=r"returned to '330100', and of .* only 0\.00 are held"):
        post(gave, back)
    assert post(gave, replace(back, giver="330300")).balance.held_fen == 400
    assert len(check_books([*gave, back])) == 3  # books of before stay readable


def test_what_was_undone_comes_to_nothing():
    held = numbered(posting(Kind.COMMITMENT, 5), posting(Kind.TRANSFER, 3))
    back = reversal(held[0], posting_id="r", on=DAY, actor_id="u", reason="typo")
    assert not_undone([*held, back]) == [held[1]]
    assert balances(not_undone([*held, back])) == balances([*held, back])


def test_one_fen_and_all_that_is_held_can_go_back():
    assert post(GOOD, posting(Kind.RETURN, 50)).balance.held_fen == 0
    assert post([], posting(Kind.COMMITMENT, 1, year=1949)).balance.committed_fen == 1


def test_books_that_were_edited_tell_all_that_no_longer_fits():
    edited = [GOOD[0], GOOD[1], replace(GOOD[2], amount_fen=601), GOOD[3], GOOD[3]]
    with pytest.raises(InputError) as told:
        check_books(edited)
    assert "3 postings do not fit: posting 'n2'" in str(told.value)
    with pytest.raises(InputError, match=r"24 postings do not fit: .*; and 4 more"):
        check_books([GOOD[0]] * 25)
    foreign = replace(GOOD[0], project="road")
    with pytest.raises(InputError, match="'n0': the id is there already"):
        check_books([*GOOD, foreign])
