"""What an applicant may say is known as early as can be."""

from datetime import date

import pytest

from gongfu.app.case_headings import benefit_faults, pupil_faults
from gongfu.app.tracking import init
from gongfu.app.tracking_case_answers import applied_case, has_case
from gongfu.app.tracking_cases import Application, Kind, apply, move_case
from gongfu.app.tracking_lists import import_lists
from gongfu.errors import InputError
from tests.cases_ledger import ACTORS, AT, COUNTY, FACTS, application, deed, write_folder

RULES = "enclave_talents"


@pytest.fixture
def ledger(tmp_path):
    with init(tmp_path / "l.db", COUNTY, AT, durable=False) as opened:
        lists = write_folder(tmp_path / "lists", actors=ACTORS)
        assert not import_lists(opened, deed("county"), lists).faults
        yield opened


def pupil(case_id, **facts):
    return Application(
        case_id, Kind.ADMISSION, "r1", "round", "330501001", "bureau", AT.date(), facts=facts
    )


def test_rules_that_are_given_look_at_once(ledger):
    odd = application(
        subject="medicl", facts={"学力": "博士", "Works_In_Enclave": "是", "编号": "1"}
    )
    with pytest.raises(InputError) as caught:
        applied_case(ledger, deed("r1"), odd, rules=RULES)
    told = str(caught.value)
    assert "no benefit 'medicl' (nearest: 'medical'); they have 'medical', 'rent'" in told
    assert "no fact '学力' in rules 'enclave_talents' (nearest: '学历'); known are" in told
    assert "education (学历)" in told
    assert told.count("no fact") == 1
    assert not has_case(ledger, "c1")
    answer = applied_case(ledger, deed("r1"), application(), rules=RULES)
    assert len(answer.sentences) == 1


def test_without_rules_it_is_said_that_nobody_looked(ledger):
    answer = applied_case(ledger, deed("r1"), application(facts={"学力": "博士"}))
    assert answer.sentences[1]["en"].startswith("No rules have looked at it")
    with pytest.raises(InputError, match="rules judge benefits"):
        applied_case(ledger, deed("r1"), pupil("p1"), rules=RULES)


def test_what_no_round_knows_is_refused_when_it_comes(ledger, tmp_path):
    with pytest.raises(
        InputError, match=r"no fact '第1自愿' in an admission \(nearest: '第1志愿'\)"
    ):
        apply(ledger, deed("r1"), pupil("p1", 第1自愿="hill"))
    apply(ledger, deed("r1"), pupil("p1", 第12志愿="hill", minutes_12="3", 积分="90", 学生="x"))
    with pytest.raises(InputError, match=r"case 'p1': no fact 'pionts'.*'points'"):
        move_case(ledger, deed("r1"), "p1", "withdraw", {"facts": {"pionts": "9"}})
    rows = (
        "case_id,kind,applicant_id,guardian_id,subject,place,office,applied_on,学历,第1自愿\n"
        "b1,benefit,r2,,rent,330501001,care,2026-03-02,博士,hill\n"
        "p2,admission,r2,,round,330501001,bureau,2026-03-02,,hill\n"
        "p3,admission,r1,,other,330501001,bureau,2026-03-02,,\n"
    )
    lists = write_folder(tmp_path / "cases", cases=rows)
    faults = import_lists(ledger, deed("county"), lists).faults
    assert [(one.row, one.fault.partition(" (")[0]) for one in faults] == [
        (3, "no fact '第1自愿' in an admission")
    ]


def test_what_is_known_is_no_fault():
    assert not benefit_faults(RULES, "medical", FACTS)
    assert "no fact 'age'" in benefit_faults(RULES, "medical", {"age": "30"})[0]  # is counted
    assert not pupil_faults({"anything": ""})


def test_a_benefit_that_is_over_is_told(ledger, tmp_path, repository):
    text = (repository / "src/gongfu/data/rules/enclave_talents.toml").read_text("utf-8")
    path = tmp_path / "over.toml"
    path.write_text(text.replace('name = "medical"', 'name = "medical"\nto = 2025-12-31'), "utf-8")
    assert not benefit_faults(str(path), "medical", FACTS, date(2025, 12, 31))
    with pytest.raises(InputError, match="'medical' is in force from … to 2025-12-31, and not on"):
        applied_case(ledger, deed("r1"), application(), rules=str(path))
