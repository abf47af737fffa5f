"""Make the embedded tables of Zhejiang from the folder of collected CSV files.

    python tools/embed_zhejiang.py FOLDER [--into src/gongfu/data/zhejiang]

Values are never changed, only written in base units, by decimal arithmetic, so that 139.8 x 10k
is 1398000 and nothing else.  Every row gets its document, the copy it was read from and a grade
(`zhejiang_sources`); a note or an indicator that is not listed stops the making.  The same input
gives the same bytes under the same versions of pyarrow and pypinyin.
"""

import argparse
import csv
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import zhejiang_declared as declared
import zhejiang_names as names
import zhejiang_sources as sources
from zhejiang_sources import Source
from zhejiang_values import census_key, indicator_key, quantity

from gongfu.model.place import level_of, normal_code

Row = dict[str, str]
HERE = Path(__file__).resolve().parent
INTO = HERE.parent / "src" / "gongfu" / "data" / "zhejiang"
CENSUS_DAY = "2020-11-01"

# Places that a fact names with what encloses them -> (code of the upper place, name).
NAMED_WITHIN = {
    "义乌市廿三里街道": ("330782", "廿三里街道"),
    "嘉兴市秀洲区": ("3304", "秀洲区"),
    "湖州市吴兴区织里镇": ("330502", "织里镇"),
}

# The printed income table is known to be misprinted in the rows of these counties.
MISPRINTED = {"330226": "宁海县", "330411": "秀洲区", "330703": "金东区", "330824": "开化县"}


def read(folder: Path, table: str) -> list[Row]:
    """The rows of one collected CSV file."""
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def main(argv: list[str] | None = None) -> None:
    """Write every table, then say how large they are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder of the collected CSV files")
    parser.add_argument("--into", type=Path, default=INTO, help="where the tables go")
    arguments = parser.parse_args(argv)
    arguments.into.mkdir(parents=True, exist_ok=True)
    for name, make in TABLES.items():
        write(arguments.into / f"{name}.parquet", make(arguments.folder))
    (arguments.into / "rules.toml").write_text(
        rules(arguments.folder), encoding="utf-8", newline="\n"
    )
    files = sorted(arguments.into.glob("*.*"))
    for file in files:
        print(f"{file.name:28} {file.stat().st_size:>9,} bytes")
    print(f"{'together':28} {sum(file.stat().st_size for file in files):>9,} bytes")


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    """One table as Parquet, without anything that differs from run to run."""
    columns = {name: pa.array([row[name] for row in rows]) for name in rows[0]}
    pq.write_table(
        pa.table(columns), path, compression="zstd", compression_level=19, row_group_size=1 << 20
    )


def noted(rows: Iterable[Row], known: dict[str, Source]) -> Iterator[tuple[Row, Source]]:
    """Each row with its source; "same" is the source of the row above."""
    above: Source | None = None
    for row in rows:
        note = row["source"]
        above = above if note == "same" and above else sources.find(note, known)
        yield row, above


def figure(
    row: Row, source: Source, key: str, *, period: str, doubt: str = "", unit: str = ""
) -> dict[str, Any]:
    """One row of `figures`."""
    value, bound, base, words = quantity(row["value"], row["unit"])
    return {
        "place": normal_code(row["code"]),
        "indicator": key,
        "period": period,
        "value": value,
        "bound": bound,
        "unit": unit or base,
        "source": source.document,
        "standing": "computed" if source.document.startswith("computed") else "published",
        "grade": source.grade,
        "via": source.via,
        "note": "; ".join(filter(None, (words, source.note))),
        "doubt": doubt,
    }


def places(folder: Path) -> list[dict[str, Any]]:
    """All places, with the county's inner point and the seat of a township where known."""
    point = {
        row["code"]: (float(row["rep_lon_wgs84"]), float(row["rep_lat_wgs84"]))
        for row in read(folder, "county_geometry")
    } | {
        row["code"]: (float(row["lon_wgs84"]), float(row["lat_wgs84"]))
        for row in read(folder, "township_coordinates")
        if row["point_kind"] == "seat point"
    }
    table = []
    for row in read(folder, "divisions"):
        code, name = row["code"], row["name"]
        if row["level"] != level_of(code) or row["parent"] != parent_of(code):
            raise ValueError(f"{code} {name}: its level or parent is not what its code says")
        name_en, form = english(code, name)
        lon, lat = point.get(code, (float("nan"), float("nan")))
        table.append(
            {"code": code, "name": name, "name_en": name_en, "form": form, "lon": lon, "lat": lat}
        )
    return table


