"""What was written out of a ledger and brought back, in words."""

from collections.abc import Sequence

from gongfu.report.numbers import plain
from gongfu.report.text import Both, same
from gongfu.report.words import say


def exported_words(form: str, name: str, head: str, left_out: Sequence[str]) -> list[Both]:
    """What was written, from which state, and what was not."""
    return [
        say("export_done", form=same(form), name=same(name)),
        say("export_left_out", tables=same(", ".join(left_out))),
        say("export_head", head=same(head)),
    ]


def brought_words(n: int, number: int, head: str) -> list[Both]:
    """How many rows of a data package were written."""
    return [
        say("export_brought", n=plain(n), number=plain(number)),
        say("export_from", head=same(head)),
    ]
