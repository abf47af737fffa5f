"""Points, conditions and benefits of everybody: by hand, and against one person after the other."""

from datetime import date
from decimal import Decimal
from importlib import resources

import numpy as np
import pandas as pd
import pytest

from gongfu.errors import InputError
from gongfu.model.rule_facts import register_of
from gongfu.model.rule_file import rules_of
from gongfu.model.rule_reasons import lacking, points_of
from gongfu.model.rule_values import NO_BRANCH, NOT_SURE, NOTHING_MORE, evaluate
from gongfu.model.rules import MET, UNKNOWN, UNMET
from gongfu.model.rules_in_force import rules_in_force
from tests.model.rule_twin import Person

DAY = date(2025, 6, 1)
SHIPPED = ("ningbo_points_2022", "enclave_talents")
SMALL = """
[rules]
key = "small"
title = { en = "Small", zh = "小" }
decimals = 1

[[facts]]
name = "months"
kind = "number"
unit = "months"
low = 0

[[facts]]
name = "education"
kind = "text"
values = ["a", "b", "c"]

[[facts]]
name = "member"
kind = "yes_no"

[[groups]]
name = "main"
at_most = 12

[[groups]]
name = "off"
deducts = true

[[items]]
name = "insurance"
group = "main"
points = { per = "months", size = 12, each = 2.5 }
at_most = 10

[[items]]
name = "education"
group = "main"
[[items.branches]]
when = { fact = "education", is = "c" }
points = 6
[[items.branches]]
when = { all = [{ fact = "education", is = "b" }, { item = "insurance", at_least = 5 }] }
points = 3.5

[[items]]
name = "fine"
group = "off"
when = { fact = "member", is = false }
points = 1

[[benefits]]
name = "card"
when = { any = [{ group = "total", at_least = 10 }, { not = { fact = "member", is = false } }] }
"""


def shipped(key):
    path = resources.files("gongfu") / "data/rules" / f"{key}.toml"
    return rules_of(path.read_text(encoding="utf-8"), key)


def outcome_of(text, people, day=DAY):
    rules = rules_in_force(rules_of(text, "small"), day)
    return evaluate(rules, register_of(people, rules))


def small(months, education, member):
    return outcome_of(
        SMALL, pd.DataFrame({"months": months, "education": education, "member": member})
    )


def test_points_add_up_as_by_hand():
    # 30 months are two whole years: 5.0; b with insurance of 5 or more: 3.5; not a member: -1.
    found = small([30], ["b"], [False])
    assert found.item_low[:, 0].tolist() == [50, 35, 10]
    assert found.group_low[:, 0].tolist() == [85, 10, 75]
    assert (found.item_low == found.item_high).all()
    assert found.branch[:, 0].tolist() == [0, 1, 0]


def test_caps_hold_for_the_item_and_the_group():
    # 600 months: 125 points, of which 10 count; 10 + 6 in the group, of which 12 count.
    found = small([600], ["c"], [True])
    assert found.item_low[:, 0].tolist() == [100, 60, 0]
    assert found.group_low[:, 0].tolist() == [120, 0, 120]


def test_unknown_is_a_span_and_never_nothing():
    # Unknown months: 0 to 10 points; then b may have 3.5 or not; member unknown: 0 or 1 off.
    found = small([np.nan], ["b"], [None])
    assert (found.item_low[:, 0].tolist(), found.item_high[:, 0].tolist()) == (
        [0, 0, 0],
        [100, 35, 10],
    )
    assert (found.group_low[-1, 0], found.group_high[-1, 0]) == (-10, 120)
    assert found.branch[:, 0].tolist() == [0, NOT_SURE, NOT_SURE]
    assert found.benefit[0, 0] == UNKNOWN


@pytest.mark.parametrize(
    ("months", "education", "member", "state"),
    [
        (0, "a", False, UNMET),
        (0, "a", True, MET),
        (0, "a", None, UNKNOWN),
        (48, "c", None, MET),  # at least 12 - 1 points whatever the member is
        (np.nan, "a", False, UNMET),  # 10 - 1 at the very most
    ],
)
def test_three_values_are_those_of_kleene(months, education, member, state):
    assert small([months], [education], [member]).benefit[0, 0] == state


def test_reasons_name_the_value_and_what_brings_more():
    found = small([30], ["a"], [True])
    insurance, education, _ = points_of(found, 0)
    assert (insurance.low, insurance.best, insurance.branch) == (Decimal("5.0"), 10, 1)
    assert (insurance.more.value, insurance.more.step) == (30, 36)
    assert (education.low, education.branch) == (0, 0)
    assert education.more.leaf.value == "b"
    assert education.more.value == "a"


