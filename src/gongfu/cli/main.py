"""Words in, words out: arguments to a task, its answer to text, an error to an exit code."""

import json
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from gongfu.cli import options as given
from gongfu.cli.evidence import evidence
from gongfu.cli.gaps import gaps
from gongfu.cli.match import match
from gongfu.cli.match_benefits import rules
from gongfu.cli.plan import plan
from gongfu.cli.progress import show_progress
from gongfu.cli.reach import reach
from gongfu.cli.text import print_table
from gongfu.cli.timetable import timetable
from gongfu.cli.track import track
from gongfu.cli.track_report import report
from gongfu.cli.track_workshops import gains, rematch
from gongfu.errors import ConflictError, GongfuError, InfeasibleError, InputError, NotFoundError

EXIT_CODES: dict[type[GongfuError], int] = {
    InputError: 2,
    NotFoundError: 3,
    ConflictError: 4,
    InfeasibleError: 5,
}
INTERRUPTED = 130

_cell = click.option(
    "--cell", "cell_m", type=float, help="Merge cells of a population raster to about METRES wide."
)
_per = click.option(
    "--per",
    type=click.Choice(["cell", "km2"]),
    help="Whether a population raster holds residents per cell or per square kilometre.  "
    "Default: cell, with a note; asks if that gives an absurd density.",
)
_within = click.option(
    "--within", default="", metavar="PLACE", help="Code or name of the place that FILE covers."
)
_source = click.option("--source", default="", help="Who published FILE; shown in the report.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gongfu")
def cli() -> None:
    """Find out who is left behind, and whether it gets better (共富)."""


@cli.command()
@click.argument("path", type=given.zone_path, default=Path("zhejiang-demo"))
@given.json_out
@given.quiet
def demo(path: Path, as_json: bool, quiet: bool) -> None:
    """Build the embedded zone of Zhejiang in PATH, assess it, plan, and say where the pages are.

    Figures are published ones with their sources; villages' positions, streets and facilities,
    and a ledger of promises (ledger.db), are simulated and marked so.  A zone that is built
    already is used again.
    """
    with show_progress(quiet) as progress:
        from gongfu.app.assessing import assess, summary
        from gongfu.app.building import demo_zone
        from gongfu.app.plan_demo import demo_plan
        from gongfu.app.progress import part
        from gongfu.app.tracking_demo import demo_ledger

        zone = demo_zone(path, progress=part(progress, 0.0, 0.7))
        page = demo_plan(zone, progress=part(progress, 0.7, 0.77))
        kept = demo_ledger(zone, path, progress=part(progress, 0.77, 0.8))
        last = part(progress, 0.8, 1.0)
        assessment = assess(zone, out=path, plan_page=page, kept=kept, progress=last)
    _say_assessment(summary(zone, assessment), path, as_json, plan="plan.html")


@cli.command()
@click.argument("path", type=given.zone_path)
@click.option("--name", default="", help="Name of the zone in English; the folder's by default.")
@click.option("--name-zh", default="", help="Name of the zone in Chinese.")
def new(path: Path, name: str, name_zh: str) -> None:
    """Create an empty zone in PATH, ready for `gongfu import`."""
    from gongfu.app import tasks

    tasks.new_zone(path, name=name, name_zh=name_zh)
    click.echo(f"created {path}; next: gongfu import osm FILE.osm.pbf --into {path}")


