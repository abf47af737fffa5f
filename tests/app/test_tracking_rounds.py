"""What a proposal is for: one office's round, and no application stops those of others."""

from datetime import date

import pytest
from click.testing import CliRunner

from gongfu.app.admitting import Draw
from gongfu.app.tracking import init
from gongfu.app.tracking_case_answers import listing_cases, proposed
from gongfu.app.tracking_cases import apply, move_case
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_people import erase_person
from gongfu.app.tracking_proposals import check_proposal, propose, propose_round
from gongfu.cli.main import cli
from gongfu.errors import InputError
from tests.cases_ledger import (
    ACTORS,
    DAY,
    FACTS,
    PUPILS,
    RULES,
    SCHOOLS,
    application,
    case,
    deed,
    write_folder,
)
from tests.ledgers import AT, COUNTY

MORE = "s2,school,330502,bureau\nt1,school,330501,other\n"


@pytest.fixture
def cases(tmp_path):
    """A ledger in SQLite with offices of two counties."""
    with init(tmp_path / "l.db", COUNTY, AT, durable=False) as ledger:
        lists = write_folder(tmp_path / "begin", actors=ACTORS + MORE, case_rules=RULES)
        assert not import_lists(ledger, deed("county"), lists).faults
        yield ledger


@pytest.fixture
def schools(tmp_path):
    return write_folder(tmp_path / "schools", schools=SCHOOLS)


def bring(ledger, folder, old, new, who="county"):
    """The round's four applications again, changed, under other ids."""
    text = PUPILS.replace("\np", f"\n{folder.name}")
    for k in range(1, 5):
        text = text.replace(f",k{k},", f",{folder.name}k{k},")
    done = import_lists(ledger, deed(who), write_folder(folder, cases=text.replace(old, new)))
    assert not done.faults, done.faults


def outcomes(ledger):
    table = listing_cases(ledger, AT.date()).table
    return dict(zip(table["case_id"], table["outcome"], strict=True))


def test_an_application_with_another_office_does_not_stop_a_round(cases, schools, tmp_path):
    bring(cases, tmp_path / "a", "", "")
    bring(cases, tmp_path / "b", ",bureau,", ",other,")
    said = propose_round(cases, deed("s1"), "2026", schools, Draw(7))
    assert said["n_cases"] == 4
    assert {name[0] for name, outcome in outcomes(cases).items() if outcome} == {"a"}
    with pytest.raises(InputError, match=r"of 2 offices: 'bureau' \(4\), 'other' \(4\).*name it"):
        propose_round(cases, deed("county"), "2026", schools, Draw(7))
    said = propose_round(cases, deed("county"), "2026", schools, Draw(7), office="other")
    assert said["n_cases"] == 4
    assert all(check_proposal(cases, f"proposal-{k}").same_inputs for k in (1, 2))


def test_two_counties_may_call_a_round_alike(cases, schools, tmp_path):
    bring(cases, tmp_path / "a", "", "")
    bring(cases, tmp_path / "b", ",330501,", ",330502,")
    with pytest.raises(InputError, match=r"of 2 places: '330501' \(4\), '330502' \(4\); name one"):
        propose_round(cases, deed("s1"), "2026", schools, Draw(7))
    assert propose_round(cases, deed("s2"), "2026", schools, Draw(7))["n_cases"] == 4
    assert {name[0] for name, outcome in outcomes(cases).items() if outcome} == {"b"}
    said = propose_round(cases, deed("s1"), "2026", schools, Draw(7), place="330501")
    assert said["n_cases"] == 4
    again = deed("s1", "one round of the city")
    assert propose_round(cases, again, "2026", schools, Draw(7), place="3305")["n_cases"] == 8


def test_an_application_to_nobody_is_refused_and_told_whom_there_is(cases, tmp_path):
    with pytest.raises(InputError, match=r"nobody acts for the office 'cares'.*one of 'bureau', "):
        apply(cases, deed("r1"), application(office="cares"))
    away = "actor_id,role,place,department\nn1,department,330501,new\n"
    texts = PUPILS.replace(",bureau,", ",new,").replace("admission", "benefit")
    lists = write_folder(tmp_path / "new", actors=away, cases=texts)
    assert not import_lists(cases, deed("county"), lists).faults
    far = texts.replace("330501", "330502").replace(",2026,", ",rent,").replace("\np", "\nq")
    faults = import_lists(cases, deed("county"), write_folder(tmp_path / "far", cases=far)).faults
    assert [one.row for one in faults] == [2, 3, 4, 5]
    assert all("nobody acts for the office" in one.fault for one in faults), faults


