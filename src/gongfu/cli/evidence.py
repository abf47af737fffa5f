"""Figures out of documents: options to a task, its answer to text or JSON."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

from gongfu.cli import options as given
from gongfu.cli.progress import show_progress
from gongfu.cli.text import print_table
from gongfu.errors import InputError

_figures = click.argument("figures", nargs=-1, required=True, metavar="ID…")
_by = click.option("--by", default="", metavar="NAME", help="Who decides; kept with the decision.")
_SHOWN: Final = 20
_language = click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Of the screen.",
)


def _today() -> str:
    return datetime.now(UTC).astimezone().date().isoformat()


@click.group()
def evidence() -> None:
    """Read figures out of documents, each with its sentence, and keep the ledger of a zone."""


@evidence.command()
@click.argument("files", nargs=-1, required=True, type=given.zone_path, metavar="FILE…")
@click.option("--into", type=given.zone_path, metavar="ZONE", help="Bring what is read into ZONE.")
@click.option(
    "--zone",
    type=given.zone_path,
    metavar="ZONE",
    help="Whose places are meant.  Default: those of --into, else Zhejiang’s.",
)
@click.option(
    "--date",
    default="",
    metavar="DATE",
    help="Of the documents, as 2024-08-01, where they do not say it: what “this year” means.",
)
@click.option(
    "--about", default="", metavar="PLACE", help="Code or name of the place they are about."
)
@click.option(
    "--grade",
    type=click.Choice(["official_text", "secondary", "transcribed"]),
    default="secondary",
    show_default=True,
    help="How good the documents are as a source.",
)
@click.option(
    "--publisher",
    default="",
    metavar="NAME",
    help="Who published them: a later document of the same one revises an earlier one.",
)
@click.option(
    "--clean/--no-clean",
    default=True,
    show_default=True,
    help="Leave out what was injected into the text.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.html",
    help="Write a page: the text with its figures marked, in both languages.",
)
@click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    default="zh",
    show_default=True,
    help="The page opens in.",
)
@given.quiet
@given.json_out
def read(
    files: tuple[Path, ...],
    into: Path | None,
    zone: Path | None,
    out: Path | None,
    language: str,
    quiet: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Read the figures that FILE states: text, HTML, PDF, DOCX or a workbook; or a folder of them.

    A file that cannot be read is named with the reason; the others go on.
    """  # fmt: skip
    from gongfu.app import evidence as tasks
    from gongfu.app import evidence_page as pages
    from gongfu.app import evidence_told as told

    entry = {key: options.pop(key) for key in ("grade", "publisher")}
    pages.check_page(out)
    with show_progress(quiet or as_json) as progress:
        readings, refusals = tasks.read(files, zone=zone or into, progress=progress, **options)
    for refusal in refusals:
        click.echo(f"gongfu: note: {refusal}", err=True)
    if not readings:
        raise InputError(f"none of the {len(files)} files could be read; see the reasons above")
    entered = None
    if into is not None:
        entered = tasks.enter(readings, into, on=_today(), **entry)
    if out is not None:
        pages.write_page(readings, out, zone=into or zone, language=language)
    if as_json:
        click.echo(json.dumps(told.readings_json(readings), ensure_ascii=False, allow_nan=False))
        return
    answer = told.readings_told(readings)
    _say(answer)
    print_table(answer["rows"])
    if entered is not None:
        click.echo()
        _say({"sentences": [told.entered_told(entered)]})
    if out is not None:
        click.echo(f"wrote {out}")


@evidence.command("list")
@given.zone
@click.option(
    "--state",
    type=click.Choice(["accepted", "in doubt", "rejected", "condition", "target"]),
    help="Only figures in this state.",
)
@click.option("--document", default="", metavar="ID", help="Only figures of this document.")
@given.limit
@_language
@given.json_out
def list_figures(
    path: Path,
    state: str | None,
    document: str,
    limit: int | None,
    language: str,
    as_json: bool,
) -> None:
    """List the figures that the documents of ZONE state, with their ids."""
    from gongfu.app import evidence_screen as screen
    from gongfu.app import evidence_told as told

    answer = told.listed(path, state=state or "", document=document, language=language)
    if as_json:
        _json({"sentences": answer["sentences"], "figures": answer["figures"][:limit]})
        return
    _say(answer)
    n = _SHOWN if limit is None else limit
    print_table(screen.in_language(answer["rows"][:n], language))
    if len(answer["rows"]) > n:
        click.echo(screen.more(len(answer["rows"]) - n, language))


