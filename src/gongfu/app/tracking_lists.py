"""Lists brought into a ledger: every fault told with its row, and nothing written but all."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection

from gongfu.app.requesting_lists import RequestLists, request_lists, told_apart
from gongfu.app.tracking_budgets import BudgetLists
from gongfu.app.tracking_case_lists import CaseLists, case_writes
from gongfu.app.tracking_entry_lists import Checked, check_entries, noted
from gongfu.app.tracking_repeats import PUBLIC, check_same_private
from gongfu.app.tracking_workshop_lists import (
    KnownWorkshops,
    complete_workshop_row,
    known_workshops,
    take_workshop_row,
    workshop_row_faults,
)
from gongfu.errors import ConflictError, InputError
from gongfu.io.ledger_deeds import Answered, Deed, Write, changed, plain
from gongfu.io.ledger_entry_lists import ENTRY_THING_OF
from gongfu.io.ledger_lists import (
    PRIVATE_LISTS,
    THING_OF,
    UNTOLD_LISTS,
    Fault,
    FaultyId,
    ListedRow,
    read_ledger_lists,
    untold,
)
from gongfu.io.ledger_nouns import actor_of, deliverable_of, item_of
from gongfu.io.ledger_opened import Ledger
from gongfu.io.ledger_projects import declared_of, project_of
from gongfu.io.ledger_records import head_of
from gongfu.io.ledger_request_lists import REQUEST_THING_OF
from gongfu.io.ledger_rows import check_new_ids, ids_of, postings_of, row_by_id, rows_of
from gongfu.io.ledger_tables import THINGS, key_of
from gongfu.io.ledger_turns import reading
from gongfu.io.ledger_workshop_lists import WORKSHOP_THING_OF
from gongfu.io.ledger_write import answered_before, write
from gongfu.track.actors import Actor, Role, field_fault, own_code
from gongfu.track.calendar import day_in_china
from gongfu.track.postings import not_undone
from gongfu.track.programmes import Item, deliverable_faults, item_faults, owner_fault
from gongfu.track.rights import check_governs

_ELSE: Final = {
    "actors": ", or retire the first with a move",
    "deliverables": ", or change the first with a move",
    "attendance": ", or correct the first with a move",
    "people": ", or erase the first and bring it anew",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of lists.

    Attributes
    ----------
    counts
        Rows written, by list; empty if nothing was.
    faults
        Every one.
    n_good
        Rows without a fault.
    answer
        Of the write; None if nothing was written.
    unrouted
        Categories of requests that no rule names, as `RequestLists.unrouted` tells them.
    """

    counts: dict[str, int]
    faults: tuple[Fault, ...]
    n_good: int
    answer: Answered | None
    unrouted: tuple[dict[str, Any], ...] = ()


@dataclass(slots=True)
class _Known:
    """What rows may refer to: the ledger's, and those of the lists that are good."""

    ids: dict[str, set[str]]
    items: dict[str, Item]
    departments: set[str]
    payers: dict[str, set[str]]
    places: dict[str, str]
    workshops: KnownWorkshops
    cases: CaseLists
    projects: BudgetLists


