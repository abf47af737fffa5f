"""The question of villagers and flexible jobs: options to a task, its answer to text or JSON."""

from pathlib import Path
from typing import Any, Final

import click

from gongfu.cli import job_options
from gongfu.cli import options as given
from gongfu.cli.asking import telling_of

_TERMS: Final = ("time_value", "wish", "stay")
_file = click.Path(path_type=Path)


@click.command()
@click.argument("path", type=given.zone_path, metavar="LISTS")
@job_options.rule
@job_options.minutes
@job_options.time_value
@click.option(
    "--wish",
    type=click.FloatRange(0),
    default=0.1,
    show_default=True,
    metavar="SHARE",
    help="What the first wish counts, as a share of that job's pay.",
)
@click.option(
    "--stay",
    type=click.FloatRange(0),
    default=0.1,
    show_default=True,
    metavar="SHARE",
    help="What the job held now counts, so that what works stays.",
)
@click.option(
    "--zone",
    type=given.zone_path,
    metavar="ZONE",
    help="Compute ways along the streets of a zone; the lists then have lon and lat.",
)
@job_options.mode
@click.option(
    "--villages",
    type=_file,
    metavar="FILE",
    help="Write what each village gains: .csv or .parquet.",
)
@click.option(
    "--faults",
    type=_file,
    metavar="FILE",
    help="Write each entry that did not count and the remedy: .csv or .parquet.",
)
@click.option(
    "--letters",
    type=_file,
    metavar="FILE",
    help="Write a letter to each worker: .html, one per sheet when printed, or .txt.",
)
@given.tells(given.quiet)
def jobs(
    path: Path, rule: Any, minutes: float, zone: Path | None, mode: str, **options: Any
) -> None:
    """Which villagers of LISTS get which flexible job, why others none, what a post more brings.

    LISTS is a workbook with sheets, or a folder with files, called workers and jobs, and perhaps
    travel (minutes from a worker or village to a job or workshop) and candidates (points that a
    workshop gives a worker, for --rule stable).
    """
    terms = {name: options.pop(name) for name in _TERMS}
    options["quiet"] |= zone is None
    files = {name: options.pop(name) for name in ("villages", "faults", "letters")}
    with telling_of(options) as telling:
        from gongfu.app import employing as tasks
        from gongfu.app.commuting import Way

        telling.answer = tasks.jobs(
            path, rule, tasks.terms_of(minutes, **terms), Way(zone, mode),
            progress=telling.progress, **files,
        )  # fmt: skip
