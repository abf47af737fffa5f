"""The ledger's tasks, in SQLite and in PostgreSQL: who may, who was first, and what is kept."""

import threading
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongfu.app.tracking import Deed, init, move, post_money, prove, reverse_money
from gongfu.app.tracking_answers import done, posted
from gongfu.app.tracking_any import listed
from gongfu.app.tracking_deliverables import listing
from gongfu.app.tracking_export import projects_of
from gongfu.app.tracking_lists import import_lists
from gongfu.errors import ConflictError, InputError, NotFoundError
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_deeds import Write
from gongfu.io.ledger_records import head_of, history_of
from gongfu.io.ledger_rows import evidence_for, postings_of, row_by_id
from gongfu.io.ledger_turns import reading, writing
from gongfu.io.ledger_write import commit
from gongfu.track.actors import Actor, Role
from gongfu.track.balances import balances
from gongfu.track.postings import Kind
from gongfu.track.programmes import Evidence
from tests.ledgers import AT, deed, money, small_ledger, write_lists

LISTED = 1 + 3 + 1 + 1 + 3 + 1  # the first actor, then the rows of the lists


def sound(ledger):
    with reading(ledger) as connection:
        return check_ledger(connection)


def row(ledger, thing, thing_id):
    with reading(ledger) as connection:
        return row_by_id(connection, thing, thing_id)


PROJECT = (
    "project_id,title,description,status,place,field,giver,giver_name,receiver,receiver_name,"
    "start_on,due_on,budget_yuan\n"
    "p,t,d,implementation,330501,economy,3302,甬,330501,县,2026-01-01,2026-12-31,1\n"
)


def write_only(folder, **texts):
    """A folder of these lists alone."""
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


def fact(quantity=1.0, on=date(2026, 3, 1), kind="figure", proof="register", of="D1"):
    return Evidence(of, on, kind, quantity, proof)


def test_a_move_is_written_with_its_record(ledger):
    told = move(ledger, deed(), "D1", {"due_on": date(2026, 12, 20), "owner": "sports"})
    assert told == {"deliverable_id": "D1", "version": 2, "number": LISTED + 1}
    after = row(ledger, "deliverable", "D1")
    assert (after["due_on"], after["owner"], after["version"]) == (date(2026, 12, 20), "sports", 2)
    with reading(ledger) as connection:
        first, last = history_of(connection, "deliverable", "D1")
    assert (first.who, first.before) == ("county", "null")
    assert (last.who, last.why) == ("county", "because")
    assert '"due_on":"2026-11-01"' in last.before
    assert '"due_on":"2026-12-20"' in last.after
    assert sound(ledger).n_rows == LISTED


def test_quantities_come_back_as_they_were(ledger):
    assert [row(ledger, "deliverable", one)["quantity"] for one in ("D1", "D2", "D3")] == [
        60.0,
        40.5,
        0.1,
    ]


def test_the_second_of_two_who_saw_the_same_is_told(ledger):
    move(ledger, deed(), "D1", {"owner": "a"}, version=1)
    with pytest.raises(ConflictError, match="at version 2, and you saw 1"):
        move(ledger, deed(), "D1", {"owner": "b"}, version=1)
    assert row(ledger, "deliverable", "D1")["owner"] == "a"
    assert sound(ledger).head.number == LISTED + 1


def test_the_same_with_the_same_key_is_done_once(ledger):
    told = move(ledger, deed(key="k"), "D1", {"owner": "a"})
    assert move(ledger, replace(deed(key="k"), at=AT.replace(hour=5)), "D1", {"owner": "a"}) == told
    assert row(ledger, "deliverable", "D1")["version"] == 2
    with pytest.raises(ConflictError, match="key 'k' was used for something else"):
        move(ledger, deed(key="k"), "D1", {"owner": "b"})
    with pytest.raises(ConflictError, match="key 'k' was used for something else"):
        prove(ledger, deed(key="k"), fact())
    posted = post_money(ledger, deed(key="n"), money("n1"))
    assert post_money(ledger, deed(key="n"), money("n1")) == posted
    assert sound(ledger).n_postings == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "nothing is to be changed"),
        ({"place": "33"}, "'place' cannot be changed"),
        ({"due_on": date(2025, 1, 1)}, "due on 2025-01-01, and begun on 2026-01-01"),
        ({"quantity": 0.0}, "quantity is 0.0"),
        ({"owner": ""}, "no owner"),
    ],
)
def test_a_move_that_does_not_fit_changes_nothing(ledger, values, words):
    with pytest.raises(InputError, match=words):
        move(ledger, deed(), "D1", values)
    assert row(ledger, "deliverable", "D1")["version"] == 1
    assert sound(ledger).head.number == LISTED


