"""Registers in many files: parts with the rows that were written, and every fault named."""

import pickle
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from gongfu.errors import InputError, NotFoundError
from gongfu.io.partitions import open_partitions

PEOPLE = pd.DataFrame(
    {
        "x": np.arange(23) * 1.5,
        "county": ["义乌市", "开化县"] * 11 + ["海曙区"],
        "name": [f"n{at}" for at in range(23)],
    }
)


@pytest.fixture
def folder(tmp_path):
    PEOPLE.iloc[:11].to_parquet(tmp_path / "a.parquet", row_group_size=2)
    PEOPLE.iloc[11:].to_parquet(tmp_path / "b.parquet", row_group_size=100)
    (tmp_path / "readme.txt").write_text("not a part")
    return tmp_path


@pytest.mark.parametrize(("part_rows", "n_parts"), [(1, 7), (4, 4), (1000, 2)])
def test_parts_hold_every_row_once_and_know_its_number(folder, part_rows, n_parts):
    parts = open_partitions(
        str(folder), ["x", "county"], labels=["county"], part_rows=part_rows, rows=3
    )
    assert len(parts) == n_parts
    parts = pickle.loads(pickle.dumps(parts))  # as a worker gets them
    for _ in range(2):
        frames = [frame for part in parts for frame in part]
        assert max(map(len, frames)) <= 3
        back = pd.concat([frame.astype({"county": object}) for frame in frames])
        assert back["x"].tolist() == PEOPLE["x"].tolist()
        assert back["county"].tolist() == PEOPLE["county"].tolist()
        assert back.index.tolist() == [*range(11), *range(12)]
        assert list(back) == ["x", "county"]


def test_one_file_and_a_url_will_do(folder):
    (part,) = open_partitions(str(folder / "b.parquet"), ["x"])
    assert (part.name, part.n_rows) == ("b.parquet", 12)
    assert len(open_partitions(f"file://{folder}", ["x"])) == 2


def test_no_file_is_left_out_without_a_word(folder):
    PEOPLE[:2].to_parquet(folder / "c.part-1.parquet")
    PEOPLE[:3].to_parquet(folder / "d.PARQUET")
    parts = open_partitions(str(folder), ["x"])
    assert [part.name for part in parts][-2:] == ["c.part-1.parquet", "d.PARQUET"]
    assert sum(part.n_rows for part in parts) == 28
    (folder / "below").mkdir()
    PEOPLE.to_parquet(folder / "below" / "e.parquet")
    with pytest.raises(InputError, match=r"folders with files, such as 'below/e\.parquet'"):
        open_partitions(str(folder), ["x"])


def test_a_folder_may_be_called_as_a_file_is(folder):
    named = folder / "people.parquet"
    named.mkdir()
    PEOPLE.to_parquet(named / "part-0.parquet")
    (part,) = open_partitions(str(named), ["x"])
    assert (part.name, part.n_rows) == ("part-0.parquet", 23)


@pytest.mark.parametrize("label", [[0.5], [[1, 2]], [Decimal("123456789012345678")]])
def test_labels_that_rounding_would_join_are_refused(tmp_path, label):
    pd.DataFrame({"x": [1.0], "g": label}).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(InputError, match=r"a.parquet: 'g' is .*labels must be text, whole numbers"):
        open_partitions(str(tmp_path), ["x", "g"], labels=["g"])


def test_what_cannot_be_read_says_which_file(folder, tmp_path):
    def refused(words, columns=("x",), labels=(), error=InputError, url=folder):
        with pytest.raises(error, match=words):
            open_partitions(str(url), columns, labels=labels)

    refused(r"a.parquet: no columns \['age'\]; it has \[.*; and 1 more file has faults", ["age"])
    refused(r"a.parquet: 'county' must be numbers, not (large_)?string", ["county"])
    refused("give a list of different names", ["x", "x"])
    refused("no file .*none", error=NotFoundError, url=tmp_path / "none")
    (tmp_path / "empty").mkdir()
    refused(r"no file \*.parquet in '.*empty'", error=NotFoundError, url=tmp_path / "empty")
    pd.DataFrame({"x": [1], "county": [330782]}).to_parquet(folder / "c.parquet")
    refused(
        r"c.parquet: 'county' is whole numbers \(int64\), and text in a.parquet",
        ["county"], ["county"],
    )  # fmt: skip
    pd.DataFrame({"x": ["1"]}).to_parquet(folder / "c.parquet")
    refused("c.parquet: 'x' must be numbers, not")
    (folder / "c.parquet").write_bytes((folder / "b.parquet").read_bytes()[:-9])
    refused("c.parquet: not a readable Parquet file")


def test_pages_that_are_damaged_are_found_when_they_are_read(folder):
    good = (folder / "b.parquet").read_bytes()
    (folder / "b.parquet").write_bytes(good[:4] + bytes(200) + good[204:])
    part = open_partitions(str(folder / "b.parquet"), ["x"])[0]
    with pytest.raises(InputError, match=r"b.parquet: not a readable Parquet file"):
        list(part)