def test_what_cannot_be_judged_is_left_out_and_told(cases):
    for name, told in {
        "good": {"subject": "medical"},
        "odd": {"subject": "moonlight"},
        "two": {"subject": "rent", "facts": {**FACTS, "文化程度": "本科"}},
        "mine": {"subject": "rent", "who": "o1"},
        "gone": {"subject": "rent", "who": "r2"},
    }.items():
        apply(cases, deed("o2"), application(name, **told))
    erase_person(cases, deed("county", "asked to"), "r2")
    said = propose(cases, deed("o1"), "enclave_talents", DAY)
    assert (said["n_cases"], said["outcomes"]) == (1, {"entitled": 1})
    assert said["left"] == {
        "unknown": ["odd"], "disagrees": ["two"], "own": ["mine"], "erased": ["gone"],
    }  # fmt: skip
    answer = proposed(cases, said)
    told = [one["en"] for one in answer.sentences]
    assert "Left out, since the rules have no such benefit: 1 (odd)." in told
    assert len(told) == 5
    assert {case(cases, name).state for name in ("odd", "two", "mine", "gone")} == {"applied"}
    said = propose(cases, deed("o3"), "enclave_talents", DAY)
    assert said["outcomes"] == {"entitled": 1}  # o1's own, by a colleague
    with pytest.raises(InputError, match=r"none of the cases: .*1 \(such as 'odd'\) for a bene"):
        propose(cases, deed("o3"), "enclave_talents", DAY)
    with pytest.raises(InputError, match="have no benefit 'moonlight'"):
        propose(cases, deed("o3"), "enclave_talents", DAY, cases=["odd"])
    move_case(cases, deed("county", "erased"), "gone", "withdraw", {})


def test_a_benefit_that_is_not_in_force_is_left_out(cases, tmp_path, repository):
    text = (repository / "src/gongfu/data/rules/enclave_talents.toml").read_text("utf-8")
    later = text.replace('name = "rent"\n', 'name = "rent"\nfrom = 2025-07-01\n')
    (tmp_path / "later.toml").write_text(later, "utf-8")
    apply(cases, deed("r1"), application())
    apply(cases, deed("r1"), application("c2", "rent"))
    said = propose(cases, deed("o1"), str(tmp_path / "later.toml"), DAY)
    assert (said["n_cases"], said["left"]) == (1, {"not_in_force": ["c2"]})
    said = propose(cases, deed("o1"), str(tmp_path / "later.toml"), date(2025, 7, 1))
    assert (said["n_cases"], said["left"]) == (1, {})


def test_a_round_is_told_apart_on_the_command_line(cases, schools, tmp_path):
    bring(cases, tmp_path / "a", "", "")
    bring(cases, tmp_path / "b", ",bureau,", ",other,")
    asked = ["track", "propose", str(tmp_path / "l.db"), "--actor", "county", "--round", "2026",
             "--schools", str(schools)]  # fmt: skip
    with pytest.raises(InputError, match="is of 2 offices"):
        CliRunner().invoke(cli, asked, catch_exceptions=False)
    ran = CliRunner().invoke(
        cli, [*asked, "--office", "bureau", "--place", "330501"], catch_exceptions=False
    )
    assert "proposes what becomes of cases (4)" in ran.stdout
    of_rules = [*asked[:5], "--rules", "enclave_talents", "--office", "care"]
    with pytest.raises(InputError, match="office tells rounds apart"):
        CliRunner().invoke(cli, of_rules, catch_exceptions=False)


def test_places_of_one_list_are_given_out_once_and_among_all(cases, tmp_path):
    facts = FACTS | {"派出地": "甲县", "有学龄子女": "是"}
    asked = {name: application(name, who=who, subject="school", facts=facts)
             for name, who in (("a", "r1"), ("b", "r2"), ("e", "g1"))}  # fmt: skip
    for name in "ab":
        apply(cases, deed(asked[name].applicant_id), asked[name])
    lists = write_folder(tmp_path / "in", places="待遇,派出地,名额\nschool,甲县,1\n")

    def drawn(why="", **more):
        return propose(
            cases,
            deed("o1", why),
            "enclave_talents",
            DAY,
            places=lists / "places.csv",
            seed=1,
            **more,
        )

    with pytest.raises(InputError, match="left out, such as 'b': what is limited is drawn among"):
        drawn(cases=["a"])
    assert drawn()["outcomes"] == {"placed": 1, "waiting": 1}
    apply(cases, deed("g1"), asked["e"])
    with pytest.raises(InputError, match="has a place of this list of 'school' already, by propo"):
        drawn()
    with pytest.raises(InputError, match="left out"):
        drawn("again", cases=["a"])
    assert drawn("again")["outcomes"] == {"placed": 1, "waiting": 2}
