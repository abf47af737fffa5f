"""What the browser unpacks is what was measured."""

import base64
import gzip
import json
import re
import struct
import zlib

import numpy as np
import pandas as pd
import pytest
from markupsafe import Markup

from gongfu.model.network import Network
from gongfu.report import maps, points
from gongfu.report.text import same
from tests.report.worlds import KINDS, boundaries, communities, reach


@pytest.fixture
def sheet():
    return maps.sheet_around(*boundaries().total_bounds)


@pytest.fixture
def gathered(sheet):
    people = communities()
    return points.gather(people, reach(people), sheet)


def unpacked(text, n, n_kinds):
    """The blocks as the script takes them."""
    data = gzip.decompress(base64.b64decode(text))
    sizes = [("<u2", n), ("<u2", n), ("<u4", n), *[("u1", n)] * n_kinds]
    blocks, at = [], 0
    for dtype, count in sizes:
        blocks.append(np.frombuffer(data, dtype, count, at))
        at += np.dtype(dtype).itemsize * count
    return blocks, [block.split("\n") for block in data[at:].decode().split("\0")]


def test_minutes_are_begun_minutes_and_states_keep_their_codes(gathered):
    table = reach(communities())
    for row in table.itertuples():
        code = gathered.minutes[
            communities().index.get_loc(row.community_id), gathered.kinds.index(row.kind)
        ]
        if row.state == "reached":
            assert code - 1 < row.time_s / 60.0 <= code
        else:
            expected = {"out_of_reach": points.OUT_OF_REACH,
                        "cannot_be_judged": points.CANNOT_BE_JUDGED,
                        "not_in_source": points.NOT_IN_SOURCE}  # fmt: skip
            assert code == expected[row.state]


def test_exactly_fifteen_minutes_is_fifteen(sheet):
    people = communities().iloc[:1]
    table = pd.DataFrame({"community_id": people.index, "kind": "school", "time_s": 900.0,
                          "state": "reached"})  # fmt: skip
    assert points.gather(people, table, sheet).minutes[0, 0] == 15


def test_rows_of_reach_in_any_order_give_the_same_points(sheet, gathered):
    people = communities()
    mixed = reach(people).sample(frac=1.0, random_state=3)
    again = points.gather(people, mixed, sheet)
    for kind in KINDS:
        a, b = again.kinds.index(kind), gathered.kinds.index(kind)
        assert (again.minutes[:, a] == gathered.minutes[:, b]).all()


def test_packing_keeps_places_people_minutes_and_names(gathered):
    n = gathered.x.size
    (x, y, people, *minutes), (english, chinese) = unpacked(points.packed(gathered), n, 3)
    step = json.loads(points.header(gathered, dict.fromkeys(KINDS, same("k")),
                                    maps.sheet_around(120, 27, 122, 31)))["step"]  # fmt: skip
    np.testing.assert_allclose(x * step, gathered.x, atol=step)
    np.testing.assert_allclose(y * step, gathered.y, atol=step)
    assert (people == gathered.people).all()
    assert (np.column_stack(minutes) == gathered.minutes).all()
    assert tuple(english) == gathered.names[0]
    assert tuple(chinese) == gathered.names[1]


def test_the_same_points_give_the_same_bytes(gathered):
    assert points.packed(gathered) == points.packed(gathered)


def test_names_without_words_or_with_breaks_stay_one_line(sheet):
    people = communities().assign(name=["", "a\nb", *["c"] * 22]).drop(columns="name_en")
    made = points.gather(people, reach(people), sheet)
    assert made.names[1][:3] == (people.index[0], "a b", "c")
    _, lists = unpacked(points.packed(made), len(people), 3)
    assert len(lists) == 1, "one list where both languages agree"


def test_the_header_cannot_end_its_element(gathered):
    text = points.header(gathered, dict.fromkeys(KINDS, same("</script><b>&")),
                         maps.sheet_around(120, 27, 122, 31))  # fmt: skip
    assert "<" not in text
    assert json.loads(text)["kinds"][0][0] == "</script><b>&"


def test_the_still_picture_has_a_circle_for_each_point(gathered, sheet):
    picture = points.still(gathered, "childcare", sheet, "t", Markup(""))
    groups = dict(re.findall(r'<g class="pt-(\w+)">(.*?)</g>', picture))
    counts = {css: body.count("<circle") for css, body in groups.items()}
    minutes = gathered.minutes[:, gathered.kinds.index("childcare")]
    assert counts == {"out": int((minutes == points.OUT_OF_REACH).sum()), "unknown": 1,
                      "reached": int((minutes < points.OUT_OF_REACH).sum())}  # fmt: skip


def test_very_many_points_are_summed_up_in_cells_that_keep_all_people(sheet):
    rng = np.random.default_rng(2)
    n = points.DRAWN_SINGLY + 500
    made = points.Points(
        rng.uniform(0, sheet.width, n),
        rng.uniform(0, sheet.height, n),
        rng.uniform(1, 9, n),
        rng.integers(1, 15, (n, 1)).astype(np.uint8),
        ((), ()),
        ("school",),
    )
    cells = points._cells(
        pd.DataFrame({"x": made.x, "y": made.y, "people": made.people, "state": 0}), sheet
    )
    assert len(cells) < n
    assert cells["people"].sum() == pytest.approx(made.people.sum())
    assert str(points.still(made, "school", sheet, "t", Markup(""))).count("<circle") == len(cells)


def test_streets_become_a_small_valid_picture():
    x, y = [0.0, 1000.0, 1000.0], [0.0, 0.0, 1000.0]
    crs = "+proj=tmerc +lat_0=60 +lon_0=20 +datum=WGS84"
    network = Network.from_arrays(x, y, [0, 1, 1, 2], [1, 0, 2, 1], [1.0] * 4, crs=crs)
    sheet = maps.sheet_around(20.0, 60.0, 20.018, 60.009)
    image = str(points.street_picture(network, sheet))
    data = base64.b64decode(re.search('base64,([^"]*)', image)[1])
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    wide, high = struct.unpack(">II", data[16:24])
    at = data.index(b"IDAT")
    (size,) = struct.unpack(">I", data[at - 4 : at])
    rows = np.frombuffer(zlib.decompress(data[at + 4 : at + 4 + size]), np.uint8)
    ink = np.unpackbits(rows.reshape(high, -1)[:, 1:], axis=1)[:, :wide]
    metres = sheet.metres_per_unit * sheet.width / wide
    assert ink.sum() == pytest.approx(2000.0 / metres, rel=0.02)
