"""What leaves a ledger with requests holds nothing of a resident, in any form."""

import zipfile
from datetime import UTC

import pytest

from gongfu.app.requesting import Details, act_on_request, assign, file_request
from gongfu.app.requesting_public import OTHER, public_requests
from gongfu.app.requesting_service import service_answer
from gongfu.app.tracking_export import FORMATS, Publisher, exported
from gongfu.io.georeport import read_requests
from gongfu.track.request_moves import Event
from tests.io.test_sdmx import observations
from tests.requests_ledger import LAMP, MONDAY, begun_with_requests, by, day, intake, later

PRIVATE = (LAMP, "东门", "13900000000", "120.1", "30.9", "p1", "屋后的树倒了", "他家里没人")
TODAY = day(3, 20)


def answered(where, folder):
    held = begun_with_requests(where, folder)
    file_request(held, by("p1"), intake())
    assign(held, by("county", later()), "r1")
    act_on_request(held, by("education", later(hours=2)), "r1", Event.SIGN, Details())
    act_on_request(
        held, by("education", later(hours=3)), "r1", Event.PAUSE, Details(reason="他家里没人")
    )
    file_request(held, by("p1"), intake("r2", words="屋后的树倒了"))
    act_on_request(held, by("county", later()), "r2", Event.DECLINE, Details(reason="他家里没人"))
    return held


@pytest.fixture
def place(copied):
    with copied(answered) as ledger:
        yield ledger


def written(out):
    files = [out] if out.is_file() else [one for one in out.rglob("*") if one.is_file()]
    for one in files:
        if zipfile.is_zipfile(one):
            with zipfile.ZipFile(one) as book:
                yield from ((f"{one.name}/{name}", book.read(name)) for name in book.namelist())
        else:
            yield one.name, one.read_bytes()


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"iati", "oc4ids"}))  # of projects only
def test_nothing_private_in_any_form(place, tmp_path, form):
    ends = {
        "xlsx": ".xlsx",
        "oc4ids": ".json",
        "iati": ".xml",
        "prov": ".xml",
        "georeport": ".json",
    }
    out = tmp_path / f"out{ends.get(form, '')}"
    exported(place, out, form, TODAY, Publisher("Anji", "CN-1"))
    found = [
        (name, one)
        for name, content in written(out)
        for one in PRIVATE
        if one.encode() in content or one.encode("unicode_escape") in content
    ]
    assert not found


@pytest.mark.parametrize("end", [".xml", ".json"])
def test_open_or_closed_with_the_day_of_an_answer(place, tmp_path, end):
    out = tmp_path / f"out{end}"
    exported(place, out, "georeport", TODAY)
    told = {one.service_request_id: one for one in read_requests(out.read_bytes(), end[1:])}
    assert {name: one.status for name, one in told.items()} == {"r1": "open", "r2": "closed"}
    assert told["r1"].requested_at == MONDAY.astimezone(UTC)
    assert (told["r1"].lat, told["r1"].agency_responsible) == (None, "education")
    assert told["r2"].expected_at is None
    for one in PRIVATE:
        assert one.encode() not in out.read_bytes()


def test_service_in_sdmx_is_what_the_ledger_answers(place, tmp_path):
    """r1 was given to education in March, and signed for in time; it is still open."""
    exported(place, tmp_path / "sdmx", "sdmx", TODAY)
    found = observations((tmp_path / "sdmx/service.xml").read_bytes())
    told = {key[1]: values["2026-03"] for key, (values, _) in found.items()}
    assert {key[2] for key in found} == {"education"}
    assert (told["BEGUN"], told["SIGNED_ON_TIME"], told["OF_SIGNED"]) == (("1", "P"),) * 3
    (row,) = service_answer(place, TODAY).table.to_dict("records")
    assert {name: int(value) for name, (value, _) in told.items()} == {
        name: row["n" if name == "BEGUN" else f"n_{name.lower()}"] for name in told
    }


def test_what_somebody_typed_as_a_category_is_not_told(place, tmp_path):
    """The public learns of the categories that rules of routing name, and no free text."""
    file_request(place, by("p1", later(5)), intake("r9", category="张三家漏水", words=""))
    told = {one.service_request_id: one.service_code for one in public_requests(place, TODAY)}
    assert told == {"r1": "childcare", "r2": "childcare", "r9": OTHER}
    named = public_requests(place, TODAY, names={"张三家漏水": "leaks"})
    assert named[-1].service_code == "张三家漏水"
