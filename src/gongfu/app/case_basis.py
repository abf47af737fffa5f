"""What a proposal rests on beside the facts, and the row that keeps it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gongfu.app.admitting import Draw
from gongfu.app.case_verdicts import Verdict, benefit_verdicts, round_verdicts
from gongfu.io.ledger_deeds import Write, plain
from gongfu.io.ledger_rows import ids_of
from gongfu.io.rule_sets import read_places
from gongfu.model.rule_file import rules_of
from gongfu.track.cases import Case, Kind


@dataclass(frozen=True, slots=True)
class Basis:
    """What a proposal rests on beside the facts: all that is needed to reckon it again."""

    kind: Kind
    day: date
    rules: str = ""
    text: str = ""
    settings: Mapping[str, Any] | None = None
    tables: Mapping[str, Any] | None = None

    def verdicts(
        self,
        cases: Sequence[Case],
        facts: Mapping[str, Mapping[str, str]],
        lots: Mapping[str, str],
    ) -> list[Verdict]:
        """What it says of cases, each drawn by its lot."""
        told, tables = dict(self.settings or {}), dict(self.tables or {})
        if self.kind is Kind.BENEFIT:
            rules = rules_of(self.text, self.rules)
            return benefit_verdicts(
                rules, self.day, cases, facts, places=tables, seed=told["seed"], lots=lots
            )
        draw = Draw(told["seed"], told["lottery"], told["rule"])
        return round_verdicts(tables, draw, told["minutes"], cases, facts, lots)


def places_of(path: Path | None) -> dict[str, dict[str, int]]:
    """Places of what is limited, as plain values.

    Parameters
    ----------
    path
        A list, as `gongfu match benefits` takes it; None is none.

    Returns
    -------
    dict
        Benefit -> places by county.
    """
    return {} if path is None else {name: dict(one) for name, one in read_places(path).items()}


def basis_of(row: Mapping[str, Any]) -> Basis:
    """What a proposal rests on, as it is kept.

    Parameters
    ----------
    row
        Of proposals.

    Returns
    -------
    Basis
        The same.
    """
    settings, tables = json.loads(row["settings"]), json.loads(row["tables"])
    return Basis(Kind(row["kind"]), row["day"], row["rules"], row["rules_text"], settings, tables)


def inputs_of(basis: Basis, cases: Sequence[Case], facts: Mapping[str, dict[str, Any]]) -> str:
    """A digest of all that a proposal rests on; of facts their salted digests enter.

    Parameters
    ----------
    basis, cases
        Of the proposal.
    facts
        Rows by case.

    Returns
    -------
    str
        SHA-256.
    """
    rows = [
        [case.case_id, case.subject, (plain("case_facts", facts[case.case_id]) or {})["digest"]]
        for case in cases
    ]
    told = json.dumps(
        [basis.text, basis.day.isoformat(), basis.settings, basis.tables, rows], sort_keys=True
    )
    return hashlib.sha256(told.encode()).hexdigest()


def proposal_write(
    connection: Connection,
    basis: Basis,
    cases: Sequence[Case],
    facts: Mapping[str, dict[str, Any]],
) -> tuple[str, Write]:
    """The next proposal of a ledger.

    Parameters
    ----------
    connection
        To the ledger.
    basis, cases, facts
        As `inputs_of` takes them.

    Returns
    -------
    tuple of str and Write
        Its id, and what is written.
    """
    number = len(ids_of(connection, "proposal")) + 1
    proposal_id = f"proposal-{number}"
    row = {
        "proposal_id": proposal_id,
        "number": number,
        "kind": str(basis.kind),
        "day": basis.day,
        "rules": basis.rules,
        "rules_sha256": hashlib.sha256(basis.text.encode()).hexdigest(),
        "rules_text": basis.text,
        "settings": json.dumps(basis.settings, sort_keys=True),
        "tables": json.dumps(basis.tables, sort_keys=True),
        "inputs_sha256": inputs_of(basis, cases, facts),
        "n_cases": len(cases),
    }
    return proposal_id, Write("proposal", "post", None, row)
