"""IATI 2.03: cooperation projects and their postings as activities with transactions.

The specification: iatistandard.org/en/iati-standard/203 (activity standard, codelists
TransactionType, ActivityStatus, OrganisationRole).  Each posting is seen from who reports it:

| posting | by the giver | by the receiver | by anybody else |
| --- | --- | --- | --- |
| commitment | 2 outgoing commitment | 11 incoming commitment | 2 |
| transfer | 3 disbursement | 1 incoming funds | 3 |
| spending | – (the receiver's) | 4 expenditure | 4 |
| return | 3, below 0 | 1, below 0 | 3, below 0 |

A reversal is the transaction that it undoes with the other sign.  Reasons and who posted stay in
the ledger.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from lxml import etree

from gongfu.errors import InputError
from gongfu.track.money import yuan_of
from gongfu.track.postings import Kind, Posting
from gongfu.track.projects import Party, PartyRole, Phase, Project

VERSION: Final = "2.03"

_GIVER: Final = "giver"
_RECEIVER: Final = "receiver"
_OTHER: Final = ""
_TYPES: Final[dict[tuple[str, Kind], tuple[str, int]]] = {
    (_GIVER, Kind.COMMITMENT): ("2", 1),
    (_GIVER, Kind.TRANSFER): ("3", 1),
    (_GIVER, Kind.RETURN): ("3", -1),
    (_RECEIVER, Kind.COMMITMENT): ("11", 1),
    (_RECEIVER, Kind.TRANSFER): ("1", 1),
    (_RECEIVER, Kind.SPENDING): ("4", 1),
    (_RECEIVER, Kind.RETURN): ("1", -1),
    (_OTHER, Kind.COMMITMENT): ("2", 1),
    (_OTHER, Kind.TRANSFER): ("3", 1),
    (_OTHER, Kind.SPENDING): ("4", 1),
    (_OTHER, Kind.RETURN): ("3", -1),
}
_STATUS: Final = {
    Phase.IDENTIFICATION: "1",
    Phase.PREPARATION: "1",
    Phase.IMPLEMENTATION: "2",
    Phase.COMPLETION: "3",
    Phase.COMPLETED: "4",
    Phase.CANCELLED: "5",
}
_ROLES: Final = {
    PartyRole.FUNDER: "1",
    PartyRole.AUTHORITY: "2",
    PartyRole.ADMINISTRATOR: "3",
    PartyRole.SUPPLIER: "4",
}
_IDENTIFIER: Final = re.compile(r"[^/&|?\s]+")
_ORG_TYPE: Final = re.compile(r"[0-9]{2}")
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_SHOWN: Final = 20
_FEW: Final = 5


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who publishes.

    Attributes
    ----------
    ref, name
        Its identifier as IATI has it, such as "CN-…", and its name.
    org_type
        Code of the list OrganisationType: 10 government, 11 local government, 70 private.
    party_id
        Which party of the projects it is, of one at least; "" for none.
    """

    ref: str
    name: str
    org_type: str
    party_id: str = ""


def write_activities(
    projects: Iterable[Project],
    postings: Iterable[Posting],
    reporter: Reporter,
    generated_at: datetime,
    *,
    language: str = "zh",
) -> bytes:
    """Projects with their postings as an IATI file.

    Parameters
    ----------
    projects
        At least one.
    postings
        Of these projects, in the order in which they were made.  Those that are not the
        reporter's, see the table above, are left to whose they are.
    reporter
        Who publishes.
    generated_at
        Now, with a time zone.
    language
        Of titles, descriptions and names: a code of ISO 639-1.

    Returns
    -------
    bytes
        XML in UTF-8; amounts in CNY with two decimals.

    Raises
    ------
    InputError
        A posting of no project or no party, or an identifier that IATI does not take.
    """
    held = list(projects)
    by_project: dict[str, list[Posting]] = {one.project_id: [] for one in held}
    faults = _head_faults(held, reporter, generated_at)
    for posting in postings:
        if posting.project in by_project:
            by_project[posting.project].append(posting)
        else:
            faults.append(
                f"posting {posting.posting_id!r}: no project {posting.project!r}; give it, too"
            )
    for one in held:
        faults += _project_faults(one, by_project[one.project_id])
    if faults:
        more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise InputError("IATI: " + "; ".join(faults[:_SHOWN]) + more)
    root = etree.Element("iati-activities", version=VERSION)
    root.set("generated-datetime", generated_at.isoformat(timespec="seconds"))
    for one in held:
        try:
            root.append(_activity(one, by_project[one.project_id], reporter, language))
        except ValueError as fault:
            raise InputError(
                f"IATI: project {one.project_id!r} has a character that XML cannot hold; remove it"
            ) from fault
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _head_faults(
    projects: Sequence[Project], reporter: Reporter, generated_at: datetime
) -> list[str]:
    faults = [] if projects else ["no project; a file needs one"]
    if generated_at.utcoffset() is None:
        faults.append("generated_at has no time zone; give it one")
    if not _IDENTIFIER.fullmatch(reporter.ref) or not reporter.name:
        faults.append(f"the reporter's ref is {reporter.ref!r}; give it without / & | ? and a name")
    if not _ORG_TYPE.fullmatch(reporter.org_type):
        faults.append(f"org_type is {reporter.org_type!r}; give the two digits of its code")
    known = {one.party_id: one.name for project in projects for one in project.parties}
    if known and reporter.party_id and reporter.party_id not in known:
        few = [f"{one!r} ({known[one]})" for one in sorted(known)[:_FEW]]
        more = f" and {len(known) - _FEW} more" if len(known) > _FEW else ""
        faults.append(
            f"no project has the party {reporter.party_id!r}; choose among {', '.join(few)}{more}, "
            "or none"
        )
    ids = [one.project_id for one in projects]
    faults += [f"project {one!r} is there twice" for one in sorted(set(ids)) if ids.count(one) > 1]
    return faults


