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

from gongfu.measure.lacking import lacking
from gongfu.model.network import Network
from gongfu.model.zone import ReachSettings
from gongfu.report import maps, points, still_map
from gongfu.report.street_picture import street_picture
from gongfu.report.text import same
from tests.report.worlds import KINDS, boundaries, communities, farther, reach, zone


@pytest.fixture
def sheet():
    return maps.sheet_around(*boundaries().total_bounds)


def gather(people, table, sheet, beyond=None):
    of = zone().with_layers(communities=people)
    return points.gather(of, table, pd.DataFrame() if beyond is None else beyond, sheet)


@pytest.fixture
def gathered(sheet):
    people = communities()
    table = reach(people)
    return gather(people, table, sheet, lacking(table, farther(table), people))


def unpacked(made, of):
    """The blocks as the script takes them, and the texts."""
    data = gzip.decompress(base64.b64decode(points.packed(made, of)))
    n, k, m = made.x.size, len(made.kinds), made.sites.x.size
    sizes = [("x", "<u2", n), ("y", "<u2", n), ("people", "<u4", n), ("place", "<u4", n),
             ("town", "u1", n), ("minutes", "u1", n * k), ("back", "u1", 3 * n * k),
             ("away_x", "u1", 2 * m), ("away_y", "u1", 2 * m)]  # fmt: skip
    blocks, at = {}, 0
    for name, dtype, count in sizes:
        blocks[name] = np.frombuffer(data, dtype, count, at)
        at += np.dtype(dtype).itemsize * count
    blocks["back"] = blocks["back"].reshape(3, -1).T @ [1, 256, 65536]
    for name in ("away_x", "away_y"):
        away = blocks[name].reshape(2, -1).T.astype(int) @ [1, 256]
        blocks[name] = np.where(away > 32767, away - 65536, away)
    texts = data[at:].decode().split("\0")
    return blocks, [[part.split("\n") for part in text.split("\1")] for text in texts]


def test_minutes_are_begun_minutes_and_states_keep_their_codes(gathered):
    table = reach(communities())
    beyond = {"childcare": 25}  # 1,500 seconds, past the limit of 15 minutes
    for row in table.itertuples():
        code = gathered.minutes[
            communities().index.get_loc(row.community_id), gathered.kinds.index(row.kind)
        ]
        if row.state == "reached":
            assert code - 1 < row.time_s / 60.0 <= code <= gathered.limit == 15
        else:
            expected = {"out_of_reach": beyond.get(row.kind),
                        "cannot_be_judged": points.CANNOT_BE_JUDGED,
                        "not_in_source": points.NOT_IN_SOURCE}  # fmt: skip
            assert code == expected[row.state]


def test_what_is_barely_beyond_the_limit_is_never_within(sheet):
    people = communities().iloc[:1]
    table = pd.DataFrame({"community_id": people.index, "kind": "school", "time_s": np.inf,
                          "facility_id": None, "state": "out_of_reach"})  # fmt: skip
    of = zone().with_layers(communities=people, reach=ReachSettings(limit_s=930.0))
    beyond = lacking(table, table.assign(time_s=930.1, facility_id="f1"), people)
    assert points.gather(of, table, beyond, sheet).minutes[0, 0] == 17
    never = lacking(table, table, people)
    assert points.gather(of, table, never, sheet).minutes[0, 0] == points.OUT_OF_REACH


def test_exactly_fifteen_minutes_is_fifteen(sheet):
    people = communities().iloc[:1]
    table = pd.DataFrame({"community_id": people.index, "kind": "school", "time_s": 900.0,
                          "state": "reached"})  # fmt: skip
    assert gather(people, table, sheet).minutes[0, 0] == 15


def test_rows_of_reach_in_any_order_give_the_same_points(sheet, gathered):
    people = communities()
    mixed = reach(people).sample(frac=1.0, random_state=3)
    again = gather(people, mixed, sheet, lacking(reach(people), farther(reach(people)), people))
    for kind in KINDS:
        a, b = again.kinds.index(kind), gathered.kinds.index(kind)
        assert (again.minutes[:, a] == gathered.minutes[:, b]).all()


def test_packing_keeps_places_people_minutes_and_names(gathered):
    of = zone()
    blocks, (names, sites, places) = unpacked(gathered, of)
    step = json.loads(points.header(gathered, dict.fromkeys(KINDS, same("k")),
                                    maps.sheet_around(120, 27, 122, 31)))["step"]  # fmt: skip
    np.testing.assert_allclose(blocks["x"] * step, gathered.x, atol=step)
    np.testing.assert_allclose(blocks["y"] * step, gathered.y, atol=step)
    assert (blocks["people"] == gathered.people).all()
    assert (blocks["town"] == gathered.urban).all()
    assert (gathered.minutes == blocks["minutes"].reshape(len(KINDS), -1).T).all()
    assert tuple(map(tuple, names)) == gathered.names
    assert sites == [["", ""]], "a stand-in's name says nothing"
    lines = [line.split("\t") for line in places[0]]
    assert [line[3] for line in lines[:4]] == ["province", "prefecture", "county", "township"]
    assert [int(line[2]) for line in lines[:4]] == [-1, 0, 1, 2]
    for at, code in enumerate(of.communities["place"]):
        assert lines[blocks["place"][at]][1] == of.places.loc[code, "name"]


