"""Cases of the ledger: options to a task, its answer to text or JSON."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from gongfu.cli import options as given
from gongfu.cli.asking import telling_of

_FAULTY = 2
_file = click.Path(path_type=Path)
_ledger = click.argument("where", metavar="LEDGER")
_key = click.option(
    "--key", default="", help="The same again with the same key is done once and answered alike."
)


@click.command()
@_ledger
@click.argument("case_id", metavar="ID")
@click.option("--actor", required=True, metavar="ID", help="Who does it.")
@click.option(
    "--kind",
    type=click.Choice(["benefit", "admission"]),
    default="benefit",
    show_default=True,
    help="What is applied for.",
)
@click.option(
    "--subject", required=True, help="The benefit, as the rules call it, or the round of admission."
)
@click.option("--applicant", required=True, metavar="ID", help="Whose case it is.")
@click.option("--guardian", default="", metavar="ID", help="Who acts for the applicant as well.")
@click.option("--place", required=True, metavar="CODE", help="Where the applicant lives.")
@click.option("--office", required=True, help="The department or school that decides.")
@click.option("--on", default="", metavar="DAY", help="The day of it.  Default: today.")
@click.option(
    "--fact",
    "facts",
    multiple=True,
    metavar="NAME=VALUE",
    help="What the rules take, under its name or Chinese heading; may be repeated.",
)
@click.option(
    "--rules",
    default="",
    metavar="NAME|FILE",
    help="Rules of benefits: refuse now what they do not know.",
)
@_key
@given.tells()
def apply(where: str, case_id: str, facts: tuple[str, ...], on: str, **options: Any) -> None:
    """Apply for a benefit or a school place in LEDGER, as case ID."""
    names = ("actor", "kind", "subject", "applicant", "guardian", "place", "office", "key")
    told = {name: options.pop(name) for name in names}
    rules = options.pop("rules")
    with telling_of(options) as telling:
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_case_answers as answers
        from gongfu.app.tracking_cases import Application, Kind

        now = datetime.now(UTC)
        day = tasks.day_of(on) if on else tasks.day_in_china(now)
        application = Application(
            case_id, Kind(told["kind"]), told["applicant"], told["subject"], told["place"],
            told["office"], day, told["guardian"], answers.facts_of_words(facts),
        )  # fmt: skip
        deed = tasks.Deed(told["actor"], now, "", told["key"])
        with tasks.open_ledger(where) as ledger:
            telling.answer = answers.applied_case(
                ledger, deed, application, day_given=bool(on), rules=rules
            )


@click.command()
@_ledger
@click.option("--actor", default="", metavar="ID", help="Who does it.")
@click.option("--rules", default="", metavar="NAME|FILE", help="Rules for benefits.")
@click.option(
    "--date", "day", default="", metavar="DAY", help="By which rules judge; default: today."
)
@click.option("--places", type=_file, metavar="FILE", help="Places of each county, if limited.")
@click.option(
    "--case", "cases", multiple=True, metavar="ID", help="Only this one; may be repeated."
)
@click.option("--subject", default="", help="Only cases for this benefit.")
@click.option("--round", "round_", default="", metavar="NAME", help="A round of admission, whole.")
@click.option("--office", default="", help="Whose round, if another has the same name.")
@click.option("--place", default="", metavar="CODE", help="Where its applicants live, likewise.")
@click.option("--schools", type=given.zone_path, metavar="LISTS", help="Schools of the round.")
@click.option(
    "--seed",
    type=click.IntRange(0),
    help="Of the lottery: the number that was announced, without zeros that it begins with.  "
    "Default: 0; drawn cases keep theirs.",
)
@click.option(
    "--announce",
    default="",
    metavar="SOURCE",
    help="Announce a draw instead: its seed is the number that SOURCE publishes on --date.",
)
@click.option(
    "--lottery",
    type=click.Choice(["single", "multiple"]),
    default="single",
    show_default=True,
    help="One for all schools of a round, or one at each.",
)
@click.option("--minutes", type=float, help="Walk zone of schools that say none.")
@click.option("--why", default="", metavar="REASON", help="Propose again what has a proposal.")
@click.option("--check", default="", metavar="PROPOSAL", help="Reckon a proposal again instead.")
@_key
@given.tells()
def propose(where: str, **options: Any) -> None:
    """Let rules propose what becomes of cases in LEDGER; a person confirms each.

    Benefits are judged by --rules, a whole --round of admission by the --schools and the lottery.
    With --announce nothing is proposed yet: the draw then takes a number that nobody knows.
    With --check nothing is written; the exit code is 2 if the proposal is not what the rules give.
    """
    names = ("actor", "rules", "day", "places", "cases", "subject", "round_", "schools", "seed",
             "lottery", "minutes", "why", "check", "key", "office", "place",
             "announce")  # fmt: skip
    told = {name: options.pop(name) for name in names}
    sound = True
    with telling_of(options) as telling:
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_case_answers as answers
        from gongfu.app import tracking_proposing as proposing
        from gongfu.app.tracking_recheck import rechecked

        now = datetime.now(UTC)
        with tasks.open_ledger(where) as ledger:
            if told["check"]:
                telling.answer, sound = rechecked(ledger, told["check"])
            else:
                deed = tasks.Deed(told["actor"], now, told["why"], told["key"])
                done = proposing.proposed_of_words(ledger, deed, told)
                tell = proposing.announced if told["announce"] else answers.proposed
                telling.answer = tell(ledger, done)
    if not sound:
        sys.exit(_FAULTY)