def parent_of(code: str) -> str:
    """The code that encloses `code`; "" above the province."""
    return code[: {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}[len(code)]]


def english(code: str, name: str) -> tuple[str, str]:
    """English name and form of a place of any level."""
    level = level_of(code)
    if level == "county":
        return names.county(code, name)
    if level == "township":
        return names.township(code, name)
    return (names.village(name) if level == "village" else names.PREFECTURES[code]), ""


def county_geometry(folder: Path) -> list[dict[str, Any]]:
    """Inner point and area of each county's polygon."""
    return [
        {
            "code": row["code"],
            "lon": float(row["rep_lon_wgs84"]),
            "lat": float(row["rep_lat_wgs84"]),
            "polygon_area_km2": float(row["polygon_area_km2"]),
        }
        for row in read(folder, "county_geometry")
    ]


def figures(folder: Path) -> list[dict[str, Any]]:
    """Yearbook 2024, incomes 2024 and 2025, prefectures, province."""
    table = [
        figure(row, source, indicator_key(row["indicator"]), period=row["year"])
        for row, source in noted(read(folder, "county_stats_2024"), sources.COUNTIES)
        if row["indicator"] != "resident_population_t26"  # repeats resident_population
    ]
    table += incomes(folder)
    for row, source in noted(read(folder, "prefecture_stats"), sources.PREFECTURES):
        part = row["indicator"].endswith("_q1q3")
        period = "{0}-01/{0}-09".format(row["year"]) if part else row["year"]
        table.append(figure(row, source, indicator_key(row["indicator"]), period=period))
    table += [
        figure(row, source, indicator_key(row["indicator"]), period=row["year"])
        for row, source in noted(read(folder, "province_stats"), sources.PROVINCE)
    ]
    registered = {
        (row["place"], row["period"], row["value"])
        for row in table
        if row["indicator"] == "gdp_per_registered_head_yuan"
    }
    for row in table:
        same = (row["place"], row["period"], row["value"]) in registered
        if row["indicator"] == "gdp_per_head_yuan" and same:
            row["note"] += "; equals the yearbook's value per registered head"
    return table


def incomes(folder: Path) -> list[dict[str, Any]]:
    """Total income per head, with what can be seen of the known misprints."""
    rows = read(folder, "county_income_total_2024_2025")
    income = {(row["code"], row["year"]): float(row["value"]) for row in rows}
    yearbook = {
        (row["code"], row["indicator"]): float(row["value"])
        for row in read(folder, "county_stats_2024")
    }
    table = []
    for row, source in noted(rows, sources.COUNTIES):
        code, doubt = row["code"], ""
        if code in MISPRINTED:
            if row["name"] != MISPRINTED[code]:
                raise ValueError(f"{code} is {row['name']}, not {MISPRINTED[code]}")
            doubt = doubt_words(code, income, yearbook)
        table.append(
            figure(row, source, indicator_key(row["indicator"]), period=row["year"], doubt=doubt)
        )
    return table


def doubt_words(
    code: str, income: dict[tuple[str, str], float], yearbook: dict[tuple[str, str], float]
) -> str:
    """Why the two values of a misprinted row are doubtful, and what was compared."""
    growth = income[code, "2025"] / income[code, "2024"] - 1
    share = yearbook[code, "urban_resident_population"] / yearbook[code, "resident_population"]
    urban = yearbook[code, "urban_disposable_income_pc"]
    rural = yearbook[code, "rural_disposable_income_pc"]
    mixed = share * urban + (1 - share) * rural
    between = "between" if rural < income[code, "2024"] < urban else "not between"
    return (
        "the printed table is known to have a misprint in this county's row; which number is "
        f"wrong is not recorded. Seen here: growth {growth:.1%} from 2024 to 2025; 2024 lies "
        f"{between} the yearbook's rural {rural:.0f} and urban {urban:.0f}, "
        f"{income[code, '2024'] / mixed - 1:+.1%} from their mean weighted by residents"
    )


def census_places(folder: Path) -> list[dict[str, Any]]:
    """The divisions of the census day, which are not those of 2024."""
    seen = {row["code"]: row["name"] for row in read(folder, "census_2020_counties")}
    table = []
    for padded, name in seen.items():
        code = normal_code(padded)
        name_en, form = english(code, name)
        table.append(
            {"code": code, "name": name, "name_en": name_en, "form": form, "valid_on": CENSUS_DAY}
        )
    return sorted(table, key=lambda row: row["code"])


