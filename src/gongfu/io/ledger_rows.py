"""What a ledger holds, asked for by id, by kind or by project."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection, bindparam, exists, func, select

from gongfu.errors import InputError, NotFoundError, n_of
from gongfu.io.ledger_nouns import deliverable_of, evidence_of, item_of, posting_of, programme_of
from gongfu.io.ledger_projects import PROJECTS
from gongfu.io.ledger_statements import Question, Statement, first_row, rows
from gongfu.io.ledger_tables import EVIDENCE, POSTINGS, THINGS, key_of
from gongfu.track.actors import REVERSED, odd_id
from gongfu.track.postings import Posting
from gongfu.track.programmes import Evidence, Register

SHOWN: Final = (
    "deliverable",
    "project",
    "budget",
    "workshop",
    "job",
    "enrolment",
    "attendance",
    "pay",
    "request",
    "case",
    "proposal",
)
"""What is shown by its id alone; all but proposals are moved so, too."""

_BY_ID: Final = {
    thing: Statement(select(table).where(table.c[key_of(table)] == bindparam("the_id")))
    for thing, table in THINGS.items()
}
_IDS: Final = {thing: Statement(select(table.c[key_of(table)])) for thing, table in THINGS.items()}
_COLUMNS: Final = {
    thing: tuple(str(column.name) for column in table.columns) for thing, table in THINGS.items()
}
_POSTINGS: Final = Statement(
    select(POSTINGS).where(POSTINGS.c.project == bindparam("project")).order_by(POSTINGS.c.number)
)
_LISTED: Final = Statement(
    select(
        exists(select(PROJECTS.c.project_id)),
        exists(select(PROJECTS.c.project_id).where(PROJECTS.c.project_id == bindparam("project"))),
    )
)
_EVIDENCE: Final = Statement(
    select(EVIDENCE)
    .where(EVIDENCE.c.deliverable_id == bindparam("the_id"))
    .order_by(EVIDENCE.c.number)
)
_LAST_EVIDENCE: Final = Statement(
    select(func.max(EVIDENCE.c.number)).where(EVIDENCE.c.deliverable_id == bindparam("the_id"))
)


def row_by_id(connection: Connection, thing: str, thing_id: str) -> dict[str, Any]:
    """One row.

    Parameters
    ----------
    connection
        To the ledger.
    thing, thing_id
        Which.

    Returns
    -------
    dict
        Column -> value.

    Raises
    ------
    NotFoundError
        There is none.
    """
    found = first_row(connection, *asks_row(thing, thing_id))
    if found is None:
        raise NotFoundError(f"no {thing} {thing_id!r} in the ledger; check the id")
    return dict(zip(_COLUMNS[thing], found, strict=True))


def asks_row(thing: str, thing_id: str) -> Question:
    """What `row_by_id` asks, for `write` to ask ahead.

    Parameters
    ----------
    thing, thing_id
        Which.

    Returns
    -------
    tuple of Statement and dict
        A select, and its parameters.
    """
    return _BY_ID[thing], {"the_id": thing_id}


def is_there(connection: Connection, thing: str, thing_id: str) -> bool:
    """Whether a thing has an id.

    Parameters
    ----------
    connection
        To the ledger.
    thing, thing_id
        Which.

    Returns
    -------
    bool
        So.
    """
    return first_row(connection, *asks_row(thing, thing_id)) is not None


def is_unlisted(connection: Connection, project: str) -> bool:
    """Whether projects are listed, and not this one.

    Parameters
    ----------
    connection
        To the ledger.
    project
        Its id.

    Returns
    -------
    bool
        False also if no project is listed.
    """
    found = first_row(connection, *asks_listed(project))
    return found is not None and found[0] and not found[1]


def asks_listed(project: str) -> Question:
    """What `is_unlisted` asks, for `write` to ask ahead.

    Parameters
    ----------
    project
        Its id.

    Returns
    -------
    tuple of Statement and dict
        A select, and its parameters.
    """
    return _LISTED, {"project": project}


def asks_evidence(deliverable_id: str) -> Question:
    """What `last_evidence` asks, for `write` to ask ahead.

    Parameters
    ----------
    deliverable_id
        Which.

    Returns
    -------
    tuple of Statement and dict
        A select, and its parameters.
    """
    return _LAST_EVIDENCE, {"the_id": deliverable_id}


def check_new_id(connection: Connection, thing: str, thing_id: str) -> None:
    """Refuse an id that none can be, or that is of another thing: ids alone show and move things.

    Parameters
    ----------
    connection
        To the ledger.
    thing, thing_id
        What is new.
    """
    bare = thing_id.replace(REVERSED, "") if thing == "pay" else thing_id  # the rules of pay say
    if what := odd_id(bare):
        raise InputError(f"the {thing}'s id: {what}")
    others = [one for one in SHOWN if one != thing]
    if found := kinds_with(connection, others, thing_id):
        raise InputError(f"{thing_id!r} is the id of a {found[0]} already; take a new one")


def check_new_ids(connection: Connection, new: Iterable[tuple[str, str]]) -> None:
    """As `check_new_id`, of many at once, among which each id is of one thing as well.

    Parameters
    ----------
    connection
        To the ledger.
    new
        What is new: its kind and its id.
    """
    kind_of: dict[str, str] = {}
    for thing, thing_id in new:
        if thing in SHOWN and kind_of.setdefault(thing_id, thing) != thing:
            raise InputError(
                f"{thing_id!r} is the id of a {kind_of[thing_id]} and of a {thing}; rename one"
            )
    for thing in SHOWN if kind_of else ():
        clash = [one for one in ids_of(connection, thing) if kind_of.get(one, thing) != thing]
        if clash:
            raise InputError(
                f"{min(clash)!r} is the id of a {thing} already, and "
                f"{n_of(len(clash), 'id of the lists is', 'ids of the lists are')} another "
                "thing's; rename them"
            )


def kinds_with(connection: Connection, kinds: Iterable[str], thing_id: str) -> list[str]:
    """The kinds of thing of which one has an id.

    Parameters
    ----------
    connection
        To the ledger.
    kinds
        Among which.
    thing_id
        The id.

    Returns
    -------
    list of str
        In their order; none if nothing has it.
    """
    return [one for one in kinds if first_row(connection, _BY_ID[one], {"the_id": thing_id})]


def ids_of(connection: Connection, thing: str) -> set[str]:
    """The ids that are there.

    Parameters
    ----------
    connection
        To the ledger.
    thing
        Which kind of thing.

    Returns
    -------
    set of str
        All.
    """
    return {one for (one,) in rows(connection, _IDS[thing], {})}


def rows_of(connection: Connection, thing: str) -> list[dict[str, Any]]:
    """All rows of a kind, by id.

    Parameters
    ----------
    connection
        To the ledger.
    thing
        Which kind.

    Returns
    -------
    list of dict
        Column -> value.
    """
    table = THINGS[thing]
    names = _COLUMNS[thing]
    rows = [dict(zip(names, one, strict=True)) for one in connection.execute(select(table))]
    return sorted(rows, key=lambda row: str(row[key_of(table)]))


def register_of(connection: Connection) -> tuple[Register, dict[str, int]]:
    """The programmes with all that belongs to them, and the version of each deliverable.

    Parameters
    ----------
    connection
        To the ledger.

    Returns
    -------
    tuple of Register and dict
        Deliverables by id; evidence in the order in which it came.
    """
    evidence = connection.execute(
        select(EVIDENCE).order_by(EVIDENCE.c.deliverable_id, EVIDENCE.c.number)
    )
    rows = rows_of(connection, "deliverable")
    register = Register(
        [programme_of(row) for row in rows_of(connection, "programme")],
        [item_of(row) for row in rows_of(connection, "item")],
        [deliverable_of(row) for row in rows],
        [evidence_of(row._mapping) for row in evidence],
    )
    return register, {row["deliverable_id"]: row["version"] for row in rows}


def evidence_for(connection: Connection, deliverable_id: str) -> list[Evidence]:
    """The evidence of one deliverable, in the order in which it came.

    Parameters
    ----------
    connection
        To the ledger.
    deliverable_id
        Which.

    Returns
    -------
    list of Evidence
        None if there is none.
    """
    found = rows(connection, _EVIDENCE, {"the_id": deliverable_id})
    return [evidence_of(dict(zip(_COLUMNS["evidence"], one, strict=True))) for one in found]


def last_evidence(connection: Connection, deliverable_id: str) -> int:
    """The number of a deliverable's last evidence.

    Parameters
    ----------
    connection
        To the ledger.
    deliverable_id
        Which.

    Returns
    -------
    int
        0 if there is none.
    """
    found = first_row(connection, *asks_evidence(deliverable_id))
    return 0 if found is None else found[0] or 0


def postings_of(connection: Connection, project: str | None = None) -> list[Posting]:
    """Postings in the order in which they were made.

    Parameters
    ----------
    connection
        To the ledger.
    project
        Which one's; None: all, project by project.

    Returns
    -------
    list of Posting
        None if there are none.
    """
    if project is not None:
        names = _COLUMNS["posting"]
        found = rows(connection, _POSTINGS, {"project": project})
        return [posting_of(dict(zip(names, one, strict=True))) for one in found]
    all_ = connection.execute(select(POSTINGS).order_by(POSTINGS.c.project, POSTINGS.c.number))
    return [posting_of(row._mapping) for row in all_]
