"""Rules that are wrong are refused whole, with every fault; sound ones say what they said."""

import itertools
import re
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError
from gongfu.model.rule_facts import register_of
from gongfu.model.rule_file import rules_of
from gongfu.model.rule_values import evaluate
from gongfu.model.rules import MET, UNKNOWN, UNMET, Compound, Per, Ref, Test
from gongfu.model.rules_in_force import rules_in_force

HEAD = '[rules]\nkey = "k"\ntitle = { en = "K", zh = "规则" }\n'
FACTS = """
[[facts]]
name = "months"
kind = "number"
unit = "months"
low = 0
[[facts]]
name = "education"
kind = "text"
values = ["a", "b"]
[[facts]]
name = "member"
kind = "yes_no"
"""
USED = """
[[benefits]]
name = "all"
[benefits.when]
all = [
  { fact = "months", at_least = 1 },
  { fact = "education", is = "a" },
  { fact = "member", is = true },
]
"""


def rules(text, facts=FACTS, used=USED, head=HEAD):
    return rules_of(head + facts + text + used, "k.toml")


def item(body, name="i"):
    return f'[[items]]\nname = "{name}"\ngroup = "total"\n{body}\n'


def branches(*conditions):
    return item(
        "\n".join(
            f"[[items.branches]]\nwhen = {c}\npoints = {k}" for k, c in enumerate(conditions, 1)
        )
    )


def test_what_is_written_is_what_is_read():
    found = rules(
        item('points = { per = "months", size = 12, each = 2 }\nat_most = 10')
        + '[[parameters]]\nname = "least"\nunit = "months"\n'
        + "[[parameters.values]]\nvalue = 2.5\nto = 2024-12-31\ncitation = 'art. 1'\n"
        + "[[parameters.values]]\nvalue = 3\nfrom = 2025-01-01\n"
        + "[[conditions]]\nname = 'long'\n"
        + "when = { not = { fact = 'months', below = { parameter = 'least' } } }\n"
        + "[[benefits]]\nname = 'b'\nwhen = { condition = 'long' }\n"
    )
    assert found.items[0].branches[0].points == Per("months", Decimal(12), Decimal(2))
    least = found.parameters[0].values[0]
    assert (least.value, least.start, least.end) == (Decimal("2.5"), None, date(2024, 12, 31))
    assert found.conditions["long"] == Compound(
        "not", (Test("fact", "months", "below", Ref("least")),)
    )
    assert found.groups[-1].name == "total"


def test_several_questions_to_one_fact_are_all_asked():
    found = rules(item('when = { fact = "months", at_least = 3, below = 6 }\npoints = 1'))
    assert [part.operator for part in found.items[0].branches[0].when.parts] == [
        "at_least",
        "below",
    ]


