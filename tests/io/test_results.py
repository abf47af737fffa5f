"""Results: readable by people and programs, the same bytes for the same results."""

import hashlib
import io
import json

import numpy as np
import pandas as pd
import pytest

from gongfu.errors import ConflictError, InputError
from gongfu.io import atomic
from gongfu.io.results import csv_bytes, read_provenance, write_results

FROM = {"gongfu": "0.1.0", "settings": {"limit_s": np.float64(900)}, "inputs": {"zone.toml": "ab"}}
TABLE = pd.DataFrame(
    {"name": ["某村", ""], "time_s": [np.inf, 0.1], "share": [np.nan, 1.0]},
    index=pd.Index(["330199101", "c2"], name="community_id"),
)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_tables_come_as_csv_and_parquet(tmp_path):
    write_results(tmp_path, {"reach": TABLE}, FROM)
    back = pd.read_csv(tmp_path / "results" / "reach.csv", dtype={"community_id": str})
    assert back["community_id"].tolist() == ["330199101", "c2"]
    assert back["time_s"].tolist() == [np.inf, 0.1]
    stored = pd.read_parquet(tmp_path / "results" / "reach.parquet").set_index("community_id")
    pd.testing.assert_frame_equal(stored, TABLE, check_index_type=False)


def test_excel_sees_utf8(tmp_path):
    write_results(tmp_path, {"reach": TABLE}, FROM)
    content = (tmp_path / "results" / "reach.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfcommunity_id,name,time_s,share\n")
    assert "某村".encode() in content


@pytest.mark.parametrize("name", ["a, b", 'say "so"', "two\nlines", "村, 镇"])
def test_every_cell_is_read_back_as_it_was(name):
    frame = pd.DataFrame(
        {
            "name": ["plain", name, None],
            "kind": pd.Categorical([name, None, "school"]),
            "share": [0.1 + 0.2, np.inf, np.nan],
            "judged": [True, False, True],
            "n": [1, 2**53 + 1, -3],
        }
    )
    back = pd.read_csv(io.BytesIO(csv_bytes(frame)), encoding="utf-8-sig")
    pd.testing.assert_frame_equal(back, frame.astype({"kind": "str"}), check_dtype=False)


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(A1)", "\t=1"])
def test_no_spreadsheet_runs_a_name(cell):
    text = csv_bytes(pd.DataFrame({"name": [cell, "=", "a=b"]})).decode("utf-8-sig")
    assert text.splitlines()[1].lstrip('"').startswith(f"'{cell}"[:2])
    assert text.splitlines()[-2:] == ["=", "a=b"]


def test_provenance_says_what_the_results_came_from(tmp_path):
    assert read_provenance(tmp_path) == {}
    write_results(tmp_path, {"reach": TABLE}, FROM, pages={"report.html": "<p>共富"})
    record = read_provenance(tmp_path)
    assert record["gongfu"] == "0.1.0"
    assert record["settings"] == {"limit_s": 900.0}
    assert record["inputs"] == {"zone.toml": "ab"}
    content = (tmp_path / "results" / "reach.csv").read_bytes()
    assert record["files"]["reach.csv"] == hashlib.sha256(content).hexdigest()
    page = (tmp_path / "report.html").read_bytes()
    assert page.decode() == "<p>共富"
    assert record["pages"] == {"report.html": hashlib.sha256(page).hexdigest()}


def test_the_same_results_give_the_same_bytes(tmp_path):
    backwards = dict(reversed(FROM.items()))
    write_results(tmp_path / "a", {"reach": TABLE}, FROM)
    write_results(tmp_path / "b", {"reach": TABLE}, backwards)
    assert contents(tmp_path / "a" / "results") == contents(tmp_path / "b" / "results")


def test_old_results_go_and_notes_stay(tmp_path):
    write_results(tmp_path, {"old": TABLE}, FROM)
    (tmp_path / "results" / "note.txt").write_text("mine")
    (tmp_path / "results" / "drafts").mkdir()
    (tmp_path / "results" / "drafts" / "a.txt").write_text("a")
    write_results(tmp_path, {"new": TABLE}, FROM)
    names = {path.name for path in (tmp_path / "results").iterdir()}
    assert names == {"new.csv", "new.parquet", "provenance.json", "note.txt", "drafts"}
    assert (tmp_path / "results" / "drafts" / "a.txt").read_text() == "a"


def test_a_folder_of_other_files_is_not_replaced(tmp_path):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "thesis.doc").write_text("mine")
    with pytest.raises(InputError, match=r"holds files but no provenance\.json"):
        write_results(tmp_path, {"new": TABLE}, FROM)
    assert contents(tmp_path / "results") == {"thesis.doc": b"mine"}


def test_results_must_say_what_they_came_from(tmp_path):
    with pytest.raises(InputError, match="no settings, inputs; results must say"):
        write_results(tmp_path, {}, {"gongfu": "1"})
    with pytest.raises(InputError, match="cannot be written"):
        write_results(tmp_path, {}, {**FROM, "settings": object()})
    assert list(tmp_path.iterdir()) == []


def test_damaged_provenance_is_named(tmp_path):
    write_results(tmp_path, {}, FROM)
    for text in ("{", "[]"):
        (tmp_path / "results" / "provenance.json").write_text(text)
        with pytest.raises(InputError, match="is damaged"):
            read_provenance(tmp_path)
    assert json.loads(text) == []


def test_one_of_two_writers_wins(tmp_path):
    write_results(tmp_path, {"old": TABLE}, FROM)
    locked = atomic.locked(tmp_path, ".results.lock")
    with locked, pytest.raises(ConflictError, match="another program is writing"):
        write_results(tmp_path, {"new": TABLE}, FROM)
    assert (tmp_path / "results" / "old.csv").exists()
