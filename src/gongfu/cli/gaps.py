"""Questions to the gaps: options to a question, its answer to text or JSON."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from gongfu.cli import options as given
from gongfu.cli.progress import show_progress
from gongfu.cli.text import print_answer

DECIMALS: Final = 5
_QUESTION: Final = ("value", "weight", "indicator", "period", "level", "incomes")

_WISH: Final = ("jobs", "wage_yuan", "transfer_yuan", "minimum_yuan", "levy", "to", "line_yuan")

_COLUMNS: Final = ("value", "weight", "by", "repeating")
_CLUSTER: Final = ("scheduler", "workers", "memory")

_source = click.argument("path", type=given.zone_path, metavar="SOURCE")
_value = click.option(
    "--value", default="", metavar="COLUMN", help="Of a table: what to measure, per person."
)
_weight = click.option(
    "--weight",
    default="",
    metavar="COLUMN",
    help="Of a table: people each row stands for.  Default: each row counts once.",
)
_indicator = click.option(
    "--indicator",
    default="",
    metavar="KEY",
    help="Of a zone: which published figure.  Default: disposable_income_per_head_yuan.",
)
_period = click.option(
    "--period",
    default="",
    metavar="YEAR",
    help="Of a zone: when.  Default: the latest that all places of the level have.",
)
_level = click.option(
    "--level", default="", metavar="LEVEL", help="Of a zone: whose figures.  Default: county."
)
_incomes = click.option(
    "--incomes", is_flag=True, help="Of a zone: its households in the place of figures."
)
_by_help = (
    "Column with the groups; of a zone: prefecture or mountain_island, with --incomes: prefecture, "
    "county or urban."
)
_plot = click.option(
    "--plot",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw the answer: .svg in one language, .html in both.",
)
_language = click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Of the picture; a page opens in it.",
)


@click.group()
def gaps() -> None:
    """Ask how unequal, along which lines, and whether it narrows.

    SOURCE is a zone's folder, or any table: .csv, .xlsx, .xls, .ods, .parquet.
    """


def _asks(*options: given.Option, drawn: bool = True) -> given.Option:
    """What every question takes: SOURCE, these options, and how to answer, or to draw it."""

    def decorate(command: given.Command) -> given.Command:
        every: list[given.Option] = [_source, *options, given.out_rows]
        every += [*((_plot, _language) if drawn else ()), given.limit, given.json_out]
        for option in reversed(every):
            command = option(command)
        return command

    return decorate


_measured: Final[tuple[given.Option, ...]] = (
    _value, _weight, _indicator, _period, _level, _incomes,
)  # fmt: skip


@dataclass
class _Asking:
    """The question, and its answer once there is one."""

    question: Any
    answer: Any = None


@contextmanager
def _asking(options: dict[str, Any]) -> Iterator[_Asking]:
    """Check before the task runs, write and print its answer afterwards."""
    out, limit, as_json = (options.pop(name) for name in ("out", "limit", "as_json"))
    plot, language = options.pop("plot", None), options.pop("language", "en")
    from gongfu.app import answer as answers
    from gongfu.app.gaps_source import GapQuestion

    answers.check_out(out)
    if plot is not None:
        from gongfu.app import gaps_plot

        gaps_plot.check_plot(plot)
    asked = {name: options[name] for name in _QUESTION if name in options}
    asking = _Asking(GapQuestion(**asked))
    yield asking
    if out is not None:
        answers.write_answer(asking.answer, out)
    if plot is not None:
        gaps_plot.write_plot(asking.answer, plot, language=language)
    if as_json:
        files = {"file": str(out) if out else None, "plot": str(plot) if plot else None}
        told = answers.as_json(asking.answer, limit) | files
        click.echo(json.dumps(told, ensure_ascii=False, allow_nan=False))
    else:
        shown = answers.as_text(asking.answer, limit, decimals=DECIMALS)
        print_answer(shown, out, decimals=DECIMALS)
        if plot is not None:
            click.echo(f"drew {plot}")


@gaps.command()
@_asks(
    *_measured,
    click.option(
        "--index", "names", multiple=True, metavar="NAME", help="Only this one; may be repeated."
    ),
    click.option(
        "--strata", default="", metavar="COLUMN", help="Of a sample: the stratum of each row."
    ),
    click.option(
        "--psu",
        default="",
        metavar="COLUMN",
        help="Of a sample: the village or street that each row was drawn with.",
    ),
    click.option("--sample", is_flag=True, help="The rows are a sample, each drawn by itself."),
    drawn=False,
)
def index(
    path: Path, names: tuple[str, ...], strata: str, psu: str, sample: bool, **options: Any
) -> None:
    """How unequal SOURCE is by every index, with intervals where it is a sample."""
    with _asking(options) as asking:
        from gongfu.app import gaps as tasks

        asking.answer = tasks.index(
            path, asking.question, names=names, strata=strata, psu=psu, sample=sample
        )


@gaps.command()
@_asks(*_measured)
def lorenz(path: Path, **options: Any) -> None:
    """Which share of all is held by which share of the people of SOURCE, poorest first."""
    with _asking(options) as asking:
        from gongfu.app import gaps as tasks

        asking.answer = tasks.lorenz(path, asking.question)


@gaps.command()
@_asks(
    *_measured,
    click.option(
        "--by",
        multiple=True,
        required=True,
        metavar="COLUMN",
        help=_by_help + "  May be repeated, coarse to fine.",
    ),
    click.option(
        "--repeating",
        multiple=True,
        metavar="COLUMN",
        help="One of --by whose labels return in every group above, such as town and country.",
    ),
)
def decompose(path: Path, by: tuple[str, ...], repeating: tuple[str, ...], **options: Any) -> None:
    """How much of the inequality of SOURCE lies between groups, and how much inside them."""
    with _asking(options) as asking:
        from gongfu.app import gaps_parts as tasks

        asking.answer = tasks.decompose(path, asking.question, by=by, repeating=repeating)


@gaps.command()
@_asks(
    *_measured,
    click.option("--by", required=True, metavar="COLUMN", help=_by_help),
    click.option(
        "--null-draws",
        type=click.IntRange(0),
        default=0,
        metavar="N",
        help="Deal the groups out at random N times, to see what chance alone would make.",
    ),
    click.option("--seed", type=int, default=0, show_default=True, help="Of the random deals."),
    click.option("--pairs", is_flag=True, help="List pairs of groups instead of groups."),
)
def dagum(path: Path, by: str, null_draws: int, seed: int, pairs: bool, **options: Any) -> None:
    """Dagum's split of the Gini coefficient of SOURCE: within, net between, overlap."""
    with _asking(options) as asking:
        from gongfu.app import gaps_parts as tasks

        asking.answer = tasks.dagum(
            path, asking.question, by=by, null_draws=null_draws, seed=seed, pairs=pairs
        )


