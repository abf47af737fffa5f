"""What cannot be read says why, and what to do: one test per way of going wrong."""

import shutil
import tempfile

import pytest
import shapely

from gongfu.errors import InputError
from gongfu.io.osm import read_osm
from tests.io.osm_world import degrees, write_osm

STREET = {"highway": "residential"}
NODES = {1: (0, 0), 2: (1000, 0)}
BOX = (-500, -500, 1500, 500)


@pytest.fixture
def town(tmp_path):
    return write_osm(tmp_path / "town.osm", NODES, [(10, [1, 2], STREET)], box=BOX)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match=r"no file .*gone\.osm\.pbf"):
        read_osm(tmp_path / "gone.osm.pbf")


def test_a_folder(tmp_path):
    with pytest.raises(InputError, match="no file"):
        read_osm(tmp_path)


@pytest.mark.parametrize("name", ["city.osm.pbf", "city.csv", "city.osm"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty; download it again"),
        (b"id,lon,lat\n1,120,30\n", "neither PBF nor XML"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "is a web page"),
        (b"PK\x03\x04 a zip", "neither PBF nor XML"),
    ],
)
def test_a_file_of_another_kind(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(InputError, match=words):
        read_osm(tmp_path / name)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_truncated_extract(tmp_path, helsinki_pbf, share):
    whole = helsinki_pbf.read_bytes()
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(InputError, match=r"cut\.osm\.pbf.*download it again"):
        read_osm(cut)


def test_a_damaged_extract(tmp_path, helsinki_pbf):
    broken = bytearray(helsinki_pbf.read_bytes())
    broken[len(broken) // 2 : len(broken) // 2 + 400] = b"\xff" * 400
    (tmp_path / "broken.osm.pbf").write_bytes(broken)

    with pytest.raises(InputError, match="damaged"):
        read_osm(tmp_path / "broken.osm.pbf")


def test_xml_that_breaks_off(tmp_path, town):
    cut = tmp_path / "cut.osm"
    cut.write_text(town.read_text()[:-60])

    with pytest.raises(InputError, match=r"cannot read 'cut\.osm'"):
        read_osm(cut)


def test_a_pbf_under_another_name_is_known_by_its_first_bytes(tmp_path, helsinki_pbf):
    shutil.copy(helsinki_pbf, tmp_path / "download")

    assert read_osm(tmp_path / "download", streets_only=True).network.n_nodes > 5000


@pytest.mark.parametrize(
    "ways",
    [
        [],
        [(10, [1, 2], {"waterway": "river"})],
        [(10, [1, 2], {"highway": "proposed"})],
        [(10, [1, 2], STREET | {"access": "private"})],
        [(10, [77, 78], STREET)],
        [(10, [1, 77], STREET)],
        [(10, [1], STREET)],
        [(10, [1, 1], STREET)],
    ],
)
def test_a_file_with_no_streets(tmp_path, ways):
    path = write_osm(tmp_path / "empty.osm", NODES, ways, box=BOX)

    with pytest.raises(InputError, match=r"no streets.*take an extract"):
        read_osm(path)


def test_a_boundary_that_misses_the_data_shows_both_extents(town):
    with pytest.raises(InputError, match=r"10\.0000 to 11\.0000 .*119\.99\d+ to 120\.01\d+"):
        read_osm(town, boundary=shapely.box(10, 50, 11, 51))


def test_a_boundary_in_projected_metres(town):
    with pytest.raises(InputError, match="projected metres; reproject"):
        read_osm(town, boundary=shapely.box(500_000, 3_300_000, 510_000, 3_310_000))


def test_a_boundary_with_swapped_axes_beyond_ninety_degrees(town):
    with pytest.raises(InputError, match="swapped"):
        read_osm(town, boundary=shapely.box(29.9, 119.9, 30.1, 120.1))


def test_a_boundary_with_swapped_axes_that_could_be_elsewhere(tmp_path):
    # Helsinki, where both axes are below ninety.
    path = tmp_path / "north.osm"
    path.write_text(
        '<osm version="0.6"><node id="1" lon="24.93" lat="60.17" version="1"/>'
        '<node id="2" lon="24.94" lat="60.17" version="1"/><way id="1" version="1">'
        '<nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way></osm>'
    )

    with pytest.raises(InputError, match="put longitude first"):
        read_osm(path, boundary=shapely.box(60.0, 24.8, 60.3, 25.0))


@pytest.mark.parametrize(
    "shape", [shapely.Point(120, 30), shapely.Polygon(), shapely.LineString([(0, 0), (1, 1)])]
)
def test_a_boundary_that_is_no_polygon(town, shape):
    with pytest.raises(InputError, match="give a Polygon"):
        read_osm(town, boundary=shape)


def test_a_boundary_that_crosses_itself_is_mended(town):
    corners = [degrees(*point) for point in ((-99, -99), (99, 99), (99, -99), (-99, 99))]

    assert read_osm(town, boundary=shapely.Polygon(corners)).boundaries.is_valid.all()


def test_progress_goes_from_nothing_to_everything(town):
    told = []

    read_osm(town, progress=lambda share, words: told.append((share, words)))

    shares = [share for share, _ in told]
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
    assert all(words for _, words in told)


def test_stopping_in_the_middle_stops(helsinki_pbf):
    def stop(share, words):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_osm(helsinki_pbf, progress=stop)


def test_positions_wait_on_the_disk_and_leave_nothing_there(tmp_path, helsinki_pbf, monkeypatch):
    """One file beside the map, gone when it is read, or when it could not be."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    held = []

    read_osm(helsinki_pbf, progress=lambda *_: held.append(sizes(tmp_path)))

    assert 0 < max(map(len, held)) == 1
    assert max(sum(size) for size in held) >= 16 * 24_260  # so many nodes has the file
    assert sizes(tmp_path) == []
    with pytest.raises(KeyboardInterrupt):
        read_osm(helsinki_pbf, progress=stop_at_once)
    assert list(tmp_path.iterdir()) == []


def stop_at_once(share, words):
    if share > 0.0:
        raise KeyboardInterrupt


def sizes(folder):
    return [file.stat().st_size for file in folder.rglob("*") if file.is_file()]


def test_a_disk_without_room_for_the_positions_is_told_before(helsinki_pbf, monkeypatch):
    free = shutil.disk_usage(".")._replace(free=20_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free)

    with pytest.raises(InputError, match=r"needs up to 33 MB of the .* 20 MB are free.*TMPDIR"):
        read_osm(helsinki_pbf)