def test_who_has_all_there_is_lacks_nothing():
    found = small([48], ["c"], [False])
    assert found.why[:, 0].tolist() == [NOTHING_MORE] * 3
    assert found.branch[1, 0] == 0
    assert small([48], ["a"], [True]).branch[1, 0] == NO_BRANCH


def test_every_way_to_meet_a_condition_is_told():
    found = small([30], ["a"], [False])
    tree = found.rules.benefits[0].tree
    (lack,) = lacking(found, tree, 0)
    assert [[one.name for one in way] for way in lack.ways] == [["total"], ["member"]]
    assert lack.ways[0][0].value == Decimal("4.0")
    assert lack.ways[1][0].value is False
    assert lacking(small([48], ["c"], [True]), tree, 0) == ()


@pytest.mark.parametrize(("day", "points"), [(31, 60), (32, 0)])
def test_an_item_counts_up_to_its_last_day_and_no_longer(day, points):
    text = SMALL.replace('name = "education"\ngroup', 'name = "education"\nto = 2025-05-31\ngroup')
    people = pd.DataFrame({"months": [0], "education": ["c"], "member": [True]})
    found = outcome_of(text, people, date.fromordinal(date(2025, 4, 30).toordinal() + day))
    assert found.item_low[1].tolist() == found.group_low[-1].tolist() == [points]
    names = [one.item.name for one in points_of(found, 0)]
    assert ("education" in names) == bool(points)


def test_doing_what_the_reason_says_brings_more_points():
    rules = rules_in_force(shipped("ningbo_points_2022"), DAY)
    people, _ = random_people(rules.rules, 60, 11)
    found = evaluate(rules, register_of(people, rules))
    changed, asked = [], []
    for at in range(len(people)):
        for k, item in enumerate(points_of(found, at)):
            more = item.more
            if more is None or more.fact is None or more.fact.counted_from or more.value is None:
                continue
            if item.item.name == "scarce_post":  # asks two things, of which one is told
                continue
            better = more.leaf.value if more.step is None else float(more.step)
            better = better[0] if isinstance(better, tuple) else better
            changed.append(people.iloc[at].to_dict() | {more.fact.name: better})
            asked.append((k, at))
    assert len(asked) > 200
    after = evaluate(rules, register_of(pd.DataFrame(changed), rules))
    for row, (k, at) in enumerate(asked):
        assert after.item_low[k, row] > found.item_low[k, at], rules.items[k].item.name


def random_people(rules, n, seed):
    """People with odd values and many gaps, as the rules read them and as a frame."""
    rng = np.random.default_rng(seed)
    columns, plain = {}, [{} for _ in range(n)]
    for fact in rules.facts:
        if fact.counted_from:
            continue
        if fact.kind == "number":
            most = {0: 80, 1: 600, 2: 6_000_000}[fact.decimals]
            most = min(most, int((fact.high or most) * 10**fact.decimals))
            values = [Decimal(int(v)).scaleb(-fact.decimals) for v in rng.integers(0, most + 1, n)]
            cells = [float(value) for value in values]
        elif fact.kind == "text":
            values = cells = [str(v) for v in rng.choice(fact.values, n)]
        elif fact.kind == "yes_no":
            values = cells = [bool(v) for v in rng.random(n) < 0.5]
        else:
            days = rng.integers(-3000, date(2024, 12, 31).toordinal() - 719163, n)
            values = cells = [date.fromordinal(719163 + int(v)) for v in days]
        gone = rng.random(n) < 0.2
        columns[fact.name] = [None if g else c for g, c in zip(gone, cells, strict=True)]
        for row, value, g in zip(plain, values, gone, strict=True):
            row[fact.name] = None if g else value
    return pd.DataFrame(columns), plain


@pytest.mark.parametrize("key", SHIPPED)
@pytest.mark.parametrize("day", [date(2024, 2, 29), DAY])
def test_all_agrees_with_one_person_after_the_other(key, day):
    rules = shipped(key)
    people, plain = random_people(rules, 300, 5)
    settled = rules_in_force(rules, day)
    register = register_of(people, settled)
    found = evaluate(settled, register)
    late = set(register.faults["row"])  # born after the day: unknown, see the test of registers
    scale = 10**rules.decimals
    for at, facts in enumerate(plain):
        if at in late:
            continue
        person = Person(rules, day, facts)
        for k, item in enumerate(rules.items):
            spans = [found.item_low[k, at], found.item_high[k, at]]
            assert [Decimal(int(s)) / scale for s in spans] == list(person.item(item.name)), item
        for k, group in enumerate(rules.groups):
            spans = [found.group_low[k, at], found.group_high[k, at]]
            assert [Decimal(int(s)) / scale for s in spans] == list(person.group(group.name))
        for k, benefit in enumerate(settled.benefits):
            state = {True: MET, False: UNMET, None: UNKNOWN}[person.benefit(benefit.benefit)]
            assert found.benefit[k, at] == state