def test_a_move_needs_its_reason_and_a_deliverable(ledger):
    with pytest.raises(InputError, match="needs its reason"):
        move(ledger, deed(why=""), "D1", {"owner": "a"})
    with pytest.raises(NotFoundError, match="no deliverable 'D9'"):
        move(ledger, deed(), "D9", {"owner": "a"})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"quantity": True}, "quantity is True; give int or float"),
        ({"quantity": "70"}, "quantity is '70'"),
        ({"due_on": AT}, "due_on is datetime"),
        ({"owner": 7}, "owner is 7; give str"),
    ],
)
def test_a_change_of_another_kind_is_refused(ledger, values, words):
    with pytest.raises(InputError, match=words):
        move(ledger, deed(), "D1", values)


def test_a_whole_quantity_is_kept_as_the_row_has_it(ledger):
    move(ledger, deed(), "D1", {"quantity": 70})
    assert row(ledger, "deliverable", "D1")["quantity"] == 70.0
    with reading(ledger) as connection:
        check_ledger(connection)


def test_who_may_not_is_told(ledger):
    with pytest.raises(InputError, match=r"'health' \(department of 3305\) may not change"):
        move(ledger, deed("health"), "D1", {"owner": "a"})
    with pytest.raises(InputError, match=r"may not prove deliverable 'D3'.*'sports'"):
        prove(ledger, deed("health"), fact(of="D3"))
    with pytest.raises(InputError, match=r"'clerk' .auditor of 3305. may not post"):
        post_money(ledger, deed("clerk"), money("n1"))
    with pytest.raises(NotFoundError, match="no actor 'nobody'"):
        move(ledger, deed("nobody"), "D1", {"owner": "a"})
    assert prove(ledger, deed("health"), fact())["evidence_id"] == "D1/1"


def test_evidence_is_added_and_never_edited(ledger):
    for quantity in (20.0, 30.0, -5.0):
        prove(ledger, deed("health"), fact(quantity))
    with reading(ledger) as connection:
        assert [one.quantity for one in evidence_for(connection, "D1")] == [20.0, 30.0, -5.0]
    with pytest.raises(InputError, match="a note proves no quantity"):
        prove(ledger, deed(), fact(kind="note"))
    with pytest.raises(InputError, match="SHA-256"):
        prove(ledger, deed(), fact(kind="file"))


def test_money_is_posted_and_reversed(ledger):
    told = post_money(ledger, deed(), money("n1", fen=500))
    assert (told["committed_yuan"], told["beyond"]) == ("5.00", [])
    post_money(ledger, deed(), money("n2", Kind.TRANSFER, 300))
    with pytest.raises(InputError, match="goes beyond the transfer"):
        post_money(ledger, deed(why=""), money("n3", Kind.SPENDING, 400))
    told = post_money(ledger, deed(why="urgent"), money("n3", Kind.SPENDING, 400))
    assert (told["held_yuan"], told["beyond"]) == ("-1.00", ["transfer"])
    told = reverse_money(ledger, deed(), "n3", posting_id="n4", on=date(2026, 3, 3))
    assert told["held_yuan"] == "3.00"
    with pytest.raises(InputError, match="'n3' is reversed already"):
        reverse_money(ledger, deed(), "n3", posting_id="n5", on=date(2026, 3, 3))
    with pytest.raises(InputError, match="id is there already"):
        post_money(ledger, deed(), money("n1", project="another"))
    assert sound(ledger).n_postings == 4


def test_money_of_a_listed_project_is_of_its_parties(ledger, tmp_path):
    lists = write_only(tmp_path / "p", projects=PROJECT)
    post_money(ledger, deed(), replace(money("typo"), giver="3303"))
    (fault,) = import_lists(ledger, deed(), lists).faults
    assert fault.fault.startswith(
        "money of '3303' was posted for it, and it is to be of '3302' and"
    )
    reverse_money(ledger, deed(), "typo", posting_id="back", on=AT.date())
    assert not import_lists(ledger, deed(), lists).faults
    with pytest.raises(InputError, match="'3303' takes no part in project 'p'"):
        post_money(ledger, deed(), replace(money("a"), giver="3303"))
    post_money(ledger, deed(), replace(money("b"), giver="330200"))  # the same place, filled up
    with reading(ledger) as connection:
        projects, postings = projects_of(connection)
    assert [one.project_id for one in projects] == ["p"]
    assert [(one.posting_id, one.giver) for one in postings] == [("b", "3302")]
    with pytest.raises(InputError, match="project: "):
        post_money(ledger, deed(), money("odd", project="a\nb"))


def test_the_first_actor_governs(tmp_path):
    with pytest.raises(InputError, match="a county; say of which place"):
        init(tmp_path / "l.db", Actor("a", Role.COUNTY, ""), AT)
    with pytest.raises(InputError, match="give the id of a county or a province"):
        init(tmp_path / "l.db", Actor("a", Role.AUDITOR), AT)
    assert not (tmp_path / "l.db").exists()


