import numpy as np
import pandas as pd
import pytest

from gongfu.errors import InputError
from gongfu.model.schema import COMMUNITIES, Column, check_frame, faults


def communities():
    return pd.DataFrame(
        {
            "place": ["p", "p"],
            "name": ["one", "two"],
            "residents": [10.0, 0.0],
            "urban": [True, False],
            "lon": [120.0, 121.0],
            "lat": [30.0, 29.0],
        },
        index=pd.Index(["c1", "c2"], name="community_id"),
    )


def test_a_sound_frame_has_no_faults():
    assert faults(communities(), COMMUNITIES) == []


def test_every_fault_is_named_at_once_with_its_rows():
    frame = communities()
    frame["residents"] = [-1.0, np.inf]
    frame["lat"] = [95.0, np.nan]
    frame["urban"] = ["yes", "no"]
    del frame["name"]
    frame.index = ["c1", "c1"]

    with pytest.raises(InputError) as caught:
        check_frame(frame, COMMUNITIES, "communities")

    text = str(caught.value)
    assert text.startswith("communities: ")
    for part in (
        "repeats 1 id, such as 'c1'",
        "no column 'name'",
        "'residents' is -1.0 in 2 rows (1, 2)",
        "'urban' must be true or false",
        "'lat' is missing in row 2",
        "'lat' is 95.0 in row 1; it must be finite degrees from -90 to 90",
    ):
        assert part in text


def test_choices_and_optional_columns():
    columns = (Column("kind", choices=("a", "b")), Column("extra", "people", optional=True))

    assert faults(pd.DataFrame({"kind": ["a", "b"]}), columns) == []
    found = faults(pd.DataFrame({"kind": ["a", "c"], "extra": ["1", "2"]}), columns)
    assert found == [
        "'kind' is 'c' in row 2; allowed: a, b",
        f"'extra' must be numbers in people, not {pd.Series(['1']).dtype}",
    ]
