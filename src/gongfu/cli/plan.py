"""Questions to the plan: options to a task, its answer to text or JSON."""

from pathlib import Path
from typing import Any, Final

import click

from gongfu.cli import options as given
from gongfu.cli.asking import asking_of, telling_of
from gongfu.cli.where import WHERE, where_of

_kind = click.option(
    "--kind", "kinds", multiple=True, metavar="KIND", help="What is to be built: one kind."
)
_some_kinds = click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="KIND",
    help="What is to be built; with several, they share the number or the budget.",
)
_effort = click.option(
    "--effort",
    type=float,
    default=1.0,
    show_default=True,
    help="How much work to spend on a better plan and its proof.",
)
_seed = click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the search."
)
_map = click.option(
    "--map",
    "map_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw who is left out before and after, sites numbered: .svg in one language, .html in "
    "both.",
)
_language = click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Of the picture; a page opens in it.",
)
_asked: Final[tuple[given.Option, ...]] = (
    _kind, *WHERE, given.columns, given.datum, _effort, _seed,
    given.mode, given.minutes, given.direction,
)  # fmt: skip


@click.group()
def plan() -> None:
    """Ask where to build, how large, and what fits in the money, with a proof of how good it is."""


@plan.command()
@click.option("-n", "--sites", "n_sites", type=click.IntRange(1), help="How many sites open.")
@click.option(
    "--budget", type=float, metavar="YUAN", help="What they may cost; the list says cost_yuan."
)
@click.option(
    "--add", "hunches", multiple=True, metavar="ID", help="Try a candidate: what would it cost?"
)
@click.option(
    "--capacity",
    is_flag=True,
    help="Each serves only so many residents; the list says capacity_people.",
)
@click.option("--one-per-place", is_flag=True, help="With several kinds: each candidate takes one.")
@click.option(
    "--first",
    default="",
    metavar="GROUP|COLUMN",
    help="Who comes first: a group of the zone such as mountain_26, or a column of the communities "
    "that is true for them.",
)
@click.option(
    "--also-within",
    "also_minutes",
    type=float,
    metavar="MINUTES",
    help="Nobody whom a candidate can help stays beyond this longer limit.",
)
@click.option(
    "--backup",
    type=click.FloatRange(0, 50),
    default=0.0,
    metavar="PERCENT",
    help="What a second one within reach counts, of a person: up to 50.",
)
@click.option(
    "--asked",
    "asked_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where residents asked for it, as `gongfu track clusters` writes it: how many of them are "
    "reached.",
)
@click.option(
    "--asked-weight",
    type=click.FloatRange(0),
    default=0.0,
    metavar="N",
    help="With --asked: each of them who is out of reach counts as N people more.",
)
@given.asks(_some_kinds, *_asked[1:], _map, _language)
def sites(  # noqa: PLR0913 (one for each option)
    path: Path,
    n_sites: int | None,
    budget: float | None,
    hunches: tuple[str, ...],
    capacity: bool,
    one_per_place: bool,
    first: str,
    also_minutes: float | None,
    backup: float,
    asked_file: Path | None,
    asked_weight: float,
    **options: Any,
) -> None:
    """The sites that bring most people of ZONE within reach, and how good any plan could be."""
    where = where_of(options)
    search = {name: options.pop(name) for name in ("seed", "effort")}
    ruled = bool(first) or also_minutes is not None or backup != 0
    several = len(options["kinds"]) > 1
    if hunches and (ruled or several):
        raise click.UsageError("--add goes with one kind and no rule; try it without them.")
    if capacity and (ruled or several or hunches):
        raise click.UsageError("--capacity goes with one kind, no rule and no --add.")
    if capacity and options["map_file"] is not None:
        raise click.UsageError(
            "--map colours whole communities, and a site that is full serves a part of one; with "
            "--capacity, --out FILE.geojson or FILE.gpkg writes the sites for a map of your own."
        )
    if several and ruled:
        raise click.UsageError("--first, --also-within and --backup go with one kind.")
    if several and options["map_file"] is not None:
        raise click.UsageError("--map draws one kind; plan kinds one at a time with it.")
    if one_per_place and not several:
        raise click.UsageError("--one-per-place goes with several kinds.")
    if asked_file is None and asked_weight:
        raise click.UsageError("--asked-weight goes with --asked FILE.")
    if asked_file is not None and (ruled or several or capacity or hunches):
        raise click.UsageError("--asked goes with one kind, no rule, no --capacity and no --add.")
    with asking_of(path, options) as asking:
        from gongfu.app import fair_siting
        from gongfu.app import planning as tasks

        wish = (
            asking.zone,
            asking.question,
            where,
            tasks.Limits(n_sites, budget, **search),
        )
        if several:
            asking.answer = fair_siting.sites_of_kinds(
                *wish, one_per_place=one_per_place, progress=asking.progress
            )
        elif ruled:
            rule = fair_siting.Rule(first, also_minutes, backup / 100)
            asking.answer = fair_siting.sites(*wish, rule, progress=asking.progress)
        elif asked_file is not None:
            from gongfu.app import asked_sites

            requested = asked_sites.Requested(asked_file, asked_weight)
            asking.answer = asked_sites.sites(*wish, requested, progress=asking.progress)
        else:
            asking.answer = tasks.sites(
                *wish, hunches=hunches, capacity=capacity, progress=asking.progress
            )