def test_the_nearest_facility_comes_back_with_its_place_and_name(sheet):
    people = communities()
    table = reach(people)
    of = zone(simulated=False)
    made = points.gather(of, table, lacking(table, farther(table), people), sheet)
    blocks, (_, sites, _) = unpacked(made, of)
    # As the script counts: 1 is new, 2 the newest of those met, 3 the one before it.
    met, first, nearest = 0, [], []
    for cell, back in enumerate(blocks["back"]):
        nearest.append(met if back == 1 else met + 1 - back if back else -1)
        if back == 1:
            first.append(cell % len(people))
            met += 1
    assert (made.nearest == np.reshape(nearest, (len(KINDS), -1)).T).all()
    assert [sorted(names) for names in sites] == [["First School", "Nursery"], ["一小", "托育园"]]
    step = 1 / 32
    x = (blocks["x"][first] + blocks["away_x"]) * step
    np.testing.assert_allclose(x, made.sites.x, atol=step)
    lookup = dict(zip(sites[0], made.sites.x, strict=True))
    at = dict(enumerate(sites[0]))
    school = made.kinds.index("school")
    assert {at[site] for site in made.nearest[:, school]} == {"First School"}
    assert lookup["First School"] == pytest.approx(sheet.place([120.1], [30.1])[0][0])


@pytest.mark.parametrize(
    ("limit", "expected"),
    [(15, [5, 10, 15]), (10, [5, 10]), (5, [5]), (30, [10, 20, 30]), (16, [10, 16]), (3, [3]),
     (240, [80, 160, 240])],
)  # fmt: skip
def test_bands_are_at_most_three_and_end_at_the_limit(limit, expected):
    assert points.bands(limit) == expected


def test_the_same_points_give_the_same_bytes(gathered):
    assert points.packed(gathered, zone()) == points.packed(gathered, zone())


def test_names_without_words_or_with_breaks_stay_one_line(sheet):
    people = communities().assign(name=["", "a\nb", *["c"] * 22]).drop(columns="name_en")
    made = gather(people, reach(people), sheet)
    assert made.names[1][:3] == (people.index[0], "a b", "c")
    _, (names, *_) = unpacked(made, zone().with_layers(communities=people))
    assert len(names) == 1, "one list where both languages agree"


def test_the_header_cannot_end_its_element(gathered):
    text = points.header(gathered, dict.fromkeys(KINDS, same("</script><b>&")),
                         maps.sheet_around(120, 27, 122, 31))  # fmt: skip
    assert "<" not in text
    assert json.loads(text)["kinds"][0][0] == "</script><b>&"


def test_the_still_picture_has_a_circle_for_each_point(gathered, sheet):
    picture = still_map.still(gathered, "childcare", sheet, "t", Markup(""))
    groups = dict(re.findall(r'<g class="pt-(\w+)">(.*?)</g>', picture))
    counts = {css: body.count("<circle") for css, body in groups.items()}
    table = reach(communities())
    mine = table[table["kind"] == "childcare"]
    time_s = mine["time_s"]
    assert counts == {"near": int((time_s <= 300).sum()),
                      "mid": int(time_s.between(300.1, 600).sum()),
                      "far": int(time_s.between(600.1, 900).sum()),
                      "out": int((mine["state"] == "out_of_reach").sum()),
                      "unknown": 1}  # fmt: skip


def test_a_circle_of_a_round_number_tells_what_an_area_means(sheet):
    key = still_map.size_key(sheet, 8000.0, 16.0)
    assert "5,000 residents" in key
    radius = float(re.search(r' r="([\d.]+)"', key)[1])
    assert (radius / 16.0) ** 2 == pytest.approx(5000 / 8000, rel=0.01), "areas like people"
    assert still_map.size_key(sheet, 9.9, 16.0) == ""


def test_very_many_points_are_summed_up_in_cells_that_keep_all_people(sheet):
    rng = np.random.default_rng(2)
    n = still_map.DRAWN_SINGLY + 500
    frame = pd.DataFrame(
        {"x": rng.uniform(0, sheet.width, n), "y": rng.uniform(0, sheet.height, n),
         "people": rng.uniform(1, 9, n), "state": rng.integers(0, 5, n)}
    )  # fmt: skip
    cells = still_map.cells(frame, sheet)
    assert len(cells) < n
    assert cells["people"].sum() == pytest.approx(frame["people"].sum())
    assert set(cells["state"]) <= set(range(5))


def test_streets_become_a_small_valid_picture():
    x, y = [0.0, 1000.0, 1000.0], [0.0, 0.0, 1000.0]
    crs = "+proj=tmerc +lat_0=60 +lon_0=20 +datum=WGS84"
    network = Network.from_arrays(x, y, [0, 1, 1, 2], [1, 0, 2, 1], [1.0] * 4, crs=crs)
    sheet = maps.sheet_around(20.0, 60.0, 20.018, 60.009)
    image = str(street_picture(network, sheet))
    data = base64.b64decode(re.search('base64,([^"]*)', image)[1])
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    wide, high = struct.unpack(">II", data[16:24])
    at = data.index(b"IDAT")
    (size,) = struct.unpack(">I", data[at - 4 : at])
    rows = np.frombuffer(zlib.decompress(data[at + 4 : at + 4 + size]), np.uint8)
    ink = np.unpackbits(rows.reshape(high, -1)[:, 1:], axis=1)[:, :wide]
    metres = sheet.metres_per_unit * sheet.width / wide
    assert ink.sum() == pytest.approx(2000.0 / metres, rel=0.02)
