"""Questions of who with whom: options to a task, its answer to text or JSON."""

from pathlib import Path
from typing import Any

import click

from gongfu.cli import options as given
from gongfu.cli.asking import telling_of
from gongfu.cli.match_benefits import benefits, points
from gongfu.cli.match_jobs import jobs


@click.group()
def match() -> None:
    """Ask who with whom, with reasons and a proof; a human confirms before anything is final."""


@match.command()
@given.tells(
    click.argument("path", type=given.zone_path, metavar="[ZONE]", required=False, default=None),
    click.option(
        "--weights",
        default="",
        metavar="PART=N,…",
        help="What counts: need, capacity, complement, near, history.  Default: 1 each.",
    ),
    click.option(
        "--group",
        default="mountain_26",
        show_default=True,
        metavar="mountain_26|mountain_island",
        help="The list of counties to be helped.",
    ),
    click.option(
        "--at", default="", metavar="DATE",
        help="Take the list and the record at YYYY, YYYY-MM or YYYY-MM-DD.  Default: all who ever "
        "stood on the list.",
    ),
    click.option(
        "--per-mountain", type=click.IntRange(1), default=2, show_default=True, metavar="N",
        help="Partners of a mountain county, at most; each has one at least.",
    ),
    click.option(
        "--per-sea", type=click.IntRange(1), default=2, show_default=True, metavar="N",
        help="Counties that one county helps, at most.",
    ),
    click.option(
        "--further", type=float, default=0.5, show_default=True, metavar="SCORE",
        help="What a partner beyond the first must add to the sum of scores.",
    ),
    click.option("--keep", is_flag=True, help="Keep every pair on record."),
    click.option("--must", multiple=True, metavar="MOUNTAIN=SEA", help="A pair that has to be."),
    click.option("--never", multiple=True, metavar="MOUNTAIN=SEA", help="A pair that may not be."),
    click.option(
        "--industry", type=click.Path(path_type=Path), metavar="TABLE",
        help="county, industry, value: who has industries that others are close to.",
    ),
    click.option(
        "--times", type=click.Path(path_type=Path), metavar="TABLE",
        help="mountain, sea, minutes: instead of straight lines.",
    ),
    click.option(
        "--limits", type=click.Path(path_type=Path), metavar="TABLE",
        help="county, per_mountain or per_sea: single counties that may have more or fewer.",
    ),
    click.option(
        "--from", "start", default="", metavar="DATE",
        help="From when the proposal is to hold, YYYY, YYYY-MM or YYYY-MM-DD: its rows say so.",
    ),
    click.option(
        "--draws", type=click.IntRange(0), default=1_000, show_default=True,
        help="Sets of weights at random, to see which pairs hold; 0 for none.",
    ),
    click.option("--seed", type=int, default=0, show_default=True, help="Of the draws."),
    click.option(
        "--map", "map_file", type=click.Path(path_type=Path), metavar="FILE",
        help="Draw pairs as arcs: .html in both languages with the list, .svg in one.",
    ),
    click.option(
        "--language", type=click.Choice(["en", "zh"]), default="zh", show_default=True,
        help="The map opens in.",
    ),
    given.quiet,
)  # fmt: skip
def counties(path: Path | None, map_file: Path | None, language: str, **options: Any) -> None:
    """Which county could help which mountain county, beside the pairs on record.

    ZONE is a folder with figures, groups and pairings; without it, the embedded facts of Zhejiang.
    """
    names = ("group", "at", "keep", "must", "never", "industry", "times", "limits", "start",
             "draws", "seed")  # fmt: skip
    wish = {name: options.pop(name) for name in names}
    loads = [options.pop(name) for name in ("per_mountain", "per_sea", "further")]
    weights = options.pop("weights")
    with telling_of(options) as telling:
        from gongfu.app import pairing as tasks
        from gongfu.app import pairing_map as maps

        maps.check_map(map_file)
        asked = tasks.wish(weights, *loads, **wish)
        pairs = tasks.counties(path, asked, progress=telling.progress)
        if map_file is not None:
            maps.write_map(pairs, map_file, language=language)
        telling.answer = pairs.answer


