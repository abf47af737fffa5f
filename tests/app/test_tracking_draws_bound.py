"""An announced draw is not steered once its number is known: in SQLite and in PostgreSQL."""

from datetime import timedelta

import pytest

from gongfu.app.case_announcements import announce
from gongfu.app.case_basis import Basis, places_of
from gongfu.app.tracking_cases import apply, move_case
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_proposals import propose
from gongfu.app.tracking_proposing import proposed_of_words
from gongfu.errors import InputError
from gongfu.io.rule_sets import rules_text
from gongfu.track.cases import Kind
from tests.app.test_tracking_draws import (
    NUMBER_DAY,
    TOLD,
    announced,
    announced_places,
    drawn,
    limited,
)
from tests.cases_ledger import (
    DAY,
    FACTS,
    PUPILS,
    application,
    case,
    cases,
    deed,
    round_,
    sound,
    write_folder,
)

__all__ = ("cases", "limited", "round_")

LATER = NUMBER_DAY + timedelta(days=20)
PAPER = {"evidence": "paper", "proof": "a" * 64}


def ask_all(ledger, days, names=("p1", "p2", "p3", "p4"), who="s1"):
    for name in names:
        move_case(ledger, deed(who, "a paper is missing", days=days), name, "ask_evidence", {})


def bring_all(ledger, days, names=("p1", "p2", "p3", "p4")):
    for name in names:
        move_case(ledger, deed("county", days=days), name, "add_evidence", PAPER)


def drawn_places(ledger, places, who="o1", day=NUMBER_DAY, days=10, why=""):
    by = deed(who, why, days=days)
    return propose(ledger, by, "enclave_talents", day, places=places, seed=372)


def test_a_part_of_an_announced_round_is_not_drawn(cases, round_, tmp_path):
    """Else the same seats are given out in each part."""
    ledger, schools = round_
    near = PUPILS.replace("\np", "\nq").replace("admission,k", "admission,m")
    lists = write_folder(tmp_path / "near", cases=near.replace("330501", "330501001"))
    assert not import_lists(ledger, deed("s1"), lists).faults
    announced(ledger, schools, place="330501")
    with pytest.raises(
        InputError, match=r"'bureau' and place '330501', and 4 cases of it would be left out.*'p1'"
    ):
        drawn(ledger, schools, place="330501001")
    assert drawn(ledger, schools, place="330501")["n_cases"] == 8
    part = {"round_": "2026", "schools": schools, "seed": 372, "place": "330501001"}
    with pytest.raises(InputError, match="4 cases of it would be left out"):
        proposed_of_words(ledger, deed("s1", "again", days=11), TOLD | part)
    assert sound(ledger).n_rows


def test_a_decoy_hides_no_announcement(round_):
    """Announced for an empty place, it would leave the first draw open to another number."""
    ledger, schools = round_
    announced(ledger, schools)
    with pytest.raises(InputError, match=r"proposal-1 announced a draw.*covers but a part of it"):
        announced(ledger, schools, days=1, day=LATER, place="330501999")
    with pytest.raises(InputError, match="'p1' waits for the draw that proposal-1 announced"):
        announced(ledger, schools, days=11, day=LATER)
    assert drawn(ledger, schools, days=12)["draw"]["announced"] == "proposal-1"


def test_a_decoy_for_nobody_afterwards_hides_none_either(round_):
    ledger, schools = round_
    announced(ledger, schools)
    announced(ledger, schools, days=11, day=LATER, place="330501999")  # nobody lives there
    with pytest.raises(InputError, match="'p1' waits for the draw that proposal-1 announced"):
        announced(ledger, schools, days=12, day=LATER)
    assert drawn(ledger, schools, days=12)["draw"]["announced"] == "proposal-1"


def test_a_wider_announcement_replaces_those_that_it_covers(round_):
    ledger, schools = round_
    announced(ledger, schools, place="330501001")
    announced(ledger, schools, place="330501002")
    said = announced(ledger, schools, days=1, place="330501")
    assert said["replaces"] == ["proposal-1", "proposal-2"]
    with pytest.raises(InputError, match="of office 'bureau' and place '330501'"):
        announced(ledger, schools, days=2, place="330501001")
    assert drawn(ledger, schools)["draw"]["announced"] == said["proposal_id"]


def test_asking_for_evidence_opens_no_new_announcement(round_):
    ledger, schools = round_
    announced(ledger, schools)
    ask_all(ledger, 11)
    with pytest.raises(InputError, match="'p1' waits for the draw that proposal-1 announced"):
        announced(ledger, schools, days=11, day=LATER)
    bring_all(ledger, 11)
    assert drawn(ledger, schools, days=12)["draw"]["announced"] == "proposal-1"
    ask_all(ledger, 13)
    with pytest.raises(InputError, match="'p1' was drawn by proposal-2 already"):
        announced(ledger, schools, days=13, day=LATER)
    bring_all(ledger, 13)
    with pytest.raises(InputError, match="'p1' was drawn by proposal-2 already"):
        announced(ledger, schools, days=13, day=LATER)
    assert drawn(ledger, schools, days=40)["draw"]["announced"] == "proposal-1"