def census_figures(folder: Path) -> list[dict[str, Any]]:
    """Census 2020; both sexes of the single ages added up, standing `computed`."""
    table = []
    for row, source in noted(read(folder, "census_2020_counties"), sources.COUNTIES):
        key = census_key(row["indicator"])
        unit = {"census_household_size": "people per household",
                "census_housing_area_per_head_m2": "m2 per person"}.get(key, "")  # fmt: skip
        table.append(figure(row, source, key, period=row["year"], unit=unit))
    value = {(row["place"], row["indicator"]): row for row in table}
    for place in dict.fromkeys(row["place"] for row in table):
        for age in ("0", "1_4", "5_9", "10_14"):
            male = value[place, f"census_male_aged_{age}"]
            female = value[place, f"census_female_aged_{age}"]
            table.append(
                male
                | {
                    "indicator": f"census_aged_{age}",
                    "value": male["value"] + female["value"],
                    "standing": "computed",
                    "note": "male and female added up",
                }
            )
    return table


def targets(folder: Path) -> list[dict[str, Any]]:
    """Confirmed numeric targets of the province; gaps, rules and counts are none."""
    table, above = [], ""
    for row in read(folder, "targets"):
        above = row["what"] if row["what"] != "same" else above
        if row["status"] == "gap" or row["indicator"] in NOT_TARGETS:
            continue
        source = sources.TARGETS[row["indicator"]]
        value, bound, unit, words = quantity(row["target"], row["unit"])
        bare = "" if bound != "=" else "the document gives the value alone; read as at least"
        table.append(
            {
                "indicator": indicator_key(row["indicator"]),
                "comparison": ">=" if bare else bound,
                "value": value,
                "unit": unit,
                "by": int(row["year"]),
                "what": above,
                "source": source.document,
                "via": source.via,
                "note": "; ".join(filter(None, (bare, words))),
            }
        )
    return table


NOT_TARGETS = ("mountain_exit_gdp", "mountain_island_counties")


def rules(folder: Path) -> str:
    """The exit rule and the policy count, as TOML."""
    row = {row["indicator"]: row for row in read(folder, "targets")}
    rule, count = row["mountain_exit_gdp"], row["mountain_island_counties"]
    found = re.fullmatch(
        r">(\d+) \(must leave\); (\d+)-(\d+) and income >(\d+) yuan \(may leave\)", rule["target"]
    )
    most = re.fullmatch(r"<(\d+)", count["target"])
    if not found or not most or rule["unit"] != "100M yuan":
        raise ValueError("the exit rule or the policy count is worded otherwise than before")
    yi = 10**8
    of_rule, of_count = (sources.TARGETS[name] for name in NOT_TARGETS)
    return f"""\
# Rules and policy counts of Zhejiang.  They are not targets.

[exit_rule]
what = "counties leave the list of mountain and island counties by their gross domestic product"
group = "mountain_26"
since = "2024-08"
must_leave_gdp_above_yuan = {int(found[1]) * yi}
may_leave_gdp_from_yuan = {int(found[2]) * yi}
may_leave_gdp_to_yuan = {int(found[3]) * yi}
may_leave_income_above_yuan = {found[4]}
source = "{of_rule.document}"
via = "{of_rule.via}"

[[policy_counts]]
key = "mountain_island_counties"
what = "mountain and island counties left on the list"
comparison = "<"
value = {most[1]}
unit = "counties"
by = {count["year"]}
source = "{of_count.document}"
via = "{of_count.via}"
"""


def groups(folder: Path) -> list[dict[str, Any]]:
    """The 26 mountain counties; the mountain and island counties since August 2024."""
    table = []
    for row in read(folder, "mountain_counties"):
        parts = known_parts(row["source"])
        since, _, remark = row["from"].partition(" ")
        member = {
            "place": row["code"],
            "since": since,
            "until": row["left"],
            "source": "; ".join(dict.fromkeys(part.document for part in parts)),
            "via": "; ".join(dict.fromkeys(part.via for part in parts)),
            "note": "; ".join(
                dict.fromkeys(filter(None, (remark.strip("()"), *(part.note for part in parts))))
            ),
        }
        first = row["list"] == "山区26县"
        table.append({"group": "mountain_26" if first else "mountain_island"} | member)
        if first and row["left"] != "2024-08":
            start = sources.MOUNTAIN[JOINED]
            table.append(
                {"group": "mountain_island"}
                | member
                | {
                    "since": "2024-08",
                    "source": "; ".join(dict.fromkeys((start.document, member["source"]))),
                    "via": "; ".join(dict.fromkeys((start.via, member["via"]))),
                    "note": "one of the 26 that had not left: 山区海岛25县",
                }
            )
    return sorted(table, key=lambda row: (row["group"], row["place"]))


