"""Options of questions that match workers with jobs."""

import click

rule = click.option(
    "--rule",
    type=click.Choice(["need", "welfare", "stable"]),
    default="need",
    show_default=True,
    help="Low incomes first; most in all; or so that nobody would rather swap.",
)
minutes = click.option(
    "--minutes",
    type=click.FloatRange(0),
    default=45.0,
    show_default=True,
    help="The longest way to work.",
)
time_value = click.option(
    "--time-value",
    type=click.FloatRange(0),
    default=0.5,
    show_default=True,
    metavar="SHARE",
    help="What an hour on the way costs, as a share of an hour's pay.",
)
mode = click.option(
    "--mode",
    type=click.Choice(["walk", "cycle", "drive"]),
    default="cycle",
    show_default=True,
    help="How one goes, with --zone.",
)
