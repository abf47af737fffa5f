"""A data package: exact both ways, and what was changed in it is found."""

import csv
import hashlib
import io
import json
import string
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import InputError, NotFoundError
from gongfu.io.data_package import PACKAGE, package_files, read_package
from gongfu.io.ledger_public import About, public_things
from gongfu.track.audit import Head

ABOUT = About(False, Head(7, "a" * 64), datetime(2026, 3, 2, 1, tzinfo=UTC), "0006")
ITEM = {"item_id": "I", "programme_id": "P", "field": "childcare", "unit": "places", "version": 1}
PROJECT = {
    "project_id": "p",
    "title": "t",
    "description": "d",
    "status": "completed",
    "place": "3305",
    "field": "economy",
    "giver": "3302",
    "giver_name": "n",
    "receiver": "330501",
    "receiver_name": "m",
    "start_on": date(2026, 1, 1),
    "due_on": date(2026, 12, 31),
    "budget_fen": None,
    "version": 3,
}


def rows_with(**things):
    rows = {thing: [] for thing in public_things()}
    rows["programme"] = [{"programme_id": "P", "place": "3305", "year": 2026, "version": 1}]
    return rows | things


def deliverable(name="D", quantity=0.1, owner="health"):
    return {
        "deliverable_id": name,
        "item_id": "I",
        "place": "330501",
        "owner": owner,
        "start_on": date(2026, 1, 1),
        "due_on": date(2026, 12, 1),
        "quantity": quantity,
        "unit": "places",
        "version": 2,
    }


def put(folder, files):
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def changed(folder, name, *change):
    """Change a file of a package, and its hash with it."""
    before = (folder / name).read_bytes()
    after = before.replace(*(one.encode() for one in change))
    assert after != before
    (folder / name).write_bytes(after)
    told = json.loads((folder / PACKAGE).read_text("utf-8"))
    for one in told["resources"]:
        content = (folder / one["path"]).read_bytes()
        one["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    (folder / PACKAGE).write_text(json.dumps(told), "utf-8")


texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@given(
    owner=texts,
    quantity=st.floats(1e-3, 1e9),
    fen=st.none() | st.integers(0, 10**15),
    title=texts | st.sampled_from(["\\N", "=1+1", "'", '"', "a\r\nb", ",", " "]),
)
def test_rows_come_back_exactly(tmp_path_factory, owner, quantity, fen, title):
    rows = rows_with(
        item=[ITEM],
        deliverable=[deliverable(owner=owner, quantity=quantity)],
        project=[PROJECT | {"budget_fen": fen, "title": title}],
    )
    folder = put(tmp_path_factory.mktemp("dp"), package_files(rows, ABOUT))
    found = read_package(folder)
    assert found.rows == rows
    assert (found.head, found.simulated) == (f"7:{'a' * 64}", False)


def test_the_descriptor_is_as_the_specifications_ask():
    """Data Package v1: names, hashes and bytes; Table Schema: types, keys, units."""
    files = package_files(rows_with(item=[ITEM], deliverable=[deliverable()]), ABOUT)
    told = json.loads(files[PACKAGE])
    assert told["profile"] == "tabular-data-package"
    assert told["created"] == "2026-03-02T01:00:00+00:00"  # of the last record, not of a clock
    names = [one["name"] for one in told["resources"]]
    assert "people" not in names
    assert told["leftOut"][0] == "people"
    for one in told["resources"]:
        content = files[one["path"]]
        assert set(one["name"]) <= set(string.ascii_lowercase + string.digits + "-._")
        assert one["bytes"] == len(content)
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        (head, *_) = csv.reader(io.StringIO(content.decode()))
        assert [field["name"] for field in one["schema"]["fields"]] == head
        assert one["schema"]["primaryKey"] in head
        for key in one["schema"].get("foreignKeys", []):
            assert key["reference"]["resource"] in names
    by_name = {one["name"]: one["schema"] for one in told["resources"]}
    assert by_name["items"]["foreignKeys"] == [
        {
            "fields": "programme_id",
            "reference": {"resource": "programmes", "fields": "programme_id"},
        }
    ]
    kinds = {one["name"]: one for one in by_name["postings"]["fields"]}
    assert kinds["amount_fen"]["type"] == "integer"
    assert kinds["amount_fen"]["unit"] == "fen (0.01 CNY)"
    assert kinds["on_day"]["type"] == "date"
    assert kinds["posting_id"]["constraints"] == {"required": True, "unique": True}


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("deliverables.csv", ("0.1", "much"), "row 2: quantity is 'much', no number"),
        ("deliverables.csv", ("2026-12-01", "2026-13-01"), "due_on is '2026-13-01', no date"),
        ("deliverables.csv", ("owner", "boss"), "deliverables.csv has the columns"),
        ("deliverables.csv", ("places,2", "places,2,3"), "row 2 has 10 cells"),
        ("deliverables.csv", ("\nD,I,", "\nD,J,"), "deliverables: 1 row refers to items"),
        ("items.csv", ("places,1", "places,one"), "version is 'one', no integer"),
        ("items.csv", ("places,1\r\n", "places,1\r\nI,P,x,y,1\r\n"), "1 ids are there twice"),
        ("items.csv", ("I,P,", 'I,"P,'), "items.csv is no CSV in UTF-8"),
    ],
)
def test_what_cannot_be_understood_is_told(tmp_path, name, change, words):
    rows = rows_with(item=[ITEM], deliverable=[deliverable()])
    folder = put(tmp_path / "dp", package_files(rows, ABOUT))
    changed(folder, name, *change)
    with pytest.raises(InputError, match=words):
        read_package(folder)


def test_what_was_changed_is_found(tmp_path):
    rows = rows_with(item=[ITEM], deliverable=[deliverable()])
    folder = put(tmp_path / "dp", package_files(rows, ABOUT))
    (folder / "items.csv").write_bytes(b"item_id\n")
    (folder / "projects.csv").unlink()
    with pytest.raises(InputError, match=r"items.csv is not as it was.*no file 'projects.csv'"):
        read_package(folder)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("{", "no JSON in UTF-8"),
        ("[]", "lists no resources"),
        ('{"resources": [1]}', "lists no resources"),
        ('{"resources": [], "head": 1, "simulated": false}', "from which head"),
        (
            '{"resources": [{"name": "../x"}], "head": "", "simulated": false}',
            r"'\.\./x' is no table of a ledger",
        ),
        (
            '{"resources": [{"name": "items", "path": "../items.csv"}], "head": "", '
            '"simulated": false}',
            "no file 'items.csv'",
        ),
    ],
)
def test_what_is_no_package(tmp_path, told, words):
    (tmp_path / PACKAGE).write_text(told, "utf-8")
    with pytest.raises(InputError, match=words):
        read_package(tmp_path)


def test_a_folder_without_a_descriptor(tmp_path):
    with pytest.raises(NotFoundError, match=r"holds no datapackage\.json"):
        read_package(tmp_path)
