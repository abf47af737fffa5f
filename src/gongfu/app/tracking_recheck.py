"""A proposal reckoned again, and what is said of it."""

from dataclasses import asdict

import pandas as pd

from gongfu.app.answer import Answer
from gongfu.app.tracking_answers import answered
from gongfu.app.tracking_proposals import check_proposal
from gongfu.io.ledger_opened import Ledger
from gongfu.report import asked_cases as words


def rechecked(ledger: Ledger, proposal_id: str) -> tuple[Answer, bool]:
    """Reckon a proposal again, and say whether it holds.

    Parameters
    ----------
    ledger
        Open.
    proposal_id
        Which.

    Returns
    -------
    tuple of Answer and bool
        A row for each case that differs; whether all is as it was proposed.
    """
    found = check_proposal(ledger, proposal_id)
    said = words.checked_words(
        proposal_id, found.n_cases, len(found.differ), same_inputs=found.same_inputs
    )
    if found.draw:
        said.append(words.draw_words(found.draw))
    table = pd.DataFrame(list(found.differ), columns=["case_id", "kept", "found"])
    settings = {"command": "track propose", "checked": asdict(found)}
    return answered(ledger, settings, said, table), found.same_inputs and not found.differ
