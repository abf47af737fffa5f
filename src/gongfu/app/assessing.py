"""Measure a zone: its circle, its gaps, its targets."""

import math
import os
from collections.abc import Mapping
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from gongfu.app.circle import Find, circle, in_this_process
from gongfu.app.progress import Progress, silent
from gongfu.errors import InputError
from gongfu.io.results import write_results
from gongfu.measure.gap_parts import lorenz_of_places
from gongfu.measure.gaps import income_gap, zone_gaps
from gongfu.measure.groups import ExitRule, exit_rule, group_gap, members_of
from gongfu.measure.place_change import chance_between, group_between
from gongfu.measure.reconciliation import reconcile
from gongfu.measure.targets import computed_answers, score
from gongfu.model.assessment import Assessment
from gongfu.model.zone import Zone
from gongfu.report.headline import headline
from gongfu.report.kept import Kept
from gongfu.report.page import render

REPORT: Final = "report.html"
PLAN: Final = "plan.html"
GDP: Final = "gdp_yuan"
CHANCE_SEED: Final = 2025
"""Of the deals that say what lies between prefectures by chance: the same in every assessment."""
LIBRARIES: Final = ("numba", "numpy", "pandas", "pyarrow", "pyproj", "scipy", "shapely")


def assess(
    zone: Zone,
    *,
    out: str | Path | None = None,
    threads: int = 0,
    plan_page: str = "",
    kept: Kept | None = None,
    progress: Progress | None = None,
    find: Find | None = None,
) -> Assessment:
    """What can be said of `zone`: who is within reach, how wide the gaps are, which targets hold.

    Parameters
    ----------
    zone
        From `open_zone`, `demo_zone` or `import_osm`.  What it lacks is left out of the answer.
    out
        Folder that receives `report.html` and `results/` (each table as CSV and Parquet, with
        the versions, settings and hashes that it came from).  None: nothing is written.
    threads
        How many threads measure; 0 = as many as there are processors.
    plan_page
        HTML of a plan, written beside the report as `plan.html` and linked from it.  Empty:
        the report says how to make one.
    kept
        What a ledger says became of promises, for a part of the report; see
        `gongfu.app.tracking_report.kept_of`.
    progress
        Called with the share done and words for it.
    find
        Who finds the ways along the streets, such as `gongfu.app.scale.Tiled`; None: this
        process.  What is found is the same.

    Returns
    -------
    Assessment
        Frames with every answer; the same zone gives the same frames.
    """
    if not isinstance(zone, Zone):
        raise InputError(f"assess takes a Zone, not {zone!r}; open it first with open_zone(path)")
    say = progress or silent
    say(0.1, "measuring the circle")
    parts = circle(zone, find or in_this_process(threads or os.cpu_count() or 1))
    say(0.6, "measuring the gaps")
    parts |= _gaps(zone)
    assessment = Assessment(**parts, provenance=_provenance(zone))
    if out is not None:
        say(0.7, "drawing the report")
        page = render(zone, assessment, plan_link=PLAN if plan_page else "", kept=kept)
        say(0.9, "writing the results")
        pages = {REPORT: page} | ({PLAN: plan_page} if plan_page else {})
        write_results(out, assessment.tables(), assessment.provenance, pages=pages)
    say(1.0, "done")
    return assessment


def _gaps(zone: Zone) -> dict[str, pd.DataFrame]:
    names = ("gaps", "lorenz", "exit_rule", "targets", "reconciliation")
    figures, places = zone.figures, zone.places
    if figures.empty:
        return {name: pd.DataFrame() for name in names}
    by_group = [
        group_gap(figures, places, zone.groups, group=group)
        for group in zone.groups["group"].unique()
    ]
    apart = [
        group_between(figures, places, zone.groups, group=group)
        for group in zone.groups["group"].unique()
    ]
    apart = [table[table["part"] == "group"] for table in apart]
    chance = chance_between(figures, places, rng=np.random.default_rng(CHANCE_SEED))
    tables = [zone_gaps(figures, places), *by_group, *apart, chance]
    if zone.incomes is not None:
        tables.append(income_gap(zone.incomes, standing=zone.layers["incomes"].standing))
    gaps = pd.concat(tables, ignore_index=True)
    beside = reconcile(figures, places)
    scores = score(zone.targets, figures, places, computed=computed_answers(gaps), beside=beside)
    answers = (gaps, lorenz_of_places(figures, places), _leaving(zone), scores, beside)
    return dict(zip(names, answers, strict=True))


def _leaving(zone: Zone) -> pd.DataFrame:
    """Whom the zone's exit rule names by the latest year's product; empty without a rule."""
    rule = dict(zone.rules.get("exit_rule", {}))
    if not rule:
        return pd.DataFrame()
    lost = sorted({"group", *(limit.name for limit in fields(ExitRule))} - set(rule))
    if lost:
        raise InputError(f"zone.toml: [rules.exit_rule] lacks {', '.join(lost)}; add what it lacks")
    group = rule["group"]
    members = members_of(zone.groups, group)
    product = (zone.figures["indicator"] == GDP) & zone.figures["place"].isin(members)
    if not product.any():
        return pd.DataFrame()
    limits = ExitRule(**{limit.name: rule[limit.name] for limit in fields(ExitRule)})
    period = zone.figures.loc[product, "period"].max()
    return exit_rule(zone.figures, zone.groups, limits, group=group, period=period)


def _provenance(zone: Zone) -> Mapping[str, Any]:
    return {
        "gongfu": version("gongfu"),
        "libraries": {name: version(name) for name in LIBRARIES},
        "settings": {
            "mode": zone.reach.mode,
            "limit_s": zone.reach.limit_s,
            "walker": zone.reach.walker,
            "kinds": list(zone.reach.kinds),
        },
        "inputs": dict(zone.inputs),
    }


def summary(zone: Zone, assessment: Assessment) -> Mapping[str, Any]:
    """What to say of an assessment in a few lines: sentences, and coverage by kind."""
    covered = assessment.coverage
    rows: list[dict[str, Any]] = []
    if len(covered):
        top = covered["place"].iloc[0]
        whole = covered[(covered["place"] == top) & (covered["area"] == "all")]
        states = assessment.reach["state"] == "not_in_source"
        absent = set(assessment.reach.loc[states, "kind"])
        rows = [
            {
                "kind": row.kind,
                "places": int(row.n_places),
                "reached": int(row.n_reached),
                "cannot_be_judged": 0 if row.kind in absent else int(row.n_not_judged),
                "not_in_source": int(row.n_places) if row.kind in absent else 0,
                "share_of_places": _known(row.share_of_places),
                "share_of_residents": _known(row.share_of_residents),
                "standing": row.standing,
            }
            for row in whole.itertuples()
        ]
    return {
        "zone": dict(zone.name),
        "simulated": list(zone.simulated),
        "sentences": headline(zone, assessment),
        "coverage": rows,
    }


def _known(share: float) -> float | None:
    return None if math.isnan(share) else float(share)
