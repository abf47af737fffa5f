"""How many sites are enough: the curve of coverage put to a zone, its knee, its chart."""

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from gongfu.app import gaps_plot
from gongfu.app.answer import Answer
from gongfu.app.asking import about_of, first_marked
from gongfu.app.candidates import Where
from gongfu.app.planning import said_of_taken_out, siting_for
from gongfu.app.progress import Progress, silent
from gongfu.app.question import Question
from gongfu.app.standing import standing_of
from gongfu.app.zone_answer import answered
from gongfu.errors import InputError
from gongfu.io.atomic import replace_file
from gongfu.model.zone import LANGUAGES, Zone
from gongfu.plan.reasons import coverage_curve
from gongfu.report import plan_curve as chart
from gongfu.report.asked_gap_pictures import page
from gongfu.report.asked_plan import Planned
from gongfu.report.gap_charts import Caption

MOST_POINTS: Final = 12
"""So many plans make a curve; each is a search of its own."""

check_plot = gaps_plot.check_plot


def curve(
    zone: Zone,
    question: Question,
    where: Where,
    *,
    up_to: int,
    seed: int = 0,
    effort: float = 1.0,
    progress: Progress | None = None,
) -> Answer:
    """How far each number of new sites comes, up to a number, and where one more brings little.

    Parameters
    ----------
    zone, question, where, seed, effort, progress
        As in `gongfu.app.planning.sites`.
    up_to
        The most sites, 2 or more.  Twelve numbers up to it are tried, the first 1 or as many as
        must open.

    Returns
    -------
    Answer
        One row per number: `n_sites`, what it gains and what any plan could, both also as a share
        of those who can be judged, the gain for each site more, `knee`.

    Raises
    ------
    InputError, NotFoundError, InfeasibleError
        As `sites`; also if `up_to` leaves no two numbers to compare.
    """
    least = max(1, len(set(where.must)))
    if up_to <= least:
        raise InputError(
            f"up_to is {up_to!r}; it must be {least + 1} or more, so that there is a number of "
            "sites to compare with"
        )
    asked, kind, listed, siting = siting_for(zone, question, where, progress=progress)
    if not siting.open_people.any():
        raise InputError("nobody who can be judged is out of reach; there is no gap to close")
    allowed = len(siting.candidates) - len(set(listed.never))
    if up_to > allowed:
        raise InputError(
            f"up_to is {up_to!r}, but only {allowed} candidates are allowed; try fewer sites, or "
            "give more candidates"
        )
    numbers = np.unique(np.rint(np.linspace(least, up_to, MOST_POINTS)).astype(int))
    (progress or silent)(0.8, "choosing sites")
    found = coverage_curve(
        siting.cover,
        siting.open_people,
        numbers=[int(n) for n in numbers],
        fixed=siting.positions(where.must, "must"),
        forbidden=siting.positions(listed.never, "never"),
        seed=seed,
        effort=effort,
    )

    state = siting.before["state"].to_numpy(object)
    before = float(siting.people[state == "reached"].sum())
    judged = before + float(siting.people[state == "out_of_reach"].sum())
    last = found.iloc[-1]
    planned = Planned(
        kind, int(last["n_sites"]), len(siting.candidates), judged, before,
        before + float(last["covered"]), before + float(last["bound"]), 0.0,
        float(siting.people.sum()) - judged, where.by_places,
    )  # fmt: skip
    rows = found[["n_sites", "knee"]].assign(gained=found["covered"], at_most=found["bound"])
    said = chart.sentences(about_of(asked), planned, rows) + said_of_taken_out(listed, where)
    count = "communities" if where.by_places else "residents"
    table = pd.DataFrame(
        {
            "n_sites": found["n_sites"],
            f"{count}_gained": found["covered"],
            f"{count}_gained_at_most": found["bound"],
            "share_before": before / judged,
            "share_after": (before + found["covered"]) / judged,
            "share_at_most": (before + found["bound"]) / judged,
            f"{count}_for_each_more": found["gain"],
            "knee": found["knee"],
            "kind": kind,
            "standing": standing_of(zone, kind),
        }
    )
    settings = {"command": "curve", "up_to": up_to, "seed": seed, "effort": effort}
    settings |= {"candidates": where.candidates, "spacing_m": where.spacing_m}
    settings |= {"must": list(where.must), "never": list(listed.never)}
    settings |= {"taken_out": dict(listed.counts)}
    view = tuple(table.columns.drop(["share_before", "kind", "standing"]))
    marked = first_marked(asked, about_of(asked), said, kind)
    return answered(asked, settings, marked, table, view, kinds=(kind,))


def write_plot(answer: Answer, path: Path, *, language: str = "en") -> None:
    """Draw the curve of an answer: its title is the finding.

    Parameters
    ----------
    answer
        Of `curve`.
    path
        .svg in `language`, or .html in both that opens in it; a file that is there is replaced.
    language
        "en" or "zh".
    """
    drawn = {name: _drawn(answer, name) for name in LANGUAGES}
    if path.suffix.lower() == ".svg":
        text = str(drawn[language])
    else:
        text = page(drawn, (answer.zone_name, *answer.sentences), language)
    replace_file(path, text.encode())


def _drawn(answer: Answer, language: str) -> chart.Markup:
    found = answer.sentences[0][language].rstrip(".。")
    for mark in ("Simulated: ", "模拟:", "模拟："):
        found = found.removeprefix(mark)  # the chart says so by itself
    caption = Caption(
        found,
        language,
        source=answer.zone_name.get(language, ""),
        standing="simulated" if answer.simulated else "computed",
    )
    return chart.curve_chart(answer.table, float(answer.table["share_before"].iloc[0]), caption)