def import_lists(
    ledger: Ledger, deed: Deed, path: str | Path, *, keep_good: bool = False
) -> Imported:
    """Bring actors, programmes, projects, workshops and what belongs to them, money and evidence.

    Parameters
    ----------
    ledger
        Open.
    deed
        By a county or province, for places that lie in it; of workshops also by those who run them
        and by their village, of evidence by the department that answers for the deliverable, and of
        workers and applications by residents for themselves.
    path
        A workbook or a folder; see `gongfu.io.ledger_lists.TABLES`.
    keep_good
        Write the rows without fault although there are others.

    Returns
    -------
    Imported
        In one transaction, or not at all.  Repeated with its key it tells no faults again.
    """
    rows, faults, lost = read_ledger_lists(path, simulated=ledger.simulated)
    with reading(ledger) as connection:
        content = _content(rows, faults)
        said = answered_before(connection, deed, content)
        if said is not None:
            check_same_private(connection, deed, rows, said)
            return Imported(said["counts"], (), sum(said["counts"].values()), said)
        actor = actor_of(row_by_id(connection, "actor", deed.who))
        head = head_of(connection)
        checked = _checked(connection, actor, rows, deed, lost)
    good = checked.good
    faults = sorted(
        [*faults, *checked.faults], key=lambda one: (list(THING_OF).index(one.table), one.row)
    )
    counts = {table: len(listed) for table, listed in good.items() if listed}
    n_good = sum(counts.values())
    unrouted = tuple(checked.unrouted)
    if not n_good or (faults and not keep_good):
        return Imported({}, tuple(faults), n_good, None, unrouted)

    def task(connection: Connection, actor: Actor) -> tuple[list[Write], Answered]:
        fitting = checked
        if head_of(connection) != head:
            fitting = _checked_again(connection, actor, good, deed)
        check_new_ids(
            connection, [(one.thing, one.thing_id) for one in fitting.writes if one.before is None]
        )
        notes = {"notes": noted(fitting.notes)} if fitting.notes else {}
        return fitting.writes, {"counts": counts, **notes}

    def same(connection: Connection, said: Answered) -> bool:
        check_same_private(connection, deed, rows, said)
        return True

    done = write(ledger, deed, content, task, same=same)
    return Imported(counts, tuple(faults), n_good, done, unrouted)


def _content(rows: dict[str, list[ListedRow]], faults: list[Fault]) -> dict[str, Any]:
    """What the lists say; of personal data that they are there only: the rest is by chance."""
    texts = {
        table: [
            [str(one.values[name]) for name in PUBLIC[table]]
            if table in PUBLIC
            else told_apart(table, one.values)
            if table in REQUEST_THING_OF
            else list((plain(THING_OF[table], one.values) or {}).values())
            for one in listed
        ]
        for table, listed in rows.items()
    }
    return {"task": "import", "rows": texts, "faults": [[one.row, one.fault] for one in faults]}


def _days(rows: dict[str, list[ListedRow]]) -> set[date]:
    """For which days lists have attendance."""
    return {one.values["day"] for one in rows.get("attendance", ())}


def _checked_again(
    connection: Connection, actor: Actor, good: dict[str, list[ListedRow]], deed: Deed
) -> Checked:
    """What lists write now; refuse rows that what came in since stands against."""
    checked = _checked(connection, actor, good, deed)
    for one in checked.faults:
        raise ConflictError(
            f"{one.table}, row {one.row}: somebody else wrote in the meantime, and now "
            f"{one.fault}; run it again"
        )
    return checked


