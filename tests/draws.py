"""How many examples a property is tried on."""

import os

IN_CI = os.environ.get("CI") == "true"


def examples(n: int) -> int:
    """As many as said in CI, which draws the same ones every time; else half: others each time."""
    return n if IN_CI else n // 2