@pytest.mark.parametrize("key", SHIPPED)
def test_finding_out_what_is_unknown_stays_within_the_span(key):
    rules = rules_in_force(shipped(key), DAY)
    people, _ = random_people(rules.rules, 400, 7)
    before = evaluate(rules, register_of(people, rules))
    other, _ = random_people(rules.rules, 400, 8)
    after = evaluate(rules, register_of(people.where(people.notna(), other), rules))
    assert (after.group_low >= before.group_low).all()
    assert (after.group_high <= before.group_high).all()
    certain = before.benefit != UNKNOWN
    assert (after.benefit[certain] == before.benefit[certain]).all()


def test_what_decides_is_no_better_than_the_condition():
    rules = rules_in_force(shipped("enclave_talents"), DAY)
    people, _ = random_people(rules.rules, 400, 9)
    found = evaluate(rules, register_of(people, rules))
    for k in range(len(rules.benefits)):
        why = found.benefit_why[k]
        assert (found.leaves[why, np.arange(why.size)] == found.benefit[k]).all()


def test_the_order_of_people_and_blocks_does_not_matter():
    rules = rules_in_force(shipped("ningbo_points_2022"), DAY)
    people, _ = random_people(rules.rules, 500, 3)
    many = pd.concat([people] * 90, ignore_index=True)  # 45,000: more than one block
    found = evaluate(rules, register_of(many, rules))
    alone = evaluate(rules, register_of(people[::-1], rules))
    assert (found.group_low.reshape(-1, 90, 500) == alone.group_low[:, None, ::-1]).all()
    assert (found.why.reshape(-1, 90, 500) == alone.why[:, None, ::-1]).all()


def test_cells_in_an_officers_spelling_are_read():
    text = SMALL.replace('kind = "yes_no"', 'kind = "yes_no"\nwords = ["会员"]')
    found = outcome_of(
        text,
        pd.DataFrame(
            {
                "months": ["1,200", "24", ""],
                "education": ["b ", "b", "c"],
                "member": ["是", "否", "no"],
            }
        ),
    )
    assert found.item_low[0].tolist() == [100, 50, 0]
    assert found.item_high[0].tolist() == [100, 50, 100]
    assert found.item_low[2].tolist() == [0, 10, 10]


def test_a_bad_cell_is_listed_and_unknown_and_stops_nobody():
    people = pd.DataFrame(
        {"months": ["12", "x", "-1", "1.5"], "education": ["a", "zz", "b", "c"], "member": "是"},
        index=["p1", "p2", "p3", "p4"],
    )
    rules = rules_in_force(rules_of(SMALL, "small"), DAY)
    register = register_of(people, rules)
    assert list(zip(register.faults["id"], register.faults["fact"], strict=True)) == [
        ("p2", "months"),
        ("p3", "months"),
        ("p4", "months"),
        ("p2", "education"),
    ]
    found = evaluate(rules, register)
    assert found.item_high[0].tolist() == [25, 100, 100, 100]
    assert found.item_low[0].tolist() == [25, 0, 0, 0]


def test_numbers_too_large_to_be_exact_are_faults_and_not_wrapped():
    people = pd.DataFrame(
        {"months": np.array([2**62, 12]), "education": "a", "member": True}, index=["p", "q"]
    )
    for months in (people["months"], people["months"].astype(np.uint64), [1e300, 12.0]):
        rules = rules_in_force(rules_of(SMALL, "small"), DAY)
        register = register_of(people.assign(months=months), rules)
        assert register.faults["id"].tolist() == ["p"]
        assert evaluate(rules, register).item_low[0].tolist() == [0, 25]


def test_a_comma_that_parts_no_thousands_makes_no_number():
    rules = rules_in_force(rules_of(SMALL, "small"), DAY)
    months = ["1,5", "12,34", "1,234", "１，２３４"]
    people = pd.DataFrame({"months": months, "education": "a", "member": "是"})
    register = register_of(people, rules)
    assert register.faults["seen"].tolist() == ["1,5", "12,34"]
    assert register.columns[0].value[2:].tolist() == [1234, 1234]


