"""What was done to a thing, record by record: whole for programs, readable on a screen."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import pandas as pd

from gongfu.track.audit import Record
from gongfu.track.calendar import CHINA_TIME

_COLUMNS: Final = ("number", "at", "who", "what", "why", "before", "after")
HERE: Final = "at (Asia/Shanghai)"
"""The heading that says once whose clock tells the moments."""


def history_table(log: Iterable[Record], *, things: bool = False) -> pd.DataFrame:
    """Records as rows.

    Parameters
    ----------
    log
        In any order.
    things
        Whether `what` tells which thing it was, and not the event alone.

    Returns
    -------
    DataFrame
        number, at, who, what, why, and before and after as JSON, by number.
    """
    rows = [
        {
            "number": one.number,
            "at": one.at,
            "who": one.who,
            "what": one.what if things else one.what.rpartition(" ")[2],
            "why": one.why,
            "before": one.before,
            "after": one.after,
        }
        for one in sorted(log, key=lambda record: record.number)
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def on_screen(table: pd.DataFrame, view: Sequence[str]) -> pd.DataFrame:
    """Rows as people read them: moments by the clock of the place, and what changed.

    Parameters
    ----------
    table
        With `at`, and `before` and `after` as JSON if the view names `changes`.
    view
        Columns of it, and perhaps `changes`.

    Returns
    -------
    DataFrame
        The columns of the view, `at` under a heading that says whose clock it is.
    """
    shown: dict[str, list[Any]] = {}
    for name in view:
        if name == "at":
            shown[HERE] = [_moment(at) for at in table["at"]]
        elif name == "changes":
            rows = zip(table["before"], table["after"], strict=True)
            shown[name] = [changes(before, after) for before, after in rows]
        else:
            shown[name] = table[name].tolist()
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in shown.items()})


def changes(before: str, after: str) -> str:
    """What a record changed: from → to, or all that there is of a thing that is new.

    Parameters
    ----------
    before, after
        The row as JSON; null for none.

    Returns
    -------
    str
        Column by column.
    """
    was, became = json.loads(before) or {}, json.loads(after) or {}
    if not was:
        told = [
            f"{name}: {_told(value)}" for name, value in became.items() if value not in ("", None)
        ]
    else:
        told = [
            f"{name}: {_told(was.get(name))} → {_told(became.get(name))}"
            for name in {**was, **became}
            if was.get(name) != became.get(name)
        ]
    return "; ".join(told)


def _moment(at: Any) -> str:
    moment = at if isinstance(at, datetime) else datetime.fromisoformat(str(at))
    return f"{moment.astimezone(CHINA_TIME):%Y-%m-%d %H:%M:%S}"


def _told(value: Any) -> str:
    return "–" if value in (None, "") else str(value)
