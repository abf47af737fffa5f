"""Registers in Parquet: the rows that were written, piece by piece, again and again."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gongfu.errors import InputError, NotFoundError
from gongfu.io.registers import open_register
from gongfu.measure.decomposition import dagum_decomposition
from gongfu.measure.streaming import streamed_dagum, streamed_entropy

PEOPLE = pd.DataFrame(
    {
        "county": ["开化县", "义乌市", "义乌市", "开化县", "海曙区"],
        "income": [21_000.5, 80_000.0, 61_000.0, 34_000.0, 75_000.0],
        "weight": [2, 1, 1, 3, 1],
        "name": list("vwxyz"),
    }
)


@pytest.fixture
def folder(tmp_path):
    PEOPLE.iloc[:3].to_parquet(tmp_path / "a.parquet", row_group_size=2)
    PEOPLE.iloc[3:].to_parquet(tmp_path / "b.parquet")
    return tmp_path


@pytest.mark.parametrize("rows", [1, 2, 100])
def test_the_rows_come_in_order_as_often_as_asked(folder, rows):
    register = open_register(folder, ["county", "income"], rows=rows)
    assert register.n_rows == 5
    for _ in range(2):
        frames = list(register)
        assert max(map(len, frames)) <= rows
        back = pd.concat([frame.astype({"county": object}) for frame in frames])
        assert back["county"].tolist() == PEOPLE["county"].tolist()
        assert back["income"].tolist() == PEOPLE["income"].tolist()
        assert list(back) == ["county", "income"]  # names of persons are not read


def test_a_register_on_disk_is_split_as_one_in_memory(folder):
    knobs = {"value": "income", "weight": "weight", "group": "county"}
    register = open_register(folder, ["county", "income", "weight"], rows=2)
    got, want = streamed_dagum(register, **knobs), dagum_decomposition(PEOPLE, **knobs)
    assert got.transvariation == pytest.approx(want.transvariation, rel=1e-12)
    pd.testing.assert_frame_equal(got.groups, want.groups, rtol=1e-12, check_index_type=False)
    theil, _ = streamed_entropy(register, value="income", weight="weight", levels=["county"])
    assert theil.n_groups == (3,)


def test_decimals_are_numbers_and_gaps_are_named(tmp_path):
    fen = pa.array([Decimal("1.25"), None], pa.decimal128(9, 2))
    pq.write_table(pa.table({"x": fen, "area": ["a", "b"]}), tmp_path / "x.parquet")
    register = open_register(tmp_path / "x.parquet", ["x", "area"])
    (frame,) = register
    assert frame["x"].tolist()[0] == 1.25
    assert np.isnan(frame["x"].iloc[1])
    with pytest.raises(InputError, match="'x' is missing in row 2"):
        streamed_dagum(register, value="x", group="area")


def test_what_cannot_be_read_says_why(folder):
    with pytest.raises(InputError, match=r"a.parquet: no columns \['age'\]; it has \['county'"):
        open_register(folder, ["income", "age"])
    with pytest.raises(NotFoundError, match="no such file"):
        open_register(folder / "c.parquet", ["income"])
    with pytest.raises(InputError, match="give a list of different names"):
        open_register(folder, "income")
    with pytest.raises(InputError, match="rows is 0; give a whole number"):
        open_register(folder, ["income"], rows=0)
    (folder / "c.parquet").write_text("not this")
    with pytest.raises(InputError, match=r"c.parquet: not a readable Parquet file"):
        open_register(folder, ["income"])
    empty = folder / "empty"
    empty.mkdir()
    with pytest.raises(NotFoundError, match=r"no file \*.parquet in this folder"):
        open_register(empty, ["income"])
