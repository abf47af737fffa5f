"""Draws announced before their number is known: in SQLite and in PostgreSQL."""

import hashlib
from datetime import timedelta

import pytest
from click.testing import CliRunner

from gongfu.app.case_announcements import announce
from gongfu.app.case_basis import Basis, places_of
from gongfu.app.tracking_case_answers import proposed
from gongfu.app.tracking_cases import apply, move_case
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_proposals import check_proposal, propose
from gongfu.app.tracking_proposing import proposed_of_words
from gongfu.app.tracking_recheck import rechecked
from gongfu.cli.main import cli
from gongfu.errors import ConflictError, InputError
from gongfu.io.ledger_records import hashes_of
from gongfu.io.ledger_turns import reading
from gongfu.io.rule_sets import rules_text
from gongfu.track.cases import Kind
from tests.cases_ledger import (
    AT,
    DAY,
    FACTS,
    PUPILS,
    SCHOOLS,
    application,
    begun,
    case,
    cases,
    deed,
    round_,
    sound,
    write_folder,
)

__all__ = ("cases", "round_")

NUMBER_DAY = AT.date() + timedelta(days=10)
TOLD = {
    "rules": "", "day": "", "places": None, "cases": (), "subject": "", "round_": "",
    "schools": None, "lottery": "single", "minutes": None, "office": "", "place": "", "seed": None,
    "announce": "",
}  # fmt: skip


def words(ledger, who, days=0, key="", **told):
    return proposed_of_words(ledger, deed(who, key=key, days=days), TOLD | told)


def announced(ledger, schools, who="s1", days=0, day=NUMBER_DAY, key="", **told):
    """The draw of the round 2026, by words."""
    given = {"round_": "2026", "schools": schools, "announce": "lottery 3D", "day": f"{day}"}
    return words(ledger, who, days, key, **(given | told))


def drawn(ledger, schools, who="s1", days=10, seed=372, **told):
    return words(ledger, who, days, round_="2026", schools=schools, seed=seed, **told)


def test_a_draw_takes_the_number_that_was_announced(round_):
    ledger, schools = round_
    said = announced(ledger, schools)
    assert (said["proposal_id"], said["day"]) == ("proposal-1", f"{NUMBER_DAY}")
    with pytest.raises(InputError, match=f"that lottery 3D publishes on {NUMBER_DAY}; wait for it"):
        drawn(ledger, schools, days=9)
    with pytest.raises(InputError, match=f"the number that lottery 3D published on {NUMBER_DAY}"):
        drawn(ledger, schools, seed=None)
    with pytest.raises(InputError, match="with other lottery; give those"):
        drawn(ledger, schools, lottery="multiple")
    (schools / "schools.csv").write_text(SCHOOLS.replace("hill,1", "hill,2"), "utf-8")
    with pytest.raises(InputError, match="with other lists; give those"):
        drawn(ledger, schools)
    (schools / "schools.csv").write_text(SCHOOLS, "utf-8")
    said = drawn(ledger, schools)
    assert said["draw"] == {
        "seed": 372, "announced": "proposal-1", "source": "lottery 3D", "day": f"{NUMBER_DAY}",
    }  # fmt: skip
    told = proposed(ledger, said).sentences[-1]
    assert f"the number that lottery 3D published on {NUMBER_DAY}, as proposal-1" in told["en"]
    assert "此前已由proposal-1预告" in told["zh"]
    checked = check_proposal(ledger, "proposal-2")
    assert (checked.differ, checked.same_inputs, checked.draw) == ((), True, said["draw"])
    assert rechecked(ledger, "proposal-2")[0].sentences[-1] == told
    with pytest.raises(InputError, match="proposal-1 announces a draw and proposes nothing"):
        check_proposal(ledger, "proposal-1")
    assert sound(ledger).n_rows


def test_who_applies_when_the_number_may_be_known_is_not_in_its_round(round_, tmp_path):
    """Else an application would be written down at a moment at which its draw is a good one."""
    ledger, schools = round_
    announced(ledger, schools)
    late = PUPILS.replace("\np", "\nq").replace("admission,k", "admission,m")
    lists = write_folder(tmp_path / "late", cases=late)
    assert not import_lists(ledger, deed("s1", days=10), lists).faults
    with pytest.raises(InputError, match=f"4 applications came on {NUMBER_DAY} or later.*'q1'"):
        drawn(ledger, schools)
    for name in ("q1", "q2", "q3", "q4"):
        move_case(ledger, deed("county", "came too late", days=10), name, "withdraw", {})
    assert drawn(ledger, schools)["n_cases"] == 4


