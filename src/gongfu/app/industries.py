"""Which industries a county is close to: a table read, options in words and rows."""

from pathlib import Path

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.app.answer import Answer
from gongfu.errors import InputError
from gongfu.io.sheets import read_sheet, sheet_numbers, sheet_texts
from gongfu.model.schema import row_words
from gongfu.model.zone import LANGUAGES
from gongfu.plan.industry import industry_options
from gongfu.report import asked_industry as words


def industry(
    path: Path,
    *,
    place: str = "county",
    branch: str = "industry",
    value: str = "value",
    places: tuple[str, ...] = (),
    partners: tuple[str, ...] = (),
    n_options: int = 10,
    list_partners: bool = False,
) -> Answer:
    """Industries that places do not have and are close to, and who could help.

    Parameters
    ----------
    path
        A table with one row per place and industry; a pair without a row has 0.
    place, branch, value
        Its columns: the place, the industry, and output, value added, jobs or firms.
    places
        Whom to advise; none: all.
    partners
        Who could help; none: all others.
    n_options
        How many for each place at most.
    list_partners
        Rows are options and partners that have them, instead of options.

    Returns
    -------
    Answer
        The options of `industry_options`, or its partners.
    """
    sheet = read_sheet(path, known=(place, branch, value))
    lost = [name for name in (place, branch, value) if name not in sheet.frame]
    if lost:
        raise InputError(
            f"{sheet.name}: no column {', '.join(map(repr, lost))}; it has "
            f"{', '.join(map(str, sheet.frame.columns))}: say which is which with --place, "
            "--industry and --value"
        )
    names = {name: sheet_texts(sheet, name) for name in (place, branch)}
    amounts = sheet_numbers(sheet, value)
    for name, empty in (
        *((name, (texts == "").to_numpy()) for name, texts in names.items()),
        (value, amounts.isna().to_numpy()),
    ):
        if np.any(empty):
            raise InputError(
                f"{sheet.name}: {name!r} is empty in {row_words(empty, sheet.rows)}; fill it"
            )
    found = industry_options(
        pd.DataFrame({**names, value: amounts}),
        place=place,
        industry=branch,
        value=value,
        places=list(places) or None,
        partners=list(partners) or None,
        n_options=n_options,
    )

    said = words.options(found, place=place, industry=branch)
    table = (found.partners if list_partners else found.options).assign(standing="computed")
    view = (
        tuple(map(str, table.columns.drop("standing")))
        if list_partners
        else (place, branch, "rank", "density", "pci", "on_front", "related", "partners")
    )
    return Answer(
        dict.fromkeys(LANGUAGES, sheet.name),
        {"command": "industry", "place": place, "industry": branch, "value": value,
         "for": list(places), "partners": list(partners), "n_options": n_options,
         "list_partners": list_partners},
        tuple({n: Markup(both[n]).striptags() for n in LANGUAGES} for both in said),
        table,
        view,
    )  # fmt: skip
