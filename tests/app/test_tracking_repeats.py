"""The same key with other private words is refused, and nothing kept of an answer tells of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gongfu.app.requesting import Details, act_on_request, file_request
from gongfu.app.tracking_cases import apply, move_case
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_people import erase_person
from gongfu.app.tracking_proposals import propose
from gongfu.app.tracking_proposing import proposed_of_words
from gongfu.errors import ConflictError
from gongfu.io.ledger_tables import ANSWERS
from gongfu.io.ledger_turns import reading
from gongfu.track.request_moves import Event
from tests.cases_ledger import (
    DAY,
    FACTS,
    PUPILS,
    SCHOOLS,
    application,
    case,
    deed,
    write_folder,
)
from tests.cases_ledger import cases as cases
from tests.ledgers import AT
from tests.requests_ledger import by, intake, later, sound, with_requests

OTHER = "the key 'k' was used for something else"


@pytest.fixture
def place(ledger, tmp_path):
    return with_requests(ledger, tmp_path / "requests")


def answers(ledger):
    with reading(ledger) as connection:
        return str(connection.execute(ANSWERS.select()).all())


@pytest.mark.parametrize(
    "other",
    [
        {"words": "自来水有异味"},
        {"words": ""},
        {"contact": "13911111111"},
        {"position": (120.2, 30.9)},
        {"position": None},
        {"filed_at": later(-1)},
    ],
)
def test_a_request_taken_down_otherwise(place, other):
    first = file_request(place, by("p1", key="k"), intake())
    with pytest.raises(ConflictError, match=OTHER):
        file_request(place, by("p1", key="k"), intake(**other))
    assert file_request(place, by("p1", key="k"), intake()) == first
    assert "东门" not in answers(place)


def test_a_request_without_words_first(place):
    bare = {"words": "", "contact": "", "position": None}
    first = file_request(place, by("p1", key="k"), intake(**bare))
    assert file_request(place, by("p1", key="k"), intake(**bare)) == first
    with pytest.raises(ConflictError, match=OTHER):
        file_request(place, by("p1", key="k"), intake())


def test_the_moment_nobody_said_is_that_of_the_first(place):
    first = file_request(place, by("p1", key="k"), intake())
    again = by("p1", later(1), key="k")
    assert file_request(place, again, intake(filed_at=later(1))) == first


def test_the_reason_of_an_act(place):
    file_request(place, by("p1"), intake())
    act_on_request(place, by("county", later()), "r1", Event.ASSIGN)
    given = (place, by("education", later(), key="k"), "r1", Event.RETURN)
    first = act_on_request(*given, Details(reason="not ours"))
    assert act_on_request(*given, Details(reason="not ours")) == first
    with pytest.raises(ConflictError, match=OTHER):
        act_on_request(*given, Details(reason="nobody is there"))
    erase_person(place, by("county", later(), "asked to"), "p1")
    assert act_on_request(*given, Details(reason="whatever")) == first  # nobody knows any more
    assert sound(place).n_rows


def test_the_facts_of_an_application(cases):
    first = apply(cases, deed("r1", key="k"), application())
    assert apply(cases, deed("r1", key="k"), application()) == first
    for facts in ({**FACTS, "学历": "本科"}, {}, None):
        with pytest.raises(ConflictError, match=OTHER):
            apply(cases, deed("r1", key="k"), replace(application(), facts=facts))
    assert case(cases).n_facts == 1


def test_the_day_nobody_said_is_that_of_the_first(cases):
    late = replace(deed("r1", key="k"), at=AT + timedelta(days=1))
    first = apply(cases, deed("r1", key="k"), application(), day_given=False)
    next_day = application(applied_on=late.at.date())
    assert apply(cases, late, next_day, day_given=False) == first
    with pytest.raises(ConflictError, match=OTHER):
        apply(cases, late, next_day)


def test_evidence_and_its_facts(cases):
    apply(cases, deed("r1"), application())
    given = (cases, deed("r1", "see page 2", key="k"), "c1", "add_evidence")
    paper = {"evidence": "contract", "proof": "a" * 64, "facts": {"合同月数": "48"}}
    first = move_case(*given, paper)
    assert move_case(*given, paper) == first
    for other in (
        {"evidence": "letter"},
        {"proof": "b" * 64},
        {"facts": {"合同月数": "47"}},
        {"facts": {}},
    ):
        with pytest.raises(ConflictError, match=OTHER):
            move_case(*given, paper | other)
    for why in ("", "see page 3"):
        with pytest.raises(ConflictError, match=OTHER):
            move_case(cases, deed("r1", why, key="k"), "c1", "add_evidence", paper)
    bare = {"evidence": "contract", "proof": "c" * 64}
    move_case(cases, deed("r1", key="k2"), "c1", "add_evidence", bare)
    with pytest.raises(ConflictError, match="'k2' was used for something else"):
        move_case(cases, deed("r1", key="k2"), "c1", "add_evidence", paper | bare)
    assert case(cases).n_facts == 2
    erase_person(cases, deed("county", "asked to"), "r1")
    assert move_case(*given, paper) == first


def test_why_it_was_proposed_again(cases):
    apply(cases, deed("r1"), application())
    propose(cases, deed("o1"), "enclave_talents", DAY)
    first = propose(cases, deed("o1", "another day", key="k"), "enclave_talents", DAY)
    assert propose(cases, deed("o1", "another day", key="k"), "enclave_talents", DAY) == first
    for why in ("", "no day"):
        with pytest.raises(ConflictError, match=OTHER):
            propose(cases, deed("o1", why, key="k"), "enclave_talents", DAY)


def proposal(ledger, who, at, **told):
    """As on a command line, where the day is one's own or nobody's."""
    names = ("rules", "day", "round_", "subject", "office", "place")
    given = dict.fromkeys(names, "") | {"places": None, "schools": None, "cases": (), "seed": 0}
    given |= {"lottery": "single", "minutes": None} | told
    return proposed_of_words(ledger, replace(deed(who, key="k"), at=at), given)


def test_a_proposal_of_a_day_that_nobody_said(cases):
    told = {"rules": "enclave_talents"}
    apply(cases, deed("r1"), application())
    first = proposal(cases, "o1", AT, **told)
    assert proposal(cases, "o1", AT + timedelta(days=1), **told) == first
    with pytest.raises(ConflictError, match=OTHER):
        proposal(cases, "o1", AT, day=DAY.isoformat(), **told)


def test_a_round_proposed_again_on_the_next_day(cases, tmp_path):
    lists = write_folder(tmp_path / "in", cases=PUPILS)
    assert not import_lists(cases, deed("s1"), lists).faults
    told = {"round_": "2026", "schools": write_folder(tmp_path / "schools", schools=SCHOOLS)}
    first = proposal(cases, "s1", AT, **told)
    assert proposal(cases, "s1", AT + timedelta(days=1), **told) == first
    with pytest.raises(ConflictError, match=OTHER):
        proposal(cases, "s1", AT, seed=8, **told)


CASES = (
    "case_id,kind,applicant_id,guardian_id,subject,place,office,applied_on,学历\n"
    "b1,benefit,x1,,medical,330501,care,2026-03-01,博士\n"
)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("博士", "本科", "other data in row 2 of cases"),
        ("medical", "rent", "something else"),
        ("2026-03-01", "2026-02-28", "something else"),
    ],
)
def test_a_list_of_applications(cases, tmp_path, old, new, words):
    first = import_lists(cases, deed("o1", key="k"), write_folder(tmp_path / "a", cases=CASES))
    same = write_folder(tmp_path / "b", cases=CASES)
    assert import_lists(cases, deed("o1", key="k"), same).answer == first.answer
    other = write_folder(tmp_path / "c", cases=CASES.replace(old, new))
    with pytest.raises(ConflictError, match=words):
        import_lists(cases, deed("o1", key="k"), other)


def test_lists_of_requests_and_workers(place, tmp_path):
    texts = {
        "requests": "request_id,resident_id,place,category,filed_at,words,contact\n"
        "q1,p1,330501001002,childcare,2026-03-02,too far,139\n",
        "request_acts": "request_id,event,at,actor_id,department,reason\n"
        "q1,assign,2026-03-02 10:00,county,,\nq1,return,2026-03-02 11:00,education,,not ours\n",
        "workers": "person_id,village,hours\nw1,330501,20\n",
        "people": "person_id,name,telephone,address\nw1,张三,1,x\n",
    }
    who = by("county", later(1), key="k")
    first = import_lists(place, who, write_folder(tmp_path / "a", **texts))
    assert not first.faults
    late = replace(who, at=AT + timedelta(days=9))
    assert import_lists(place, late, write_folder(tmp_path / "b", **texts)).answer == first.answer
    for name, old, new in (
        ("requests", "too far", "too near"),
        ("requests", "139", "138"),
        ("request_acts", "not ours", "theirs"),
        ("workers", ",20", ",21"),
        ("people", "张三", "李四"),
    ):
        other = texts | {name: texts[name].replace(old, new)}
        with pytest.raises(ConflictError, match=f"other data in row . of {name}"):
            import_lists(place, who, write_folder(tmp_path / f"{name}{new}", **other))


def test_rows_that_were_left_are_not_compared(place, tmp_path):
    """A row whose id was another's is a fault, and stays one when all is said again."""
    file_request(place, by("p1"), intake())
    text = (
        "request_id,resident_id,place,category,filed_at,words\n"
        "r1,p1,330501001002,childcare,2026-03-02,mine\nq1,p1,330501001002,x,2026-03-02,yes\n"
    )
    lists, who = write_folder(tmp_path / "a", requests=text), by("county", later(1), key="k")
    first = import_lists(place, who, lists, keep_good=True)
    assert first.counts == {"requests": 1}
    assert import_lists(place, who, lists, keep_good=True).answer == first.answer