def _checked(
    connection: Connection,
    actor: Actor,
    rows: dict[str, list[ListedRow]],
    deed: Deed,
    lost: Mapping[str, list[FaultyId]] = MappingProxyType({}),
) -> Checked:
    """The rows without fault, the faults of the others, and what is written.

    What is `lost` could not be read, and its ids are taken all the same: an id that stands twice
    is told at once, and nobody can say which of its rows holds.
    """
    items = {one["item_id"]: item_of(one) for one in rows_of(connection, "item")}
    places = {one["programme_id"]: one["place"] for one in rows_of(connection, "programme")}
    ids = {THING_OF[table]: ids_of(connection, THING_OF[table]) for table in rows}
    of_workshops = any(table in rows for table in WORKSHOP_THING_OF)
    today = day_in_china(deed.at)
    workshops = (
        known_workshops(connection, today, _days(rows)) if of_workshops else KnownWorkshops(today)
    )
    actors = rows_of(connection, "actor")
    departments = {one["department"] for one in actors if one["role"] == Role.DEPARTMENT}
    payers: dict[str, set[str]] = {}
    for posting in not_undone(postings_of(connection)) if rows.get("projects") else ():
        payers.setdefault(posting.project, set()).update((posting.giver, posting.receiver))
    cases = CaseLists(connection, deed, actor)
    budgets = BudgetLists(connection) if rows.get("budgets") else BudgetLists()
    known = _Known(ids, items, departments, payers, places, workshops, cases, budgets)
    good: dict[str, list[ListedRow]] = {}
    faults: list[Fault] = []
    requests = RequestLists(actor, deed.at, {})
    for table, listed in rows.items():
        if table in ENTRY_THING_OF:  # after all that they are of
            continue
        if table in REQUEST_THING_OF:  # after the actors
            if not requests.actors:
                requests = request_lists(connection, actor, deed.at, good.get("actors", []))
            good[table], more = requests.check(table, listed)
            faults += more
            continue
        kept, taken = good.setdefault(table, []), known.ids[THING_OF[table]]
        unread, key = deque(lost.get(table, ())), key_of(THINGS[THING_OF[table]])
        for one in listed:
            faults += _unread(table, unread, taken, actor, known, before=one.number)
            if table == "actors" and _is_bringer(one.values, actor):
                continue
            complete_workshop_row(table, one.values, known.workshops)
            wrong = _faults(table, one.values, actor, known)
            if wrong:
                name = "" if table in PRIVATE_LISTS else str(one.values[key])
                if table in UNTOLD_LISTS:
                    wrong = [untold(fault, one.values) for fault in wrong]
                faults += [Fault(table, one.number, name, fault) for fault in wrong]
                taken.add(one.values[key])
            else:
                kept.append(one)
                _take(table, one.values, known)
        faults += _unread(table, unread, taken, actor, known)
    entries = check_entries(connection, deed, actor, rows, good, lost)
    writes = [
        one_write
        for table, listed in good.items()
        if table not in REQUEST_THING_OF
        for one in listed
        for one_write in _writes(table, one.values)
    ]
    writes += [*requests.writes, *entries.writes]
    return Checked(
        good | entries.good, faults + entries.faults, writes, entries.notes, requests.unrouted()
    )


def _is_bringer(values: Mapping[str, Any], actor: Actor) -> bool:
    """Whether an actor of a list is whoever brings it, as the ledger has them."""
    told = [values[name] for name in ("actor_id", "role", "place", "department", "field")]
    return told == [actor.actor_id, actor.role, actor.place, actor.department, actor.field]


def _unread(
    table: str,
    unread: deque[FaultyId],
    taken: set[str],
    actor: Actor,
    known: _Known,
    *,
    before: int | None = None,
) -> list[Fault]:
    """What else is wrong with rows that could not be read whole, up to a row."""
    faults = []
    while unread and (before is None or unread[0].number < before):
        one = unread.popleft()
        wrong = [_there_already(table)] if one.id and one.id in taken else []
        if table == "deliverables":
            wrong += _deliverable_faults(_filled(one, known), actor, known)
        faults += [Fault(table, one.number, one.shown, fault) for fault in wrong]
        taken.add(one.id)
    return faults


def _filled(one: FaultyId, known: _Known) -> dict[str, Any]:
    """A deliverable with something that fits wherever its cells could not be read."""
    item = known.items.get(one.values.get("item_id", "")) or Item("", "", "", "")
    fitting = {
        "deliverable_id": one.id,
        "owner": min(known.departments, default="-"),
        "start_on": date.min,
        "due_on": date.max,
        "quantity": 1.0,
        "unit": item.unit,
    }
    return fitting | dict(one.values)


def _deliverable_faults(values: dict[str, Any], actor: Actor, known: _Known) -> list[str]:
    """What is wrong with a deliverable; without an item or a place, nothing that follows of it."""
    items, places, place = known.items, known.places, values.get("place")
    if "item_id" not in values:
        items, places = {"": Item("", "", "", values["unit"])}, {}
    elif place is None and values["item_id"] in items:
        places = {}
    shown = {"item_id": "", "place": "-"} | values
    faults = deliverable_faults(deliverable_of(shown), items, places)
    faults += filter(None, [owner_fault(values["owner"], known.departments)])
    if place is None:
        return faults
    of = items.get(values.get("item_id", ""))
    return faults + _not_governed("deliverables", place, actor, "" if of is None else of.field)


