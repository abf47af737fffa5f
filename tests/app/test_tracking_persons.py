"""Who is told what the ledger knows of a person, who erases it, and who may nothing any more."""

import pytest

from gongfu.app.tracking import init, prove
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_people import erase_person, export_person, retire
from gongfu.errors import InputError, NotFoundError
from gongfu.io.ledger_records import history_of, records_of
from gongfu.io.ledger_turns import reading
from gongfu.track.actors import Actor, Role
from tests.app.test_tracking import LISTED, fact, sound, write_only
from tests.ledgers import AT, PEOPLE, deed, write_lists


def test_a_person_is_shown_to_themselves_then_erased(ledger):
    assert export_person(ledger, deed(why=""), "R1") == [
        {
            "thing": "person",
            "person_id": "R1",
            "name": "张三",
            "telephone": "13800000000",
            "address": "山下村1号",
            "version": 1,
        }
    ]
    erase_person(ledger, deed(why="asked to"), "R1")
    with pytest.raises(NotFoundError, match="no person 'R1'"):
        export_person(ledger, deed(why=""), "R1")
    with reading(ledger) as connection:
        told = repr(list(records_of(connection)))
    assert "person R1 erase" in told
    assert not any(part in told for part in ("张三", "13800000000", "山下村", "\\u5f20"))
    assert sound(ledger).n_rows == LISTED - 1


def test_a_resident_of_a_village_reads_and_erases_what_the_county_brought(ledger, tmp_path):
    actors = "actor_id,role,place,department\nR1,resident,330501001,\nR2,resident,330501001,\n"
    (tmp_path / "more").mkdir()
    (tmp_path / "more/actors.csv").write_text(actors, "utf-8")
    assert not import_lists(ledger, deed(), tmp_path / "more").faults
    (row,) = export_person(ledger, deed("R1"), "R1")
    assert row["name"] == "张三"
    with pytest.raises(InputError, match=r"'R2' .* may not erase 'R1'"):
        erase_person(ledger, deed("R2"), "R1")
    assert erase_person(ledger, deed("R1"), "R1")["person_id"] == "R1"
    sound(ledger)


def test_a_county_makes_nobody_who_reads_what_the_province_brought(tmp_path):
    with init(tmp_path / "l.db", Actor("prov", Role.PROVINCE, "33"), AT, durable=False) as ledger:
        lists = {
            "prov": ("actors", "actor_id,role,place,department\nfar,county,3308,\n"),
            "far": ("actors", "actor_id,role,place,department\nR1,resident,330801,\n"),
        }
        for who, (name, text) in lists.items():
            (tmp_path / who).mkdir()
            (tmp_path / who / f"{name}.csv").write_text(text, "utf-8")
        (tmp_path / "prov/people.csv").write_text(PEOPLE, "utf-8")
        for who in lists:
            assert not import_lists(ledger, deed(who), tmp_path / who).faults
        with pytest.raises(InputError, match="was made a resident in '3308'"):
            export_person(ledger, deed("R1"), "R1")


def test_who_is_brought_anew_is_of_whoever_brought_them_last(ledger, tmp_path):
    """The one who was erased, and their county, know nothing of the one who has their id now."""

    def brings(who, **lists):
        assert not import_lists(
            ledger, deed(who), write_only(tmp_path / f"{who}.{len(lists)}", **lists)
        ).faults

    head = "actor_id,role,place,department\n"
    brings("county", actors=f"{head}a,county,330501,\nb,county,330502,\nR1,resident,330501001,\n")
    erase_person(ledger, deed(), "R1")
    brings("b", people=PEOPLE)
    for who in ("R1", "a"):
        with pytest.raises(InputError, match="may not read what is known of 'R1'"):
            export_person(ledger, deed(who), "R1")
    assert len(export_person(ledger, deed("b"), "R1")) == 1


def test_who_reads_a_person_is_recorded_and_who_may_not_is_refused(ledger, tmp_path):
    more = (
        "actor_id,role,place,department\nR1,resident,3305,\nR2,resident,3305,\nc2,county,330502,\n"
    )
    import_lists(ledger, deed(), write_lists(tmp_path / "more", actors=more), keep_good=True)
    for who in ("health", "clerk", "R2", "c2"):
        for task in (export_person, erase_person):
            with pytest.raises(InputError, match=f"'{who}' .* may not .* 'R1' in '3305'"):
                task(ledger, deed(who), "R1")
    assert export_person(ledger, deed("R1"), "R1")[0]["name"] == "张三"
    with reading(ledger) as connection:
        last = history_of(connection, "person", "R1")[-1]
    assert (last.who, last.what, last.before) == ("R1", "person R1 read", last.after)
    assert "张三" not in last.after
    assert "\\u5f20" not in last.after
    erase_person(ledger, deed("R1"), "R1")
    sound(ledger)


def test_an_actor_is_retired_and_the_id_stays_taken(ledger, tmp_path):
    with pytest.raises(InputError, match=r"'health' .* may not retire 'clerk'"):
        retire(ledger, deed("health"), "clerk")
    with pytest.raises(InputError, match="somebody must be left"):
        retire(ledger, deed(), "county")
    told = prove(ledger, deed("health", key="k"), fact())
    assert retire(ledger, deed(), "health")["actor_id"] == "health"
    with pytest.raises(InputError, match="'health' was retired"):
        prove(ledger, deed("health"), fact())
    with pytest.raises(InputError, match="'health' was retired"):
        prove(ledger, deed("health", key="k"), fact())
    with pytest.raises(InputError, match="retired already"):
        retire(ledger, deed(), "health")
    again = import_lists(ledger, deed(), write_lists(tmp_path / "again"))
    (fault,) = [one for one in again.faults if one.id == "health"]
    assert fault.fault == "the id is there already; take another, or retire the first with a move"
    assert sound(ledger).head.number == told["number"] + 1
