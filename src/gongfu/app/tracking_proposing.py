"""Proposals and announcements of draws as one asks for them on a command line."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from gongfu.app.admitting import TABLES, Draw
from gongfu.app.answer import Answer
from gongfu.app.case_announcements import announce
from gongfu.app.case_basis import Basis, places_of
from gongfu.app.case_verdicts import school_tables
from gongfu.app.tracking_answers import answered
from gongfu.app.tracking_proposals import propose, propose_round
from gongfu.errors import InputError
from gongfu.io.ledger_deeds import Answered, Deed
from gongfu.io.ledger_lists import day_of
from gongfu.io.ledger_opened import Ledger
from gongfu.io.lists import read_lists
from gongfu.io.rule_sets import rules_text
from gongfu.report.asked_cases import announced_words
from gongfu.track.cases import Kind


def proposed_of_words(ledger: Ledger, deed: Deed, told: Mapping[str, Any]) -> Answered:
    """A proposal as one asks for it on a command line.

    Parameters
    ----------
    ledger, deed
        As `propose` takes them.
    told
        `rules`, `day`, `places`, `cases` and `subject`; or `round_`, `schools`, `lottery`,
        `minutes`, `office` and `place`; and `seed` (None: nobody said one).  With `announce` the
        draw is announced instead, by the number that it names of the `day`.

    Returns
    -------
    dict
        As of `propose`, or of `announce`.
    """
    if told.get("announce"):
        return _announced_of_words(ledger, deed, told)
    if bool(told["rules"]) == bool(told["round_"]):
        raise InputError("give the rules of benefits, or the round of an admission: one of them")
    if told["rules"]:
        if odd := [name for name in ("office", "place") if told[name]]:
            raise InputError(f"{odd[0]} tells rounds apart; leave it out, or name cases")
        day = day_of(told["day"]) if told["day"] else None
        return propose(
            ledger, deed, told["rules"], day, places=told["places"], seed=told["seed"],
            cases=told["cases"], subject=told["subject"],
        )  # fmt: skip
    odd = [name for name in ("day", "places", "cases", "subject") if told[name]]
    if odd or told["schools"] is None:
        what = f"it takes no {odd[0]}" if odd else "it needs the list of schools"
        raise InputError(f"round {told['round_']!r}: {what}; a round is decided whole")
    draw = Draw(told["seed"] or 0, told["lottery"], given=told["seed"] is not None)
    return propose_round(
        ledger, deed, told["round_"], told["schools"], draw, minutes=told["minutes"],
        office=told["office"], place=told["place"],
    )  # fmt: skip


def _announced_of_words(ledger: Ledger, deed: Deed, told: Mapping[str, Any]) -> Answered:
    subject, lists = told["round_"] or told["subject"], told["schools"] or told["places"]
    if bool(told["round_"]) == bool(told["rules"]) or not (subject and lists and told["day"]):
        raise InputError(
            "to announce a draw give the day of its number, and the round with its schools, or the "
            "rules with the subject and its places"
        )
    if told["seed"] is not None or told["cases"]:
        raise InputError("a draw is announced without seed or cases: they are not known yet")
    day = day_of(told["day"])
    if told["round_"]:
        tables = school_tables(read_lists(lists, TABLES[2:], numbered=True))
        settings = {"lottery": told["lottery"], "rule": Draw(0).rule, "minutes": told["minutes"]}
        basis = Basis(Kind.ADMISSION, day, "", "", settings, tables)
    else:
        text, name = rules_text(told["rules"])
        basis = Basis(Kind.BENEFIT, day, name, text, {}, places_of(lists))
    return announce(
        ledger, deed, basis, told["announce"], subject, office=told["office"], place=told["place"]
    )


def announced(ledger: Ledger, told: Answered) -> Answer:
    """What a draw will take as its seed.

    Parameters
    ----------
    ledger
        Open.
    told
        The answer of `announce`.

    Returns
    -------
    Answer
        Without rows.
    """
    settings = {"command": "track propose", "answer": told}
    return answered(ledger, settings, [announced_words(told)], pd.DataFrame())