def _not_governed(table: str, place: str, actor: Actor, field: str = "") -> list[str]:
    try:
        check_governs(actor, place, f"bring {table}", field)
    except InputError as error:
        return [str(error)]
    return []


def _there_already(table: str) -> str:
    return f"the id is there already; take another{_ELSE.get(table, '')}"


def _faults(table: str, values: dict[str, Any], actor: Actor, known: _Known) -> list[str]:
    thing = THING_OF[table]
    name = values[key_of(THINGS[thing])]
    faults = []
    if name in known.ids[thing]:
        faults.append(_there_already(table))
    if table in WORKSHOP_THING_OF:
        return faults + workshop_row_faults(table, values, actor, known.workshops)
    if table == "actors":
        faults += _actor_faults(values)
    if table == "items":
        faults += item_faults(item_of(values), known.places)
        place = known.places.get(values["programme_id"], actor.place)
    elif table == "deliverables":
        return faults + _deliverable_faults(values, actor, known)
    elif table == "cases":
        return faults + known.cases.case_faults(values)
    elif table == "case_rules":
        faults += known.cases.rule_faults(values)
        place = values["place"]
    elif table == "budgets":
        return faults + known.projects.faults(values, actor)
    else:
        faults += _noun_faults(table, values)
        if table == "projects":
            payers = known.payers.get(name, set())
            faults += _payer_faults(values, payers)
            if actor.field and payers:
                faults.append(
                    "money was posted for it before a list had it; ask somebody whom no field "
                    "limits to bring it"
                )
        place = values.get("place", actor.place)
    return faults + _not_governed(table, place, actor, values.get("field", ""))


def _actor_faults(values: Mapping[str, Any]) -> list[str]:
    faults = []
    if values["role"] == Role.DEPARTMENT and not values["department"]:
        faults.append("no department; say which it is, as `owner` of deliverables says it")
    limited = field_fault(actor_of(values)) if values["role"] else ""
    return faults + ([limited] if limited else [])


def _writes(table: str, values: dict[str, Any]) -> list[Write]:
    if table == "cases":
        return case_writes(values)
    if last_role := values.get("last_role"):
        acted = {name: value for name, value in values.items() if name != "last_role"}
        acted["role"] = last_role
        left = changed(acted, {"role": ""})
        return [Write("actor", "import", None, acted), Write("actor", "retire", acted, left)]
    return [Write(THING_OF[table], "import", None, values)]


def _noun_faults(table: str, values: dict[str, Any]) -> list[str]:
    """What a noun of these lists would refuse."""
    try:
        if table == "projects":
            project_of(values)
        elif table == "declared":
            declared_of(values)
    except InputError as fault:
        return [str(fault)]
    return []


def _payer_faults(values: Mapping[str, Any], payers: set[str]) -> list[str]:
    """Money that was posted before by those who are to take no part."""
    parties = {own_code(values["giver"]), own_code(values["receiver"])}
    return [
        f"money of {one!r} was posted for it, and it is to be of {values['giver']!r} and "
        f"{values['receiver']!r}; reverse that, or check the codes"
        for one in sorted(payers)
        if own_code(one) not in parties
    ]


def _take(table: str, values: dict[str, Any], known: _Known) -> None:
    thing = THING_OF[table]
    known.ids[thing].add(values[key_of(THINGS[thing])])
    if table in WORKSHOP_THING_OF:
        take_workshop_row(table, values, known.workshops)
    elif table in ("projects", "budgets"):
        known.projects.take(table, values)
    elif table == "items":
        known.items[values["item_id"]] = item_of(values)
    elif table == "programmes":
        known.places[values["programme_id"]] = values["place"]
    elif table in ("actors", "cases", "case_rules"):
        known.cases.take(table, values)
        if values.get("role") in (Role.DEPARTMENT, "") and values["department"]:
            known.departments.add(values["department"])  # of the retired, too: what is theirs stays
