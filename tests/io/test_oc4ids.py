"""Projects go out as OC4IDS, come back to the fen, and others' are read with what is left told."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.io.oc4ids import Package, read_package, write_package
from gongfu.track.money import FEN_MOST
from gongfu.track.postings import Kind
from gongfu.track.projects import Party, PartyRole, Phase, Project
from tests.track.project_world import BOOKS, BRIDGE

HEAD = {
    "prefix": "oc4ids-abc123",
    "uri": "https://example.org/p.json",
    "publisher": "浙江省",
    "published_at": datetime(2024, 1, 5, 8, tzinfo=UTC),
}
PLAIN = Project(
    "p", "T", "D", Phase.CANCELLED, "33", "health",
    (Party("a", "A", (PartyRole.FUNDER,)),), date(2024, 1, 1), date(2024, 2, 1),
)  # fmt: skip


def written(*projects):
    return write_package(projects, **HEAD)


@given(
    st.none() | st.integers(1_000_001, FEN_MOST),
    st.none() | st.integers(0, FEN_MOST),
    st.sampled_from(Phase),
    st.none() | st.dates(date(2023, 2, 1), date(2090, 1, 1)),
)
def test_projects_come_back(budget, final, phase, completed):
    one = replace(BRIDGE, budget_fen=budget, final_fen=final, phase=phase, completed_on=completed)
    back = read_package(written(one, PLAIN), prefix=HEAD["prefix"])
    assert back.projects == (one, PLAIN)
    assert back.left == ()


def test_the_package_is_as_the_standard_asks():
    package = json.loads(written(BRIDGE))
    assert {"uri", "publisher", "publishedDate", "projects", "version"} == set(package)
    assert (package["version"], package["publisher"]) == ("0.9", {"name": "浙江省"})
    (one,) = package["projects"]
    assert one["id"] == "oc4ids-abc123-bridge"
    assert one["sector"] == ["transport", "transport.road"]
    assert one["period"]["startDate"] == "2023-01-10T00:00:00+08:00"
    assert one["budget"]["amount"] == {"amount": 10000.01, "currency": "CNY"}
    assert [
        part["amount"]["amount"] for part in one["budget"]["budgetBreakdowns"][0]["budgetBreakdown"]
    ] == [
        4000.01,
        6000,
    ]
    assert one["parties"][0]["identifier"] == {"scheme": "CN-X", "id": "1"}
    assert "completion" not in one


def test_what_a_project_does_not_hold_is_told():
    package = json.loads(written(PLAIN))
    one = package["projects"][0]
    one["documents"] = []
    one["period"]["durationInDays"] = 31
    one["parties"][0]["contactPoint"] = {"name": "somebody"}
    back = read_package(json.dumps(package).encode())
    assert back.projects == (replace(PLAIN, project_id="oc4ids-abc123-p"),)
    assert back.left == ("documents", "parties/contactPoint", "period/durationInDays")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"status": "begun"}, "project 0: status is 'begun'; choose identification"),
        ({"title": " "}, "no title; fill it in"),
        ({"period": 3}, "period is not an object"),
        (
            {"period": {"startDate": "2024-01-01", "endDate": "2024-02-01T00:00:00Z"}},
            "period/startDate",
        ),
        ({"sector": ["health", "education"]}, "the sectors 'health' and 'education'; keep one"),
        ({"sector": []}, "no sector"),
        ({"locations": []}, "0 locations; one is needed"),
        ({"locations": [3]}, "locations is not a list of objects"),
        ({"parties": [{"id": "a", "name": "A", "roles": ["boss"]}]}, "a role is 'boss'; choose"),
        ({"parties": [{"id": "a", "name": "A"}]}, "roles of a party are not a list"),
        ({"parties": [{"id": "a", "name": "A", "roles": []}]}, "party 'a': needs a role"),
        ({"budget": {"amount": {"amount": 1, "currency": "GBP"}}}, "not in CNY; convert it first"),
        ({"budget": {"amount": {"amount": 1.005, "currency": "CNY"}}}, "up to two decimals"),
        ({"budget": {"amount": {"amount": "1", "currency": "CNY"}}}, "has no number"),
        ({"budget": {"amount": {"amount": True, "currency": "CNY"}}}, "is no amount"),
        ({"completion": {"endDate": 3}}, "completion/endDate is no moment"),
        ({"budget": {"budgetBreakdown": [{}]}}, "a part of the budget is not of one year"),
        (
            {"budget": {"budgetBreakdowns": [{"budgetBreakdown": [{}]}]}},
            "a part of the budget is not of one year",
        ),
        ({"budget": {"budgetBreakdowns": [{}, {}]}}, "several budgets by year; keep the one"),
    ],
)
def test_what_cannot_be_read(change, message):
    package = json.loads(written(PLAIN))
    package["projects"][0] |= change
    with pytest.raises(InputError, match=message):
        read_package(json.dumps(package).encode())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"{", "not JSON in UTF-8"),
        (b"\xff", "not JSON in UTF-8"),
        (b"[]", "no list 'projects'"),
        (b'{"projects": [3]}', "project 0 is not an object"),
    ],
)
def test_what_is_no_package(text, message):
    with pytest.raises(InputError, match=message):
        read_package(text)


def test_huge_exponents_do_no_harm():
    text = written(BRIDGE).replace(b"10000.01", b"1e999999999")
    with pytest.raises(InputError, match="budget/amount"):
        read_package(text)
    assert read_package(written(BRIDGE).replace(b"10000.01", b"1.000001e4")).projects


def test_half_a_character_is_refused():
    with pytest.raises(InputError, match="half a character in a text"):
        written(replace(PLAIN, title="\ud800"))


def test_ids_are_checked():
    with pytest.raises(InputError, match="project 'p' is there twice"):
        written(PLAIN, PLAIN)
    with pytest.raises(InputError, match="no project; a package needs one"):
        written()
    with pytest.raises(InputError, match="prefix is 'x'"):
        write_package([PLAIN], **(HEAD | {"prefix": "x"}))
    with pytest.raises(InputError, match="uri is 'x'"):
        write_package([PLAIN], **(HEAD | {"uri": "x"}))
    with pytest.raises(InputError, match="published_at has no time zone"):
        write_package(
            [PLAIN], **(HEAD | {"published_at": HEAD["published_at"].replace(tzinfo=None)})
        )
    with pytest.raises(InputError, match="its id does not begin with oc4ids-zzz999-"):
        read_package(written(PLAIN), prefix="oc4ids-zzz999")


def test_a_budget_of_an_older_package_is_read():
    """Until 0.9.3 the parts stood in the budget itself."""
    package = json.loads(written(BRIDGE))
    budget = package["projects"][0]["budget"]
    budget |= budget.pop("budgetBreakdowns")[0]
    del budget["id"]
    back = read_package(json.dumps(package).encode(), prefix=HEAD["prefix"])
    assert back == Package((BRIDGE,), ())


def test_postings_go_out_as_transactions_from_who_pays_to_who_is_paid():
    package = json.loads(write_package([BRIDGE, PLAIN], BOOKS, **HEAD))
    found = {one["id"]: one for one in package["projects"][0]["transactions"]}
    moved = {one.posting_id: one for one in BOOKS if one.kind is not Kind.COMMITMENT}
    assert list(found) == list(moved)
    for key, one in moved.items():
        told = found[key]
        assert round(told["value"]["amount"] * 100) == one.sign * one.amount_fen
        assert told["date"][:10] == one.on.isoformat()
        pays = one.giver if one.kind is Kind.TRANSFER else one.receiver
        paid = {Kind.TRANSFER: one.receiver, Kind.RETURN: one.giver}.get(one.kind)
        assert told["payer"]["id"] == pays
        assert told.get("payee", {}).get("id") == paid
    assert "transactions" not in package["projects"][1]
    back = read_package(json.dumps(package).encode(), prefix=HEAD["prefix"])
    assert back == Package((BRIDGE, PLAIN), ("transactions",))


def test_a_posting_of_nobody_is_told():
    odd = [replace(BOOKS[0], project="x"), replace(BOOKS[0], giver="z")]
    with pytest.raises(InputError, match=r"no project 'x'; give it.*'z' is no party of project"):
        write_package([BRIDGE], odd, **HEAD)


def test_who_answers_is_said_once_more():
    """The field of 0.9.2; another one than the parties say is told as left."""
    package = json.loads(written(BRIDGE))
    one = package["projects"][0]
    (party,) = (p for p in BRIDGE.parties if PartyRole.AUTHORITY in p.roles)
    assert one["publicAuthority"] == {"id": party.party_id, "name": party.name}
    one["publicAuthority"] = {"id": "z", "name": "Z"}
    assert read_package(json.dumps(package).encode()).left == ("publicAuthority",)
    assert "publicAuthority" not in json.loads(written(PLAIN))["projects"][0]
