"""A zone folder: what is written is read, and what is broken is named."""

import json
import os
import tomllib

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.errors import ConflictError, InputError, NotFoundError
from gongfu.io import parquet
from gongfu.io.manifest import Stored, upgraded
from gongfu.io.tables import create_zone, read_zone, write_zone, zone_report
from gongfu.model.zone import ReachSettings, Zone
from tests.io import zones


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def folder(tmp_path):
    write_zone(zones.full_zone(), tmp_path / "z")
    return tmp_path / "z"


def edit(folder, old, new):
    text = (folder / "zone.toml").read_text("utf-8")
    assert old in text
    (folder / "zone.toml").write_text(text.replace(old, new), "utf-8")


def test_what_is_written_is_read(folder):
    zones.assert_same(read_zone(folder), zones.full_zone())


def test_a_zone_that_is_read_can_be_written_and_read_again(folder, tmp_path):
    write_zone(read_zone(folder), tmp_path / "again")
    assert contents(tmp_path / "again") == contents(folder)


def test_same_zone_same_bytes(folder, tmp_path):
    write_zone(zones.full_zone(), tmp_path / "other")
    assert contents(tmp_path / "other") == contents(folder)


def test_inputs_are_the_hashes_of_the_files(folder):
    hashes = write_zone(zones.full_zone(), folder)
    assert read_zone(folder).inputs == hashes
    assert set(hashes) == {name for name in contents(folder) if name != ".lock"}


def test_any_tool_can_read_the_folder(folder):
    nodes = pd.read_parquet(folder / "nodes.parquet")
    assert list(nodes) == ["lon", "lat", "x", "y", "exit"]
    x, y = zones.network().project(nodes["lon"], nodes["lat"])
    np.testing.assert_allclose([x, y], [nodes["x"], nodes["y"]], atol=0.02)
    assert json.loads((folder / "extent.geojson").read_text())["type"] == "Polygon"
    settings = tomllib.loads((folder / "zone.toml").read_text("utf-8"))
    assert settings["format"] == 2
    assert settings["files"]["network.parquet"]["rows"] == 2


def test_a_table_the_zone_lost_leaves_the_folder(folder):
    (folder / "results").mkdir()
    (folder / "results" / "mine.csv").write_text("kept")
    write_zone(zones.full_zone(incomes=None, network=None), folder)
    assert not (folder / "incomes.parquet").exists()
    assert not (folder / "nodes.parquet").exists()
    assert (folder / "results" / "mine.csv").read_text() == "kept"
    zones.assert_same(read_zone(folder), zones.full_zone(incomes=None, network=None))


def test_only_files_that_differ_are_written(folder):
    before = {path.name: path.stat().st_ino for path in folder.iterdir()}
    changed = zones.full_zone(communities=zones.communities().assign(residents=[1.0, 2.0]))
    write_zone(changed, folder)
    after = {path.name: path.stat().st_ino for path in folder.iterdir()}
    different = {name for name in after if after[name] != before.get(name)}
    assert different - {".lock"} == {"communities.parquet", "zone.toml"}


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
columns = st.fixed_dictionaries(
    {
        "name": st.lists(texts, min_size=3, max_size=3),
        "capacity": st.lists(st.floats(0, 1e300), min_size=3, max_size=3),
        "lon": st.lists(st.floats(-180, 180), min_size=3, max_size=3),
        "count": st.lists(st.integers(-(2**63), 2**63 - 1), min_size=3, max_size=3),
        "flag": st.lists(st.booleans(), min_size=3, max_size=3),
        "half": st.lists(st.floats(width=32, allow_nan=True), min_size=3, max_size=3),
    }
)


@given(columns)
def test_frames_come_back_as_they_were(cells):
    ids = zones.index(["a", "b", "c"], "facility_id")
    frame = pd.DataFrame(cells, index=ids).astype({"name": "str"})
    back = parquet.read_frame(parquet.frame_bytes(frame, "facilities"), "facility_id")
    pd.testing.assert_frame_equal(back, frame, check_exact=True)


def test_numbers_take_half_the_room_only_where_nothing_is_lost():
    content = parquet.array_bytes({"exact": np.array([0.5, np.nan]), "fine": np.array([0.1, 1.0])})
    table = parquet.read_table(content)
    assert [str(kind) for kind in table.schema.types] == ["float", "double"]
    back = parquet.read_arrays(content)
    np.testing.assert_array_equal(back["fine"], [0.1, 1.0])
    assert back["exact"].dtype == np.float64


