"""The locks pin every dependency by hash, agree with each other, and name no index."""

import re
import tomllib
from itertools import chain

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tracked import REPOSITORY

KINDS = ("", "-dev", "-build", "-data", "-bench", "-judges", "-judges-archives")
LOCKS = [f"requirements{kind}.lock" for kind in KINDS]
PYTHONS = ("3.11", "3.12", "3.13")


def logical_lines(lock: str) -> list[str]:
    text = (REPOSITORY / lock).read_text(encoding="utf-8")
    joined = re.sub(r"\s*\\\n\s*", " ", text)
    return [line.strip() for line in joined.splitlines() if line.split("#")[0].strip()]


def pinned(lock: str) -> dict[str, Requirement]:
    found = (Requirement(line.split("--hash")[0].strip()) for line in logical_lines(lock))
    return {canonicalize_name(requirement.name): requirement for requirement in found}


def declared() -> dict[str, list[Requirement]]:
    """Lock -> what pyproject.toml asks of it."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    runtime = [Requirement(text) for text in project["project"]["dependencies"]]
    grouped = [
        Requirement(text) for text in chain.from_iterable(groups.values()) if isinstance(text, str)
    ]
    build = [Requirement(text) for text in project["build-system"]["requires"]]
    judges = (REPOSITORY / "requirements-judges.in").read_text(encoding="utf-8").splitlines()
    return {
        "requirements.lock": runtime,
        "requirements-dev.lock": [*runtime, *grouped],
        "requirements-build.lock": build,
        "requirements-judges.lock": [Requirement(line) for line in judges if line[0] != "#"],
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_pins_one_version_by_hash(lock):
    lines = logical_lines(lock)
    assert lines
    for line in lines:
        assert re.match(
            r"[a-z0-9][a-z0-9.-]*==[^ ]+( ; [^\\]+?)?( --hash=sha256:[0-9a-f]{64})+$", line
        ), line


@pytest.mark.parametrize("lock", LOCKS)
def test_no_line_names_an_index(lock):
    text = (REPOSITORY / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--(extra-)?index|--find-links|trusted-host|@ ", text)


@pytest.mark.parametrize("lock", sorted(declared()))
@pytest.mark.parametrize("python", PYTHONS)
def test_every_declared_dependency_is_locked(lock, python):
    pins = pinned(lock)
    for requirement in declared()[lock]:
        pin = pins.get(canonicalize_name(requirement.name))
        assert pin is not None, f"{requirement.name} is not in {lock}; run `make lock`"
        version = str(pin.specifier).removeprefix("==")
        assert requirement.specifier.contains(version), f"{requirement} is not met by {pin}"
        environment = {"python_version": python, "python_full_version": f"{python}.0"}
        assert pin.marker is None or pin.marker.evaluate(environment), f"{pin} skips {python}"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-build.lock"])
def test_the_locks_agree(lock):
    dev = pinned("requirements-dev.lock")
    for name, pin in pinned(lock).items():
        if name != "pip":
            assert str(dev[name].specifier) == str(pin.specifier), name


def test_each_group_is_part_of_dev():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    included = {entry["include-group"] for entry in groups["dev"]}
    assert included == set(groups) - {"dev"}


def test_lower_bounds_are_stated():
    for requirement in chain.from_iterable(declared().values()):
        operators = {specifier.operator for specifier in requirement.specifier}
        assert operators == {">="}, f"{requirement}: state the oldest version that works"