@gaps.command()
@_asks(
    _weight,
    click.option(
        "--source",
        "names",
        multiple=True,
        required=True,
        metavar="COLUMN",
        help="One source of income, such as wages; repeat it for each.",
    ),
)
def sources(path: Path, names: tuple[str, ...], **options: Any) -> None:
    """Which source of income makes SOURCE, a table, more or less equal."""
    with _asking(options) as asking:
        from gongfu.app import gaps_parts as tasks

        asking.answer = tasks.sources(path, asking.question, names=names)


@gaps.command()
@_asks(
    _weight,
    _indicator,
    _level,
    click.option(
        "--before", required=True, metavar="COLUMN|YEAR", help="Of a table, or of a zone."
    ),
    click.option("--after", required=True, metavar="COLUMN|YEAR", help="Of a table, or of a zone."),
    click.option("--by", default="", metavar="COLUMN", help=_by_help),
)
def change(path: Path, before: str, after: str, by: str, **options: Any) -> None:
    """Whether the gap of SOURCE narrowed, and what narrowed it."""
    with _asking(options) as asking:
        from gongfu.app import gaps_parts as tasks

        asking.answer = tasks.change(path, asking.question, before=before, after=after, by=by)


def _bracket(name: str, words: str) -> Callable[[Any], Any]:
    return click.option(f"--{name}", default=name, show_default=True, metavar="COLUMN", help=words)


@gaps.command()
@_asks(
    _bracket("low", "Lower limit of each bracket."),
    _bracket("high", "Upper limit; empty in the last row if that is open."),
    _bracket("people", "How many people, or which share, are in it."),
    _bracket("mean", "What those in it have on average."),
)
def brackets(path: Path, low: str, high: str, people: str, mean: str, **options: Any) -> None:
    """What a yearbook's table of brackets, SOURCE, proves of the Gini coefficient."""
    with _asking(options) as asking:
        from gongfu.app import gaps as tasks

        asking.answer = tasks.brackets(path, low=low, high=high, people=people, mean=mean)


@gaps.command()
@_asks(
    _period,
    _level,
    click.option(
        "--design",
        type=click.Path(path_type=Path),
        metavar="FILE.toml",
        help="The index declared; default: the illustrative one for Zhejiang's counties.",
    ),
    click.option(
        "--place", default="", metavar="COLUMN", help="Of a table: the column that names places."
    ),
    click.option(
        "--draws",
        type=int,
        default=1024,
        show_default=True,
        help="Points of the sample of choices, a power of 2; the more, the slower.",
    ),
    click.option("--seed", type=int, default=0, show_default=True, help="Of the sample."),
)
def composite(
    path: Path, design: Path | None, place: str, draws: int, seed: int, **options: Any
) -> None:
    """Scores and ranks of a composite index of SOURCE, each rank with its interval."""
    with _asking(options) as asking:
        from gongfu.app import gaps_composite as tasks

        asking.answer = tasks.composite(
            path, asking.question, design=design, place=place, draws=draws, seed=seed
        )