@plan.command()
@click.option(
    "-n", "--sites", "n_sites", type=click.IntRange(1), required=True, help="How many sites open."
)
@click.option(
    "--farthest",
    "farthest_minutes",
    type=float,
    metavar="MINUTES",
    help="How far to measure.  Default: four times the limit.",
)
@click.option(
    "--points",
    "n_points",
    type=click.IntRange(2),
    default=8,
    show_default=True,
    help="How many plans to try between the two ends.",
)
@given.asks(*_asked)
def front(path: Path, n_sites: int, **options: Any) -> None:
    """The plans of ZONE between most people within reach and the nearest for the farthest."""
    where = where_of(options)
    search = {name: options.pop(name) for name in ("seed", "effort")}
    between = {name: options.pop(name) for name in ("farthest_minutes", "n_points")}
    with asking_of(path, options) as asking:
        from gongfu.app import fair_siting as tasks
        from gongfu.app.planning import Limits

        asking.answer = tasks.front(
            asking.zone,
            asking.question,
            where,
            Limits(n_sites, None, **search),
            progress=asking.progress,
            **between,
        )


@plan.command()
@click.option(
    "--share",
    type=click.FloatRange(0, 100, min_open=True),
    required=True,
    metavar="PERCENT",
    help="To be within reach afterwards, of those who can be judged: 98.41 is 98.41%.",
)
@click.option("--by-cost", is_flag=True, help="Least money (cost_yuan of the list), not sites.")
@given.asks(*_asked, _map, _language)
def close(path: Path, share: float, by_cost: bool, **options: Any) -> None:
    """The fewest sites, or the least money, that lift coverage of ZONE to a share."""
    where = where_of(options)
    search = {name: options.pop(name) for name in ("seed", "effort")}
    with asking_of(path, options) as asking:
        from gongfu.app import planning as tasks

        asking.answer = tasks.close(
            asking.zone,
            asking.question,
            where,
            share=share / 100,
            by_cost=by_cost,
            progress=asking.progress,
            **search,
        )


@plan.command()
@click.option(
    "--up-to", type=click.IntRange(2), required=True, metavar="N", help="The most sites to try."
)
@click.option(
    "--plot",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw the curve: .svg in one language, .html in both.",
)
@given.asks(*_asked, _language)
def curve(path: Path, up_to: int, plot: Path | None, language: str, **options: Any) -> None:
    """How far each number of sites comes in ZONE, and from which on one more brings little."""
    where = where_of(options)
    search = {name: options.pop(name) for name in ("seed", "effort")}
    from gongfu.app import plan_curve as tasks

    tasks.check_plot(plot)
    with asking_of(path, options) as asking:
        asking.answer = tasks.curve(
            asking.zone,
            asking.question,
            where,
            up_to=up_to,
            progress=asking.progress,
            **search,
        )
        if plot is not None:
            tasks.write_plot(asking.answer, plot, language=language)


@plan.command()
@given.tells(
    click.argument("path", type=given.zone_path, metavar="LISTS"),
    click.option(
        "--weight",
        "weights",
        multiple=True,
        metavar="INDICATOR=N",
        help="What one unit of an indicator counts; may be repeated.  Needed where the list "
        "effects has several.",
    ),
    click.option(
        "--carry-over", is_flag=True, help="Money that is left moves on to the next year."
    ),
    click.option(
        "--step",
        "step_yuan",
        type=float,
        default=1_000_000.0,
        show_default=True,
        metavar="YUAN",
        help="How much more or less money to try in each year.",
    ),
    click.option(
        "--rule",
        default="",
        metavar="total|leximin|kolm_pollak|proportional",
        help="Choose by a rule of fairness between counties and show all four; the lists then "
        "have residents.",
    ),
    click.option(
        "--aversion",
        type=float,
        default=1.0,
        show_default=True,
        help="To inequality, in the rule kolm_pollak: 0 nears the total, large the worst off.",
    ),
    _effort,
)
def budget(path: Path, weights: tuple[str, ...], **options: Any) -> None:
    """The projects of LISTS that do most for the money, when each starts, and what more would buy.

    LISTS is a workbook with sheets, or a folder with files, called projects, costs, effects and
    budget, and perhaps needs, exclusions, limits and residents.
    """
    wish = {name: options.pop(name) for name in
            ("carry_over", "step_yuan", "rule", "aversion", "effort")}  # fmt: skip
    with telling_of(options) as telling:
        from gongfu.app import budgeting as tasks

        telling.answer = tasks.budget(path, tasks.Wish(tasks.read_weights(weights), **wish))