def test_limited_places_wait_for_evidence_of_all(limited):
    ledger, places = limited
    announced_places(ledger, places)
    ask_all(ledger, 10, ["b"], "o2")
    with pytest.raises(InputError, match="be left out, such as 'b', which is evidence_asked"):
        drawn_places(ledger, places)
    bring_all(ledger, 10, ["b"])
    assert drawn_places(ledger, places)["n_cases"] == 2


def test_the_day_of_the_rules_is_that_of_the_number(limited):
    ledger, places = limited
    announced_places(ledger, places)
    for day in (DAY, NUMBER_DAY + timedelta(days=1), None):
        with pytest.raises(InputError, match=r"with other day \(the rules judge as of that of"):
            drawn_places(ledger, places, day=day, days=11)
    assert drawn_places(ledger, places, days=11)["n_cases"] == 2


def test_rules_without_limits_go_round_no_announcement(limited, tmp_path, repository):
    ledger, places = limited
    announced_places(ledger, places)
    text = (repository / "src/gongfu/data/rules/enclave_talents.toml").read_text("utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text(text.replace("limited = true\n", "", 1), "utf-8")
    for days in (1, 11):
        for named in ((), ("b",)):
            with pytest.raises(
                InputError, match="waits for the draw that proposal-1 announced, and is decided by"
            ):
                propose(ledger, deed("o1", days=days), str(mine), NUMBER_DAY, cases=named)
    assert drawn_places(ledger, places, days=11)["n_cases"] == 2
    with pytest.raises(InputError, match="'b' waits for the draw that proposal-1 announced"):
        propose(ledger, deed("o1", "again", days=12), str(mine), NUMBER_DAY, cases=("b",))


def test_what_has_an_outcome_without_a_draw_is_not_announced(limited, tmp_path, repository):
    """Else it would be told or drawn, as the number falls."""
    ledger, places = limited
    text = (repository / "src/gongfu/data/rules/enclave_talents.toml").read_text("utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text(text.replace("limited = true\n", "", 1), "utf-8")
    propose(ledger, deed("o1"), str(mine), NUMBER_DAY, cases=("a",))
    with pytest.raises(InputError, match="'a' is proposed: it has an outcome without a draw"):
        announced_places(ledger, places)
    move_case(ledger, deed("o2"), "a", "confirm", {})
    move_case(ledger, deed("o1"), "a", "tell", {})
    assert announced_places(ledger, places)["proposal_id"] == "proposal-2"


@pytest.fixture
def two_towns(cases, tmp_path):
    """Two who ask for one place, and a person of the office in the town of each."""
    lists = write_folder(
        tmp_path / "towns",
        actors="actor_id,role,place,department\n"
        "t1,department,330501001,care\nt2,department,330501002,care\n",
    )
    assert not import_lists(cases, deed("county"), lists).faults
    facts = FACTS | {"派出地": "甲县", "有学龄子女": "是"}
    for name, who, place in (("a", "r1", "330501001"), ("b", "r2", "330501002")):
        told = application(name, who=who, subject="school", facts=facts, place=place)
        apply(cases, deed("o3"), told)
    return cases, write_folder(
        tmp_path / "in", places="待遇,派出地,名额\nschool,甲县,1\n"
    ) / "places.csv"


def test_those_who_decide_a_part_do_not_draw_it(two_towns):
    ledger, places = two_towns
    announced_places(ledger, places)
    for who, other in (("t1", "b"), ("t2", "a")):
        with pytest.raises(InputError, match=f"1 case of it would be left out, such as '{other}'"):
            drawn_places(ledger, places, who)
    assert drawn_places(ledger, places)["outcomes"] == {"placed": 1, "waiting": 1}


def test_a_place_that_was_told_is_not_drawn_again_in_another_town(two_towns):
    ledger, places = two_towns
    announced_places(ledger, places)
    drawn_places(ledger, places)
    won, lost = sorted("ab", key=lambda name: case(ledger, name).outcome)
    move_case(ledger, deed("o2", days=11), won, "confirm", {})
    move_case(ledger, deed("o1", days=11), won, "tell", {})
    with pytest.raises(InputError, match=f"case '{won}' has a place of this list of 'school'"):
        drawn_places(ledger, places, {"a": "t1", "b": "t2"}[lost], days=12, why="again")


def test_what_could_never_be_drawn_is_not_announced(limited):
    """Once its day is over nobody may announce it anew."""
    ledger, places = limited
    text, name = rules_text("enclave_talents")

    def asked(subject, tables):
        basis = Basis(Kind.BENEFIT, NUMBER_DAY, name, text, {}, tables)
        return announce(ledger, deed("o1"), basis, "lottery 3D", subject)

    school = places_of(places)
    with pytest.raises(InputError, match="the places are for 'flat' too"):
        asked("school", {**school, "flat": {"甲县": 1}})
    with pytest.raises(InputError, match="the list has no places of it"):
        asked("school", {})
    for odd in ("medical", "nosuch"):
        with pytest.raises(InputError, match="have no such benefit that is limited and in force"):
            asked(odd, {odd: {"甲县": 1}})
    assert asked("school", school)["proposal_id"] == "proposal-1"


def test_those_who_came_late_alone_need_another_draw(limited):
    ledger, places = limited
    announced_places(ledger, places)
    drawn_places(ledger, places)
    with pytest.raises(InputError, match=r"1 application came on .* too late for the draw"):
        drawn_places(ledger, places, days=11)
