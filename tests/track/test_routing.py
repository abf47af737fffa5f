"""The smaller place goes first, every contradiction and every hole is told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError, NotFoundError
from gongfu.track.clock import Terms
from gongfu.track.routing import (
    RouteRule,
    RoutingTable,
    Unrouted,
    missing_routes,
    route,
    unrouted,
)

DAY = date(2024, 6, 1)
START = date(2024, 1, 1)
FIVE, THREE = Terms(1, 5), Terms(1, 3)
TABLE = RoutingTable(
    (
        RouteRule("province", "", "33", START, terms=FIVE),
        RouteRule("city", "childcare", "3301", START, department="edu", terms=THREE),
        RouteRule("county", "childcare", "330102", START, department="health"),
        RouteRule("any in county", "", "330102", START, department="hotline"),
        RouteRule("old", "roads", "33", START, date(2024, 5, 31), department="works"),
        RouteRule("new", "roads", "33", date(2024, 6, 1), department="transport"),
    )
)


@pytest.mark.parametrize(
    ("category", "place", "expected"),
    [
        ("childcare", "330102005001", ("health", THREE, "county", "city")),
        ("childcare", "330105", ("edu", THREE, "city", "city")),
        ("noise", "330102", ("hotline", FIVE, "any in county", "province")),
        # A rule for the category goes before one for any, even of a larger place.
        ("roads", "330102", ("transport", FIVE, "new", "province")),
    ],
)
def test_department_and_terms_come_each_from_the_nearest_rule(category, place, expected):
    found = route(TABLE, category, place, DAY)
    assert (found.department, found.terms, found.department_rule, found.terms_rule) == expected


def test_a_rule_holds_on_its_days():
    assert route(TABLE, "roads", "33", DAY - timedelta(days=1)).department == "works"
    assert route(TABLE, "roads", "33", DAY).department == "transport"


def test_what_no_rule_says_is_told_and_listed():
    with pytest.raises(NotFoundError, match="no rule says the department of category 'noise'"):
        route(TABLE, "noise", "3302", DAY)
    with pytest.raises(NotFoundError, match=r"and terms .* \(on other days: province, city\)"):
        route(TABLE, "childcare", "3301", date(2023, 1, 1))
    bare = RoutingTable((RouteRule("who", "a", "33", DAY, DAY, department="d"),))
    with pytest.raises(NotFoundError, match="no rule says the terms of category 'a'"):
        route(bare, "a", "33", DAY)
    assert bare.rule_for("a", "3301", DAY, "department").key == "who"
    assert bare.rule_for("a", "3301", DAY + timedelta(days=1), "department") is None
    with pytest.raises(InputError, match="both are needed"):
        route(TABLE, "", "3301", DAY)
    assert missing_routes(TABLE, ["childcare", "noise"], ["330102", "3302"], DAY) == (
        ("childcare", "3302", "department"),
        ("noise", "3302", "department"),
    )


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (
            RouteRule("x", "roads", "33", DAY, department="d"),
            "'new' and 'x' both say the.*06-0",
        ),
        (RouteRule("city", "a", "33", DAY, department="d"), "there twice"),
        (RouteRule("x", "a", "33", DAY, START, "d"), "before it starts"),
        (RouteRule("x", "a", "33", DAY), "neither a department nor terms"),
    ],
)
def test_rules_that_contradict_each_other_are_told(rule, told):
    with pytest.raises(InputError, match=told):
        RoutingTable((*TABLE.rules, rule))


def test_a_rule_within_a_longer_one_is_found_even_behind_a_third():
    long = RouteRule("long", "a", "33", START, date(2024, 12, 31), "d")
    short = replace(long, key="short", start=date(2024, 2, 1), end=date(2024, 2, 9))
    late = replace(long, key="late", start=date(2024, 11, 1), end=None)
    with pytest.raises(InputError, match=r"2 faults.*'long' and 'short'.*'long' and 'late'"):
        RoutingTable((long, short, late))


rules = st.builds(
    RouteRule,
    key=st.just(""),
    category=st.sampled_from(["", "a", "b"]),
    place=st.sampled_from(["", "33", "3301", "330102"]),
    start=st.integers(0, 9).map(lambda k: START + timedelta(days=k)),
    end=st.integers(9, 19).map(lambda k: START + timedelta(days=k)),
    department=st.sampled_from(["", "x", "y"]),
    terms=st.sampled_from([None, FIVE, THREE]),
)


@given(st.lists(rules, max_size=6), st.integers(0, 20))
def test_the_nearest_rule_is_that_of_a_search_through_all(made, k):
    made = [replace(rule, key=str(at)) for at, rule in enumerate(made)]
    day = START + timedelta(days=k)
    try:
        table = RoutingTable(tuple(made))
    except InputError:
        return
    for category in ("a", "c"):
        for place in ("33", "330102001"):
            for part in ("department", "terms"):
                fit = [
                    rule
                    for rule in made
                    if rule.category in ("", category)
                    and place.startswith(rule.place)
                    and rule.start <= day <= rule.end
                    and getattr(rule, part)
                ]
                best = max(fit, key=lambda r: (r.category != "", len(r.place)), default=None)
                assert table.rule_for(category, place, day, part) is best


def test_a_category_is_unrouted_where_rules_name_others_alone():
    day = date(2026, 3, 2)
    here = RouteRule("a", "education", "3305", day, department="education")
    over = RouteRule("b", "elder_care", "3305", day, date(2026, 3, 3), department="civil")
    else_ = RouteRule("c", "eductaion", "3301", day, department="other")
    terms = RouteRule("d", "", "33", day, terms=Terms(1, 5))
    rules = [here, over, else_, terms]
    found = unrouted(rules, "eductaion", "330501", day)
    assert found == Unrouted("eductaion", ("education", "elder_care"), ("department",))
    assert unrouted(rules, "eductaion", "330501", date(2026, 3, 4)).nearest == ("education",)
    assert unrouted([here], "x", "330501", day).lacking == ("department", "terms")
    # A rule names it; or no rule there names any category.
    assert unrouted(rules, "elder_care", "330501", day) is None
    assert unrouted(rules, "eductaion", "330100", day) is None
    assert unrouted([terms], "eductaion", "330501", day) is None
    assert unrouted([], "eductaion", "330501", day) is None
