"""The how-to page of requests prints what it shows, in both languages."""

import pytest
from click.testing import CliRunner

from gongfu.cli.main import cli
from tests.docs.ledger_pages import beside, lines_shown, plans_shown, same_in_both

EXAMPLES = ("requests-simulated",)


@pytest.mark.parametrize("docs", ["docs", "docs/zh"])
def test_the_page_prints_what_it_shows(repository, tmp_path, monkeypatch, docs):
    beside(repository, EXAMPLES, tmp_path)
    monkeypatch.chdir(tmp_path)
    assert lines_shown(repository, docs, "requests.md") == 7
    public = (tmp_path / "public.xml").read_text("utf-8")
    private = ("canteen is an hour", "no warm meal", "minibus", "119.68", "r1", "working")
    assert not [one for one in private if one in public]
    for asks, sees in ((["--actor", "county"], True), ([], False), (["--actor", "hill"], False)):
        ran = CliRunner().invoke(cli, ["track", "show", "anji.db", "Q2", *asks])
        assert ("no warm meal" in ran.stdout) is sees
    known = CliRunner().invoke(cli, ["track", "person", "anji.db", "r1", "--actor", "county"])
    assert "canteen is an hour away" in known.stdout


@pytest.mark.slow
@pytest.mark.parametrize("docs", ["docs", "docs/zh"])
def test_the_plan_says_what_the_page_shows(repository, tmp_path, monkeypatch, docs):
    zone = repository / "build" / "zhejiang"
    if not zone.is_dir():
        pytest.skip("the zone of the page is not built here; `gongfu demo` builds it")
    beside(repository, EXAMPLES, tmp_path)
    (tmp_path / "build").symlink_to(zone.parent)
    monkeypatch.chdir(tmp_path)
    lines_shown(repository, docs, "requests.md")  # writes canteens.csv
    shown = plans_shown(repository, docs, "requests.md")
    assert [len(lines) for lines, _ in shown.values()] == [2, 3]
    assert [lost for _, lost in shown.values()] == [[], []]


def test_both_languages_show_the_same_commands(repository):
    assert same_in_both(repository, "requests.md")
