"""Lists of requests checked row by row, and what they write."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection

from gongfu.app.requesting_rows import (
    Intake,
    act_writes,
    check_served,
    check_target,
    intake_faults,
    intake_writes,
    routed,
    unrouted_told,
)
from gongfu.errors import GongfuError, InputError
from gongfu.io.ledger_asked import assigned_from, rules_of
from gongfu.io.ledger_deeds import Write
from gongfu.io.ledger_lists import UNTOLD_LISTS, Fault, ListedRow, untold
from gongfu.io.ledger_nouns import actor_of
from gongfu.io.ledger_request_lists import REQUEST_PRIVATE, REQUEST_THING_OF
from gongfu.io.ledger_request_rows import request_of, rule_row
from gongfu.io.ledger_rows import rows_of
from gongfu.track.actors import Actor, Role
from gongfu.track.clock import Terms
from gongfu.track.request_moves import Event, State
from gongfu.track.request_steps import level_above
from gongfu.track.requests import Act
from gongfu.track.rights import check_brings, check_files, check_governs
from gongfu.track.routing import ANY, RouteRule, RoutingTable, Unrouted, unrouted

_ANY_WRITTEN: Final = "*"
_PARTLY: Final = "sign_days and handle_days go together; fill in both or neither"


@dataclass(slots=True)
class RequestLists:
    """What rows of these lists may refer to, and what the good ones write.

    Attributes
    ----------
    actor
        Who brings the lists.
    now
        When.
    actors
        Of the ledger and of the lists, by id.
    rules
        Of routing, with those of the lists.
    requests
        Rows of requests by id, as the acts of the lists leave them.
    assigned_from
        The place of whoever assigned a request last, by its id.
    writes
        In order, of the rows without fault.
    """

    actor: Actor
    now: datetime
    actors: dict[str, Actor]
    rules: list[RouteRule] = field(default_factory=list)
    requests: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    assigned_from: dict[str, str] = field(default_factory=dict)
    writes: list[Write] = field(default_factory=list)
    _by_what: dict[tuple[str, str], list[RouteRule]] = field(default_factory=dict)
    _offices: dict[str, list[Actor]] = field(default_factory=dict)
    _new: list[str] = field(default_factory=list)
    _keys: set[str] = field(default_factory=set)
    _table: RoutingTable | None = None

    def check(self, table: str, listed: Sequence[ListedRow]) -> tuple[list[ListedRow], list[Fault]]:
        """The rows of one list without fault, and the faults of the others.

        Parameters
        ----------
        table
            One of `REQUEST_THING_OF`, in that order.
        listed
            Its rows.

        Returns
        -------
        tuple of list and list
            What the good ones write is added to `writes`.
        """
        taken = {"route_rules": self._rule, "requests": self._request, "request_acts": self._act}
        good, faults = [], []
        for one in listed:
            wrong = taken[table](one.values)
            if wrong:
                name = str(next(iter(one.values.values())))
                if table in UNTOLD_LISTS:
                    wrong = [untold(fault, one.values) for fault in wrong]
                faults += [Fault(table, one.number, name, fault) for fault in wrong]
            else:
                good.append(one)
        return good, faults

    def unrouted(self) -> list[dict[str, Any]]:
        """Categories of the lists' requests that no rule names there, and which wait for a route.

        Returns
        -------
        list of dict
            As `unrouted_told` has them; by category.
        """
        found: dict[str, tuple[Unrouted, list[str]]] = {}
        for request_id in self._new:
            row = self.requests[request_id]
            day = date.fromisoformat(row["filed_at"][:10])
            one = unrouted(self.rules, row["category"], row["place"], day)
            if one is not None and row["state"] == State.FILED:
                found.setdefault(one.category, (one, []))[1].append(request_id)
        return [unrouted_told(*found[name]) for name in sorted(found)]

    def _rule(self, values: Mapping[str, Any]) -> list[str]:
        faults = []
        if values["rule_key"] in self._keys:
            faults.append("the key is there already; take another")
        terms, wrong = _terms(values, values["rule_key"])
        faults += wrong
        rule = RouteRule(
            values["rule_key"],
            ANY if values["category"] == _ANY_WRITTEN else values["category"],
            values["place"],
            values["start_on"],
            values["end_on"],
            values["department"],
            terms,
            values["source"],
        )
        what = (rule.category, rule.place)
        beside = self._by_what.setdefault(what, [])
        faults += _refused(
            lambda: check_governs(self.actor, rule.place, "bring rules", rule.category)
        )
        if not faults:
            faults += _refused(lambda: RoutingTable((*beside, rule)))
        if not faults:
            beside.append(rule)
            self._keys.add(rule.key)
            self.rules.append(rule)
            self._table = None
            self.writes.append(Write("route_rule", "import", None, rule_row(rule)))
        return faults

    def _request(self, values: Mapping[str, Any]) -> list[str]:
        lon, lat = values["longitude"], values["latitude"]
        faults = []
        if values["request_id"] in self.requests:
            faults.append("the id is there already; take another")
        if (lon is None) != (lat is None):
            faults.append("longitude and latitude go together; fill in both or neither")
            lon = lat = None
        intake = Intake(
            values["request_id"],
            values["resident_id"],
            values["place"],
            values["category"],
            values["filed_at"],
            values["words"],
            values["contact"],
            None if lon is None or lat is None else (lon, lat),
        )
        faults += intake_faults(intake, self.now)
        faults += _refused(
            lambda: check_files(self.actor, intake.place, intake.resident_id, intake.category)
        )
        if not faults:
            writes = intake_writes(intake)
            self.requests[intake.request_id] = dict(writes[0].after or {})
            self._new.append(intake.request_id)
            self.writes += writes
        return faults

    def _act(self, values: Mapping[str, Any]) -> list[str]:
        row = self.requests.get(values["request_id"])
        by = self.actors.get(values["actor_id"])
        terms, faults = _terms(values, "by hand")
        if row is None:
            faults.append("no such request in the ledger or among the good rows; bring it first")
        else:
            where, what = row["place"], row["category"]
            faults += _refused(lambda: check_governs(self.actor, where, "bring acts", what))
        if by is None:
            faults.append(f"no actor {values['actor_id']!r}; bring them first")
        else:
            faults += _refused(lambda: check_brings(self.actor, by))
        if values["at"] > self.now:
            faults.append(f"it is of {values['at'].isoformat()}, which is still to come; mend it")
        if faults or row is None or by is None:
            return faults
        act = Act(
            values["event"],
            by,
            values["at"],
            values["reason"],
            values["department"],
            terms,
            values["new_category"],
            values["days"] or 0,
            values["into"],
            values["satisfied"],
        )
        try:
            after, writes = self._moved(row, act)
        except GongfuError as error:
            return [str(error)]
        self.requests[values["request_id"]] = after
        self.writes += writes
        return []

    def _moved(self, row: Mapping[str, Any], act: Act) -> tuple[dict[str, Any], list[Write]]:
        if act.event is Event.ASSIGN:
            if self._table is None:
                self._table = RoutingTable(tuple(self.rules))
            act = routed(request_of(row), act, self._table)
        if act.event is Event.MERGE and act.into and act.into != row["request_id"]:
            into = self.requests.get(act.into)
            if into is None:
                raise InputError(f"no request {act.into!r} to merge it into; bring it first")
            check_target(into, act.actor)
        above = None
        if row["state"] == State.ESCALATED:
            last = self.assigned_from.get(row["request_id"])
            where, what = row["place"], row["category"]
            held = [one.place for one in self.actors.values() if one.governs(where, what)]
            above = level_above(last, held)
        writes, _, after = act_writes(row, act, above)
        check_served(act, row, self._offices.get(act.department, ()))
        if act.event is Event.ASSIGN:
            self.assigned_from[row["request_id"]] = act.actor.place
        return after, writes


def request_lists(
    connection: Connection, actor: Actor, now: datetime, listed: Iterable[ListedRow]
) -> RequestLists:
    """What the ledger holds of requests, ready for lists.

    Parameters
    ----------
    connection
        To the ledger.
    actor, now
        Who brings them, and when.
    listed
        Rows of actors that come with them, without fault.

    Returns
    -------
    RequestLists
        Without writes yet.
    """
    held = [*rows_of(connection, "actor"), *(one.values for one in listed)]
    actors = {row["actor_id"]: actor_of(row) for row in held if row["role"]}
    rules = list(rules_of(connection))
    ready = RequestLists(actor, now, actors, rules)
    ready.requests.update({row["request_id"]: row for row in rows_of(connection, "request")})
    ready.assigned_from.update(assigned_from(connection))
    for one in actors.values():
        if one.role is Role.DEPARTMENT:
            ready._offices.setdefault(one.department, []).append(one)
    for rule in rules:
        ready._keys.add(rule.key)
        ready._by_what.setdefault((rule.category, rule.place), []).append(rule)
    return ready


def told_apart(table: str, values: Mapping[str, Any]) -> list[Any]:
    """What tells one row from another, without what is private.

    Parameters
    ----------
    table
        One of `REQUEST_THING_OF`.
    values
        Of a row.

    Returns
    -------
    list
        Plain values.
    """
    assert table in REQUEST_THING_OF
    kept = (value for name, value in values.items() if name not in REQUEST_PRIVATE)
    return [one if isinstance(one, int | None) else str(one) for one in kept]


def _terms(values: Mapping[str, Any], rule: str) -> tuple[Terms | None, list[str]]:
    sign, handle = values["sign_days"], values["handle_days"]
    if sign is None and handle is None:
        return None, []
    if sign is None or handle is None:
        return None, [_PARTLY]
    try:
        return Terms(sign, handle, rule), []
    except InputError as error:
        return None, [str(error)]


def _refused(check: Any) -> list[str]:
    try:
        check()
    except InputError as error:
        return [str(error)]
    return []