@cli.command()
@given.zone
@click.option("--threads", type=click.IntRange(0), default=0, help="0 = as many as processors.")
@click.option(
    "--scheduler",
    metavar="local|tcp://HOST:PORT",
    help="Measure in tiles on a Dask cluster: local starts one here.  The results are the same.",
)
@click.option("--workers", type=click.IntRange(1), help="Processes of a local cluster; default 2.")
@click.option("--memory", help="Bytes at which each of them is stopped; default 4GB.")
@click.option("--tiles", "n_tiles", type=click.IntRange(1), help="At most so many tiles.")
@click.option(
    "--store",
    help="Folder or URL (s3://BUCKET/FOLDER) for tiles, which all workers can reach; for a local "
    "cluster by default beside the results.",
)
@click.option(
    "--ledger",
    metavar="LEDGER",
    help="A ledger (gongfu track) whose promises, deadlines and money the report tells of.",
)
@click.option(
    "--today", default="", metavar="DAY", help="The day of --ledger's part.  Default: today."
)
@given.json_out
@given.quiet
def assess(
    path: Path,
    threads: int,
    ledger: str | None,
    today: str,
    as_json: bool,
    quiet: bool,
    **tiling: Any,
) -> None:
    """Measure the circle, the gaps and the targets of ZONE; write results/ and report.html.

    With --scheduler the streets are measured in tiles by the workers of a cluster.  A run that was
    stopped goes on where it was.
    """
    with show_progress(quiet) as progress:
        from gongfu.app import assessing, tasks

        zone = tasks.open_zone(path, progress=progress)
        kept = None
        if ledger is not None:
            from gongfu.app import tracking_report

            kept = tracking_report.kept_for(ledger, zone, tracking_report.day(today))
        if any(value is not None for value in tiling.values()):
            from gongfu.app import scale

            assessment = scale.assess_in_tiles(
                zone, out=path, kept=kept, progress=progress, **tiling
            )
        else:
            assessment = assessing.assess(
                zone, out=path, threads=threads, kept=kept, progress=progress
            )
    _say_assessment(assessing.summary(zone, assessment), path, as_json)


@cli.command()
@given.zone
@given.json_out
def check(path: Path, as_json: bool) -> None:
    """List every fault of ZONE with its remedy; exit code 2 if there is one."""
    from gongfu.app import tasks

    found = tasks.check_zone(path)
    if as_json:
        click.echo(json.dumps({"zone": str(path), "faults": found}, ensure_ascii=False))
    elif found:
        click.echo("\n".join(f"{at}. {fault}" for at, fault in enumerate(found, 1)))
    else:
        click.echo(f"{path} is sound")
    if found:
        sys.exit(EXIT_CODES[InputError])


@cli.command()
@given.zone
@given.json_out
def info(path: Path, as_json: bool) -> None:
    """What ZONE holds, table by table, with source and standing."""
    from gongfu.app import tasks

    told = tasks.zone_info(path)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo(f"{told['name']['en']} {told['name']['zh']}")
    reach = told["reach"]
    click.echo(f"circle: {reach['limit_s'] / 60:g} minutes, {reach['mode']}, {reach['walker']}")
    print_table(told["layers"])


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for SHELL; `eval "$(gongfu completion bash)"` turns it on."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(cli, {}, "gongfu", "_GONGFU_COMPLETE").source())


cli.add_command(evidence)
cli.add_command(reach)
cli.add_command(gaps)
cli.add_command(match)
cli.add_command(plan)
cli.add_command(rules)
cli.add_command(timetable)
cli.add_command(track)
track.add_command(rematch)
track.add_command(gains)
track.add_command(report)


@cli.group("import")
def import_group() -> None:
    """Bring in real data: a city from OpenStreetMap, or a bureau's own lists."""


@import_group.command("osm")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.osm.pbf")
@click.argument("path", type=given.zone_path, metavar="[ZONE]", required=False)
@click.option("--into", type=given.zone_path, help="Replace these layers of an existing zone.")
@click.option("--boundary", type=click.Path(path_type=Path), help="Only people inside count.")
@click.option("--people", type=click.Path(path_type=Path), help="Residents: a list or GeoTIFF.")
@click.option("--facilities", type=click.Path(path_type=Path), help="Facilities in place of OSM's.")
@click.option("--elevation", type=click.Path(path_type=Path), help="Slopes: GeoTIFF of elevations.")
@given.columns
@click.option("--streets-only", is_flag=True, help="Take streets, no facilities and no people.")
@given.datum
@_cell
@_per
@given.quiet
def import_osm(
    file: Path, path: Path | None, into: Path | None, quiet: bool, columns_text: str, **options: Any
) -> None:
    """Build ZONE from one OpenStreetMap file: streets, facilities, residents.

    With --into EXISTING its layers are replaced in place; with both, ZONE is written and
    EXISTING is left as it is.
    """
    target = path or into
    if target is None:
        raise click.UsageError(
            "name the zone to write: gongfu import osm FILE ZONE, or --into ZONE"
        )
    with show_progress(quiet) as progress:
        from gongfu.app import importing

        zone = importing.import_osm(
            file, target, into=into, columns=columns_text, progress=progress, **options
        )
    if options["elevation"]:
        _say_slopes(zone)
    _say_layers(zone, target)


