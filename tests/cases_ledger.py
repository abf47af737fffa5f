"""A ledger with an office, residents and dated terms, for tests of cases."""

from datetime import date, timedelta

import pytest

from gongfu.app.tracking import Deed, init
from gongfu.app.tracking_case_answers import listing_cases
from gongfu.app.tracking_cases import Application, apply, move_case
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_proposals import propose
from gongfu.io.ledger_cases import case_of
from gongfu.io.ledger_check import check_ledger
from gongfu.io.ledger_rows import row_by_id
from gongfu.io.ledger_turns import reading
from gongfu.track.cases import Kind
from tests.ledgers import AT, COUNTY

DAY = date(2025, 6, 1)
ACTORS = (
    "actor_id,role,place,department\n"
    "o1,department,3305,care\no2,department,3305,care\no3,department,3305,care\n"
    "s1,school,3305,bureau\nv1,village,330501,\nr1,resident,330501,\nr2,resident,330501,\n"
    "g1,resident,330501,\nclerk,auditor,3305,\n"
)
RULES = (
    "rule_id,kind,place,start_on,end_on,decide_days,evidence_days,appeal_days,review_days\n"
    "wide,benefit,3305,2025-01-01,,20,5,10,10\nnear,benefit,330501,2025-01-01,,5,3,4,6\n"
)
FACTS = {
    "学历": "博士", "职称": "正高", "出生日期": "1998-04-17", "合同起始日": "2024-09-24",
    "合同月数": "60", "参保日期": "2024-11-17", "在飞地工作": "是", "飞入地自有住房": "否",
    "有学龄子女": "否",
}  # fmt: skip


def deed(who, why="", key="", days=0):
    return Deed(who, AT + timedelta(days=days), why, key)


def write_folder(folder, **texts):
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


def begun(where, folder):
    ledger = init(where, COUNTY, AT, durable=False)
    lists = write_folder(folder, actors=ACTORS, case_rules=RULES)
    assert not import_lists(ledger, deed("county"), lists).faults
    return ledger


@pytest.fixture
def cases(copied):
    """A ledger with the actors and terms."""
    with copied(begun) as ledger:
        yield ledger


def application(case_id="c1", subject="medical", who="r1", **told):
    given = {"place": "330501001", "office": "care", "applied_on": AT.date(), "facts": FACTS}
    return Application(case_id, Kind.BENEFIT, who, subject, **(given | told))


def case(ledger, case_id="c1"):
    with reading(ledger) as connection:
        return case_of(row_by_id(connection, "case", case_id))


def sound(ledger):
    with reading(ledger) as connection:
        return check_ledger(connection)


def told_case(ledger):
    """A case that was told, by three people of the office."""
    apply(ledger, deed("r1"), application())
    propose(ledger, deed("o1"), "enclave_talents", DAY)
    move_case(ledger, deed("o2"), "c1", "confirm", {})
    move_case(ledger, deed("o1"), "c1", "tell", {})


SCHOOLS = "school,seats\nhill,1\npier,1\n"
PUPILS = (
    "case_id,kind,applicant_id,guardian_id,subject,place,office,applied_on,points,choice_1,choice_2\n"
    "p1,admission,k1,g1,2026,330501,bureau,2026-03-01,90,hill,pier\n"
    "p2,admission,k2,,2026,330501,bureau,2026-03-01,80,hill,pier\n"
    "p3,admission,k3,,2026,330501,bureau,2026-03-01,70,hill,pier\n"
    "p4,admission,k4,,2026,330501,bureau,2026-03-01,60,,\n"
)


@pytest.fixture
def round_(cases, tmp_path):
    """Four applications for two seats, and the schools."""
    done = import_lists(cases, deed("s1"), write_folder(tmp_path / "in", cases=PUPILS))
    assert not done.faults
    return cases, write_folder(tmp_path / "schools", schools=SCHOOLS)


def outcomes(ledger):
    table = listing_cases(ledger, AT.date()).table
    return {row["case_id"]: (row["outcome"], row["award"]) for row in table.to_dict("records")}
