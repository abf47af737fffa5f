"""A ledger written out for others: exact, for spreadsheets, and in the public standards."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

import pandas as pd
from sqlalchemy import Connection

from gongfu.app.answer import Answer
from gongfu.app.requesting_public import public_requests_at
from gongfu.app.tracking import Ledger, day_in_china, day_of
from gongfu.app.tracking_answers import answered
from gongfu.app.tracking_sdmx import sdmx_files
from gongfu.errors import ConflictError, InputError, n_of
from gongfu.io.answers import check_folder
from gongfu.io.atomic import create_folder, new_file
from gongfu.io.data_package import package_files
from gongfu.io.georeport_ledger import write_public_requests
from gongfu.io.iati import Reporter, write_activities
from gongfu.io.ledger_budgets import listed_projects
from gongfu.io.ledger_public import (
    About,
    about_of,
    actors_as_known,
    left_with_rows,
    listed_rows,
    public_rows,
)
from gongfu.io.ledger_records import records_of
from gongfu.io.ledger_rows import postings_of
from gongfu.io.ledger_sheets import csv_files, sheets_of, workbook
from gongfu.io.ledger_tables import THINGS
from gongfu.io.ledger_turns import reading
from gongfu.io.oc4ids import write_package
from gongfu.io.prov import write_prov
from gongfu.report import asked_export as words
from gongfu.track.actors import own_code
from gongfu.track.postings import Posting, not_undone
from gongfu.track.projects import Project

FORMATS: Final[dict[str, tuple[str, ...]]] = {
    "datapackage": (),
    "csv": (),
    "xlsx": (".xlsx",),
    "oc4ids": (".json",),
    "iati": (".xml",),
    "sdmx": (),
    "prov": (".xml",),
    "georeport": (".xml", ".json"),
}
"""Format -> endings of its file; none: it is a folder."""

_FILES: Final = (".csv", ".xlsx", ".json", ".xml", ".zip")
_TOLD_IN_PART: Final[dict[str, tuple[str, ...]]] = {"georeport": ("requests",)}
"""Format -> tables that tell of persons and of which it shows what everybody may see."""
_COUNTY: Final = "11"  # OrganisationType of IATI 2.03: a sub-national government


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes projects.

    Attributes
    ----------
    name
        For people.
    ident
        For OC4IDS the registered prefix, such as oc4ids-bu3kcz; for IATI the organisation's
        identifier.
    uri
        Where the OC4IDS package will be.
    party
        For IATI, which party of the projects it is, such as 330200; "" for none.
    """

    name: str = ""
    ident: str = ""
    uri: str = ""
    party: str = ""


def exported(
    ledger: Ledger, out: Path, form: str, today: date, publisher: Publisher | None = None
) -> Answer:
    """Write a ledger out, without personal data, whole or not at all.

    Parameters
    ----------
    ledger
        Open; others may write meanwhile.
    out
        A new file or folder, as the format has it.
    form
        One of `FORMATS`.
    today
        The day up to which "sdmx" counts, and by whose calendar "georeport" tells deadlines; the
        other formats do not depend on it.
    publisher
        For "oc4ids" and "iati".

    Returns
    -------
    Answer
        A row for each file or table, and what was left out.
    """
    if form not in FORMATS:
        raise InputError(f"no format {form!r}; choose among {', '.join(FORMATS)}")
    _check_out(out, form)
    with reading(ledger) as connection:
        about = about_of(connection, simulated=ledger.simulated)
        left = [one for one in left_with_rows(connection) if one not in _TOLD_IN_PART.get(form, ())]
        if form == "prov":
            n_parts = _stream_prov(connection, about, out)
        elif FORMATS[form]:
            content, n_parts = _file(connection, about, out, form, publisher or Publisher(), today)
            with new_file(out) as file:
                file.write(content)
        else:
            files, n_parts = _folder(connection, about, form, today)
            create_folder(out, files)
    rows = [{"part": part, "n_rows": n} for part, n in n_parts.items()]
    settings = {
        "command": "track export",
        "as": form,
        "out": out.name,
        "today": today.isoformat(),
        "head": about.head_text,
        "left_out": left,
    }
    said = words.exported_words(form, out.name, about.head_text, left)
    return answered(ledger, settings, said, pd.DataFrame(rows, columns=["part", "n_rows"]))


