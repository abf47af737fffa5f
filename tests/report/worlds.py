"""A small made-up zone with everything a report can show, and one without figures."""

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import box

from gongfu.measure.coverage import completeness, coverage
from gongfu.measure.gap_parts import lorenz_of_places
from gongfu.measure.gaps import zone_gaps
from gongfu.measure.groups import ExitRule, exit_rule, group_gap
from gongfu.measure.lacking import lacking
from gongfu.measure.panel import GDP_PER_HEAD, INCOME, RESIDENTS
from gongfu.measure.reconciliation import reconcile
from gongfu.measure.targets import computed_answers, score
from gongfu.model.assessment import Assessment
from gongfu.model.zone import Layer, Zone

NASTY = '<b>甲</b>县 & "乙" </script>'
"""A county's name as a user's file may hold it."""

KINDS = ("childcare", "school", "hospital")
LIMIT_S = 900.0


def places():
    """One province, two prefectures, six counties, a township in each.

    3301 | 01 02 03        3302 | 04 05 06       each county a square of half a degree
    """
    rows = [("33", "省", "Province", "province", "")]
    rows += [(f"330{p}", f"{p}市", f"City {p}", "prefecture", "33") for p in (1, 2)]
    for at in range(6):
        code = f"330{1 + at // 3}0{1 + at}"
        name = NASTY if at == 0 else f"{at}县"
        rows.append((code, name, "" if at == 0 else f"County {at} County", "county", code[:4]))
        rows.append((f"{code}001", f"{at}镇", f"Town {at}", "township", code))
    frame = pd.DataFrame(rows, columns=["code", "name", "name_en", "level", "parent"])
    return frame.set_index("code").assign(lon=np.nan, lat=np.nan)


def county_codes():
    """Codes of the six counties, in order."""
    frame = places()
    return list(frame.index[frame["level"] == "county"])