@evidence.command()
@given.zone
@click.argument("figure", metavar="ID")
@_language
@given.json_out
def show(path: Path, figure: str, language: str, as_json: bool) -> None:
    """Show one figure of ZONE: its sentence, its document, where it is used, its history."""
    from gongfu.app import evidence_screen as screen
    from gongfu.app import evidence_told as told

    answer = told.shown(path, figure)
    if as_json:
        _json(answer)
        return
    at = answer["number_start"] - answer["start"]
    sentence, number = answer["sentence"], answer["number"]
    click.echo(f"{sentence[:at]}【{number}】{sentence[at + len(number) :]}\n")
    for line in told.shown_lines(answer, language):
        click.echo(line)
    for title, rows in screen.shown_blocks(answer, language):
        click.echo(f"\n{title}:")
        print_table(rows)


@evidence.command()
@given.zone
@_language
@given.json_out
def check(path: Path, language: str, as_json: bool) -> None:
    """Say who contradicts whom in the ledger of ZONE, who agrees, and what is unresolved."""
    from gongfu.app import evidence_screen as screen
    from gongfu.app import evidence_told as told

    answer = told.checked(path, language=language)
    if as_json:
        _json(answer)
        return
    _say(answer)
    for key in ("contradictions", "agreed"):
        for claim in answer[key]:
            click.echo(screen.claim_line(claim, key, language))
            sides = [screen.few(row, language) for row in claim["sides"]]
            print_table(screen.in_language(sides, language))
            click.echo()
    for claim in answer["group_claims"]:
        click.echo(f"{claim['words']['en']}\n{claim['words']['zh']}\n")
    if answer["in_doubt"]:
        click.echo(screen.waiting(language))
        print_table(screen.in_language(answer["in_doubt"], language))


def _decision_command(name: str, decision: str, words: str, *more: Callable[[Any], Any]) -> None:
    @evidence.command(name, help=words)
    @given.zone
    @_figures
    @_by
    @click.option("--reason", default="", metavar="WORDS", help="Why; kept with the decision.")
    @given.json_out
    def command(path: Path, figures: tuple[str, ...], as_json: bool, **options: Any) -> None:
        from gongfu.app import evidence as tasks
        from gongfu.app import evidence_told as told

        zone = tasks.decide_on(path, figures, decision, on=_today(), **options)
        sentence = told.decided_told(zone, figures, decision, options["by"])
        if as_json:
            _json({"zone": str(path), "figures": list(figures), "decision": decision,
                   "sentences": [sentence]})  # fmt: skip
        else:
            _say({"sentences": [sentence]})
            for line in told.unused_lines(zone, figures):
                click.echo(line)

    for option in more:
        option(command)


_decision_command(
    "accept",
    "accepted",
    "Accept figures of ZONE that were in doubt; what the text does not say can be said here.",
    click.option("--indicator", default="", metavar="KEY", help="Which indicator it is."),
    click.option("--place", default="", metavar="CODE|NAME", help="Of which place it is."),
    click.option("--period", default="", metavar="PERIOD", help="Of which period, as 2023."),
)
_decision_command(
    "reject", "rejected", "Reject figures of ZONE, for a reason that is kept; they stay listed."
)


@evidence.command()
@given.zone
@click.option(
    "--prov",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE.json",
    help="Write W3C PROV-JSON to FILE.",
)
def export(path: Path, prov: Path) -> None:
    """Write where each figure of ZONE comes from, and who decided what, as W3C PROV."""
    from gongfu.app import evidence as tasks

    written = tasks.export_prov(path, prov)
    counts = ", ".join(f"{len(written.get(kind, {})):,} {words}" for kind, words in (
        ("entity", "entities"), ("activity", "activities"), ("agent", "agents")))  # fmt: skip
    click.echo(f"wrote {prov}: {counts}")


def _say(answer: Mapping[str, Any]) -> None:
    for sentence in answer["sentences"]:
        click.echo(f"{sentence['en']}\n{sentence['zh']}\n")


def _json(answer: Mapping[str, Any]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, allow_nan=False, default=str))


@evidence.command()
@click.argument("file", type=given.zone_path, metavar="FILE")
@click.option("--table", default="", metavar="NAME", help="Only the sheet or table of this name.")
@given.out_rows
@given.limit
@_language
@given.json_out
def table(
    file: Path, table: str, out: Path | None, limit: int | None, language: str, as_json: bool
) -> None:
    """Lay the tables of FILE, a yearbook’s workbook say, out as tidy rows.

    One row for each figure, with its row, its headings, unit, period, marks, notes and cell.
    """
    from gongfu.app import evidence_screen as screen
    from gongfu.app import evidence_tables as tasks

    answer = tasks.tidy_tables(file, table=table, language=language)
    rows = answer["rows"].to_dict("records")
    if out is not None:
        tasks.write_rows(answer, out)
    if as_json:
        click.echo(json.dumps(rows[:limit], ensure_ascii=False, allow_nan=False))
        return
    for line in answer["told"]:
        click.echo(line)
    click.echo()
    shown = _SHOWN if limit is None else limit
    print_table(screen.in_language(rows[:shown], language))
    if len(rows) > shown:
        click.echo(screen.more_rows(len(rows) - shown, language))
    if out is not None:
        click.echo(f"wrote {out}")