@match.command()
@given.tells(
    click.argument("path", type=given.zone_path, metavar="LISTS"),
    click.option(
        "--stage",
        "stages",
        multiple=True,
        metavar="STAGE",
        help="In their order, repeated.  Default: as they first stand in the list of places.",
    ),
)
def chains(path: Path, stages: tuple[str, ...], **options: Any) -> None:
    """Where goods are best designed, made and sold: chains of counties that leave the most.

    LISTS is a workbook with sheets, or a folder with files, called places (stage, county, capacity,
    cost_yuan, price_yuan) and links (origin, destination, cost_yuan, perhaps capacity).
    """
    with telling_of(options) as telling:
        from gongfu.app import chaining as tasks

        telling.answer = tasks.chains(path, stages)


@match.command()
@given.tells(
    click.argument("path", type=given.zone_path, metavar="LISTS"),
    click.option(
        "--lottery-seed", "seed", type=click.IntRange(0), required=True, metavar="N",
        help="Published before the draw; the same seed draws the same lottery.",
    ),
    click.option(
        "--lottery", type=click.Choice(["single", "multiple"]), default="single",
        show_default=True, help="One number for each pupil, or one at each school.",
    ),
    click.option(
        "--rule", type=click.Choice(["deferred", "immediate", "cycles"]), default="deferred",
        show_default=True,
        help="Deferred acceptance is stable, and no list but the true one pays; the others are "
        "there to compare.",
    ),
    click.option(
        "--zone", type=given.zone_path, metavar="ZONE",
        help="Compute ways to schools with a walk zone along the streets of a zone; pupils then "
        "have lon and lat or a community, schools lon and lat.",
    ),
    click.option(
        "--mode", type=click.Choice(["walk", "cycle", "drive"]), default="walk",
        show_default=True, help="How pupils go, with --zone.",
    ),
    click.option(
        "--minutes", type=click.FloatRange(0), metavar="N",
        help="The walk zone of schools that say no walk_minutes.  Default: none.",
    ),
    click.option(
        "--datum", default="wgs84", show_default=True, metavar="wgs84|gcj02|bd09|SYSTEM",
        help="Of lon and lat in LISTS: Chinese map vendors deliver gcj02 or bd09.",
    ),
    click.option(
        "--letters", type=click.Path(path_type=Path), metavar="FILE",
        help="Write a letter to each pupil: .html, one per sheet when printed, or .txt.",
    ),
    click.option(
        "--faults", type=click.Path(path_type=Path), metavar="FILE",
        help="Write each row that did not count, its fault and the remedy: .csv or .parquet.",
    ),
    given.quiet,
)  # fmt: skip
def schools(path: Path, letters: Path | None, faults: Path | None, **options: Any) -> None:
    """Which pupils of LISTS get a seat at which school, by priority, points and lottery.

    LISTS is a workbook with sheets, or a folder with files, called pupils, schools, perhaps
    choices (else choice_1, choice_2, ... beside the pupils), and perhaps reserves.
    """
    draw = {name: options.pop(name) for name in ("seed", "lottery", "rule")}
    way = {name: options.pop(name) for name in ("zone", "mode", "minutes", "datum")}
    options["quiet"] |= way["zone"] is None
    with telling_of(options) as telling:
        from gongfu.app import admitting as tasks
        from gongfu.app.school_ways import Way

        telling.answer = tasks.schools(
            path, tasks.Draw(**draw), Way(**way), letters=letters, faults=faults,
            progress=telling.progress,
        )  # fmt: skip


@match.command()
@given.tells(
    click.argument("path", type=given.zone_path, metavar="LISTS"),
    click.option(
        "--most-periods", type=click.FloatRange(0), default=1.0, show_default=True, metavar="N",
        help="What a firm is owed or owes is never more than its due of N periods; 0 forgets.",
    ),
    click.option(
        "--list", "listing", type=click.Path(path_type=Path), metavar="FILE",
        help="Write the list in both languages: .html or .txt.",
    ),
    click.option(
        "--faults", type=click.Path(path_type=Path), metavar="FILE",
        help="Write each row that does not count, its fault and the remedy: .csv or .parquet.",
    ),
)  # fmt: skip
def sharing(path: Path, listing: Path | None, faults: Path | None, **options: Any) -> None:
    """How much of a shared centre each firm of LISTS gets: equal dominant shares, with reasons.

    LISTS is a workbook with sheets, or a folder with files, called firms, demands, supply, and
    perhaps floors; demands, supply and floors may have a period.
    """
    most = options.pop("most_periods")
    with telling_of(options) as telling:
        from gongfu.app import sharing as tasks

        telling.answer = tasks.sharing(path, most_periods=most, listing=listing, faults=faults)


match.add_command(benefits)
match.add_command(jobs)
match.add_command(points)