def boundaries():
    """Squares of half a degree, three in a row, at 30 degrees north."""
    squares = [
        box(
            120 + 0.5 * (at % 3),
            30 - 0.5 * (at // 3),
            120.5 + 0.5 * (at % 3),
            30.5 - 0.5 * (at // 3),
        )
        for at in range(6)
    ]
    index = pd.Index(county_codes(), name="code")
    return gpd.GeoDataFrame({"geometry": squares}, index=index, crs="EPSG:4326")


def figures():
    """Incomes, people and product of 2024, one income in doubt; the province's own income."""
    incomes = [30_000.0, 40_000.0, 50_000.0, 60_000.0, 70_000.0, 80_000.0]
    rows = []
    for at, code in enumerate(county_codes()):
        doubt = "misprint" if at == 0 else ""
        rows += [
            (code, INCOME, incomes[at], "yuan", "secondary", doubt),
            (code, RESIDENTS, 100_000.0 * (at + 1), "people", "official_table", ""),
            (code, GDP_PER_HEAD, 2 * incomes[at], "yuan", "official_table", ""),
            (code, "gdp_yuan", 2e10 * (at + 1), "yuan", "official_table", ""),
            (
                code,
                "urban_disposable_income_per_head_yuan",
                incomes[at] * 1.2,
                "yuan",
                "official_table",
                "",
            ),
            (
                code,
                "rural_disposable_income_per_head_yuan",
                incomes[at] * 0.7,
                "yuan",
                "official_table",
                "",
            ),
        ]
    rows += [
        ("33", INCOME, 62_000.0, "yuan", "official_text", ""),
        ("33", "urban_disposable_income_per_head_yuan", 70_000.0, "yuan", "official_text", ""),
        ("33", "rural_disposable_income_per_head_yuan", 40_000.0, "yuan", "official_text", ""),
    ]
    frame = pd.DataFrame(rows, columns=["place", "indicator", "value", "unit", "grade", "doubt"])
    source = frame["grade"].map(
        {"secondary": "报表一", "official_table": "统计年鉴; 卷二", "official_text": "公报 <2024>"}
    )
    return frame.assign(
        period="2024", bound="=", source=source, standing="published", via="", note=""
    )


def targets():
    """A target that is met, one due later, and one nobody measures."""
    rows = [
        ("urban_rural_income_ratio", "<=", 1.9, "ratio", 2024),
        (INCOME, ">=", 80_000.0, "yuan", 2027),
        ("rd_intensity", ">", 0.034, "share of GDP", 2027),
    ]
    frame = pd.DataFrame(rows, columns=["indicator", "comparison", "value", "unit", "by"])
    return frame.assign(what="what", source="规划", via="", note="")


def groups():
    """The two poorest counties are the mountain counties."""
    return pd.DataFrame(
        {
            "group": "mountain_26",
            "place": county_codes()[:2],
            "since": "2021",
            "until": "",
            "source": "名单",
        }
    )


def communities(per_county=4):
    """Points in each county's square; the township's name and a running number."""
    rng = np.random.default_rng(5)
    rows = []
    for at, code in enumerate(county_codes()):
        for step in range(per_county):
            lon = 120.05 + 0.5 * (at % 3) + 0.4 * rng.random()
            lat = 30.05 - 0.5 * (at // 3) + 0.4 * rng.random()
            name = f"{at}镇 · 模拟点{step + 1:02d}"
            english = f"Town {at} · simulated point {step + 1:02d}"
            rows.append(
                (
                    f"s{at}-{step}",
                    f"{code}001",
                    name,
                    english,
                    100.0 + 50 * step,
                    step % 2 == 0,
                    lon,
                    lat,
                )
            )
    names = ["community_id", "place", "name", "name_en", "residents", "urban", "lon", "lat"]
    return pd.DataFrame(rows, columns=names).set_index("community_id")


def reach(points):
    """Childcare: every fourth point out of reach.  School: all.  Hospital: not in the source."""
    n = len(points)
    at = np.arange(n)
    childcare = np.where(at % 4 == 3, "out_of_reach", "reached").astype(object)
    childcare[0] = "cannot_be_judged"
    state = {
        "childcare": childcare,
        "school": np.full(n, "reached", object),
        "hospital": np.full(n, "not_in_source", object),
    }
    tables = []
    for kind in KINDS:
        met = state[kind] == "reached"
        tables.append(
            pd.DataFrame(
                {
                    "community_id": points.index,
                    "kind": kind,
                    "time_s": np.where(met, 60.0 + 7.0 * at, np.inf),
                    "facility_id": np.where(met, "f1", None),
                    "state": state[kind],
                }
            )
        )
    table = pd.concat(tables, ignore_index=True)
    return table.sort_values("community_id", kind="stable", ignore_index=True)


FAR_S = {"childcare": 1500.0, "school": 2000.0, "hospital": np.inf}
"""How far the nearest is for those beyond the limit, by kind."""


def farther(times):
    """The same times measured up to an hour: whoever is out of reach meets f2 beyond the limit."""
    out = (times["state"] == "out_of_reach").to_numpy()
    far_s = times["kind"].map(FAR_S).to_numpy(float)
    return times.assign(
        time_s=np.where(out, far_s, times["time_s"]),
        facility_id=np.where(out, "f2", times["facility_id"]),
    )


def facilities():
    """A school and a childcare in the first county."""
    return pd.DataFrame(
        {"kind": ["school", "childcare"], "name": ["一小", "托育园"],
         "name_en": ["First School", "Nursery"], "capacity": [200.0, np.nan],
         "lon": [120.1, 120.2], "lat": [30.1, 30.2]},
        index=pd.Index(["f1", "f2"], name="facility_id"),
    )  # fmt: skip


def supply():
    """School by places, childcare counted: per head rises from county to county, zone in between.

    The mean of the zone is 0.030 places and 0.0003 facilities per head; county k has (k + 1) / 100
    of the first and (k + 1) / 10,000 of the second.
    """
    rows = [("zone", "", 3.0)]
    rows += [("county", code, at + 1.0) for at, code in enumerate(county_codes())]
    tables = []
    for kind, basis, unit in (("school", "capacity", 0.01), ("childcare", "count", 0.0001)):
        for level, place, times in rows:
            mean = times * unit
            tables.append(
                {"level": level, "place": place, "kind": kind, "basis": basis, "limit_s": LIMIT_S,
                 "n_facilities": 7, "residents": 1000.0, "residents_not_judged": 0.0,
                 "supply_per_head": mean, "p10_per_head": mean / 4, "median_per_head": mean / 2,
                 "p90_per_head": 2 * mean, "share_below_half": 0.75 / times, "share_without": 0.125,
                 "gini": 0.4 if kind == "school" else 0.3}
            )  # fmt: skip
    return pd.DataFrame(tables)


def zone(*, simulated=True, name=None, with_figures=True, with_points=True, with_boundaries=True):
    """The zone; what is left out is empty."""
    standing = "simulated" if simulated else "published"
    layers = (
        {
            layer: Layer(standing, "a made-up source")
            for layer in ("communities", "facilities", "network")
        }
        if with_points
        else {}
    )
    parts = {"figures": figures(), "targets": targets(), "groups": groups()} if with_figures else {}
    if with_points:
        parts["communities"] = communities()
        parts["facilities"] = facilities()
    if with_boundaries:
        parts["boundaries"] = boundaries()
    return Zone(name or {"en": "Testland", "zh": "试验省"}, places=places(), layers=layers, **parts)


RULE = ExitRule(5e10, 4e10, 5e10, 50_000.0, "规则")


def assessment(of):
    """What the measures say of a zone of this file."""
    nothing = pd.DataFrame()
    frames = dict.fromkeys(
        (
            "reach",
            "coverage",
            "completeness",
            "left_out",
            "supply",
            "snapped",
            "gaps",
            "lorenz",
            "exit_rule",
            "targets",
            "reconciliation",
        ),
        nothing,
    )
    if len(of.communities):
        times = reach(of.communities)
        frames["reach"] = times
        frames["left_out"] = lacking(times, farther(times), of.communities)
        frames["supply"] = supply()
        frames["coverage"] = coverage(
            times, of.communities, of.places, limit_s=LIMIT_S, circle=KINDS
        )
        frames["completeness"] = completeness(times, limit_s=LIMIT_S, circle=KINDS)
    if len(of.figures):
        gaps = pd.concat(
            [
                zone_gaps(of.figures, of.places),
                group_gap(of.figures, of.places, of.groups, group="mountain_26"),
            ],
            ignore_index=True,
        )
        beside = reconcile(of.figures, of.places)
        frames["gaps"] = gaps
        frames["lorenz"] = lorenz_of_places(of.figures, of.places)
        frames["exit_rule"] = exit_rule(
            of.figures, of.groups, RULE, group="mountain_26", period="2024"
        )
        frames["targets"] = score(
            of.targets, of.figures, of.places, computed=computed_answers(gaps), beside=beside
        )
        frames["reconciliation"] = beside
    provenance = {"gongfu": "0.1.0", "settings": {"kinds": list(KINDS)}, "inputs": {"a": "00ff"}}
    return Assessment(**frames, provenance=provenance)
