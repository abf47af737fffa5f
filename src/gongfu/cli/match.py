"""Questions to the two sides of a match: options to a task, its answer to text or JSON."""

import click

from gongfu.cli.match_benefits import benefits, points


@click.group()
def match() -> None:
    """Who with whom and who gets what, fairly and with reasons; people confirm it."""


match.add_command(benefits)
match.add_command(points)