@plan.command()
@click.option(
    "--per-thousand",
    type=float,
    required=True,
    metavar="N",
    help="Places that each thousand people need.",
)
@click.option(
    "--of",
    default="residents",
    show_default=True,
    metavar="COLUMN",
    help="Whose thousand: a column of the communities.",
)
@click.option(
    "--rule",
    type=click.Choice(["nearest", "divided"]),
    default="nearest",
    show_default=True,
    help="Everybody goes to the nearest site, or divides among those within reach.",
)
@click.option(
    "--sites",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Planned sites besides those that stand: lon, lat and perhaps id, name.",
)
@given.asks(
    _kind, given.columns, given.datum, given.decay, given.mode, given.minutes, given.direction
)
def size(path: Path, **options: Any) -> None:
    """How many places each site of a kind in ZONE needs for the people within its reach."""
    standard = {name: options.pop(name) for name in ("per_thousand", "of", "rule", "sites")}
    standard |= {
        "decay": options.pop("decay"),
        "columns": options.pop("columns_text"),
        "datum": options.pop("datum") or "wgs84",
    }
    with asking_of(path, options) as asking:
        from gongfu.app import sizing as tasks

        asking.answer = tasks.size(
            asking.zone, asking.question, tasks.Standard(**standard), progress=asking.progress
        )


@plan.command()
@given.tells(
    click.argument(
        "hours", type=click.Path(path_type=Path), metavar="[HOURS]", required=False, default=None
    ),
    click.option("--arrivals", "arrivals_per_h", type=float, metavar="N", help="Who come an hour."),
    click.option(
        "--service",
        "service_min",
        type=float,
        required=True,
        metavar="MINUTES",
        help="How long one is served, on average.",
    ),
    click.option(
        "--wait",
        "wait_min",
        type=float,
        default=10.0,
        show_default=True,
        metavar="MINUTES",
        help="The longest wait that counts as in time.",
    ),
    click.option(
        "--share",
        type=click.FloatRange(0, 100, min_open=True, max_open=True),
        default=90.0,
        show_default=True,
        metavar="PERCENT",
        help="Of those who come, to be served in time.",
    ),
    click.option(
        "--capacity",
        type=click.IntRange(1),
        metavar="N",
        help="Room for those served and those waiting; who finds it full leaves.",
    ),
)
def queue(hours: Path | None, share: float, **options: Any) -> None:
    """How many chargers or counters it takes so that few wait long.

    HOURS is a table of a day with hour and arrivals_per_h; without it, --arrivals is a steady rate.
    """
    names = ("service_min", "arrivals_per_h", "wait_min", "capacity")
    promise = {name: options.pop(name) for name in names}
    with telling_of(options) as telling:
        from gongfu.app import sizing as tasks

        telling.answer = tasks.queue(tasks.Promise(share=share / 100, **promise), hours)


@plan.command()
@given.tells(
    click.argument("path", type=given.zone_path, metavar="TABLE"),
    click.option(
        "--place", default="county", show_default=True, metavar="COLUMN", help="Names the place."
    ),
    click.option(
        "--industry",
        "branch",
        default="industry",
        show_default=True,
        metavar="COLUMN",
        help="Names the industry.",
    ),
    click.option(
        "--value",
        default="value",
        show_default=True,
        metavar="COLUMN",
        help="Output, value added, jobs or firms.",
    ),
    click.option(
        "--for",
        "places",
        multiple=True,
        metavar="PLACE",
        help="Whom to advise; may be repeated.  Default: all.",
    ),
    click.option(
        "--partner",
        "partners",
        multiple=True,
        metavar="PLACE",
        help="Who could help; may be repeated.  Default: all others.",
    ),
    click.option(
        "-n",
        "--options",
        "n_options",
        type=click.IntRange(1),
        default=10,
        show_default=True,
        help="For each place, at most.",
    ),
    click.option(
        "--list-partners", is_flag=True, help="List who has each option instead of the options."
    ),
    click.option(
        "--complexity",
        type=click.Choice(["places", "industries"]),
        help="Say instead how complex all places or industries are, by ECI or PCI and by Fitness.",
    ),
)
def industry(path: Path, complexity: Any, **options: Any) -> None:
    """Which industries places do not have yet and are close to, and which partners have them.

    TABLE has one row per place and industry: .csv, .xlsx, .xls, .ods, .parquet.
    """
    names = ("place", "branch", "value", "places", "partners", "n_options", "list_partners")
    asked = {name: options.pop(name) for name in names}
    columns = {name: asked[name] for name in ("place", "branch", "value")}
    with telling_of(options) as telling:
        from gongfu.app import industries as tasks

        if complexity is None:
            telling.answer = tasks.industry(path, **asked)
        else:
            telling.answer = tasks.complexity(path, of=complexity, **columns)