def test_an_announcement_is_changed_only_before_its_number_may_be_known(round_):
    ledger, schools = round_
    announced(ledger, schools)
    later = NUMBER_DAY + timedelta(days=2)
    announced(ledger, schools, days=9, day=later, announce="lottery 7")
    for days in (10, 11):
        with pytest.raises(InputError, match=f"lottery 7 publishes on {later}; wait"):
            drawn(ledger, schools, days=days)
    with pytest.raises(InputError, match="case 'p1' waits for the draw that proposal-2 announced"):
        announced(ledger, schools, days=12, day=NUMBER_DAY + timedelta(days=20))
    assert drawn(ledger, schools, days=12)["draw"]["announced"] == "proposal-2"
    with pytest.raises(InputError, match="case 'p1' was drawn by proposal-3 already"):
        announced(ledger, schools, days=12, day=NUMBER_DAY + timedelta(days=20))


def test_what_was_drawn_is_not_announced_afterwards(round_):
    ledger, schools = round_
    said = drawn(ledger, schools, days=0)
    assert said["draw"] == {"seed": 372}
    assert "which no announcement in the ledger binds" in proposed(ledger, said).sentences[-1]["en"]
    with pytest.raises(InputError, match="was drawn by proposal-1 already"):
        announced(ledger, schools)


def test_who_may_not_announce_and_what_is_none(round_):
    ledger, schools = round_
    with pytest.raises(InputError, match=f"may be known on {AT.date()}; announce that of a later"):
        announced(ledger, schools, day=AT.date())
    with pytest.raises(InputError, match="a resident may not announce a draw"):
        announced(ledger, schools, "r1", place="330501", office="bureau")
    with pytest.raises(InputError, match="it is of 'bureau', and the actor is of 'care'"):
        announced(ledger, schools, "o1", office="bureau")
    with pytest.raises(InputError, match="it is for '34', and the actor acts for '3305'"):
        announced(ledger, schools, place="34")
    with pytest.raises(InputError, match="says no source"):
        announced(ledger, schools, announce=" ")
    for odd in ({"schools": None}, {"round_": ""}, {"day": ""}, {"rules": "enclave_talents"}):
        with pytest.raises(InputError, match="give the day of its number, and the round"):
            announced(ledger, **({"schools": schools} | odd))
    for odd in ({"seed": 1}, {"cases": ("p1",)}):
        with pytest.raises(InputError, match="announced without seed or cases"):
            announced(ledger, schools, **odd)


def test_whom_a_field_limits_announces_no_draw(round_, tmp_path):
    """Else a draw could be stopped, and bound to a number, by whoever may not decide it."""
    ledger, schools = round_
    actor = "actor_id,role,place,department,field\nlim,county,3305,,education\n"
    lists = write_folder(tmp_path / "lim", actors=actor)
    assert not import_lists(ledger, deed("county"), lists).faults
    with pytest.raises(InputError, match="of no field, and the actor acts for 'education' alone"):
        announced(ledger, schools, "lim", place="3305", office="bureau")


def test_the_same_announced_with_its_key_is_one(round_):
    ledger, schools = round_
    first, again = (announced(ledger, schools, key="k") for _ in range(2))
    assert first == again
    with pytest.raises(ConflictError, match="key"):
        announced(ledger, schools, key="k", announce="another")


def test_an_announcement_binds_its_own_office_and_place_alone(round_, tmp_path):
    ledger, schools = round_
    announced(ledger, schools, place="330502")
    assert "announced" not in drawn(ledger, schools, days=0)["draw"]


def test_cases_of_two_draws_are_proposed_apart(round_, tmp_path):
    ledger, schools = round_
    away = PUPILS.replace("\np", "\nq").replace("admission,k", "admission,m")
    lists = write_folder(tmp_path / "away", cases=away.replace("330501", "330502"))
    assert not import_lists(ledger, deed("s1"), lists).faults
    announced(ledger, schools, place="330501")
    with pytest.raises(InputError, match=r"none announced that of case 'q4', proposal-1 announced"):
        drawn(ledger, schools, place="3305")
    assert drawn(ledger, schools, place="330501")["draw"]["announced"] == "proposal-1"
    assert "announced" not in drawn(ledger, schools, place="330502")["draw"]


@pytest.fixture
def limited(cases, tmp_path):
    """Two who ask for one place, before the number is known, and a third on its day."""
    facts = FACTS | {"派出地": "甲县", "有学龄子女": "是"}
    for name, who, days in (("a", "r1", 0), ("b", "r2", 9), ("e", "g1", 10)):
        told = application(name, who=who, subject="school", facts=facts)
        apply(cases, deed("o3", days=days), told)  # all have applied on one day
    lists = write_folder(tmp_path / "in", places="待遇,派出地,名额\nschool,甲县,1\n")
    return cases, lists / "places.csv"