def test_a_column_of_mixed_values_is_refused(tmp_path):
    odd = zones.facilities().assign(opened=pd.Series(["2020", 7, {}], index=["1", "2", "3"]))
    with pytest.raises(InputError, match="facilities: 'opened' mixes kinds of values"):
        write_zone(zones.full_zone(facilities=odd), tmp_path / "z")
    assert list(tmp_path.iterdir()) == []


def test_no_zone(tmp_path):
    with pytest.raises(NotFoundError, match=r"no zone at .*gongfu new"):
        read_zone(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("version", "words"),
    [("0", "no gongfu ever wrote"), ("3", "newer gongfu: update"), ('"1"', "no gongfu ever wrote")],
)
def test_other_formats_are_refused_in_words(folder, version, words):
    edit(folder, "format = 2", f"format = {version}")
    with pytest.raises(InputError, match=words):
        read_zone(folder)


def test_steps_and_slopes_are_kept_to_the_last_bit(tmp_path):
    factor = np.array([1.3231298, 0.9324], np.float32).astype(float)
    hilly = zones.network(footing=[2, 0], slope_factor=factor)
    zone = zones.full_zone(network=hilly, reach=ReachSettings(walker="elderly"))
    write_zone(zone, tmp_path / "z")

    read = read_zone(tmp_path / "z")
    assert read.reach.walker == "elderly"
    assert read.network.footing.tolist() == [2, 0]
    np.testing.assert_array_equal(read.network.slope_factor, factor)
    arcs = pq.read_schema(tmp_path / "z" / "network.parquet")
    assert str(arcs.field("slope_factor").type) == "float"
    write_zone(read, tmp_path / "again")
    assert contents(tmp_path / "again") == contents(tmp_path / "z")


def test_a_folder_of_the_first_format_is_level_and_an_adults(folder):
    arcs = pq.read_schema(folder / "network.parquet").names
    assert "footing" not in arcs  # what is all ground and level takes no room
    assert "slope_factor" not in arcs
    edit(folder, "format = 2", "format = 1")
    edit(folder, 'walker = "adult"\n', "")

    zone = read_zone(folder)
    assert zone.reach.walker == "adult"
    assert not zone.network.footing.any()
    assert (zone.network.slope_factor == 1.0).all()


def test_upgrades_run_in_order_from_where_the_folder_is():
    def second(stored):
        return Stored({**stored.manifest, "steps": ["1 to 2"]}, stored.files)

    def third(stored):
        return Stored({**stored.manifest, "steps": [*stored.manifest["steps"], "2 to 3"]})

    lifted = upgraded(Stored({"format": 1}), (second, third)).manifest
    assert lifted == {"format": 3, "steps": ["1 to 2", "2 to 3"]}
    lifted = upgraded(Stored({"format": 2, "steps": []}), (second, third)).manifest
    assert lifted["steps"] == ["2 to 3"]
    with pytest.raises(InputError, match="reads up to 3"):
        upgraded(Stored({"format": 4}), (second, third))


def test_a_change_by_hand_is_seen_and_can_be_accepted(folder):
    frame = zones.communities().assign(residents=[5.0, 6.0])
    frame.to_parquet(folder / "communities.parquet")
    with pytest.raises(InputError, match=r"communities.parquet: its sha256 .* delete its sha256"):
        read_zone(folder)
    old = tomllib.loads((folder / "zone.toml").read_text("utf-8"))
    edit(folder, f'sha256 = "{old["files"]["communities.parquet"]["sha256"]}"\n', "")
    assert list(read_zone(folder).communities["residents"]) == [5.0, 6.0]
    assert zone_report(folder) == []


def test_every_fault_of_every_file_is_reported(folder):
    (folder / "places.parquet").unlink()
    (folder / "figures.parquet").write_bytes(b"PAR1 no more")
    bad = zones.communities().assign(residents=[-1.0, np.nan])
    bad.to_parquet(folder / "communities.parquet")
    (folder / "extent.geojson").write_text("{}")
    (folder / "nodes.parquet").write_bytes(b"")
    edit(folder, 'standing = "published"', 'standing = "guessed"')
    edit(folder, 'mode = "walk"', 'mode = "fly"')
    report = zone_report(folder)
    for words in (
        "places.parquet: listed in zone.toml, but not there",
        "figures.parquet: its sha256",
        "figures.parquet: not a readable Parquet file",
        "communities: 'residents' is missing in row 2",
        "communities: 'residents' is -1.0 in row 1",
        "extent.geojson: not a GeoJSON geometry",
        "nodes.parquet: not a readable Parquet file",
        "[layers.places] layer standing is 'guessed'",
        "[reach] reach mode is 'fly'",
    ):
        assert any(words in fault for fault in report), (words, report)
    with pytest.raises(InputError) as caught:
        read_zone(folder)
    assert all(fault in str(caught.value) for fault in report)