@import_group.command("elevation")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.tif")
@click.option("--into", type=given.zone_path, required=True, help="The zone to change.")
@_source
@given.quiet
def import_elevation(file: Path, into: Path, source: str, quiet: bool) -> None:
    """Give the streets of a zone slopes: FILE is a GeoTIFF of elevations in metres."""
    with show_progress(quiet) as progress:
        from gongfu.app import importing

        zone = importing.import_elevation(file, into, source=source, progress=progress)
    _say_slopes(zone)
    _say_layers(zone, into)


def _layer_command(layer: str, holds: str, *more: Callable[[Any], Any]) -> None:
    @import_group.command(layer, help=f"Replace the {layer} of a zone by FILE: {holds}.")
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--into", type=given.zone_path, required=True, help="The zone to change.")
    @given.columns
    @given.datum
    @_source
    @given.quiet
    def command(file: Path, into: Path, columns_text: str, quiet: bool, **options: Any) -> None:
        with show_progress(quiet) as progress:
            from gongfu.app import importing

            zone = importing.import_layer(
                layer, file, into, columns=columns_text, progress=progress, **options
            )
        _say_layers(zone, into)

    for option in more:
        option(command)


_layer_command(
    "communities", "one row per village, point or cell, with its residents", _per, _cell, _within
)
_layer_command("facilities", "one row per facility, with its kind", _within)
_layer_command("boundaries", "one polygon per place code")
_layer_command("figures", "one row per figure, with unit, period and source")


def _say_slopes(zone: Any) -> None:
    from gongfu.app import tasks

    click.echo("\n".join(tasks.slope_words(zone)) + "\n")


def _say_layers(zone: Any, path: Path) -> None:
    from gongfu.app import tasks

    print_table(tasks.layer_rows(zone))
    click.echo(f"wrote {path}; next: gongfu assess {path}")


def _say_assessment(told: Mapping[str, Any], path: Path, as_json: bool, *, plan: str = "") -> None:
    if as_json:
        files = {"report": str(path / "report.html")}
        files |= {"plan": str(path / plan)} if plan else {}
        click.echo(json.dumps({**told, **files}, ensure_ascii=False, allow_nan=False))
        return
    for sentence in told["sentences"]:
        click.echo(f"{sentence['en']}\n{sentence['zh']}\n")
    print_table(told["coverage"])
    click.echo(f"report: {path / 'report.html'}")
    if plan:
        click.echo(f"plan: {path / plan}")
    click.echo(f"tables: {path / 'results'}")


def _say_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    click.echo(f"gongfu: note: {message}", err=True)


@contextmanager
def _words_for_errors() -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _say_warning
            yield
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except GongfuError as error:
        click.echo(f"gongfu: {error}", err=True)
        sys.exit(next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), 1))
    except OSError as error:
        where = f" {error.filename!r}" if error.filename else ""
        click.echo(f"gongfu: the system refuses{where}: {error.strerror}", err=True)
        sys.exit(EXIT_CODES[InputError])
    except (KeyboardInterrupt, click.Abort):
        click.echo("gongfu: stopped; nothing was half-written", err=True)
        sys.exit(INTERRUPTED)


def main() -> None:
    """Run the command line: errors become one message on stderr and an exit code."""
    with _words_for_errors():
        sys.exit(cli.main(standalone_mode=False))
