"""Indicators as SDMX-ML: the numbers are the ledger's, and every id stands in a code list."""

from dataclasses import fields
from datetime import UTC, date, datetime

import numpy as np
import pytest
from lxml import etree

from gongfu.io.ledger_public import About
from gongfu.io.sdmx import write_money, write_progress, write_service
from gongfu.io.sdmx_structures import code_of, write_structures
from gongfu.track.audit import Head
from gongfu.track.balances import Balance
from gongfu.track.budgets import Execution
from gongfu.track.progress import Course
from gongfu.track.service import Service

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
ABOUT = About(False, Head(7, "a" * 64), AT, "0006")
INVENTED = About(True, ABOUT.head, AT, "0006")
GROUPS = [("childcare", "330501"), ("托育", "330502")]
COURSE = Course(
    np.array(["2026-01", "2026-02"], "datetime64[M]"),
    np.array([[0, 1], [2, 3]]),
    np.array([[0, 0], [1, 3]]),
)
_PAIR = ("3302", "330501", "")
SUMS = [
    Execution(2026, *_PAIR, None, None, Balance(committed_fen=9_999_999_999_999_999)),
    Execution(2025, *_PAIR, 2_000, 995, Balance(committed_fen=1_005, spent_fen=5)),
    Execution(None, *_PAIR, 100, None, Balance()),
]
SERVED = [("civil", "2026-01"), ("civil", "2026-02"), ("民政", "2026-01")]
N = {"n": [4, 2, 1], "n_signed_on_time": [3, 2, 0], "n_of_signed": [4, 2, 1]}
COUNTS = Service(**{one.name: np.array(N.get(one.name, [0, 0, 0])) for one in fields(Service)})
SCHEMAS = "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/"
GEN = f"{SCHEMAS}data/generic}}"
STR = f"{SCHEMAS}structure}}"
MES = f"{SCHEMAS}message}}"


def structures(about=ABOUT):
    spoken = {
        "FIELD": [field for field, _ in GROUPS],
        "PLACE": [place for _, place in GROUPS],
        "PARTY": ["3302", "330501"],
        "DEPARTMENT": [department for department, _ in SERVED],
    }
    return write_structures(spoken, about)


def observations(content):
    """Key -> period -> value and status, and the attributes of each series."""
    found = {}
    for series in etree.fromstring(content).iter(f"{GEN}Series"):
        key = tuple(one.get("value") for one in series.find(f"{GEN}SeriesKey"))
        told = {one.get("id"): one.get("value") for one in series.find(f"{GEN}Attributes")}
        values = {
            one.find(f"{GEN}ObsDimension").get("value"): (
                one.find(f"{GEN}ObsValue").get("value"),
                one.find(f"{GEN}Attributes/{GEN}Value").get("value"),
            )
            for one in series.iter(f"{GEN}Obs")
        }
        assert key not in found
        found[key] = (values, told)
    return found


def test_progress_month_by_month():
    """On 15 February, January is over and February is not."""
    found = observations(write_progress(COURSE, GROUPS, date(2026, 2, 15), ABOUT))
    other = code_of("托育")
    assert {key: values for key, (values, _) in found.items()} == {
        ("M", "DUE", "childcare", "330501"): {"2026-01": ("0", "A"), "2026-02": ("2", "P")},
        ("M", "DELIVERED", "childcare", "330501"): {"2026-01": ("0", "A"), "2026-02": ("1", "P")},
        ("M", "DUE", other, "330502"): {"2026-01": ("1", "A"), "2026-02": ("3", "P")},
        ("M", "DELIVERED", other, "330502"): {"2026-01": ("0", "A"), "2026-02": ("3", "P")},
    }
    assert {tuple(told.items()) for _, told in found.values()} == {
        (("UNIT_MEASURE", "DELIVERABLES"), ("STANDING", "computed"))
    }


@pytest.mark.parametrize(
    ("today", "status"),
    [(date(2026, 2, 28), "A"), (date(2026, 2, 27), "P"), (date(2027, 1, 1), "A")],
)
def test_a_month_is_over_with_its_last_day(today, status):
    found = observations(write_progress(COURSE, GROUPS, today, ABOUT))
    assert found["M", "DUE", "childcare", "330501"][0]["2026-02"][1] == status