def day_or_today(text: str, now: datetime) -> date:
    """The day that a text tells, or today where people are.

    Parameters
    ----------
    text
        As 2026-03-01; "" for today.
    now
        With a time zone.

    Returns
    -------
    date
        In China.
    """
    return day_of(text) if text else day_in_china(now)


def projects_of(connection: Connection) -> tuple[list[Project], list[Posting]]:
    """The projects of a ledger, and all postings, each of one of them.

    Parameters
    ----------
    connection
        One state of it.

    Returns
    -------
    tuple of lists
        Projects by id; postings project by project, without those that were reversed.

    Raises
    ------
    InputError
        There is no project, or a posting of none.
    """
    projects = listed_projects(connection)
    postings = not_undone(postings_of(connection))
    known = {one.project_id for one in projects}
    lost = sorted({one.project for one in postings} - known)
    if lost:
        raise InputError(
            f"money was posted for {n_of(len(lost), 'project that is', 'projects that are')} not "
            f"listed, such as {lost[0]!r}; "
            "import a list projects that has them"
        )
    if not projects:
        raise InputError("the ledger has no projects; import a list projects")
    return projects, postings


def _check_out(out: Path, form: str) -> None:
    endings = FORMATS[form]
    if out.exists():
        raise ConflictError(f"{str(out)!r} is there already; choose another path")
    if endings and out.suffix.lower() not in endings:
        raise InputError(f"{out.name!r} must end in {' or '.join(endings)}, as {form} has it")
    if not endings and out.suffix.lower() in _FILES:
        raise InputError(
            f"{form} is a folder with a file for each table, and {out.name!r} is called as a file "
            f"is; give a folder, such as {out.stem!r}"
        )
    check_folder(out)


def _folder(
    connection: Connection, about: About, form: str, today: date
) -> tuple[dict[str, bytes], dict[str, int]]:
    if form == "sdmx":
        return sdmx_files(connection, about, today)
    rows = listed_rows(connection) if form == "csv" else public_rows(connection)
    n_rows = {THINGS[thing].name: len(held) for thing, held in rows.items()}
    if form == "csv":
        return csv_files(sheets_of(rows, about)), n_rows
    return package_files(rows, about), n_rows


def _file(
    connection: Connection, about: About, out: Path, form: str, publisher: Publisher, today: date
) -> tuple[bytes, dict[str, int]]:
    if form == "xlsx":
        rows = listed_rows(connection)
        n_rows = {THINGS[thing].name: len(held) for thing, held in rows.items()}
        return workbook(sheets_of(rows, about)), n_rows
    if form == "georeport":
        requests = public_requests_at(connection, today)
        written = write_public_requests(
            requests, about, "json" if out.suffix.lower() == ".json" else "xml"
        )
        return written, {"requests": len(requests)}
    projects, postings = projects_of(connection)
    projects = [
        replace(one, title=about.marked(one.title), description=about.marked(one.description))
        for one in projects
    ]
    if not publisher.name or not publisher.ident:
        raise InputError(f"{form} names its publisher; give --publisher and --publisher-id")
    name = about.marked(publisher.name)
    if form == "oc4ids":
        content = write_package(
            projects,
            postings,
            prefix=publisher.ident,
            uri=publisher.uri,
            publisher=name,
            published_at=about.at,
        )
        return content, {"projects": len(projects), "postings": len(postings)}
    parties = {one.party_id for project in projects for one in project.parties}
    known = {own_code(one): one for one in sorted(parties)}
    party = publisher.party and known.get(own_code(publisher.party), publisher.party)
    reporter = Reporter(publisher.ident, name, _COUNTY, party)
    content = write_activities(projects, postings, reporter, about.at)
    return content, {"projects": len(projects), "postings": len(postings)}


def _stream_prov(connection: Connection, about: About, out: Path) -> Mapping[str, int]:
    with new_file(out) as file:
        actors = actors_as_known(connection)
        for piece in write_prov(records_of(connection), actors, about):
            file.write(piece)
    return {"records": about.head.number}
