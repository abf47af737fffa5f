"""Lists of evidence and postings checked row by row, and what they write."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection

from gongfu.app.tracking_money import money_ids
from gongfu.errors import InputError
from gongfu.io.ledger_among import rows_among
from gongfu.io.ledger_books import between_parties
from gongfu.io.ledger_deeds import Deed, Write
from gongfu.io.ledger_lists import Fault, FaultyId, ListedRow
from gongfu.io.ledger_nouns import evidence_of, evidence_row, posting_of, posting_row
from gongfu.io.ledger_projects import project_of
from gongfu.io.ledger_rows import ids_of, rows_of
from gongfu.io.ledger_tables import DELIVERABLES, EVIDENCE, POSTINGS
from gongfu.track.actors import Actor, own_code
from gongfu.track.books import ProjectBooks
from gongfu.track.calendar import day_in_china
from gongfu.track.money_notes import posting_notes
from gongfu.track.postings import Kind, Posting, reversal
from gongfu.track.programmes import Evidence, evidence_faults
from gongfu.track.proofs import Proofs, below_fault
from gongfu.track.rights import check_pays, check_serves

_SHOWN: Final = 10
_THERE: Final = "the id is there already; take another"


@dataclass(frozen=True, slots=True)
class Note:
    """What may be a slip in a row that counts all the same."""

    table: str
    row: int
    note: str
    project: str = ""


def noted(notes: Iterable[Note]) -> list[dict[str, Any]]:
    """Notes put together, as an answer keeps them.

    Parameters
    ----------
    notes
        Of any rows.

    Returns
    -------
    list of dict
        For each list and kind of note `n` rows, and the first ten of the `rows` and `projects`.
    """
    found: dict[tuple[str, str], list[Note]] = {}
    for one in notes:
        found.setdefault((one.table, one.note), []).append(one)
    return [
        {
            "table": table,
            "note": note,
            "n": len(of),
            "rows": [one.row for one in of[:_SHOWN]],
            "projects": list(dict.fromkeys(one.project for one in of if one.project))[:_SHOWN],
        }
        for (table, note), of in found.items()
    ]


@dataclass(frozen=True, slots=True)
class Checked:
    """Rows without fault by list, the faults of the others, what is written, and its notes.

    unrouted: of requests, as `RequestLists.unrouted` tells it.
    """

    good: dict[str, list[ListedRow]]
    faults: list[Fault]
    writes: list[Write]
    notes: list[Note]
    unrouted: list[dict[str, Any]] = field(default_factory=list)


def check_entries(
    connection: Connection,
    deed: Deed,
    actor: Actor,
    rows: Mapping[str, Sequence[ListedRow]],
    good: Mapping[str, Sequence[ListedRow]],
    unread: Mapping[str, Iterable[FaultyId]],
) -> Checked:
    """Check the lists of evidence and postings, each row with those above it.

    Parameters
    ----------
    connection
        To the ledger.
    deed, actor
        Who brings them, and when.
    rows
        By list.
    good
        Rows of the other lists without fault, to which these may refer.
    unread
        Ids of rows that could not be read whole, by list.

    Returns
    -------
    Checked
        Of the lists that are there.
    """
    found = Checked({}, [], [], [])
    of_evidence, of_postings = rows.get("evidence"), rows.get("postings")
    if of_evidence is not None:
        brought = good.get("deliverables", ())
        items = good.get("items", ())
        proofs = EvidenceList(connection, deed, actor, of_evidence, brought, items)
        found.good["evidence"], faults = proofs.check(of_evidence)
        found.faults.extend(faults)
        found.writes.extend(proofs.writes)
        found.notes.extend(proofs.notes)
    if of_postings is not None:
        brought = good.get("projects", ())
        money = PostingList(connection, deed, actor, of_postings, brought)
        found.good["postings"], faults = money.check(of_postings, unread.get("postings", ()))
        found.faults.extend(faults)
        found.writes.extend(money.writes)
        found.notes.extend(money.notes)
    return found


class EvidenceList:
    """What rows of evidence may refer to, and what the good ones write.

    Parameters
    ----------
    connection
        To the ledger.
    deed, actor
        Who brings it, and when.
    listed
        The rows.
    deliverables, items
        Rows that come with them, without fault.
    """

    def __init__(
        self,
        connection: Connection,
        deed: Deed,
        actor: Actor,
        listed: Sequence[ListedRow],
        deliverables: Iterable[ListedRow],
        items: Iterable[ListedRow] = (),
    ) -> None:
        self._actor = actor
        self._fields = {row["item_id"]: row["field"] for row in rows_of(connection, "item")}
        self._fields |= {one.values["item_id"]: one.values["field"] for one in items}
        self._today = day_in_china(deed.at)
        wanted = {one.values["deliverable_id"] for one in listed}
        rows = rows_among(connection, DELIVERABLES, "deliverable_id", wanted)
        self._of = {row["deliverable_id"]: row for row in rows}
        self._of.update({one.values["deliverable_id"]: one.values for one in deliverables})
        held = rows_among(connection, EVIDENCE, "deliverable_id", wanted)
        days: dict[str, set[date]] = {}
        for row in (*held, *(one.values for one in listed)):
            days.setdefault(row["deliverable_id"], set()).add(row["on_day"])
        self._proofs = {of: Proofs(on) for of, on in days.items()}
        self._last: dict[str, int] = {}
        self._ids: set[str] = set()
        self._files: set[tuple[str, str]] = set()
        self._figures: set[Evidence] = set()
        for row in held:
            self._take(evidence_of(row), row["number"])
        self.writes: list[Write] = []
        self.notes: list[Note] = []

    def check(self, listed: Sequence[ListedRow]) -> tuple[list[ListedRow], list[Fault]]:
        """The rows without fault, and the faults of the others.

        Parameters
        ----------
        listed
            The rows, in their order.

        Returns
        -------
        tuple of list and list
            What the good ones write is added to `writes`, and what may be a slip to `notes`.
        """
        good, faults = [], []
        for one in listed:
            values = one.values
            evidence = Evidence(
                values["deliverable_id"],
                values["on_day"],
                values["kind"],
                values["quantity"],
                values["proof"],
            )
            wrong = self._faults(evidence, values["evidence_id"])
            faults += [Fault(one.table, one.number, evidence.deliverable_id, at) for at in wrong]
            if not wrong:
                good.append(one)
                number = self._last.get(evidence.deliverable_id, 0) + 1
                self.writes.append(Write("evidence", "prove", None, evidence_row(evidence, number)))
                self.notes += [Note(one.table, one.number, at) for at in self._slips(evidence)]
                self._take(evidence, number)
        return good, faults

    def _faults(self, evidence: Evidence, evidence_id: str) -> list[str]:
        name = evidence.deliverable_id
        of = self._of.get(name)
        if of is None:
            return [f"no deliverable {name!r} in the ledger or among the good rows; bring it first"]
        doing = f"prove deliverable {name!r}"
        scope = of["place"], of["owner"], doing, self._fields[of["item_id"]]
        faults = _refused(lambda: check_serves(self._actor, *scope))
        faults += evidence_faults(evidence, {name})
        following = f"{name}/{self._last.get(name, 0) + 1}"
        if evidence_id in self._ids:
            faults.append("the evidence_id is there already; leave it blank to prove more")
        elif evidence_id and evidence_id != following:
            faults.append(
                f"the next evidence_id of {name!r} is {following!r}; write that, or leave it blank"
            )
        if not faults and evidence.quantity < 0:
            below = self._proofs[name].below(evidence)
            faults += [] if below is None else [below_fault(below)]
        return faults

    def _slips(self, evidence: Evidence) -> list[str]:
        slips = ["to_come"] if evidence.on > self._today else []
        if evidence.on < self._of[evidence.deliverable_id]["start_on"]:
            slips.append("before")
        if evidence.kind == "file" and (evidence.deliverable_id, evidence.proof) in self._files:
            slips.append("again")
        if evidence.kind == "figure" and evidence in self._figures:
            slips.append("same")
        return slips

    def _take(self, evidence: Evidence, number: int) -> None:
        name = evidence.deliverable_id
        self._last[name] = max(number, self._last.get(name, 0))
        self._ids.add(f"{name}/{number}")
        self._proofs[name].add(evidence)
        if evidence.kind == "file":
            self._files.add((name, evidence.proof))
        self._figures.add(evidence)


class PostingList:
    """What rows of postings may refer to, and what the good ones write.

    Parameters
    ----------
    connection
        To the ledger.
    deed, actor
        Who brings it, and when.
    listed
        The rows.
    projects
        Rows that come with them, without fault.
    """

    def __init__(
        self,
        connection: Connection,
        deed: Deed,
        actor: Actor,
        listed: Sequence[ListedRow],
        projects: Iterable[ListedRow],
    ) -> None:
        self._deed, self._actor = deed, actor
        self._today = day_in_china(deed.at)
        self._projects = {row["project_id"]: row for row in rows_of(connection, "project")}
        self._projects.update({one.values["project_id"]: one.values for one in projects})
        undone = {one.values["reverses"] for one in listed}
        wanted = {one.values["project"] for one in listed}
        known = wanted & self._projects.keys()
        self._nouns = {name: project_of(self._projects[name]) for name in known}
        wanted |= {row["project"] for row in rows_among(connection, POSTINGS, "posting_id", undone)}
        self._taken = ids_of(connection, "posting")
        self._books: dict[str, ProjectBooks] = {}
        self._by_id: dict[str, Posting] = {}
        held = rows_among(connection, POSTINGS, "project", wanted)
        for row in sorted(held, key=lambda row: (row["project"], row["number"])):
            self._take(posting_of(row))
        self.writes: list[Write] = []
        self.notes: list[Note] = []

    def check(
        self, listed: Sequence[ListedRow], unread: Iterable[FaultyId] = ()
    ) -> tuple[list[ListedRow], list[Fault]]:
        """The rows without fault, and the faults of the others.

        Parameters
        ----------
        listed
            The rows, in their order.
        unread
            Ids of rows that could not be read whole, which are taken all the same.

        Returns
        -------
        tuple of list and list
            What the good ones write is added to `writes`, and what may be a slip to `notes`.
        """
        good, faults, waiting = [], [], deque(unread)
        for one in listed:
            while waiting and waiting[0].number < one.number:
                faults += self._unread(one.table, waiting.popleft())
            posting_id = one.values["posting_id"]
            posting, wrong = self._posting(one.values)
            if posting_id in self._taken:
                wrong.append(_THERE)
            elif posting is not None:
                posting, beyond, more = self._checked(posting)
                wrong += more
            faults += [Fault(one.table, one.number, posting_id, at) for at in wrong]
            self._taken.add(posting_id)
            if not wrong and posting is not None:
                good.append(one)
                self._take(posting)
                slips = [f"beyond_{what}" for what in beyond] + self._slips(posting)
                self.notes += [Note(one.table, one.number, at, posting.project) for at in slips]
                number = len(self._books[posting.project].postings)
                row = posting_row(posting, number)
                self.writes.append(Write("posting", "post", None, row, posting.reason))
        for left in waiting:
            faults += self._unread("postings", left)
        return good, faults

    def _unread(self, table: str, one: FaultyId) -> list[Fault]:
        there = bool(one.id) and one.id in self._taken
        self._taken.add(one.id)
        return [Fault(table, one.number, one.shown, _THERE)] if there else []

    def _posting(self, values: Mapping[str, Any]) -> tuple[Posting | None, list[str]]:
        """What a row tells; what a reversal leaves blank is that of the posting it reverses."""
        named = {
            "posting_id": values["posting_id"],
            "on": values["on_day"],
            "actor_id": self._deed.who,
            "reason": values["reason"],
        }
        told = {name: values[name] for name in ("project", "giver", "receiver", "year")}
        told |= {"amount_fen": values["amount_fen"]}
        told |= {"kind": Kind(values["kind"])} if values["kind"] else {}
        if not values["reverses"]:
            return Posting(**named, **told), []
        original = self._by_id.get(values["reverses"])
        if original is None:
            return None, [
                f"no posting {values['reverses']!r} in the ledger or in a good row above; bring it "
                "first, or mend the id"
            ]
        for side in ("giver", "receiver"):
            if own_code(told[side]) == own_code(getattr(original, side)):
                told[side] = ""
        said = {name: value for name, value in told.items() if value not in ("", None)}
        return replace(reversal(original, **named), **said), []

    def _checked(self, posting: Posting) -> tuple[Posting, tuple[str, ...], list[str]]:
        """A posting between the parties of its project, what it goes beyond, and its faults."""
        if faults := money_ids(posting):
            return posting, (), faults
        if posting.giver and posting.receiver:
            project = self._projects.get(posting.project)
            pair = posting.giver, posting.receiver
            of_field = "" if project is None else project["field"]
            faults += _refused(lambda: check_pays(self._actor, *pair, of_field))
        start, after = f"posting {posting.posting_id!r}: ", posting
        if posting.giver and posting.receiver:
            try:
                after = between_parties(posting, self._projects.get(posting.project))
            except InputError as error:
                faults.append(str(error).removeprefix(start))
        of = self._by_id[posting.reverses].project if posting.reverses else posting.project
        beyond: tuple[str, ...] = ()
        try:
            beyond = self._books.get(of, ProjectBooks()).checked(after).beyond
        except InputError as error:
            faults.append(str(error).removeprefix(start))
        return after, beyond, faults

    def _slips(self, posting: Posting) -> list[str]:
        unlisted = self._projects and posting.project not in self._projects
        slips = ["unlisted"] if unlisted else []
        first = not self._projects and len(self._books[posting.project].postings) == 1
        slips += ["first"] if first else []
        slips += ["to_come"] if posting.on > self._today else []
        balance = self._books[posting.project].balance
        return slips + posting_notes(self._nouns.get(posting.project), posting, balance)

    def _take(self, posting: Posting) -> None:
        self._books.setdefault(posting.project, ProjectBooks()).take(posting)
        self._by_id[posting.posting_id] = posting


def _refused(check: Callable[[], None]) -> list[str]:
    try:
        check()
    except InputError as error:
        return [str(error)]
    return []
