"""Options that say where one may build."""

from pathlib import Path
from typing import Any, Final

import click

from gongfu.cli import options as given

_candidates = click.option(
    "--candidates",
    default="villages",
    show_default=True,
    metavar="villages|corners|grid|FILE",
    help="Where one may build: in each village, at corners of streets, on a grid over the "
    "place, or a list with lon, lat or shapes (parcels) and perhaps id, name, cost_yuan.",
)
_spacing = click.option(
    "--spacing",
    "spacing_m",
    type=float,
    metavar="METRES",
    help="Between lines of the grid (500 unless said); of other candidates nearer to each other, "
    "only the first stays.",
)
_screens: Final[tuple[given.Option, ...]] = (
    click.option(
        "--exclude",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A map of areas where nobody builds, such as water; may be repeated.",
    ),
    click.option(
        "--max-slope",
        type=float,
        metavar="PERCENT",
        help="Only where the ground is no steeper; needs --elevation.",
    ),
    click.option(
        "--elevation",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="GeoTIFF of elevations, for --max-slope.",
    ),
    click.option(
        "--street",
        "street_m",
        type=float,
        metavar="METRES",
        help="Only so near a street; 1,000 unless said.",
    ),
    click.option(
        "--clear-of",
        "clear_m",
        type=float,
        metavar="METRES",
        help="Not so near a facility of the kind that stands.",
    ),
    click.option(
        "--min-area",
        "min_area_m2",
        type=float,
        metavar="M2",
        help="Only parcels at least so large.",
    ),
)
_must = click.option("--must", multiple=True, metavar="ID", help="A candidate that opens.")
_never = click.option("--never", multiple=True, metavar="ID", help="A candidate that does not.")
_places = click.option(
    "--by-places", is_flag=True, help="Count villages and communities, not their residents."
)
WHERE: Final[tuple[given.Option, ...]] = (
    _candidates, _spacing, *_screens, _must, _never, _places,
)  # fmt: skip
_OURS: Final = ("candidates", "spacing_m", "must", "never", "by_places")
_SCREENS: Final = ("exclude", "elevation", "street_m", "clear_m", "min_area_m2")


def where_of(options: dict[str, Any]) -> Any:
    """What says where one may build."""
    from gongfu.app.candidates import Screens, Where

    chosen = {name: options.pop(name) for name in _OURS}
    steepest = options.pop("max_slope")
    screens = Screens(
        max_slope=None if steepest is None else steepest / 100,
        **{name: options.pop(name) for name in _SCREENS},
    )
    return Where(
        columns=options.pop("columns_text"),
        datum=options.pop("datum") or "wgs84",
        screens=screens,
        **chosen,
    )
