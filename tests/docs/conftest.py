"""The zone of the how-to pages."""

import warnings

import pytest
from click.testing import CliRunner

from gongfu.cli.main import cli
from tests.docs.pages import EXAMPLES, import_of


@pytest.fixture(scope="session")
def county_folder(repository, helsinki_pbf, tmp_path_factory):
    """The zone that `bring-your-lists` builds, command by command."""
    folder = tmp_path_factory.mktemp("example") / "my-county"
    page = (repository / "docs/howto/bring-your-lists.md").read_text(encoding="utf-8")
    files = {
        "boundaries": "townships.geojson",
        "communities": "communities.csv",
        "osm": str(helsinki_pbf),
        "facilities": "facilities.csv",
        "figures": "figures.csv",
    }
    words = ["new", str(folder), "--name", "Example County", "--name-zh", "示例县"]
    runner = CliRunner()
    assert runner.invoke(cli, words, catch_exceptions=False).exit_code == 0
    for layer, file in files.items():
        options = ["--into", str(folder)]
        if layer != "osm":
            options = [str(folder) if w == "my-county" else w for w in import_of(page, file)]
            file = str(repository / EXAMPLES / file)
        with warnings.catch_warnings():
            # Three made-up sites take the place of all that the map of Helsinki holds.
            warnings.filterwarnings("ignore", message=".* became ")
            words = ["import", layer, file, *options, "-q"]
            ran = runner.invoke(cli, words, catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
    return folder
