"""Questions to a ledger and what was done to it, answered in words and rows."""

from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from gongfu.app.answer import Answer
from gongfu.app.tracking import Deed, Ledger
from gongfu.app.tracking_lists import import_lists
from gongfu.app.tracking_package import import_package, is_package
from gongfu.app.tracking_people import export_person
from gongfu.errors import InputError
from gongfu.io.answers import write_table
from gongfu.io.ledger import open_ledger
from gongfu.io.ledger_backup import back_up, restore
from gongfu.io.ledger_check import Soundness, check_guards, check_ledger
from gongfu.io.ledger_turns import reading
from gongfu.model.zone import LANGUAGES
from gongfu.report import asked_export, asked_lists
from gongfu.report import asked_ledger as words
from gongfu.report.asked_requests import unrouted_words
from gongfu.report.text import Both
from gongfu.report.words_ledger_heads import HEADS
from gongfu.track.audit import GENESIS, Head

HISTORY: Final = ("number", "at", "who", "what", "why", "changes")
"""What a screen shows of what was done to a thing."""


def imported(
    ledger: Ledger,
    deed: Deed,
    path: Path,
    *,
    keep_good: bool = False,
    faults: Path | None = None,
) -> tuple[Answer, bool]:
    """Bring lists, and say what came of it.

    Parameters
    ----------
    ledger, deed, path, keep_good
        As `import_lists` says.
    faults
        A file for every fault: .csv or .parquet.

    Returns
    -------
    tuple of Answer and bool
        Its rows are the faults; whether rows were written.
    """
    if is_package(path):
        return _brought(ledger, deed, path), True
    done = import_lists(ledger, deed, path, keep_good=keep_good)
    rows = [asdict(one) for one in done.faults]
    table = pd.DataFrame(rows, columns=["table", "row", "id", "fault"])
    said = []
    notes = [] if done.answer is None else done.answer.get("notes", [])
    if done.answer is not None:
        said.append(words.imported_words(done.counts, done.answer["number"]))
        said += [words.row_note_words(one) for one in notes]
    if rows:
        wrong = len({(one.table, one.row) for one in done.faults})
        written = done.answer is not None
        count, *none = words.fault_words(len(rows), wrong, done.n_good, written=written)
        file = [] if faults is None else [words.wrote_words("faults", faults.name)]
        said += [count, *file, *none]
    if faults is not None:
        write_table(table, faults)
    said += [unrouted_words(one) for one in done.unrouted]
    said = said or [asked_lists.empty_words()]
    settings: dict[str, Any] = {"command": "track import", "written": done.counts, "notes": notes}
    if done.unrouted:
        settings["unrouted"] = list(done.unrouted)
    return answered(ledger, settings, said, table), done.answer is not None


def _brought(ledger: Ledger, deed: Deed, path: Path) -> Answer:
    told = import_package(ledger, deed, path)
    n = sum(told["counts"].values())
    said = asked_export.brought_words(n, told["number"], told["head"])
    settings = {"command": "track import", "written": told["counts"], "from": told["head"]}
    return answered(ledger, settings, said, pd.DataFrame())


def done(ledger: Ledger, command: str, key: str, told: dict[str, Any]) -> Answer:
    """What a task did.

    Parameters
    ----------
    ledger
        Open.
    command
        What was asked for.
    key
        Of the sentence.
    told
        The task's answer, which fills the sentence.

    Returns
    -------
    Answer
        Without rows.
    """
    named = {
        "moved": {"id": "deliverable_id", "version": "version", "number": "number"},
        "proved": {"id": "deliverable_id", "evidence": "evidence_id", "number": "number"},
        "retired": {"id": "actor_id", "number": "number"},
        "erased": {"id": "person_id", "number": "number"},
        "begun": {"name": "name", "actor": "actor"},
    }[key]
    said = words.done_words(key, **{part: told[name] for part, name in named.items()})
    notes = [words.proof_note_words(one) for one in told.get("notes", ())]
    left = key == "erased" and not told["log_emptied"]
    more = [words.done_words("erased_left" if ledger.embedded else "erased_rows")] if left else []
    settings = {"command": command, "answer": told}
    return answered(ledger, settings, [said, *notes, *more], pd.DataFrame())


def posted(ledger: Ledger, told: dict[str, Any]) -> Answer:
    """What a posting did.

    Parameters
    ----------
    ledger
        Open.
    told
        The answer of `post_money` or `reverse_money`.

    Returns
    -------
    Answer
        Without rows.
    """
    settings = {"command": "track post", "answer": told}
    return answered(ledger, settings, words.posted_words(told), pd.DataFrame())


