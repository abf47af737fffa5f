"""`make` says what it needs before it tries, and knows its targets."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from tests.house.tracked import REPOSITORY

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="no make on PATH")


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {
        k: v for k, v in os.environ.items() if k not in {"MAKEFLAGS", "MAKELEVEL", "PYTHON", "CI"}
    }
    return subprocess.run(
        ["make", *words], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


@pytest.fixture
def clone(tmp_path) -> Path:
    """What `make` reads, in a folder without a .venv."""
    for path in [
        REPOSITORY / "Makefile",
        REPOSITORY / "pyproject.toml",
        *REPOSITORY.glob("*.lock"),
    ]:
        shutil.copy(path, tmp_path)
    return tmp_path


def script(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_a_missing_python_is_named(clone):
    made = make(clone, "venv", "PYTHON=python0.9")
    assert made.returncode == 2
    assert "no 'python0.9' here" in made.stderr
    assert "make PYTHON=" in made.stderr


def test_an_old_python_is_named_with_its_version(clone):
    old = script(
        clone / "old-python",
        'if [ "$1" = --version ]; then echo Python 3.8.18; else exit 1; fi',
    )
    made = make(clone, "venv", f"PYTHON={old}")
    assert made.returncode == 2
    assert "Python 3.8.18, but Python 3.11, 3.12 or 3.13 is needed" in made.stderr
    assert not (clone / ".venv").exists()


def test_a_python_without_venv_is_told_what_to_install(clone):
    bare = script(clone / "bare-python", 'case "$2" in *ensurepip*) exit 1 ;; *) exit 0 ;; esac')
    made = make(clone, "venv", f"PYTHON={bare}")
    assert made.returncode == 2
    assert "apt install python3-venv" in made.stderr


def test_make_alone_prints_the_targets(clone):
    made = make(clone)
    assert made.returncode == 0
    for target in ("demo", "test", "lint", "docs", "bench", "lock", "clean"):
        assert f"make {target}" in made.stdout


def test_the_environment_of_this_run_is_not_built_again(clone):
    """Stamps newer than what they depend on leave nothing to do."""
    (clone / ".venv").mkdir()
    for stamp in (".base", ".installed", ".dev"):
        (clone / ".venv" / stamp).touch()
    made = make(clone, "--question", "venv")
    assert made.returncode == 0, made.stdout + made.stderr


def test_a_changed_lock_is_installed_again(clone):
    (clone / ".venv").mkdir()
    for stamp in (".base", ".installed", ".dev"):
        (clone / ".venv" / stamp).touch()
    newer = (clone / ".venv" / ".dev").stat().st_mtime + 10
    os.utime(clone / "requirements.lock", (newer, newer))
    assert make(clone, "--question", "venv").returncode == 1
