"""One version everywhere, and a wheel that holds what it must and nothing else."""

import importlib.metadata
import re
import subprocess
import sys
import tomllib
import zipfile

import pytest

from tests.house.tracked import REPOSITORY, tracked_files

MEGABYTE = 2**20


def read(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


def project() -> dict:
    return tomllib.loads(read("pyproject.toml"))["project"]


def test_the_version_is_the_same_everywhere():
    version = project()["version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert re.search(r"^version: (.+)$", read("CITATION.cff"), re.MULTILINE)[1] == version
    newest = re.search(r"^## (\d\S*|Unreleased)", read("CHANGELOG.md"), re.MULTILINE)[1]
    assert newest in (version, "Unreleased")
    assert importlib.metadata.version("gongfu") == version


def test_the_licence_is_the_same_everywhere():
    assert project()["license"] == "Apache-2.0"
    assert re.search(r"^license: (.+)$", read("CITATION.cff"), re.MULTILINE)[1] == "Apache-2.0"
    assert "Apache License" in read("LICENSE")
    assert "Version 2.0, January 2004" in read("LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            *options,
            "--wheel-dir",
            str(folder),
            str(REPOSITORY),
        ],
        check=True,
        capture_output=True,
    )
    (path,) = folder.glob("gongfu-*.whl")
    return path


def test_the_wheel_holds_code_data_and_templates(wheel):
    held = set(zipfile.ZipFile(wheel).namelist())
    ours = {"/".join(p.parts[1:]) for p in tracked_files() if p.parts[:2] == ("src", "gongfu")}
    assert ours <= held, f"not in the wheel: {sorted(ours - held)[:5]}"
    assert any(name.startswith("gongfu/data/zhejiang/") for name in held)
    assert any(name.endswith(("LICENSE", "licenses/LICENSE")) for name in held)


def test_the_wheel_holds_nothing_else(wheel):
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"gongfu", f"gongfu-{project()['version']}.dist-info"}


def test_the_wheel_is_small(wheel):
    assert wheel.stat().st_size < 6 * MEGABYTE
