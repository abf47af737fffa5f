"""What a user of gongfu installs is free for governments and firms alike."""

import importlib.metadata
import re

import pytest

from tests.house.test_locks import pinned
from tests.house.tracked import texts

# Not for the program: whoever ships it would have to ship it under the same terms.
COPYLEFT = re.compile(r"\bA?GPL|GNU (Affero )?General Public|EUPL|SSPL", re.IGNORECASE)
LESSER = re.compile(r"\bLGPL|GNU Lesser|GNU Library", re.IGNORECASE)

CHOSEN = {"tld": "MPL-1.1"}
"""One of several licences that a library offers, as docs/decisions/dependencies.md says."""


def licence(name: str) -> str:
    """What a distribution says of its licence: expression, short text, classifiers."""
    metadata = importlib.metadata.metadata(name)
    stated = [metadata.get("License-Expression") or "", (metadata.get("License") or "")[:200]]
    stated += [c for c in metadata.get_all("Classifier") or [] if c.startswith("License ::")]
    if name in CHOSEN:
        offered = (metadata.get("License-Expression") or metadata.get("License") or "").split(
            " OR "
        )
        assert CHOSEN[name] in offered, f"{name} no longer offers {CHOSEN[name]}: {stated}"
        return CHOSEN[name]
    return "; ".join(part for part in stated if part)


def refusal(stated: str) -> str:
    """Why a runtime dependency with this licence is refused, or ""."""
    if not stated:
        return "states no licence"
    if LESSER.search(stated):
        return f"is LGPL ({stated}); say in docs/decisions why that is well, and exempt it here"
    if COPYLEFT.search(stated):
        return f"is copyleft ({stated})"
    return ""


def test_every_runtime_dependency_is_permissive():
    found, checked = [], 0
    for name, pin in pinned("requirements.lock").items():
        if pin.marker is not None and not pin.marker.evaluate():
            continue
        checked += 1
        if why := refusal(licence(name)):
            found.append(f"{name} {why}")
    assert checked > 15
    assert not found, "\n".join(found)


def test_nothing_of_ours_imports_a_judge_that_binds():
    """They are run as programs, in an environment of their own."""
    binds = re.compile(r"^\s*(import|from)\s+(libcove|rfc3987|ocdskit|iati\b)", re.MULTILINE)
    pins = pinned("requirements-judges.lock")
    assert {"libcove", "libcoveoc4ids", "libcoveocds", "rfc3987"} <= set(pins)
    found = [path for path, text in texts() if path.suffix == ".py" and binds.search(text)]
    assert not found


@pytest.mark.parametrize(
    "stated",
    [
        "",
        "GPL-3.0-only",
        "AGPL-3.0",
        "LGPL-2.1",
        "License :: OSI Approved :: GNU General Public License v3 (GPLv3)",
    ],
)
def test_a_licence_that_binds_is_refused(stated):
    assert refusal(stated)


@pytest.mark.parametrize("stated", ["MIT", "BSD-3-Clause", "Apache-2.0", "MPL-2.0"])
def test_a_permissive_licence_is_not(stated):
    assert not refusal(stated)