def test_many_writers_lose_nothing(ledger):
    n_threads, n_each = 4, 12
    told, lost = [], []

    def work(which):
        try:
            for k in range(n_each):
                told.append(prove(ledger, deed(key=f"{which}.{k}"), fact())["evidence_id"])
                post_money(ledger, deed(), money(f"{which}.{k}"))
        except Exception as error:  # noqa: BLE001
            lost.append(error)

    threads = [threading.Thread(target=work, args=[which]) for which in range(n_threads)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not lost
    n = n_threads * n_each
    assert sorted(told) == sorted(f"D1/{k}" for k in range(1, n + 1))
    found = sound(ledger)
    assert (found.head.number, found.n_postings) == (LISTED + 2 * n, n)
    with reading(ledger) as connection:
        (balance,) = balances(postings_of(connection)).values()
    assert balance.committed_fen == 100 * n


def test_of_many_who_saw_the_same_one_wins(ledger):
    won, told = [], []

    def work(which):
        try:
            won.append(move(ledger, deed(), "D2", {"owner": f"w{which}"}, version=1))
        except ConflictError as error:
            told.append(str(error))

    threads = [threading.Thread(target=work, args=[which]) for which in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(won), len(told)) == (1, 7)
    assert all("somebody changed it first" in one for one in told)


acts = st.lists(
    st.tuples(st.sampled_from(["move", "prove", "post", "reverse"]), st.integers(0, 5)),
    max_size=12,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts)
def test_any_history_is_sound(tmp_path_factory, acts):
    """Whatever is asked for, what is taken is recorded and what is refused leaves nothing."""
    folder = tmp_path_factory.mktemp("any")
    with small_ledger(folder / "l.db", write_lists(folder / "lists")) as ledger:
        head, versions = LISTED, 1
        for k, (what, which) in enumerate(acts):
            kind = list(Kind)[which % 4]
            try:
                if what == "move":
                    move(ledger, deed(), "D1", {"quantity": float(which)}, version=versions)
                    versions += 1
                elif what == "prove":
                    prove(ledger, deed(), fact(float(which)))
                elif what == "post":
                    post_money(ledger, deed(why=""), money(f"n{k}", kind, 100 * (which + 1)))
                else:
                    reverse_money(
                        ledger, deed(), f"n{which}", posting_id=f"n{k}", on=date(2026, 4, 1)
                    )
            except (InputError, NotFoundError):
                continue
            head += 1
        assert sound(ledger).head.number == head
        with reading(ledger) as connection:
            assert head_of(connection).number == head


def test_a_deed_is_of_a_moment_with_a_zone(ledger):
    with pytest.raises(InputError, match="without a time zone"):
        move(ledger, Deed("county", AT.replace(tzinfo=None), "why"), "D1", {"owner": "a"})
    assert sound(ledger).head.number == LISTED


def test_less_than_nothing_is_refused_and_named(ledger):
    prove(ledger, deed(), fact(5.0, date(2026, 3, 1)))
    with pytest.raises(InputError, match=r"'D1': on 2026-03-01 all .* come to -1;"):
        prove(ledger, deed(), fact(-6.0, date(2026, 3, 1)))
    prove(ledger, deed(), fact(5.0, date(2026, 3, 5)))
    with pytest.raises(InputError, match=r"on 2026-03-03 all .* come to -1;"):
        prove(ledger, deed(), fact(-6.0, date(2026, 3, 3)))
    prove(ledger, deed(), fact(-10.0, date(2026, 3, 6)))
    assert listing(ledger, date(2026, 12, 31)).table["done"].tolist() == [0.0, 0.0, 0.0]


def test_a_ledger_that_holds_less_than_nothing_names_it(ledger):
    """As one that was written before this was refused."""
    with reading(ledger) as connection:
        head = head_of(connection)
    row = {"deliverable_id": "D2", "on_day": date(2026, 3, 1), "kind": "figure", "proof": "p"}
    after = {"evidence_id": "D2/1", "number": 1, "quantity": -7.0, **row}
    with writing(ledger) as connection:
        commit(connection, [Write("evidence", "prove", None, after)], deed(), head)
    with pytest.raises(InputError, match=r"1 deliverable \('D2' -7 on 2026-03-01\)"):
        listing(ledger, date(2026, 12, 31))
    assert listing(ledger, date(2026, 2, 1)).table["done"].tolist() == [0.0, 0.0, 0.0]
    prove(ledger, deed(), fact(7.0, date(2026, 3, 1), of="D2"))
    assert listing(ledger, date(2026, 12, 31)).table["done"].tolist() == [0.0, 0.0, 0.0]


def test_a_day_that_nobody_said_is_not_compared(ledger):
    """The same command, sent again after midnight of New Year's Eve."""
    eve, new_year = date(2026, 12, 31), date(2027, 1, 1)
    told = prove(ledger, deed(key="p"), fact(on=eve), day_given=False)
    assert prove(ledger, deed(key="p"), fact(on=new_year), day_given=False) == told
    first = replace(money("n1"), on=eve, year=2026)
    later = replace(first, on=new_year, year=2027)
    told = post_money(ledger, deed(key="m"), first, day_given=False)
    assert post_money(ledger, deed(key="m"), later, day_given=False) == told
    undo = {"posting_id": "n2", "day_given": False}
    told = reverse_money(ledger, deed(key="r"), "n1", on=eve, **undo)
    assert reverse_money(ledger, deed(key="r"), "n1", on=new_year, **undo) == told
    with pytest.raises(ConflictError, match="used for something else"):
        prove(ledger, deed(key="p"), fact(on=new_year))


def test_spending_beyond_what_this_pair_committed_is_shown(ledger):
    """Another giver's commitment covers the project, and not the pair."""
    post_money(ledger, deed(), replace(money("a", fen=500), giver="3301"))
    post_money(ledger, deed(), replace(money("b", Kind.TRANSFER, 500), giver="3301"))
    told = post_money(ledger, deed(why=""), money("c", Kind.SPENDING, 100))
    assert told["beyond"] == ["pair"]
    ours = replace(money("d", Kind.SPENDING, 100), giver="3301")
    assert post_money(ledger, deed(), ours)["beyond"] == []
    assert sound(ledger).n_postings == 4


def test_what_may_be_a_slip_is_noted(ledger, tmp_path):
    """A day to come, the first money of a project, and one that no list has where others are."""
    assert post_money(ledger, deed(), money("P1"))["notes"] == ["first"]
    later = replace(money("P2"), on=date(2026, 3, 3))
    assert post_money(ledger, deed(), later)["notes"] == ["to_come"]
    row = (
        "p,Tea 茶,A hall 车间,implementation,330501,economy,3302,Ningbo,330501,Town,2026-01-05,"
        "2026-11-30,800000\n"
    )
    head = (
        "project_id,title,description,status,place,field,giver,giver_name,receiver,receiver_name,"
        "start_on,due_on,budget_yuan\n"
    )
    (tmp_path / "projects").mkdir()
    (tmp_path / "projects" / "projects.csv").write_text(head + row, "utf-8")
    assert not import_lists(ledger, deed(), tmp_path / "projects").faults
    assert post_money(ledger, deed(), money("P3"))["notes"] == []
    typo = money("P4", project="q")
    told = post_money(ledger, deed(), typo)
    assert told["notes"] == ["unlisted"]
    assert "No list of projects has q" in str(posted(ledger, told).sentences)


def test_evidence_that_may_be_a_slip_is_noted(ledger):
    sha = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    asked = [
        (Evidence("D1", AT.date(), "file", 1.0, sha), []),
        (Evidence("D1", AT.date(), "file", 1.0, sha), ["again"]),
        (Evidence("D2", AT.date(), "file", 1.0, sha), []),
        (Evidence("D1", date(2031, 1, 1), "figure", 1.0, "count"), ["to_come"]),
        (Evidence("D1", date(2025, 12, 31), "figure", 1.0, "count"), ["before"]),
    ]
    for evidence, notes in asked:
        told = prove(ledger, deed(), evidence)
        assert told["notes"] == notes, evidence
        said = done(ledger, "track prove", "proved", told).sentences
        assert len(said) == 1 + len(notes)


def test_a_first_place_is_a_code(tmp_path):
    for place in ("安吉县", "33052", "３３"):
        with pytest.raises(InputError, match=f"{place!r} is no code of a place; give the 2, 4"):
            init(tmp_path / "a.db", Actor("county", Role.COUNTY, place), AT)
    assert not (tmp_path / "a.db").exists()


@pytest.mark.parametrize("place", ["33", "330000", "3305", "330500", "330500000000"])
def test_official_codes_hold_all_that_lies_in_the_place(tmp_path, place):
    lists = write_lists(tmp_path / "lists", programmes=f"programme_id,place,year\nP,{place},2026\n")
    with init(tmp_path / "a.db", Actor("county", Role.PROVINCE, place), AT) as ledger:
        assert not import_lists(ledger, deed(), lists).faults
        assert row(ledger, "programme", "P")["place"] == place.rstrip("0")
        assert listed(ledger, "deliverables", AT.date(), {"place": place}).table.shape[0] == 3
        other = listed(ledger, "deliverables", AT.date(), {"place": "330600"})
        assert other.table.empty
        assert move(ledger, deed(), "D1", {"quantity": 61.0})["version"] == 2
