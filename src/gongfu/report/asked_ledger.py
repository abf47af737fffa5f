"""What a ledger did or holds, in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from gongfu.report.numbers import plain
from gongfu.report.text import Both, listed, same
from gongfu.report.words import say, sentences

DONE: Final = {
    "begun": "ledger_begun",
    "moved": "ledger_moved",
    "proved": "ledger_proved",
    "erased": "ledger_erased",
    "erased_left": "ledger_erased_left",
    "erased_rows": "ledger_erased_rows",
    "retired": "ledger_retired",
    "saved": "ledger_saved",
    "restored": "ledger_restored",
    "person": "ledger_person",
}
"""What was done -> its sentence."""
WROTE: Final = {
    "faults": "ledger_wrote_faults",
    "page": "ledger_wrote_page",
    "persons": "ledger_wrote_persons",
}
"""What a file holds -> its sentence."""
_SPOKEN: Final = ("ledger", "request", "case")
_SLIPS: Final = {
    "to_come": "ledger_proof_to_come",
    "before": "ledger_proof_before",
    "again": "ledger_proof_again",
    "same": "ledger_proof_same",
}
"""What may be a slip in evidence -> its sentence."""
_STANDS: Final = {
    ("delivered", False): "ledger_stands_delivered_in_time",
    ("delivered", True): "ledger_stands_delivered",
    ("late", True): "ledger_stands_late",
}
"""A state, and whether days late are to be told -> how it is told of one deliverable."""
STATES: Final = ("delivered", "late", "at_risk", "under_way", "not_started")


def state_words(state: str) -> Both:
    """Where a deliverable stands."""
    return say(f"ledger_state_{state}")


def imported_words(counts: Mapping[str, int], number: int) -> Both:
    """How many rows of which lists were written."""
    parts = [
        say("ledger_part", table=say(f"ledger_table_{table}"), n=plain(n))
        for table, n in counts.items()
    ]
    total = plain(sum(counts.values()))
    return say("ledger_imported", n=total, parts=listed(parts), number=plain(number))


def row_note_words(told: Mapping[str, Any]) -> Both:
    """What may be a slip in rows of a list: how many, the first of them, and what it is."""
    note = told["note"]
    if told["table"] == "evidence":
        what = proof_note_words(note)
    else:
        key = f"ledger_{note}" if note.startswith("beyond_") else f"ledger_note_{note}"
        what = say(key, project=same(", ".join(told["projects"])))
    more = " …" if told["n"] > len(told["rows"]) else ""
    return say(
        "ledger_row_note",
        table=say(f"ledger_table_{told['table']}"),
        n=plain(told["n"]),
        rows=same(", ".join(map(str, told["rows"])) + more),
        what=what,
    )


def fault_words(n: int, rows: int, good: int, *, written: bool) -> list[Both]:
    """How many faults there are, and what that means."""
    said = [say("ledger_faults", n=plain(n), rows=plain(rows), good=plain(good))]
    return said if written else [*said, say("ledger_none_written")]


def listed_words(states: list[str], n_all: int, day: date) -> Both:
    """How many deliverables stand where."""
    return say(
        "ledger_listed",
        n=plain(len(states)),
        all=plain(n_all),
        day=same(day.isoformat()),
        **{
            state: plain(sum(one == state for one in states))
            for state in ("delivered", "late", "at_risk")
        },
    )


def shown_words(row: Mapping[str, Any]) -> Both:
    """Where one deliverable stands."""
    return say(
        "ledger_shown",
        id=same(row["deliverable_id"]),
        done=same(f"{row['done']:g}"),
        quantity=same(f"{row['quantity']:g}"),
        unit=same(row["unit"]),
        day=same(row["due_on"]),
        state=_since_when(row),
        version=plain(row["version"]),
    )


def _since_when(row: Mapping[str, Any]) -> Both:
    """Where a deliverable stands, since when, and how many days late."""
    key = _STANDS.get((row["state"], row["days_late"] > 0))
    if key is None:
        return state_words(row["state"])
    return say(key, day=same(row["delivered_on"]), days=plain(row["days_late"]))


def proof_note_words(what: str) -> Both:
    """What may be a slip in evidence."""
    return say(_SLIPS[what])


def posted_words(answer: Mapping[str, Any]) -> list[Both]:
    """What a posting made of its project."""
    sums = ("committed", "transferred", "spent", "returned", "held")
    said = say(
        "ledger_posted",
        id=same(answer["posting_id"]),
        number=plain(answer["number"]),
        project=same(answer["project"]),
        **{name: same(answer[f"{name}_yuan"]) for name in sums},
    )
    more = [say(f"ledger_beyond_{what}") for what in answer["beyond"]]
    project = same(answer["project"])
    more += [note_words(what, project) for what in answer.get("notes", ())]
    return [said, *more]


def note_words(what: str, project: Both) -> Both:
    """What may be a slip in the money of a project."""
    return say(f"ledger_note_{what}", project=project)


def sound_words(number: int, hash_: str, n_rows: int, n_postings: int) -> list[Both]:
    """That a ledger is whole, and what vouches for it."""
    return [
        say("ledger_sound", n=plain(number), rows=plain(n_rows), postings=plain(n_postings)),
        say("ledger_head", head=same(f"{number}:{hash_}")),
    ]


def done_words(done: str, **told: Any) -> Both:
    """That something was done, one of `DONE`."""
    parts = {k: plain(v) if isinstance(v, int) else same(v) for k, v in told.items()}
    return say(DONE[done], **parts)


def wrote_words(what: str, name: str) -> Both:
    """That a file was written, one of `WROTE`."""
    return say(WROTE[what], name=same(name))


def simulated_words() -> Both:
    """That what a ledger holds is invented."""
    return say("ledger_simulated")


def cell_words() -> dict[str, dict[str, str]]:
    """What states are called in Chinese, beside their names on a screen.

    Returns
    -------
    dict
        Column -> value -> words.
    """
    starts = tuple(f"{one}_state_" for one in _SPOKEN)
    known = {
        key.removeprefix(start): words[1]
        for key, words in sentences().items()
        for start in starts
        if key.startswith(start)
    }
    return {"state": known}
