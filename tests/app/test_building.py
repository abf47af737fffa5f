"""The embedded zone: built once, used again, never over somebody's work."""

import json

import pytest

from gongfu.app import building
from gongfu.app.building import BUILD, demo_zone
from gongfu.errors import ConflictError, InputError
from gongfu.io.tables import write_zone


@pytest.fixture
def quick(monkeypatch):
    """Zhejiang without its stand-ins, so that building takes a second; counts the builds."""
    built = []
    published = building._published()

    def build(say):
        built.append(1)
        return published

    monkeypatch.setattr(building, "_build", build)
    return built


def test_a_built_zone_is_used_again(tmp_path, quick):
    first = demo_zone(tmp_path / "zone")
    second = demo_zone(tmp_path / "zone")

    assert len(quick) == 1
    assert dict(first.inputs) == dict(second.inputs)


def test_a_zone_of_another_version_is_built_anew(tmp_path, quick):
    demo_zone(tmp_path / "zone")
    age(tmp_path / "zone")
    demo_zone(tmp_path / "zone")

    assert len(quick) == 2


def test_a_zone_that_somebody_changed_is_never_built_over(tmp_path, quick):
    zone = demo_zone(tmp_path / "zone")
    write_zone(zone.with_layers(name={"en": "Mine", "zh": "我的"}), tmp_path / "zone")
    assert demo_zone(tmp_path / "zone").name["en"] == "Mine"

    age(tmp_path / "zone")
    with pytest.raises(ConflictError, match="was changed since it was built"):
        demo_zone(tmp_path / "zone")


def test_a_folder_with_other_files_is_refused_before_building(tmp_path, quick):
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="holds files but no"):
        demo_zone(tmp_path)

    assert not quick


def age(folder):
    """As if another version had built the zone."""
    record = json.loads((folder / BUILD).read_bytes())
    (folder / BUILD).write_text(json.dumps(record | {"from": "older"}), encoding="utf-8")


@pytest.mark.slow
def test_all_of_zhejiang(tmp_path):
    import gongfu

    zone = gongfu.demo_zone(tmp_path / "zone")
    answer = gongfu.assess(zone, out=tmp_path / "zone")

    assert len(zone.communities) == 25_547
    assert zone.network.n_nodes >= 1_000_000
    assert set(zone.simulated) == {"communities", "facilities", "incomes", "network"}
    covered = answer.coverage.set_index(["place", "kind", "area"])["n_reached"]
    assert covered["3304", "childcare", "all"] == 1_011
    assert covered["3304", "sports", "all"] == 1_183
    village_names = set(zone.places.loc[zone.places["level"] == "village", "name"])
    assert not village_names & set(zone.communities["name"])
    assert (tmp_path / "zone" / "report.html").stat().st_size < 8_000_000
