"""The code of the page on what if runs, in both languages, and does what it says."""

import re

import pandas as pd
import pytest

import gongfu

PAGES = ("docs/howto/what-if.md", "docs/zh/howto/what-if.md")


@pytest.fixture(scope="module")
def folder(helsinki_pbf, tmp_path_factory):
    path = tmp_path_factory.mktemp("page")
    gongfu.import_osm(helsinki_pbf, path / "my-zone")
    return path


@pytest.mark.parametrize("page", PAGES)
def test_the_page_runs(page, repository, folder, monkeypatch):
    text = (repository / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, flags=re.M | re.S)
    monkeypatch.chdir(folder)
    names: dict = {}

    first, second, third = blocks
    exec(first, names)
    nearer = names["differences"](names["reach"], names["opened"])
    told = names["gains"](names["reach"], names["opened"])
    exec(second, names)
    exec(third, names)

    assert set(nearer["facility_id"]) == {names["new"].index[0]}
    assert told["residents_losing"].eq(0.0).all()
    assert set(told["kind"]) <= {"school", "all"}
    assert names["ids"][0] not in names["moved"].facilities.index
    assert isinstance(names["moved"].coverage, pd.DataFrame)
    more = names["supply_differences"](names["reach"], names["opened"])
    assert (more["places_per_head"] > more["places_per_head_before"]).any()
