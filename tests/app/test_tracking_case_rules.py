"""Terms of cases that end, and others that begin the day after; in SQLite and in PostgreSQL."""

from datetime import date

import pytest

from gongfu.app.tracking_any import moved
from gongfu.app.tracking_cases import apply
from gongfu.app.tracking_lists import import_lists
from gongfu.errors import ConflictError, InputError, NotFoundError
from gongfu.io.ledger_rows import row_by_id
from gongfu.io.ledger_turns import reading
from tests.cases_ledger import AT, application, case, cases, deed, sound, write_folder
from tests.requests_ledger import RULES as ROUTES

__all__ = ("cases",)

TODAY = AT.date()
HEAD = "rule_id,kind,place,start_on,end_on,decide_days,evidence_days,appeal_days,review_days\n"


def ended(ledger, who="county", rule="near", end=f"{TODAY}", key="", **told):
    return moved(ledger, deed(who, key=key), rule, "", {"end": end}, today=TODAY, **told)


def test_terms_end_and_the_next_begin_the_day_after(cases, tmp_path):
    apply(cases, deed("r1"), application())
    next_day = date.fromordinal(TODAY.toordinal() + 1)
    lists = write_folder(
        tmp_path / "next", case_rules=f"{HEAD}new,benefit,330501,{next_day},,9,9,9,9\n"
    )
    (fault,) = import_lists(cases, deed("county"), lists).faults
    assert "end one before the other begins" in fault.fault
    told = ended(cases)
    said = told.sentences[0]
    assert said["en"].startswith(f"The rule near ends on {TODAY}, in record ")
    assert said["zh"].startswith(f"规则near有效期至{TODAY}")
    assert not import_lists(cases, deed("county"), lists).faults
    apply(cases, deed("r2", days=1), application("c2", who="r2", applied_on=next_day))
    assert [case(cases, one).terms.rule for one in ("c1", "c2")] == ["near", "new"]
    with pytest.raises(InputError, match="'new' is in force at the same time"):
        ended(cases, end=f"{next_day}")
    with reading(cases) as connection:
        assert row_by_id(connection, "case_rule", "near")["version"] == 2
    assert sound(cases).n_rows


def test_who_may_not_or_what_cannot_be_is_told(cases):
    with pytest.raises(InputError, match="may not end rules in '330501'"):
        ended(cases, "o1")
    with pytest.raises(InputError, match="ends on 2024-12-31, and begins on 2025-01-01"):
        ended(cases, end="2024-12-31")
    with pytest.raises(ConflictError, match="is at version 1, and you saw 2"):
        ended(cases, version=2)
    with pytest.raises(NotFoundError, match="no rule has the id 'such'"):
        ended(cases, rule="such")


def test_the_same_with_its_key_is_done_once(cases):
    first, again = (ended(cases, key="k").settings["answer"] for _ in range(2))
    assert first == again
    with pytest.raises(ConflictError, match="key"):
        ended(cases, key="k", end="2030-01-01")


def test_a_rule_of_each_kind_with_one_id_is_told(cases, tmp_path):
    rules = ROUTES.replace("who-child", "near")
    lists = write_folder(tmp_path / "routes", route_rules=rules)
    assert not import_lists(cases, deed("county"), lists).faults
    with pytest.raises(InputError, match="is a rule of routing and one of the terms of cases"):
        ended(cases)
    assert "who-road ends on" in ended(cases, rule="who-road").sentences[0]["en"]
