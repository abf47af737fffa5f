"""Random histories: the store says what `advance` says, and the service what a walk says."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongfu.app.requesting import Details, act_on_request, file_request
from gongfu.app.requesting_answers import listing_requests
from gongfu.app.requesting_rows import calendar_on
from gongfu.app.requesting_service import service_answer
from gongfu.app.tracking import Deed, init
from gongfu.app.tracking_lists import import_lists
from gongfu.io.ledger_asked import steps_for
from gongfu.io.ledger_request_rows import refusals_of, request_of
from gongfu.io.ledger_turns import reading
from gongfu.track.actors import Actor, Role
from gongfu.track.calendar import day_in_china
from gongfu.track.clock import Terms
from gongfu.track.request_moves import Event, State, moves_from
from gongfu.track.request_steps import advance
from gongfu.track.requests import Act, Request
from tests.requests_ledger import MONDAY, VILLAGE, by, intake, row, sound
from tests.track.test_service import slow

TODAY = date(2027, 3, 1)
PEOPLE = {
    "above": Actor("above", Role.PROVINCE, "33"),
    "county": Actor("county", Role.COUNTY, "3305"),
    "p1": Actor("p1", Role.RESIDENT, "3305"),
    "d1": Actor("d1", Role.DEPARTMENT, "3305", "d1"),
    "d2": Actor("d2", Role.DEPARTMENT, "3305", "d2"),
}
TERMS = Terms(1, 5, "")


def begun(where, folder):
    ledger = init(where, PEOPLE["above"], MONDAY - timedelta(days=2), durable=False)
    folder.mkdir(exist_ok=True, parents=True)
    rows = [f"{one.actor_id},{one.role},{one.place},{one.department}" for one in PEOPLE.values()]
    text = "\n".join(["actor_id,role,place,department", *rows[1:]])
    (folder / "actors.csv").write_text(text + "\n", "utf-8")
    (folder / "requests.csv").write_text(
        "request_id,resident_id,place,category,filed_at,words\n"
        f"r2,p1,{VILLAGE},childcare,2026-03-01,another thing\n",
        "utf-8",
    )
    assert not import_lists(ledger, by("above", MONDAY - timedelta(days=1)), folder).faults
    return ledger


@st.composite
def histories(draw):
    """Acts that may follow each other, each by somebody who may."""
    request, acts, at = Request("r1", "p1", VILLAGE, "childcare", MONDAY), [], MONDAY
    for _ in range(draw(st.integers(0, 14))):
        known = list(moves_from(request.state))
        if not known:
            break
        event = draw(st.sampled_from(known))
        at += timedelta(hours=draw(st.integers(0, 100)))
        move = moves_from(request.state)[event]
        roles = {Role.COUNTY: "county", Role.RESIDENT: "p1", Role.DEPARTMENT: request.department}
        who = draw(st.sampled_from([roles[role] for role in move.by if role in roles]))
        if (request.state, event) == (State.ESCALATED, Event.ASSIGN):
            who = "above"
        other = "d2" if request.department == "d1" else "d1"
        needed = {
            "department": other,
            "terms": TERMS,
            "reason": "because",
            "category": request.category + "+",
            "days": 2,
            "into": "r2",
        }
        details = {name: needed[name] for name in move.needs}
        if event is Event.CLOSE:
            details["satisfied"] = draw(st.booleans())
        act = Act(event, PEOPLE[who], at, **details)
        before = request
        request, step = advance(before, act, calendar_on(day_in_china(at)))
        acts.append((act, before, step, request))
    return acts


def done(ledger, acts):
    """The same acts through the tasks."""
    for act, *_ in acts:
        details = Details(
            act.reason,
            act.department,
            act.terms,
            act.category,
            act.days,
            act.into,
            act.satisfied,
        )
        act_on_request(ledger, Deed(act.actor.actor_id, act.at), "r1", act.event, details)


def agrees(ledger, acts):
    with reading(ledger) as connection:
        steps = steps_for(connection, "r1")
    held = request_of(row(ledger, "request", "r1"), refusals_of(steps))
    first = Request("r1", "p1", VILLAGE, "childcare", MONDAY)
    assert held == (acts[-1][3] if acts else first)
    assert steps == [step for _, _, step, _ in acts]
    assert sound(ledger).n_rows


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=histories())
def test_the_store_is_advance(tmp_path_factory, acts):
    folder = tmp_path_factory.mktemp("any")
    with begun(folder / "l.db", folder / "lists") as ledger:
        file_request(ledger, by("p1"), intake())
        done(ledger, acts)
        agrees(ledger, acts)
        # The indicators against a walk through the record; every term is of 1 and 5 working days.
        told = service_answer(ledger, TODAY).table
        walked = [(before, step, after) for _, before, step, after in acts]
        n = slow(walked, TODAY, calendar_on)
        sums = told.sum(numeric_only=True)
        assert sums["n"] == n["n"]
        assert sums["n_answered"] == n["answered"]
        assert sums["n_redone"] == n["redone"]
        assert sums["n_of_said"] == n["of_said"]
        assert sums["n_satisfied"] == n["satisfied"]
        assert (sums["n_closed_on_time"], sums["n_of_closed"]) == (n["close"], n["of_close"])
        assert sums["n_closed_afterwards"] == sums["n_signed_afterwards"] == 0
        for by_ in ("place", "category", "month"):
            again = service_answer(ledger, TODAY, by=by_).table
            assert again.sum(numeric_only=True)["n_of_closed"] == sums["n_of_closed"]
        share = told["n_redone"] / told["n_answered"].where(told["n_answered"] > 0)
        np.testing.assert_array_equal(told["redone_share"], share)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=histories())
def test_a_history_brought_as_a_list_is_the_same(tmp_path_factory, acts):
    folder = tmp_path_factory.mktemp("any")
    with begun(folder / "l.db", folder / "lists") as ledger:
        lists = folder / "history"
        lists.mkdir()
        (lists / "requests.csv").write_text(
            "request_id,resident_id,place,category,filed_at\n"
            f"r1,p1,{VILLAGE},childcare,{MONDAY.isoformat()}\n",
            "utf-8",
        )
        lines = [
            "request_id,event,at,actor_id,department,sign_days,handle_days,new_category,days,into,"
            "satisfied,reason"
        ]
        for act, *_ in acts:
            terms = ("", "") if act.terms is None else (1, 5)
            said = {None: "", True: "yes", False: "no"}[act.satisfied]
            cells = ["r1", act.event, act.at.isoformat(), act.actor.actor_id, act.department]
            cells += [*terms, act.category, act.days or "", act.into, said, act.reason]
            lines.append(",".join(map(str, cells)))
        (lists / "request_acts.csv").write_text("\n".join(lines) + "\n", "utf-8")
        brought = import_lists(ledger, by("above", MONDAY + timedelta(days=365)), lists)
        assert not brought.faults
        agrees(ledger, [(a, b, _by_hand(step), _by_hand(after)) for a, b, step, after in acts])


def _by_hand(thing):
    """Terms of a list say that they are by hand."""
    terms = getattr(thing, "terms", None)
    return thing if terms is None else replace(thing, terms=replace(terms, rule="by hand"))


@pytest.mark.parametrize("n_rounds", [3])
def test_a_long_history_in_each_database(empty_place, tmp_path, n_rounds):
    acts, request, at = [], Request("r1", "p1", VILLAGE, "childcare", MONDAY), MONDAY
    way = [("county", Event.ASSIGN, {"department": "d1", "terms": TERMS})]
    for n in range(n_rounds):
        way += [("d1", Event.SIGN, {}), ("d1", Event.PAUSE, {"reason": "rain"})]
        way += [("p1", Event.RESUME, {}), ("d1", Event.ANSWER, {"reason": f"done {n}"})]
        way += [("p1", Event.REOPEN, {"reason": "not done"})]
    for who, event, details in way:
        at += timedelta(days=3)
        act = Act(event, PEOPLE[who], at, **details)
        before = request
        request, step = advance(before, act, calendar_on(day_in_china(at)))
        acts.append((act, before, step, request))
    assert request.state is State.ESCALATED
    with begun(empty_place, tmp_path / "lists") as ledger:
        file_request(ledger, by("p1"), intake())
        done(ledger, acts)
        agrees(ledger, acts)


def test_a_term_ends_alike_in_the_list_and_in_the_service(tmp_path):
    """Assigned before the notice of 2026, which frees 1 to 3 January and works Sunday the 4th."""
    autumn = MONDAY.replace(year=2025, month=10, day=30)
    past = autumn - timedelta(days=2)
    begun(tmp_path / "l.db", tmp_path / "lists").close()
    (tmp_path / "lists" / "requests.csv").unlink()
    terms = Terms(45, 45)
    assert calendar_on(autumn.date()).one_after(autumn.date(), 45) == date(2026, 1, 1)
    with init(tmp_path / "m.db", PEOPLE["above"], past, durable=False) as ledger:
        assert not import_lists(ledger, by("above", past), tmp_path / "lists").faults
        for name in ("r1", "r2"):
            file_request(ledger, by("p1", autumn), intake(name, filed_at=autumn))
            details = Details(department="d1", terms=terms)
            act_on_request(ledger, by("county", autumn), name, Event.ASSIGN, details)
        act_on_request(ledger, by("d1", autumn), "r2", Event.SIGN)
        for day, late in ((date(2026, 1, 4), 0), (date(2026, 1, 5), 1)):
            listed = listing_requests(ledger, day).table
            assert listed["due_on"].tolist() == ["2026-01-04"] * 2
            told = service_answer(ledger, day).table.iloc[0]
            assert listed["late"].sum() == told["n_of_closed"] == 2 * late
            assert listed["sign_late"].sum() == told["n_of_signed"] - 1 == late
        merged = date(2026, 1, 4)
        at = MONDAY.replace(year=2026, month=1, day=4)
        act_on_request(ledger, by("county", at), "r1", Event.MERGE, Details(into="r2"))
        assert service_answer(ledger, merged).table["n_of_closed"].tolist() == [0]