def served(today=date(2026, 2, 28), about=ABOUT):
    return write_service(SERVED, COUNTS, np.array([0, 0, 1]), today, about)


def test_service_month_by_month():
    """On 28 February all is over but for what 民政 has still open since January."""
    found = observations(served())
    assert found["M", "BEGUN", "civil"][0] == {"2026-01": ("4", "A"), "2026-02": ("2", "A")}
    assert found["M", "SIGNED_ON_TIME", "civil"][0]["2026-01"] == ("3", "A")
    assert found["M", "OF_SIGNED", code_of("民政")][0] == {"2026-01": ("1", "P")}
    assert len(found) == 2 * 13
    assert {told["UNIT_MEASURE"] for _, told in found.values()} == {"HANDLINGS"}
    assert observations(served(date(2026, 2, 27)))["M", "BEGUN", "civil"][0]["2026-02"][1] == "P"


def test_money_year_by_year_to_the_fen():
    found = observations(write_money(SUMS, date(2026, 12, 30), ABOUT))
    assert found["A", "COMMITTED", "3302", "330501"][0] == {
        "2025": ("10.05", "A"),
        "2026": ("99999999999999.99", "P"),
    }
    assert found["A", "SPENT", "3302", "330501"][0]["2025"] == ("0.05", "A")
    assert found["A", "BUDGET", "3302", "330501"][0] == {"2025": ("20.00", "A")}
    assert len(found) == 5
    last = observations(write_money(SUMS, date(2026, 12, 31), ABOUT))
    assert last["A", "SPENT", "3302", "330501"][0]["2026"] == ("0.00", "A")


def test_every_id_of_the_data_stands_in_its_code_list():
    document = etree.fromstring(structures())
    lists = {
        one.get("id"): {code.get("id") for code in one.iter(f"{STR}Code")}
        for one in document.iter(f"{STR}Codelist")
    }
    enumerated = {}
    for structure in document.iter(f"{STR}DataStructure"):
        for part in (*structure.iter(f"{STR}Dimension"), *structure.iter(f"{STR}Attribute")):
            ref = part.find(f"{STR}LocalRepresentation/{STR}Enumeration/Ref")
            if ref is not None:
                enumerated[structure.get("id"), part.get("id")] = lists[ref.get("id")]
    for content in (
        write_progress(COURSE, GROUPS, date(2026, 2, 15), INVENTED),
        write_money(SUMS, date(2026, 2, 15), ABOUT),
        served(),
    ):
        data = etree.fromstring(content)
        flow = data.find(f"{MES}DataSet").get("structureRef")
        values = [(one.get("id"), one.get("value")) for one in data.iter(f"{GEN}Value")]
        assert {name for name, _ in values} == {name for of, name in enumerated if of == flow}
        for name, value in values:
            assert value in enumerated[flow, name], (flow, name, value)


def test_codes_are_ids_of_sdmx_and_differ():
    texts = ["330501", "托育", "a b", "_x", "", "A", "É", "_E68998E882B2"]
    codes = [code_of(one) for one in texts]
    assert len(set(codes)) == len(texts)
    for one in codes:
        assert set(one) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@$-")


def test_an_invented_ledger_is_a_test_in_every_message():
    for content in (
        structures(INVENTED),
        write_progress(COURSE, GROUPS, date(2026, 2, 15), INVENTED),
        write_money(SUMS, date(2026, 2, 15), INVENTED),
        served(about=INVENTED),
    ):
        document = etree.fromstring(content)
        assert document.findtext(f"{MES}Header/{MES}Test") == "true"
        assert "simulated" in document.findtext(f"{MES}Header/{MES}Source")
    found = observations(write_money(SUMS, date(2026, 2, 15), INVENTED))
    assert {told["STANDING"] for _, told in found.values()} == {"simulated"}
    assert etree.fromstring(structures()).findtext(f"{MES}Header/{MES}Test") == "false"
