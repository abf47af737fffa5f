"""A register is whole, or every fault of it is told."""

from dataclasses import replace
from datetime import date

import pytest

from gongfu.errors import InputError
from gongfu.track.programmes import Deliverable, Evidence, Item, Programme, Register
from gongfu.track.progress import standings

PROGRAMMES = (Programme("p2024", "3301", 2024),)
ITEMS = (Item("i1", "p2024", "childcare", "places"),)
GOOD = Deliverable("d1", "i1", "330102", "edu", date(2024, 1, 1), date(2024, 12, 1), 60.0, "places")
FACT = Evidence("d1", date(2024, 5, 1), "file", 60.0, "0a" * 32)


def test_facts_are_counted_and_notes_are_not():
    note = Evidence("d1", date(2024, 3, 1), "note", 0.0, "foundation stone laid")
    register = Register(PROGRAMMES, ITEMS, [replace(GOOD, deliverable_id="d0"), GOOD], [note, FACT])
    facts = register.facts()
    assert (facts.at.tolist(), facts.quantity.tolist()) == ([1], [60.0])
    stand = standings(register.promises(), facts, date(2024, 6, 1))
    assert stand.delivered.tolist() == [False, True]
    assert stand.begun.tolist() == [False, True]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"due_on": date(2023, 12, 31)}, "due on 2023-12-31, and begun on 2024-01-01"),
        ({"quantity": 0.0}, "quantity is 0.0"),
        ({"quantity": float("nan")}, "quantity is nan"),
        ({"unit": "beds"}, "in 'beds', and its item in 'places'"),
        ({"item_id": "i9"}, "no item 'i9'"),
        ({"place": "330203"}, "'330203' is not in '3301'"),
        ({"owner": ""}, "no owner"),
        ({"deliverable_id": ""}, "a deliverable has no id"),
    ],
)
def test_what_is_wrong_with_a_deliverable_is_told(change, told):
    with pytest.raises(InputError, match=told):
        Register(PROGRAMMES, ITEMS, [replace(GOOD, **change)])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"deliverable_id": "d9"}, "no such deliverable"),
        ({"proof": ""}, "no proof"),
        ({"proof": "photo.jpg"}, "SHA-256"),
        ({"proof": "0a"}, "SHA-256"),
        ({"proof": "0A" * 32}, "SHA-256"),
        ({"kind": "photo"}, "choose file, figure or note"),
        ({"kind": "note"}, "a note proves no quantity"),
        ({"quantity": 0.0}, "not 0"),
    ],
)
def test_what_is_wrong_with_evidence_is_told(change, told):
    with pytest.raises(InputError, match=told):
        Register(PROGRAMMES, ITEMS, [GOOD], [replace(FACT, **change)])


def test_all_faults_are_counted_and_the_first_twenty_told():
    many = [replace(GOOD, unit="beds")] * 30
    with pytest.raises(InputError, match=r"59 faults: deliverable 'd1' is there twice.*; and 39"):
        Register(PROGRAMMES, ITEMS, many)
    with pytest.raises(InputError, match=r"no programme 'p1'.*no field"):
        Register(PROGRAMMES, [Item("i1", "p1", "", "places")], [])