def test_texts_of_full_width_meet_those_of_half_width_on_either_side():
    text = SMALL.replace('values = ["a", "b", "c"]', 'values = ["本科（含）", "ｂ ", "c"]')
    text = text.replace('"a"', '"本科（含）"').replace('"b"', '"b"')
    rules = rules_in_force(rules_of(text, "small"), DAY)
    cells = ["本科（含）", "本科(含)", " b", "ｃ"]
    people = pd.DataFrame({"months": 0, "education": cells, "member": "是"})
    register = register_of(people, rules)
    assert register.faults.empty
    assert register.columns[1].value.tolist() == [0, 0, 1, 2]


def test_codes_are_the_same_beside_empty_cells():
    text = SMALL.replace('values = ["a", "b", "c"]', 'values = ["3301", "b", "c"]')
    rules = rules_in_force(rules_of(text.replace('"a"', '"3301"'), "small"), DAY)
    people = pd.DataFrame({"months": 0, "education": [3301, None], "member": "是"})
    register = register_of(people, rules)
    assert register.faults.empty
    assert register.columns[1].unknown.tolist() == [False, True]


@pytest.mark.parametrize(
    ("unit", "begun", "day", "whole"),
    [
        ("months", "2023-11-30", date(2024, 2, 28), 2),
        ("months", "2023-11-30", date(2024, 2, 29), 3),  # February has no 30th
        ("months", "2023-11-29", date(2024, 2, 29), 3),
        ("months", "2024-02-29", date(2024, 3, 28), 0),
        ("months", "2024-02-29", date(2024, 3, 29), 1),
        ("years", "2004-02-29", date(2022, 2, 27), 17),
        ("years", "2004-02-29", date(2022, 2, 28), 18),
        ("years", "2004-02-29", date(2024, 2, 28), 19),
        ("years", "2004-02-29", date(2024, 2, 29), 20),
    ],
)
def test_months_end_on_the_same_day_or_the_last_one(unit, begun, day, whole):
    text = f"""
[rules]
key = "k"
title = {{ en = "K", zh = "规则" }}
[[facts]]
name = "begun"
kind = "date"
[[facts]]
name = "since"
kind = "number"
unit = "{unit}"
low = 0
counted_from = "begun"
[[items]]
name = "i"
group = "total"
points = {{ per = "since", each = 1 }}
at_most = 100
"""
    rules = rules_in_force(rules_of(text, "k"), day)
    found = evaluate(rules, register_of(pd.DataFrame({"begun": [begun]}), rules))
    assert found.group_low[-1].tolist() == [whole]


def test_numbers_beyond_all_bounds_are_faults_and_no_overflow():
    rules = rules_in_force(rules_of(SMALL.replace('"months"\nlow', '"months"\ndecimals = 2\nlow'),
                                    "small"), DAY)  # fmt: skip
    people = pd.DataFrame({"months": [1e308, np.inf], "education": "a", "member": "是"})
    assert len(register_of(people, rules).faults) == 2


def test_absent_columns_and_repeated_ids_are_errors():
    rules = rules_in_force(rules_of(SMALL, "small"), DAY)
    people = pd.DataFrame({"months": [1, 2], "education": ["a", "b"]}, index=["p", "p"])
    with pytest.raises(InputError, match=r"no columns 'member'.*2 rows share an id, such as 'p'"):
        register_of(people, rules)
    people = pd.DataFrame([[1, "a", "是", 2]], columns=["months", "education", "member", "months"])
    with pytest.raises(InputError, match="columns 'months' stand twice; keep one of each"):
        register_of(people, rules)


def test_days_are_read_and_a_day_to_come_is_a_fault():
    rules = rules_in_force(shipped("enclave_talents"), DAY)
    people, _ = random_people(rules.rules, 4, 1)
    people["born_on"] = ["1990年6月1日", "1990/6/2", "1990.05.31 0:00:00", "2025-06-02"]
    register = register_of(people, rules)
    at = [fact.name for fact in rules.rules.facts].index("age")
    assert register.columns[at].value[:3].tolist() == [35, 34, 35]
    assert register.columns[at].unknown.tolist() == [False, False, False, True]
    assert register.faults["fact"].tolist() == ["age"]


def test_rules_are_asked_for_a_day_on_which_they_hold():
    with pytest.raises(InputError, match="in force from 2023-01-01 to further notice"):
        rules_in_force(shipped("enclave_talents"), date(2022, 12, 31))