PARAMETER = '[[parameters]]\nname = "p"\nunit = "points"\n'
USES_P = item('points = { parameter = "p" }')
FAULTS = {
    "not TOML": ("x = = 1", "not TOML"),
    "no values at all": (item('when = { fact = "education", one_of = [] }\npoints = 1'),
                         "one_of of 'education' has 0 values"),
    "a size": (item('points = { per = "months", size = 9e18, each = 1 }\nat_most = 9'),
               "size goes beyond"),
    "too deep": (item("when = " + "{ not = " * 900 + "x" + " }" * 900), "too deep"),
    "a section": ("[[items_]]\nname = 'a'\n", "'items_' is unknown"),
    "a field": (item("points = 1\nweight = 2"), "'weight' is unknown; known: at_most"),
    "a fact": (item('when = { fact = "month", is = 1 }\npoints = 1'), "no fact 'month'; there are"),
    "an item": (item('when = { item = "j", above = 1 }\npoints = 1'), "no item 'j'"),
    "a group": ('[[items]]\nname = "i"\ngroup = "g"\npoints = 1\n', "no group 'g'"),
    "a condition": (item('when = { condition = "c" }\npoints = 1'), "no condition 'c'"),
    "a parameter": (USES_P, "no parameter 'p'"),
    "a label": (item('when = { fact = "education", is = "c" }\npoints = 1'),
                "no value of 'education' 'c'"),
    "an operator": (item('when = { fact = "months", more_than = 1 }\npoints = 1'),
                    "here stand fact, more_than"),
    "an operator of another kind": (item('when = { fact = "education", at_least = 1 }\npoints = 1'),
                                    "is of kind text and cannot be asked 'at_least'"),
    "a value of another kind": (item('when = { fact = "months", is = "x" }\npoints = 1'),
                                "is of kind number; is 'x' does not fit"),
    "a value that nobody has": (item('when = { fact = "months", is = 1.5 }\npoints = 1'),
                                "1.5 has more than 0 decimals"),
    "points too fine": (item("points = 1.5"), "1.5 has more than 0 decimals"),
    "points below 0": (item("points = -1"), "deducts = true"),
    "no bound": (item('points = { per = "months", each = 1 }'), "give at_most"),
    "far too many points": (item('points = { per = "weeks", each = 1000000 }')
                            + '[[facts]]\nname = "weeks"\nkind = "number"\nunit = "weeks"\n'
                            "low = 0\nhigh = 1000000000\n", "points go beyond"),
    "a bound too fine": (item('points = { per = "weeks", each = 1 }')
                         + '[[facts]]\nname = "weeks"\nkind = "number"\nunit = "weeks"\n'
                         "low = 0.5\nhigh = 10\n", "low or high has more than 0 decimals"),
    "too many branches": (branches(*[f'{{ fact = "months", is = {k} }}' for k in range(128)]),
                          "it has 128 branches, and 127 are the most"),
    "neither points nor branches": (item(""), "give either points"),
    "twice": (item("points = 1") * 2, "items: the name 'i' stands 2 times"),
    "a quoted day": (item('points = 1\nfrom = "2024-01-01"'), "from must be a day"),
    "a day before another": (item("points = 1\nfrom = 2024-02-01\nto = 2024-01-01"),
                             "from 2024-02-01 is after to 2024-01-01"),
    "one language": (item('points = 1\ntitle = { en = "x" }'), "title must be a text, or a table"),
    "an overlap": (PARAMETER + "values = [{ value = 1, to = 2024-06-01 }, "
                   "{ value = 2, from = 2024-06-01 }]\n" + USES_P, "and 2024-06-01 overlap"),
    "a gap": (PARAMETER + "values = [{ value = 1, to = 2024-05-30 }, "
              "{ value = 2, from = 2024-06-01 }]\n" + USES_P,
              "no value between 2024-05-30 and 2024-06-01"),
    "a late start": (PARAMETER + "values = [{ value = 1, from = 2024-01-01 }]\n" + USES_P,
                     "begins on 2024-01-01, and the rules on any day"),
    "an early end": (PARAMETER + "values = [{ value = 1, to = 2024-01-01 }]\n" + USES_P,
                     "ends on 2024-01-01, and the rules on no day"),
    "another unit": ('[[parameters]]\nname = "p"\nunit = "years"\nvalues = [{ value = 1 }]\n'
                     + item('when = { fact = "months", is = { parameter = "p" } }\npoints = 1'),
                     "parameter 'p' is in 'years', and 'months' is needed"),
    "an unused parameter": (PARAMETER + "values = [{ value = 1 }]\n",
                            "parameter 'p': no rule uses it"),
    "items in a circle": (item('when = { item = "j", above = 1 }\npoints = 2', "i")
                          + item('when = { item = "i", above = 1 }\npoints = 2', "j"),
                          "item 'i' -> item 'j' -> item 'i': rests on itself"),
    "an item on its own group": (item('when = { group = "total", above = 1 }\npoints = 2'),
                                 "rests on itself"),
    "conditions in a circle": ("[[conditions]]\nname = 'c'\nwhen = { condition = 'd' }\n"
                               "[[conditions]]\nname = 'd'\nwhen = { condition = 'c' }\n"
                               + item("when = { condition = 'c' }\npoints = 1"),
                               "condition 'c' rests on itself"),
    "a group within itself": ("[[groups]]\nname = 'g'\nwithin = 'g'\n", "rests on itself"),
    "nothing between": (item('when = { fact = "months", between = [5, 3] }\npoints = 1'),
                        "nothing lies between them"),
    "nobody": (branches('{ fact = "months", at_least = 5, below = 5 }'),
               "item 'i', branch 1: nobody can meet it"),
    "the same again": (branches('{ fact = "member", is = true }', '{ fact = "member", is = true }'),
                       "item 'i', branch 2: nobody gets so far"),
    "within a wider one": (branches('{ fact = "months", at_least = 5 }',
                                    '{ fact = "months", at_least = 9 }'),
                           "branch 2: nobody gets so far"),
    "within two together": (branches('{ fact = "months", below = 5 }',
                                     '{ fact = "months", at_least = 5 }',
                                     '{ fact = "months", is = 7 }'),
                            "branch 3: nobody gets so far"),
    "every label taken": (branches('{ fact = "education", is = "a" }',
                                   '{ not = { fact = "education", is = "a" } }',
                                   '{ fact = "education", is = "b" }'),
                          "branch 3: nobody gets so far"),
    "after an otherwise": (item("[[items.branches]]\npoints = 1\n[[items.branches]]\n"
                                'when = { fact = "member", is = true }\npoints = 2'),
                           "branch 2: nobody gets so far"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named(name):
    text, words = FAULTS[name]
    with pytest.raises(InputError) as told:
        rules(text)
    assert str(told.value).startswith("k.toml: ")
    assert words in str(told.value)


def test_all_faults_are_told_at_once():
    # The gap is told twice: also where the parameter is used.
    with pytest.raises(InputError) as told:
        rules(FAULTS["a gap"][0] + item('when = { fact = "month", is = 1 }\npoints = -1', "j"))
    assert str(told.value).startswith("k.toml: 4 faults: ")


@pytest.mark.parametrize(
    "conditions",
    [
        ('{ fact = "months", at_least = 9 }', '{ fact = "months", at_least = 5 }'),
        ('{ fact = "months", below = 5 }', '{ fact = "months", above = 5 }'),
        ('{ all = [{ fact = "months", below = 5 }, { fact = "member", is = true }] }',
         '{ fact = "months", below = 5 }'),
        ('{ fact = "months", known = false }', '{ fact = "months", at_least = 0 }'),
    ],
)  # fmt: skip
def test_branches_that_somebody_reaches_are_not_accused(conditions):
    assert len(rules(branches(*conditions)).items[0].branches) == 2


def test_a_parameter_makes_a_branch_unreachable_only_from_a_day_on():
    text = (
        '[[parameters]]\nname = "p"\nunit = "months"\n'
        "values = [{ value = 9, to = 2024-12-31 }, { value = 3, from = 2025-01-01 }]\n"
        + branches('{ fact = "months", at_least = { parameter = "p" } }',
                   '{ fact = "months", at_least = 5 }')
    )  # fmt: skip
    with pytest.raises(InputError, match=r"1 faults: .* nobody gets so far on 2025-01-01"):
        rules(text)


MONTHS = range(9)
LEAVES = {
    **{f'{{ fact = "months", at_least = {k} }}': lambda m, _, k=k: m >= k for k in MONTHS},
    **{f'{{ fact = "months", below = {k} }}': lambda m, _, k=k: m < k for k in MONTHS[1:]},
    **{f'{{ fact = "months", is = {k} }}': lambda m, _, k=k: m == k for k in MONTHS},
    '{ fact = "member", is = true }': lambda _, member: member,
    '{ fact = "member", is = false }': lambda _, member: not member,
}


@st.composite
def conditions(draw):
    """A condition as text, and whether months and member meet it."""
    texts = draw(st.lists(st.sampled_from(sorted(LEAVES)), min_size=1, max_size=3))
    how = draw(st.sampled_from(("all", "any", "not")))
    meets = [LEAVES[text] for text in texts]
    if how == "not":
        return f"{{ not = {texts[0]} }}", lambda m, member: not meets[0](m, member)
    join = all if how == "all" else any
    text = f"{{ {how} = [{', '.join(texts)}] }}"
    return text, lambda m, member: join(one(m, member) for one in meets)


@given(st.lists(conditions(), min_size=1, max_size=4))
def test_a_branch_that_is_accused_is_reached_by_nobody(drawn):
    """Against everybody there can be; months go to 8 here, so that all numbers are tried."""
    facts = FACTS.replace("low = 0", "low = 0\nhigh = 8")
    texts, meets = zip(*drawn, strict=True)
    reached = set()
    for months, member in itertools.product(MONTHS, (False, True)):
        reached |= {next((k for k, one in enumerate(meets, 1) if one(months, member)), 0)}
    accused = set()
    try:
        rules(branches(*texts), facts=facts)
    except InputError as error:
        accused = {int(k) for k in re.findall(r"branch (\d+): nobody", str(error))}
        assert accused
    assert not accused & reached
    if all("member" not in text for text in texts):
        assert accused == set(range(1, len(texts) + 1)) - reached


def labelled(values, facts=FACTS):
    return facts.replace('values = ["a", "b"]', f"values = [{values}]")


TWO = '{ en = "doctorate", zh = "博士" }, { en = "other (none)", zh = "其他（无）" }'


@pytest.mark.parametrize("said", ["doctorate", "博士"])
def test_a_label_in_either_language_stands_for_the_value(said):
    """In conditions, in parameters and in a register; full width is plain."""
    one_of = USED.replace('is = "a"', 'one_of = { parameter = "high" }')
    high = f"""
[[parameters]]
name = "high"
unit = ""
values = [{{ value = ["{said}"] }}]
"""
    for used in (USED.replace('is = "a"', f'is = "{said}"'), one_of + high):
        found = rules("", labelled(TWO), used)
        at = rules_in_force(found, date(2025, 1, 1))
        texts = ["doctorate", "博士", "其他(无)", "other （none）", "学士", None]
        people = pd.DataFrame({"months": 3, "education": texts, "member": True}, list("uvwxyz"))
        register = register_of(people, at)
        assert found.facts[1].values == ("博士", "其他(无)")
        assert register.columns[1].value[:4].tolist() == [0, 0, 1, 1]
        assert register.columns[1].unknown.tolist() == [False] * 4 + [True, True]
        assert register.faults["needed"].tolist() == ["one of doctorate, other (none)"]
        state = evaluate(at, register).benefit[0]
        assert state.tolist() == [MET, MET, UNMET, UNMET, UNKNOWN, UNKNOWN]


def test_one_text_is_that_of_both_languages():
    head = '[rules]\nkey = "k"\ntitle = "规则"\nnote = { en = "N", zh = "注" }\n'
    facts = labelled('"a", { en = "bee", zh = "b" }').replace(
        'unit = "months"', 'unit = { en = "months", zh = "个月" }'
    )
    amount = 'name = "all"\namount = 3\nunit = { en = "cups", zh = "杯" }'
    used = USED.replace('name = "all"', amount)
    found = rules("", facts, used, head)
    assert found.title == {"en": "规则", "zh": "规则"}
    months, education, _ = found.facts
    assert (months.unit, months.unit_words) == ("months", {"en": "months", "zh": "个月"})
    assert education.values == ("a", "b")
    assert education.labels == {"b": {"en": "bee", "zh": "b"}}
    benefit = found.benefits[0]
    assert (benefit.unit, benefit.unit_words["zh"]) == ("cups", "杯")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            '"a", { en = "x" }',
            r"value 2: must be a text, or a table of it by language .* \{'en': 'x'\}",
        ),
        ('"a", { en = "", zh = "x" }', "value 2: must be a text"),
        ('"a", 3', "value 2: must be a text"),
        ('{ en = "a", zh = "甲" }, { en = "a", zh = "乙" }', "'a' stands for two values"),
        (
            '{ en = "a", zh = "甲" }, { en = "甲", zh = "a" }',
            "'a' stands for .* '甲' stands for",
        ),
        ('"a", "a"', "'a' stands for two values"),
        ('{ en = "a", zh = "甲" }, "丙"', ""),
    ],
)
def test_labels_are_checked_on_load(values, words):
    if not words:
        assert rules("", labelled(values)).facts[1].values == ("甲", "丙")
        return
    with pytest.raises(InputError, match=words):
        rules("", labelled(values))
