"""Published totals of cooperation held against the rows of a ledger."""

from typing import Final

import pandas as pd

from gongfu.app.answer import Answer
from gongfu.app.tracking import Ledger
from gongfu.app.tracking_answers import answered
from gongfu.errors import InputError
from gongfu.io.ledger import reading
from gongfu.io.ledger_projects import declared_of, project_of
from gongfu.io.ledger_rows import postings_of, rows_of
from gongfu.report import asked_declared as words
from gongfu.track.declared import reconcile
from gongfu.track.money import yuan_of

_VIEW: Final = ("declared_id", "what", "years", "declared", "found", "n_rows", "state", "source")


def reconciled(ledger: Ledger) -> Answer:
    """Each published total beside what the rows come to.

    Parameters
    ----------
    ledger
        Open, with declared totals.

    Returns
    -------
    Answer
        A row for each: what was published, with its source, and what was found, computed.
    """
    with reading(ledger) as connection:
        rows = rows_of(connection, "declared")
        projects = [project_of(row) for row in rows_of(connection, "project")]
        postings = postings_of(connection)
    if not rows:
        raise InputError("the ledger has no published totals; import a list declared")
    totals = [declared_of(row, simulated=ledger.simulated) for row in rows]
    found = reconcile(totals, projects, postings)
    table = pd.DataFrame(
        [
            {
                "declared_id": row["declared_id"],
                "what": row["what"],
                "years": f"{row['first_year']}-{row['last_year']}",
                "place": row["place"],
                "declared": _shown(row["what"], row["amount"]),
                "found": _shown(row["what"], one.found),
                "difference": _shown(row["what"], one.difference),
                "unit": "projects" if row["what"] == "projects" else "yuan",
                "n_rows": one.n_rows,
                "n_silent": one.n_silent,
                "state": one.standing,
                "source": row["source"],
            }
            for row, one in zip(rows, found, strict=True)
        ]
    )
    said = [words.reconciled_words([one.standing for one in found])]
    return answered(ledger, {"command": "track list", "of": "declared"}, said, table, _VIEW)


def _shown(what: str, amount: int) -> str:
    return str(amount) if what == "projects" else yuan_of(amount)