def test_codes_that_point_nowhere_are_reported(folder):
    lost = zones.communities().assign(place=["330199101", "nowhere"])
    lost.to_parquet(folder / "communities.parquet")
    listed = tomllib.loads((folder / "zone.toml").read_text("utf-8"))["files"]
    edit(folder, f'sha256 = "{listed["communities.parquet"]["sha256"]}"\n', "")
    (fault,) = zone_report(folder)
    assert "communities: 1 rows lie in places that the zone does not have" in fault
    assert "'nowhere'" in fault


def test_a_file_nobody_listed_is_reported(folder):
    write_zone(zones.full_zone(incomes=None), folder)
    zones.incomes().to_parquet(folder / "incomes.parquet")
    assert any(
        "incomes.parquet: in the folder, but not in zone.toml" in f for f in zone_report(folder)
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"format = ", "not TOML"),
        ("format = 1 # \u5171".encode("gb18030"), "not UTF-8"),
        (b'format = 1\nname = "z"', r"\[name\] must hold texts"),
        (
            b"format = 1\n[name]\nen = 'a'\nzh = 'b'\n[reach]\nlimit = 3",
            r"\[reach\] has \['limit'\]",
        ),
        (
            b"format = 1\n[name]\nen = 'a'\nzh = 'b'\n[reach]\nkinds = ['pub']",
            "no kinds of facility",
        ),
        (b"format = 1\nlayers = 3\n[name]\nen = 'a'\nzh = 'b'", r"\[layers\] is 3"),
        (b"format = 1\ncolour = 3\n[name]\nen = 'a'\nzh = 'b'", "'colour' means nothing here"),
        (
            b"format = 1\n[name]\nen = 'a'\nzh = 'b'\n[layers.places]\nsource = 'x'",
            "needs standing",
        ),
    ],
)
def test_a_broken_table_of_contents_is_named(tmp_path, text, words):
    (tmp_path / "zone.toml").write_bytes(text)
    with pytest.raises(InputError, match=words):
        read_zone(tmp_path)


def test_streets_need_both_files(folder):
    (folder / "nodes.parquet").unlink()
    edit(folder, '[files."nodes.parquet"]', '[files."targets.parquet".old]')
    assert any("belong together" in fault for fault in zone_report(folder))


def test_a_new_zone_says_what_to_do_next(tmp_path):
    zone = create_zone(tmp_path / "z", {"en": "New", "zh": "新"})
    text = (tmp_path / "z" / "zone.toml").read_text("utf-8")
    assert "gongfu import communities FILE --into" in text
    assert zone.name["zh"] == "新"
    zones.assert_same(zone, Zone({"en": "New", "zh": "新"}))
    with pytest.raises(InputError, match="is a zone already"):
        create_zone(tmp_path / "z", {"en": "New", "zh": "新"})


def test_a_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "thesis.doc").write_text("mine")
    with pytest.raises(InputError, match=r"holds files but no zone\.toml"):
        create_zone(tmp_path, {"en": "New", "zh": "新"})
    with pytest.raises(InputError, match=r"is a file; a zone is a folder"):
        write_zone(zones.full_zone(), tmp_path / "thesis.doc")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


def test_an_empty_folder_becomes_the_zone(tmp_path):
    (tmp_path / "z").mkdir()
    write_zone(zones.full_zone(), tmp_path / "z")
    zones.assert_same(read_zone(tmp_path / "z"), zones.full_zone())


def test_who_changed_it_first_wins(folder):
    mine, yours = read_zone(folder), read_zone(folder)
    write_zone(mine.with_layers(incomes=None), folder, based_on=mine.inputs)
    with pytest.raises(ConflictError, match=r"incomes.parquet.* changed since it was read"):
        write_zone(yours.with_layers(extent=None), folder, based_on=yours.inputs)
    assert read_zone(folder).extent == zones.full_zone().extent


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(folder):
    folder.chmod(0o500)
    with pytest.raises(InputError, match="you may not write there"):
        write_zone(zones.full_zone(extent=None), folder)
    folder.chmod(0o700)


def test_no_pandas_detour_hides_in_the_files(folder):
    assert pq.read_schema(folder / "communities.parquet").metadata is None
