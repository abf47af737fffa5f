"""What the commands of the ledger take alike: which ledger, who, why, and on which day."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import click

ledger = click.argument("where", metavar="LEDGER")
actor = click.option("--actor", required=True, metavar="ID", help="Who does it.")
why = click.option("--why", default="", metavar="REASON", help="Why; kept in the record.")
key = click.option(
    "--key", default="", help="The same again with the same key is done once and answered alike."
)
today = click.option(
    "--today", default="", metavar="DAY", help="Where things stood on a day.  Default: today."
)


def does(command: Callable[..., Any]) -> Callable[..., Any]:
    """What every write takes: who, why, and a key."""
    return ledger(actor(why(key(command))))


def deed_of(options: dict[str, Any]) -> dict[str, Any]:
    """Who does it, when and why, taken out of the options."""
    return {
        "who": options.pop("actor"),
        "at": now(),
        "why": options.pop("why", ""),
        "key": options.pop("key"),
    }


def now() -> datetime:
    """The moment; nothing below the commands looks at a clock."""
    return datetime.now(UTC)


def day(text: str) -> date:
    """A day, or today where people are."""
    from gongfu.app import tracking as tasks

    return tasks.day_of(text) if text else tasks.day_in_china(now())
