"""The documentation builds offline without a warning, and fetches nothing when it is read."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import gongfu
from tests.house.tracked import REPOSITORY

FETCHED = re.compile(
    r"""<(?:script|img|iframe|source)[^>]*\bsrc=["']?(?:https?:)?//[^>]*>"""
    r"""|<link[^>]*\brel=["']?(?:stylesheet|preload|preconnect|icon)[^>]*\bhref=["']?(?:https?:)?//[^>]*>"""
    r"""|@import\s+url\(["']?https?:[^)]*\)""",
    re.IGNORECASE,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The built pages; proxies lead nowhere, so that a fetch would fail."""
    folder = tmp_path_factory.mktemp("docs")
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTPS_PROXY"), "http://127.0.0.1:9")
    options = ["--fail-on-warning", "--keep-going", "--quiet", "-b", "html"]
    built = subprocess.run(
        [
            sys.executable,
            "-m",
            "sphinx",
            *options,
            "-d",
            str(folder / "trees"),
            "docs",
            str(folder),
        ],
        cwd=REPOSITORY,
        env={**os.environ, **nowhere, "no_proxy": "127.0.0.1,localhost"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


def test_no_page_fetches_anything(site):
    pages = list(site.rglob("*.html"))
    assert len(pages) > 5
    found = [
        (p.relative_to(site), m[0]) for p in pages for m in FETCHED.finditer(p.read_text("utf-8"))
    ]
    assert not found


def test_what_a_page_would_fetch_is_found():
    assert FETCHED.search('<script async src="https://a.org/x.js"></script>')
    assert FETCHED.search('<link rel="stylesheet" href="https://a.org/x.css">')
    assert not FETCHED.search('<script src="_static/x.js"></script><a href="https://a.org">a</a>')


def test_the_reference_holds_every_public_name(site):
    root = (site / "reference/generated/root.html").read_text("utf-8")
    assert [name for name in gongfu.__all__ if f'id="gongfu.{name}"' not in root] == []


def test_the_reference_holds_every_command(site):
    from gongfu.cli.main import cli

    page = (site / "reference/commands.html").read_text("utf-8")
    assert [name for name in cli.commands if f'id="gongfu-{name}"' not in page] == []
