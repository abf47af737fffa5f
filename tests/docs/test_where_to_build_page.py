"""The how-to page on where to build runs as it stands, and is the same code in both languages."""

import doctest
import re
import shlex

import pandas as pd
import pytest
from click.testing import CliRunner

from gongfu.cli.main import cli
from gongfu.plan import siting

PAGE = "howto/where-to-build.md"


def blocks(text: str) -> list[str]:
    """The Python blocks of a page."""
    return re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def pages(repository) -> list[str]:
    return [(repository / docs / PAGE).read_text(encoding="utf-8") for docs in ("docs", "docs/zh")]


def test_every_line_runs_and_prints_what_the_page_says(pages):
    code = "\n".join(blocks(pages[0]))
    test = doctest.DocTestParser().get_doctest(code, {}, PAGE, PAGE, 0)
    assert len(test.examples) > 8
    told = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=told.append)
    assert result.failed == 0, "".join(told)


def test_both_languages_show_the_same_code(pages):
    english, chinese = map(blocks, pages)
    assert english == chinese


def test_every_model_is_told_on_both_pages(pages):
    names = [name for name in siting.__all__ if name[0].islower()]
    assert [name for name in names if not all(name in page for page in pages)] == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::UserWarning")  # notes on points off the network
def test_porto_alegre_is_as_the_page_tells(repository, tmp_path, monkeypatch, pages):
    """The real city: its figures are on both pages, and the commands of its map run."""
    data = repository.parent / "shared" / "data" / "real" / "porto_alegre"
    if not (data / "poa_hexgrid.csv").is_file():
        pytest.skip("the open data of Porto Alegre are not beside this repository")
    for name in ("poa_osm.pbf", "poa_hexgrid.csv"):
        (tmp_path / name).symlink_to(data / name)
    monkeypatch.chdir(tmp_path)
    cells = pd.read_csv("poa_hexgrid.csv")
    schools = cells.loc[cells.index.repeat(cells["schools"]), ["lon", "lat"]].assign(kind="school")
    schools.to_csv("schools.csv", index=False)

    commands = re.findall(r"^gongfu (.*(?:porto-alegre|poa_).*)$", pages[0], re.MULTILINE)
    commands = [command for command in commands if "plan curve" not in command]
    assert len(commands) == 3
    told = ""
    for command in commands:
        ran = CliRunner().invoke(cli, [*shlex.split(command), "-q"], catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
        told += ran.stdout

    for figure in ("45,489", "13,095", "266"):
        assert figure in told
        assert figure in pages[0]
        assert figure.replace(",", "") in pages[1]
    drawn = (tmp_path / "porto-alegre.html").read_text(encoding="utf-8")
    assert "Before: 83,703 of 799,840 people out of reach" in drawn
    assert "© OpenStreetMap contributors" in drawn
