"""Which industries a county is close to, and how complex: a table in words and rows."""

from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.app.answer import Answer
from gongfu.errors import InputError
from gongfu.io.sheets import read_sheet, sheet_numbers, sheet_texts
from gongfu.model.schema import row_words
from gongfu.model.zone import LANGUAGES
from gongfu.plan.complexity_orders import complexity_orders
from gongfu.plan.industry import industry_options
from gongfu.report import asked_industry as words
from gongfu.report.text import Both


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
    table = _read(path, place, branch, value)
    found = industry_options(
        table,
        place=place,
        industry=branch,
        value=value,
        places=list(places) or None,
        partners=list(partners) or None,
        n_options=n_options,
    )

    said = words.options(found, place=place, industry=branch)
    rows = (found.partners if list_partners else found.options).assign(standing="computed")
    view = (
        tuple(map(str, rows.columns.drop("standing")))
        if list_partners
        else (place, branch, "rank", "density", "pci", "on_front", "related", "partners")
    )
    return Answer(
        dict.fromkeys(LANGUAGES, path.name),
        {"command": "industry", "place": place, "industry": branch, "value": value,
         "for": list(places), "partners": list(partners), "n_options": n_options,
         "list_partners": list_partners},
        _plain(said),
        rows,
        view,
    )  # fmt: skip


def complexity(
    path: Path,
    *,
    of: Literal["places", "industries"],
    place: str = "county",
    branch: str = "industry",
    value: str = "value",
) -> Answer:
    """Places or industries in the order of their complexity, by ECI or PCI and by Fitness.

    Parameters
    ----------
    path, place, branch, value
        As in `industry`.
    of
        What the rows are.

    Returns
    -------
    Answer
        The table of `complexity_orders`; `summary` has how far both agree, and what makes an order
        mean little.
    """
    table = _read(path, place, branch, value)
    found = complexity_orders(table, place=place, industry=branch, value=value)

    by_place = of == "places"
    rows = (found.places if by_place else found.industries).assign(standing="computed")
    said = words.complexity(found, of=of, name=place if by_place else branch)
    summary = pd.DataFrame(
        {
            "places": [len(found.places)],
            "industries": [len(found.industries)],
            "rank_correlation": [found.place_agreement if by_place else found.industry_agreement],
            "second_eigenvalue": [found.complexity.eigenvalue],
            "third_eigenvalue": [found.complexity.next_eigenvalue],
            "parts": [found.complexity.n_parts],
            "fitness_converged": [found.fitness.converged],
        }
    )
    return Answer(
        dict.fromkeys(LANGUAGES, path.name),
        {"command": "industry", "complexity": of, "place": place, "industry": branch,
         "value": value},
        _plain(said),
        rows,
        tuple(map(str, rows.columns.drop("standing"))),
        summary=summary,
    )  # fmt: skip


def _plain(said: list[Both]) -> tuple[dict[str, str], ...]:
    return tuple({n: Markup(both[n]).striptags() for n in LANGUAGES} for both in said)


def _read(path: Path, place: str, branch: str, value: str) -> pd.DataFrame:
    """The table of a file: the place, the industry and its amount, none of them empty."""
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
    return pd.DataFrame({**names, value: amounts})
