"""A ledger's indicators gathered for SDMX: progress, money by pair, and how requests are served."""

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from gongfu.app.requesting_service import by_department_and_month
from gongfu.io.ledger_budgets import listed_projects
from gongfu.io.ledger_columns import promises_of
from gongfu.io.ledger_public import About
from gongfu.io.ledger_rows import postings_of
from gongfu.io.sdmx import OF_SERVICE, write_money, write_progress, write_service
from gongfu.io.sdmx_structures import write_structures
from gongfu.track.budgets import execution
from gongfu.track.progress import course, standings


def sdmx_files(
    connection: Connection, about: About, today: date
) -> tuple[dict[str, bytes], dict[str, int]]:
    """The messages of a ledger.

    Parameters
    ----------
    connection
        One state of it.
    about
        The ledger.
    today
        The day up to which is counted.

    Returns
    -------
    tuple of dicts
        File -> content, and part -> number of series; a part without any is absent.
    """
    rows, promises, facts = promises_of(connection)
    groups, group = _groups(rows)
    postings = [one for one in postings_of(connection) if one.on <= today]
    yearly = execution(listed_projects(connection), postings, ("year", "pair"))
    sums = [one for one in yearly if one.year is not None]
    served, counts, n_open = by_department_and_month(connection, today)
    spoken = {
        "FIELD": [field for field, _ in groups],
        "PLACE": [place for _, place in groups],
        "PARTY": [party for one in sums for party in (one.giver, one.receiver)],
        "DEPARTMENT": [department for department, _ in served],
    }
    files = {"structures.xml": write_structures(spoken, about)}
    n_series: dict[str, int] = {}
    if groups:
        stand = standings(promises, facts, today)
        first = min(date.fromisoformat(str(promises.start_on.min())), today)
        months = course(promises, stand, group, len(groups), first, today)
        files["progress.xml"] = write_progress(months, groups, today, about)
        n_series["progress"] = 2 * len(groups)
    if sums:
        files["money.xml"] = write_money(sums, today, about)
        n_series["money"] = files["money.xml"].count(b"<gen:Series>")
    if served:
        files["service.xml"] = write_service(served, counts, n_open, today, about)
        n_series["service"] = len(OF_SERVICE) * len({department for department, _ in served})
    return files, n_series


def _groups(rows: pd.DataFrame) -> tuple[list[tuple[str, str]], NDArray[np.int64]]:
    """The pairs of field and place that are there, sorted, and which one each row is of."""
    field, place = rows["field"].cat, rows["place"].cat
    n_places = max(len(place.categories), 1)
    code = field.codes.to_numpy(np.int64) * n_places + place.codes.to_numpy(np.int64)
    used, at = np.unique(code, return_inverse=True)
    pairs = [
        (str(field.categories[one // n_places]), str(place.categories[one % n_places]))
        for one in used
    ]
    order = sorted(range(len(pairs)), key=pairs.__getitem__)
    rank = np.empty(len(pairs), np.int64)
    rank[order] = np.arange(len(pairs))
    return [pairs[one] for one in order], rank[at]