_over_years: Final[tuple[given.Option, ...]] = (
    _value,
    click.option(
        "--indicator",
        default="",
        metavar="KEY",
        help="Of a zone: which published figure.  Default: gdp_per_head_yuan.",
    ),
    click.option(
        "--level",
        default="",
        metavar="LEVEL",
        help="Of a zone: whose figures.  Default: prefecture.",
    ),
    click.option("--place", default="", metavar="COLUMN", help="Of a table: the places."),
    click.option("--time", default="", metavar="COLUMN", help="Of a table: the years."),
    click.option("--since", default="", metavar="YEAR", help="Leave earlier years out."),
)


@gaps.command()
@_asks(*_over_years)
def sigma(path: Path, place: str, time: str, since: str, **options: Any) -> None:
    """Whether the places of SOURCE have grown more alike, year by year."""
    with _asking(options) as asking:
        from gongfu.app import gaps_panel as tasks

        asking.answer = tasks.sigma(path, asking.question, place=place, time=time, since=since)


@gaps.command()
@_asks(*_over_years)
def beta(path: Path, place: str, time: str, since: str, **options: Any) -> None:
    """Whether the places of SOURCE that had less have grown faster."""
    with _asking(options) as asking:
        from gongfu.app import gaps_panel as tasks

        asking.answer = tasks.beta(path, asking.question, place=place, time=time, since=since)


@gaps.command("what-if")
@click.option("--jobs", type=click.IntRange(0), default=0, help="Workshop jobs, poorest first.")
@click.option("--wage", "wage_yuan", type=float, default=0.0, help="Yuan a year for each job.")
@click.option(
    "--transfer", "transfer_yuan", type=float, default=0.0, help="Yuan a year to each household."
)
@click.option(
    "--minimum", "minimum_yuan", type=float, default=0.0, help="Least income, yuan a head and year."
)
@click.option("--levy", is_flag=True, help="All pay the same share of income for it.")
@click.option("--to", default="", metavar="[town|country]", help="Who receives.  Default: all.")
@click.option(
    "--line", "line_yuan", type=float, metavar="YUAN", help="Poverty line a head and year."
)
@_asks(drawn=False)
def what_if(path: Path, **options: Any) -> None:
    """What jobs, transfers or a minimum income would do to the gaps of SOURCE's households."""
    wish = {name: options.pop(name) for name in _WISH}
    with _asking(options) as asking:
        from gongfu.app import gaps_policy as tasks

        asking.answer = tasks.what_if(path, tasks.Wish(**wish))


@gaps.command()
@click.option(
    "--gains",
    "file",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="village (or place) and gained_yuan a year, as gongfu match jobs --villages writes it.",
)
@click.option("--place", default="", metavar="COLUMN", help="Of a table: the places.")
@click.option("--area", default="", metavar="COLUMN", help="Of a table: town or country.")
@click.option(
    "--by",
    multiple=True,
    metavar="COLUMN",
    help="Groups of places; may be repeated, coarse to fine.",
)
@click.option(
    "--places",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write each place before and after: .csv or .parquet.",
)
@_asks(_value, _weight, _period, _level, drawn=False)
def gains(path: Path, file: Path, places: Path | None, **options: Any) -> None:
    """What the places of SOURCE gain, such as by workshop jobs, does to the gaps between them."""
    columns = {name: options.pop(name) for name in ("place", "area", "by")}
    with _asking(options) as asking:
        from gongfu.app import gaps_gains as tasks

        asking.answer = tasks.gains(
            path, asking.question, tasks.Places(**columns), file, places=places
        )


@gaps.command()
@click.argument("url", metavar="FOLDER|URL")
@click.option("--value", required=True, metavar="COLUMN", help="What to measure, per person.")
@click.option(
    "--weight",
    default="",
    metavar="COLUMN",
    help="People each row stands for.  Default: each row counts once.",
)
@click.option(
    "--by",
    multiple=True,
    metavar="COLUMN",
    help="Column with the groups.  May be repeated, coarse to fine.",
)
@click.option(
    "--repeating",
    multiple=True,
    metavar="COLUMN",
    help="One of --by whose labels return in every group above, such as town and country.",
)
@click.option(
    "--scheduler",
    metavar="local|tcp://HOST:PORT",
    help="Measure on a Dask cluster: local starts one here.  The answer is the same.",
)
@click.option("--workers", type=click.IntRange(1), help="Processes of a local cluster; default 2.")
@click.option("--memory", help="Bytes at which each of them is stopped; default 4GB.")
@given.out_rows
@given.limit
@given.json_out
@given.quiet
def register(url: str, quiet: bool, **options: Any) -> None:
    """How unequal a register larger than memory is: Gini and Theil's T and L, all and by group.

    FOLDER or URL (s3://BUCKET/FOLDER) holds its Parquet files, of which each row is a person or a
    household.  The answer is the same to the last digit, however many workers measure.
    """
    columns = {name: options.pop(name) for name in _COLUMNS}
    cluster = {name: options.pop(name) for name in _CLUSTER}
    with _asking(options) as asking, show_progress(quiet) as progress:
        from gongfu.app import gaps_register as tasks

        measured = tasks.Measured(**columns)
        asking.answer = tasks.register(url, measured, **cluster, progress=progress)