def known_parts(note: str) -> list[Source]:
    """The sources whose notes, joined by "; ", make up `note`."""
    parts = []
    while note:
        part = max((known for known in sources.MOUNTAIN if note.startswith(known)), key=len)
        parts.append(sources.MOUNTAIN[part])
        note = note[len(part) :].removeprefix("; ")
    return parts


JOINED = next(note for note in sources.MOUNTAIN if note.startswith("中新网 2025-01-07"))


def pairings(folder: Path) -> list[dict[str, Any]]:
    """Recorded pairings of mountain counties with counties by the sea."""
    table = []
    for row, source in noted(read(folder, "shanhai_pairs"), sources.PAIRINGS):
        year = re.search(r"\d{4}", row["since"])
        table.append(
            {
                "mountain": row["mountain_code"],
                "mountain_name": row["mountain"],
                "sea": row["sea_code"],
                "sea_name": row["sea"],
                "since": row["since"],
                "since_year": int(year[0]) if year else None,
                "period": row["period"],
                "source": source.document,
                "grade": source.grade,
                "via": source.via,
                "note": source.note,
            }
        )
    return table


def mechanism_facts(folder: Path) -> list[dict[str, Any]]:
    """Facts on workshops, circles, enclaves and points; words stay words."""
    divisions = read(folder, "divisions")
    code = {row["name"]: row["code"] for row in divisions if len(row["code"]) < 7}
    within = {(row["parent"], row["name"]): row["code"] for row in divisions}
    code |= {full: within[short] for full, short in NAMED_WITHIN.items()}
    table = []
    for row, source in noted(read(folder, "mechanism_facts"), sources.MECHANISMS):
        value, bound, unit, note = float("nan"), "=", row["unit"], ""
        numeric = re.fullmatch(r"[<>~]?\d+(\.\d+)?", row["value"])
        if numeric:
            value, bound, unit, note = quantity(row["value"], row["unit"])
        table.append(
            {
                "mechanism": row["mechanism"],
                "item": row["item"],
                "value": value,
                "bound": bound if numeric else "",
                "unit": unit,
                "text": "" if numeric else row["value"],
                "place": code.get(row["place"], ""),
                "place_name": row["place"],
                "period": row["period"],
                "source": source.document,
                "grade": source.grade,
                "via": source.via,
                "note": "; ".join(filter(None, (note, source.note))),
            }
        )
    return table


def declared_totals(folder: Path) -> list[dict[str, Any]]:
    """Totals of mountain-sea cooperation, as they were published."""
    return declared.declared_totals(noted(read(folder, "mechanism_facts"), sources.MECHANISMS))


def township_points(folder: Path) -> list[dict[str, Any]]:
    """Known points of townships: seats, and centres of boxes that are no real position."""
    kinds = {"seat point": "seat", "bbox centre, not the seat": "box_centre"}
    source = {"seat": "GeoNames (CC BY 4.0)", "box_centre": "sizhi (MIT)"}
    table = []
    for row in read(folder, "township_coordinates"):
        if not row["point_kind"]:
            continue
        kind = kinds[row["point_kind"]]
        box = {f"box_{side}": row[f"bbox_{side[0]}"] for side in ("west", "north", "east", "south")}
        table.append(
            {"code": row["code"], "lon": float(row["lon_wgs84"]), "lat": float(row["lat_wgs84"]),
             "kind": kind}
            | {side: float(edge) if edge else float("nan") for side, edge in box.items()}
            | {"geoname_id": row["geonameid"], "source": source[kind]}
        )  # fmt: skip
    return table


TABLES: dict[str, Callable[[Path], list[dict[str, Any]]]] = {
    "places": places,
    "county_geometry": county_geometry,
    "figures": figures,
    "census_2020_places": census_places,
    "census_2020_figures": census_figures,
    "targets": targets,
    "groups": groups,
    "pairings": pairings,
    "mechanism_facts": mechanism_facts,
    "declared_totals": declared_totals,
    "township_points": township_points,
}

if __name__ == "__main__":
    main()
