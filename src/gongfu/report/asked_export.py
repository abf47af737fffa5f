"""What was written out of a ledger and brought back, in words."""

from collections.abc import Sequence
from typing import Final

from gongfu.report.numbers import plain
from gongfu.report.text import Both, same
from gongfu.report.words import say

_LEFT: Final = {
    "oc4ids": "export_left_but_projects",
    "iati": "export_left_but_projects",
    "sdmx": "export_left_but_counts",
    "prov": "export_left_but_deeds",
    "georeport": "export_left_but_requests",
}
"""What formats hold that are no tables of the ledger."""


def exported_words(form: str, name: str, head: str, left_out: Sequence[str]) -> list[Both]:
    """What was written, from which state, and what was not."""
    left = say(_LEFT.get(form, "export_left_none"))
    if form not in _LEFT and left_out:
        left = say("export_left_out", tables=same(", ".join(left_out)))
    return [
        say("export_done", form=same(form), name=same(name)),
        left,
        say("export_head", head=same(head)),
    ]


def brought_words(n: int, number: int, head: str) -> list[Both]:
    """How many rows of a data package were written."""
    return [
        say("export_brought", n=plain(n), number=plain(number)),
        say("export_from", head=same(head)),
    ]
