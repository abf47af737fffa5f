"""Things of a ledger listed, shown and moved on: options to a task, its answer to text or JSON."""

from typing import Any, Final

import click

from gongfu.cli import options as given
from gongfu.cli.asking import telling_of
from gongfu.cli.track_options import day, deed_of, does, ledger, now, today

_FILTERS: Final = (
    "place",
    "field",
    "owner",
    "enterprise",
    "category",
    "department",
    "states",
    "by",
)


@click.command("list")
@ledger
@click.option(
    "--of",
    type=click.Choice(
        ["deliverables", "projects", "money", "workshops", "requests", "cases", "proposals"]
    ),
    default="deliverables",
    show_default=True,
    help="What to list.",
)
@today
@click.option("--place", default="", metavar="CODE", help="In which place.")
@click.option("--field", default="", help="Deliverables of which field, such as childcare.")
@click.option("--owner", default="", help="Whose deliverables.")
@click.option(
    "--by",
    multiple=True,
    type=click.Choice(["year", "pair", "project"]),
    help="Money by what; may be repeated.  Default: all three.",
)
@click.option("--enterprise", default="", metavar="ID", help="Workshops that it runs.")
@click.option("--category", default="", metavar="KEY", help="Requests of which category.")
@click.option("--department", default="", help="Requests with which department.")
@click.option(
    "--state",
    "states",
    multiple=True,
    metavar="STATE",
    help="Such as late or at_risk, or filed, working or closed of requests; may be repeated.",
)
@given.tells()
def list_(where: str, of: str, today: str, **options: Any) -> None:
    """Deliverables of LEDGER, or what --of names, and where each stands."""
    told = {name: options.pop(name) for name in _FILTERS}
    with telling_of(options) as telling:
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_any as things

        with tasks.open_ledger(where) as opened:
            telling.answer = things.listed(opened, of, day(today), told)


@click.command()
@ledger
@click.argument("thing", metavar="ID")
@today
@click.option(
    "--actor", default="", metavar="ID", help="Who asks: what is private is shown if they may see."
)
@given.tells()
def show(where: str, thing: str, today: str, actor: str, **options: Any) -> None:
    """Whatever has ID in LEDGER, and all that was ever done to it."""
    with telling_of(options) as telling:
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_any as things

        with tasks.open_ledger(where) as opened:
            telling.answer = things.shown(opened, thing, day(today), who=actor)


_CHANGES: Final = (
    click.option("--owner", default="", help="Of a deliverable: who answers for it from now on."),
    click.option("--start", default="", metavar="DAY", help="Its first day; of a project, too."),
    click.option("--due", default="", metavar="DAY", help="Its last day; of a project, too."),
    click.option("--end", default="", metavar="DAY", help="Of a rule: its last day."),
    click.option("--quantity", type=float, help="How much is promised."),
    click.option("--yuan", default="", help="Of a budget: what it comes to, as 1234.50."),
    click.option("--status", default="", help="Of a project, such as implementation."),
    click.option("--department", default="", help="Of a request: to whom it goes, if not by rule."),
    click.option("--sign-days", default="", metavar="N", help="Working days to sign."),
    click.option("--handle-days", default="", metavar="N", help="Working days to answer."),
    click.option("--category", default="", metavar="KEY", help="As what it is sent again."),
    click.option("--days", default="", metavar="N", help="By which its term is longer."),
    click.option("--into", default="", metavar="ID", help="As which request it goes on."),
    click.option("--satisfied", default="", metavar="yes|no", help="What was said of it."),
    click.option("--at", default="", metavar="MOMENT", help="When.  Default: now."),
    click.option("--outcome", default="", help="Of a case: what a person decides instead."),
    click.option("--award", default="", metavar="SCHOOL", help="Where somebody is admitted."),
    click.option("--evidence", default="", metavar="KIND", help="What kind of paper is brought."),
    click.option("--proof", default="", metavar="FILE", help="The paper; its SHA-256 is kept."),
    click.option("--fact", "facts", multiple=True, metavar="NAME=VALUE", help="That it brings."),
    click.option("--hours", default="", metavar="N", help="That a day of attendance really had."),
    click.option("--pieces", default="", metavar="N", help="Likewise; both 0: nobody came."),
    click.option("--on", default="", metavar="DAY", help="Of workshops: the day.  Default: today."),
)
_NAMES: Final = (
    "owner", "start", "due", "end", "quantity", "yuan", "status", "department", "sign_days",
    "handle_days", "category", "days", "into", "satisfied", "at", "outcome", "award",
    "evidence", "proof", "facts", "on", "hours", "pieces",
)  # fmt: skip


def _changes(command: given.Command) -> given.Command:
    for option in reversed(_CHANGES):
        command = option(command)
    return command


@click.command()
@does
@click.argument("thing", metavar="ID")
@click.option("--event", default="", help="What happens to it, such as sign, confirm or enrol.")
@_changes
@click.option("--version", type=int, help="That you saw; refused if it was changed since.")
@click.option("--retire", is_flag=True, help="ID is an actor, who may do nothing from now on.")
@given.tells()
def move(
    where: str, thing: str, event: str, version: int | None, retire: bool, **options: Any
) -> None:
    """Change whatever has ID in LEDGER, or let it go on by --event.

    A deliverable, a project or a budget is changed, and a rule ends by --end.  A request
    goes on by assign, decline, merge, withdraw, sign, return, transfer, pause, resume, extend,
    answer, close, reopen, resubmit or escalate, where --why is its reason, and private; a case by
    ask_evidence, add_evidence, confirm, overrule, tell, appeal, review, close, withdraw or lapse;
    a workshop by close; a job by close or open; an enrolment by enrol, refuse, withdraw or leave;
    a day of attendance by correct; a pay by reverse.
    """
    deed = deed_of(options)
    told = {name: options.pop(name) for name in _NAMES}
    with telling_of(options) as telling:
        from gongfu.app import tracking as tasks
        from gongfu.app import tracking_answers as answers
        from gongfu.app import tracking_any as things
        from gongfu.app import tracking_people as people

        with tasks.open_ledger(where) as opened:
            who = tasks.Deed(**deed)
            if retire:
                told = people.retire(opened, who, thing)
                telling.answer = answers.done(opened, "track move", "retired", told)
                return
            telling.answer = things.moved(
                opened,
                who,
                thing,
                event,
                told,
                today=tasks.day_in_china(now()),
                version=version,
            )