def _project_faults(project: Project, postings: Sequence[Posting]) -> list[str]:
    name = f"project {project.project_id!r}"
    faults = []
    if not _IDENTIFIER.fullmatch(project.project_id):
        faults.append(f"{name}: its id has a space or one of / & | ?; IATI does not take it")
    if not project.parties:
        faults.append(f"{name}: no party; add one")
    known = {one.party_id for one in project.parties}
    ids = {one.posting_id for one in postings}
    for one in postings:
        faults += [
            f"posting {one.posting_id!r}: {party!r} is no party of {name}; add it"
            for party in (one.giver, one.receiver)
            if party not in known
        ]
        if one.reverses and one.reverses not in ids:
            faults.append(
                f"posting {one.posting_id!r}: {one.reverses!r}, which it undoes, is not there"
            )
    return faults


def _activity(
    project: Project, postings: Sequence[Posting], reporter: Reporter, language: str
) -> Any:
    """One project; elements in the order that the schema asks for."""
    parties = {one.party_id: one for one in project.parties}
    activity = etree.Element("iati-activity")
    activity.set(_LANG, language)
    activity.set("default-currency", "CNY")
    _add(activity, "iati-identifier").text = f"{reporter.ref}-{project.project_id}"
    reporting = _add(activity, "reporting-org", reporter.name, ref=reporter.ref)
    reporting.set("type", reporter.org_type)
    if reporter.party_id not in parties:
        reporting.set("secondary-reporter", "1")
    _add(activity, "title", project.title)
    _add(activity, "description", project.description)
    for party in project.parties:
        for role in party.roles:
            _org(activity, "participating-org", party).set("role", _ROLES[role])
    _add(activity, "activity-status", code=_STATUS[project.phase])
    dates = {"1": project.start_on, "3": project.due_on, "4": project.completed_on}
    for kind, day in dates.items():
        if day is not None:
            _add(activity, "activity-date", type=kind).set("iso-date", day.isoformat())
    _add(activity, "recipient-country", code="CN")
    _add(activity, "location", ref=project.place)
    _add(activity, "sector", project.sector, vocabulary="99", code=project.sector)
    for year in sorted({one.year for one in project.budgets}):
        fen = sum(one.amount_fen for one in project.budgets if one.year == year)
        _budget(activity, year, fen)
    for posting in postings:
        _transaction(activity, posting, reporter, parties)
    return activity


def _budget(activity: Any, year: int, fen: int) -> None:
    first, last = date(year, 1, 1).isoformat(), date(year, 12, 31).isoformat()
    budget = _add(activity, "budget", type="1", status="2")
    _add(budget, "period-start").set("iso-date", first)
    _add(budget, "period-end").set("iso-date", last)
    _value(budget, fen, first)


def _transaction(
    activity: Any, posting: Posting, reporter: Reporter, parties: Mapping[str, Party]
) -> None:
    side = {posting.giver: _GIVER, posting.receiver: _RECEIVER}.get(reporter.party_id, _OTHER)
    found = _TYPES.get((side, posting.kind))
    if found is None:
        return
    code, sign = found
    one = _add(activity, "transaction", ref=posting.posting_id)
    _add(one, "transaction-type", code=code)
    _add(one, "transaction-date").set("iso-date", posting.on.isoformat())
    _value(one, sign * posting.sign * posting.amount_fen, posting.on.isoformat())
    told = "Return of funds" if posting.kind is Kind.RETURN else ""
    if posting.reverses:
        told = f"Reversal of {posting.reverses}"
    if told:
        _add(one, "description", told)[0].set(_LANG, "en")
    if posting.kind is Kind.SPENDING:
        _org(one, "provider-org", parties[posting.receiver])
    else:  # a return goes on as a transfer taken back, so its sides stay
        _org(one, "provider-org", parties[posting.giver])
        _org(one, "receiver-org", parties[posting.receiver])


def _add(parent: Any, tag: str, narrative: str = "", **attributes: str) -> Any:
    """A new child, with a narrative if there are words for it."""
    child = etree.SubElement(parent, tag, attributes)
    if narrative:
        etree.SubElement(child, "narrative").text = narrative
    return child


def _org(parent: Any, tag: str, party: Party) -> Any:
    ref = {"ref": f"{party.scheme}-{party.identifier}"} if party.scheme else {}
    return _add(parent, tag, party.name, **ref)


def _value(parent: Any, fen: int, on: str) -> None:
    value = _add(parent, "value", currency="CNY")
    value.set("value-date", on)
    value.text = yuan_of(fen)
