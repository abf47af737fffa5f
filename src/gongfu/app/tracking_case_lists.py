"""Applications and terms out of lists: what is wrong with each, and what is written of it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from gongfu.app.tracking_cases import (
    Application,
    begin,
    begin_writes,
    offices_of,
    running_of,
)
from gongfu.errors import InputError
from gongfu.io.ledger_cases import cases_of, rule_of
from gongfu.io.ledger_deeds import Deed, Write
from gongfu.io.ledger_rows import rows_of
from gongfu.track.actors import Actor
from gongfu.track.cases import Case, Kind, Step, case_rule_faults

_BEGUN = "begun"


class CaseLists:
    """What rows of cases may refer to: the ledger's, and those of the lists that are good."""

    def __init__(self, connection: Connection, deed: Deed, actor: Actor) -> None:
        self._deed, self._actor = deed, actor
        self._rules = [rule_of(row) for row in rows_of(connection, "case_rule")]
        self._running = running_of(cases_of(connection))
        self._offices = offices_of(rows_of(connection, "actor"))

    def rule_faults(self, values: dict[str, Any]) -> list[str]:
        """What is wrong with dated terms."""
        try:
            return case_rule_faults(rule_of(values), self._rules)
        except InputError as error:
            return [str(error)]

    def case_faults(self, values: dict[str, Any]) -> list[str]:
        """What is wrong with an application; one without fault is kept with its row."""
        names = ("case_id", "applicant_id", "guardian_id", "subject", "place", "office",
                 "applied_on")  # fmt: skip
        told = {name: values[name] for name in names}
        application = Application(**told, kind=Kind(values["kind"]), facts=values["facts"])
        try:
            begun = begin(
                application, self._actor, self._deed, self._rules, self._running, self._offices
            )
        except InputError as error:
            return [str(error)]
        values[_BEGUN] = begun
        return []

    def take(self, table: str, values: Mapping[str, Any]) -> None:
        """Later rows may refer to this one."""
        if table == "actors":
            for name, places in offices_of([values]).items():
                self._offices.setdefault(name, set()).update(places)
        elif table == "case_rules":
            self._rules.append(rule_of(values))
        else:
            self._running |= running_of([values[_BEGUN][0]])


def case_writes(values: Mapping[str, Any]) -> list[Write]:
    """What is written of a row without fault."""
    begun: tuple[Case, Step] = values[_BEGUN]
    return begin_writes(*begun, values["facts"], "import")