def announced_places(ledger, places):
    text, name = rules_text("enclave_talents")
    basis = Basis(Kind.BENEFIT, NUMBER_DAY, name, text, {}, places_of(places))
    return announce(ledger, deed("o1"), basis, "lottery 3D", "school")


def test_anybody_reckons_the_draw_of_limited_places_again(limited):
    ledger, places = limited
    announced_places(ledger, places)
    said = propose(
        ledger, deed("o1", days=10), "enclave_talents", NUMBER_DAY, places=places, seed=372
    )
    assert said["outcomes"] == {"placed": 1, "waiting": 1}
    assert said["left"] == {"late": ["e"]}
    assert "could be known: 1 (e)" in proposed(ledger, said).sentences[1]["en"]
    with reading(ledger) as connection:
        found = hashes_of(connection, ["case a apply", "case b apply"])
    lots = {
        name: hashlib.sha256(f"372:{name}/{found[f'case {name} apply'][:16]}".encode()).hexdigest()
        for name in "ab"
    }
    assert case(ledger, min("ab", key=lots.__getitem__)).outcome == "placed"
    assert check_proposal(ledger, said["proposal_id"]).same_inputs


def test_limited_places_are_drawn_as_announced_or_not_at_all(limited, tmp_path, repository):
    ledger, places = limited
    announced_places(ledger, places)
    with pytest.raises(InputError, match="give the number that lottery 3D published"):
        propose(ledger, deed("o1", days=10), "enclave_talents", NUMBER_DAY, places=places)
    more = (
        write_folder(tmp_path / "more", places="待遇,派出地,名额\nschool,甲县,2\n") / "places.csv"
    )
    with pytest.raises(InputError, match="with other lists"):
        propose(ledger, deed("o1", days=10), "enclave_talents", NUMBER_DAY, places=more, seed=372)
    text = (repository / "src/gongfu/data/rules/enclave_talents.toml").read_text("utf-8")
    (tmp_path / "mine.toml").write_text(f"{text}\n# mine\n", "utf-8")
    mine = str(tmp_path / "mine.toml")
    with pytest.raises(InputError, match="with other rules"):
        propose(ledger, deed("o1", days=10), mine, NUMBER_DAY, places=places, seed=372)
    said = propose(
        ledger, deed("o1", days=10), "enclave_talents", NUMBER_DAY, places=places, seed=372
    )
    assert said["n_cases"] == 2
    # What is not limited is drawn by nobody.
    apply(ledger, deed("r1", days=10), application("c9", applied_on=NUMBER_DAY))
    free = propose(ledger, deed("o1", days=10), "enclave_talents", DAY, subject="medical")
    assert free["draw"] is None


def test_the_next_draw_is_announced_once_the_last_is_told(limited):
    ledger, places = limited
    announced_places(ledger, places)
    propose(ledger, deed("o1", days=10), "enclave_talents", NUMBER_DAY, places=places, seed=372)
    later = Basis(
        Kind.BENEFIT,
        NUMBER_DAY + timedelta(days=9),
        "enclave_talents",
        rules_text("enclave_talents")[0],
        {},
        {"school": {"甲县": 2}},
    )
    with pytest.raises(InputError, match="was drawn by proposal-2 already"):
        announce(ledger, deed("o1", days=11), later, "lottery 3D", "school")
    for name in "ab":
        move_case(ledger, deed("o2", days=11), name, "confirm", {})
        move_case(ledger, deed("o1", days=11), name, "tell", {})
    said = announce(ledger, deed("o1", days=11), later, "lottery 3D", "school")
    assert said["proposal_id"] == "proposal-3"


def test_on_the_command_line(tmp_path):
    with begun(tmp_path / "l.db", tmp_path / "begin"):
        schools = write_folder(tmp_path / "schools", schools=SCHOOLS)
    asked = ["track", "propose", str(tmp_path / "l.db"), "--actor", "s1", "--round", "2026"]
    asked += ["--schools", str(schools), "--announce", "lottery 3D", "--date", "2099-01-01"]
    ran = CliRunner().invoke(cli, asked, catch_exceptions=False)
    assert "the number that lottery 3D publishes on 2099-01-01" in ran.stdout
    assert "2026将以lottery 3D于2099-01-01公布的号码为摇号种子" in ran.stdout
