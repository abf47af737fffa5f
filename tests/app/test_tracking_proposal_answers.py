"""Proposals and announced draws looked up: in SQLite and in PostgreSQL."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from gongfu.app.tracking_any import listed, moved, shown
from gongfu.app.tracking_case_answers import showing_case
from gongfu.app.tracking_proposals import propose
from gongfu.app.tracking_proposing import announced as answer_of
from gongfu.cli.main import cli
from gongfu.errors import InputError
from gongfu.io.ledger_records import hashes_of
from gongfu.io.ledger_turns import reading
from tests.app.test_tracking_draws import (
    NUMBER_DAY,
    announced,
    announced_places,
    drawn,
    limited,
)
from tests.cases_ledger import AT, case, cases, deed, round_

__all__ = ("cases", "limited", "round_")

BEFORE = AT.date()


def said(answer):
    return " ".join(one["en"] for one in answer.sentences)


def test_an_announcement_is_looked_up(round_):
    ledger, schools = round_
    first = announced(ledger, schools)
    assert "replaces" not in said(answer_of(ledger, first))
    told = shown(ledger, "proposal-1", BEFORE)
    assert (
        "proposal-1 announces the draw of 2026 (bureau, in 3305): its seed is the number that "
        f"lottery 3D publishes on {NUMBER_DAY}, and it takes all" in said(told)
    )
    assert "Its number is not known yet." in said(told)
    assert list(told.table["case_id"]) == ["p1", "p2", "p3", "p4"]
    assert set(told.table["state"]) == {"applied"}
    assert "It was not drawn" in said(shown(ledger, "proposal-1", NUMBER_DAY))
    second = announced(ledger, schools, days=1, announce="lottery 7")
    assert "; it replaces proposal-1. Publish" in said(answer_of(ledger, second))
    assert "取代proposal-1" in answer_of(ledger, second).sentences[0]["zh"]
    told = shown(ledger, "proposal-1", BEFORE)
    assert "proposal-2 replaced it: nothing is drawn by it." in said(told)
    assert told.table.empty
    drawn(ledger, schools)
    assert "It was drawn by proposal-3." in said(shown(ledger, "proposal-2", NUMBER_DAY))


def test_announcements_and_proposals_are_listed_as_they_stood(round_):
    ledger, schools = round_

    def listed_on(day, **told):
        answer = listed(ledger, "proposals", day, told)
        return said(answer), list(answer.table["proposal_id"]), list(answer.table["state"])

    announced(ledger, schools, place="330501")
    assert listed_on(BEFORE - timedelta(days=1))[1] == []
    assert listed_on(BEFORE)[1:] == (["proposal-1"], ["waits"])
    announced(ledger, schools, days=1)
    assert listed_on(BEFORE)[2] == ["waits"]
    assert listed_on(NUMBER_DAY - timedelta(days=1))[2] == ["replaced", "waits"]
    told, _, states = listed_on(NUMBER_DAY)
    assert states == ["replaced", "over"]
    assert f"announced draws: 2. On {NUMBER_DAY} the number of 1 may be known" in told
    drawn(ledger, schools, days=11)
    assert listed_on(NUMBER_DAY)[2] == ["replaced", "over"]
    after = NUMBER_DAY + timedelta(days=1)
    assert listed_on(after)[2] == ["replaced", "drawn", "proposed"]
    table = listed(ledger, "proposals", after, {}).table
    assert list(table["announced"]) == ["", "", "proposal-2"]
    assert listed_on(after, place="330501001")[1] == ["proposal-1", "proposal-2", "proposal-3"]
    assert listed_on(after, place="330502")[1] == ["proposal-2", "proposal-3"]
    assert "proposal-2" not in listed_on(after, place="3306")[1]
    with pytest.raises(InputError, match="owner says nothing of proposals"):
        listed_on(after, owner="care")


def test_a_proposal_is_looked_up_with_its_draw(round_):
    ledger, schools = round_
    announced(ledger, schools)
    drawn(ledger, schools)
    told = shown(ledger, "proposal-2", NUMBER_DAY)
    assert f"proposal-2 proposed as of {NUMBER_DAY} what becomes of cases (4): " in said(told)
    assert "has a place" not in said(told)
    assert "admitted: 2" in said(told)
    assert "as proposal-1 announced before" in said(told)
    kept = {row["case_id"]: row["outcome"] for row in told.table.to_dict("records")}
    assert kept == {name: case(ledger, name).outcome for name in ("p1", "p2", "p3", "p4")}
    with pytest.raises(InputError, match="'proposal-2' is a proposal and is never changed"):
        moved(ledger, deed("s1"), "proposal-2", "confirm", {}, today=NUMBER_DAY)


def words_of(ledger, name):
    table = showing_case(ledger, name, NUMBER_DAY, who="county").table
    row = table[table["event"] == "propose"].iloc[-1]
    return row["why_en"], row["why_zh"]


def test_an_applicant_is_told_whether_the_draw_was_announced(round_):
    ledger, schools = round_
    drawn(ledger, schools, days=0)
    en, zh = words_of(ledger, "p1")
    assert "This draw was not announced beforehand" in en
    assert "本次摇号未经预告" in zh


def test_who_was_in_an_announced_draw_reads_its_source(limited):
    ledger, places = limited
    announced_places(ledger, places)
    propose(ledger, deed("o1", days=10), "enclave_talents", NUMBER_DAY, places=places, seed=372)
    for name in "ab":
        en, zh = words_of(ledger, name)
        assert f"the number that lottery 3D published on {NUMBER_DAY}, as proposal-1" in en
        assert "此前已由proposal-1预告" in zh


def test_zeros_that_a_number_begins_with_are_left_out(round_):
    """So that anybody reckons by the words what was drawn by the published 007."""
    ledger, schools = round_
    asked = ["track", "propose", ledger.name, "--actor", "s1", "--round", "2026"]
    asked += ["--schools", str(schools), "--seed", "007"]
    if "://" not in ledger.name:  # a command line opens a file by its path
        ran = CliRunner().invoke(cli, asked, catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
    else:
        drawn(ledger, schools, days=0, seed=7)
    with reading(ledger) as connection:
        found = hashes_of(connection, ["case p1 import"])["case p1 import"]
    en, _ = words_of(ledger, "p1")
    assert f"7:p1/{found[:16]}" in en
    assert "007" not in en