def verified(ledger: Ledger, head: str = "") -> Answer:
    """Go through a ledger.

    Parameters
    ----------
    ledger
        Open.
    head
        As it was told by an earlier verification, NUMBER:HASH; "" for none.

    Returns
    -------
    Answer
        With the head to be noted.
    """
    noted = head_of_text(head) if head else None
    with reading(ledger) as connection:
        found = check_ledger(connection, noted)
        check_guards(connection)
    return _sound(ledger, "track verify", found, [])


def saved(ledger: Ledger, path: Path) -> Answer:
    """Save a ledger while it is used.

    Parameters
    ----------
    ledger
        Open.
    path
        Of a new file.

    Returns
    -------
    Answer
        With the head of the backup.
    """
    found = back_up(ledger, path)
    said = [words.done_words("saved", name=path.name)]
    return _sound(ledger, "track backup", found, said)


def restored(path: Path, where: str) -> Answer:
    """Bring a backup back.

    Parameters
    ----------
    path
        The backup.
    where
        An empty place.

    Returns
    -------
    Answer
        With the head of the new ledger.
    """
    found = restore(path, where)
    with open_ledger(where) as ledger:
        said = [words.done_words("restored", name=ledger.name)]
        return _sound(ledger, "track restore", found, said)


def person(ledger: Ledger, deed: Deed, person_id: str) -> Answer:
    """All that the ledger knows of a person.

    Parameters
    ----------
    ledger
        Open.
    deed
        Who asks.
    person_id
        Who.

    Returns
    -------
    Answer
        A row for each that names them.
    """
    rows = export_person(ledger, deed, person_id)
    said = [words.done_words("person", id=person_id)]
    told = [
        "; ".join(f"{name} {value}" for name, value in row.items() if name != "thing" and value)
        for row in rows
    ]
    names = list(dict.fromkeys(name for row in rows for name in row))
    table = pd.DataFrame({name: pd.Series([row.get(name) for row in rows], dtype=object)
                          for name in names}).assign(told=told)  # fmt: skip
    return answered(ledger, {"command": "track person"}, said, table, ("thing", "told"))


def head_of_text(text: str) -> Head:
    """The head that a text tells.

    Parameters
    ----------
    text
        NUMBER:HASH.

    Returns
    -------
    Head
        The same.
    """
    number, _, told = text.strip().partition(":")
    hexes = len(told) == len(GENESIS) and set(told) <= set("0123456789abcdef")
    if not (number.isascii() and number.isdigit() and hexes):
        raise InputError(f"{text[:20]!r} is no head; give NUMBER:HASH as a verification told it")
    if not int(number):
        raise InputError("a head of 0 vouches for no record; give one that a verification told")
    return Head(int(number), told)


def answered(
    ledger: Ledger,
    settings: dict[str, Any],
    said: list[Both],
    table: pd.DataFrame,
    view: tuple[str, ...] | None = None,
    *,
    screen: pd.DataFrame | None = None,
) -> Answer:
    """An answer of a ledger, marked if what it holds is invented.

    Parameters
    ----------
    ledger
        Open.
    settings
        What was asked, and more for machines.
    said
        Sentences.
    table
        Rows.
    view
        Columns for a screen; None: all.
    screen
        What a screen shows instead.

    Returns
    -------
    Answer
        Complete.
    """
    invented = ledger.simulated
    shown = tuple(str(name) for name in table) if view is None else view
    return Answer(
        dict.fromkeys(LANGUAGES, ledger.name),
        settings,
        tuple(_plain(both) for both in said),
        table,
        shown,
        ("ledger",) if invented else (),
        _plain(words.simulated_words()) if invented else {},
        screen=screen,
        heads=HEADS,
        cells=words.cell_words(),
    )


def _sound(ledger: Ledger, command: str, found: Soundness, said: list[Both]) -> Answer:
    said = [
        *said,
        *words.sound_words(found.head.number, found.head.hash, found.n_rows, found.n_postings),
    ]
    settings = {
        "command": command,
        "n_records": found.head.number,
        "head": f"{found.head.number}:{found.head.hash}",
        "n_rows": found.n_rows,
        "n_postings": found.n_postings,
    }
    return answered(ledger, settings, said, pd.DataFrame())


def _plain(words_: Both) -> dict[str, str]:
    return {language: Markup(words_[language]).striptags() for language in LANGUAGES}
