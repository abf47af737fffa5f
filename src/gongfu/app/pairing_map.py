"""The map of who could help whom, in a file."""

from pathlib import Path
from typing import Final

from gongfu.app.pairing import CountyPairs
from gongfu.app.tasks import open_zone
from gongfu.errors import InputError, NotFoundError
from gongfu.io import embedded
from gongfu.io.answers import check_folder
from gongfu.io.atomic import replace_file
from gongfu.report.pair_map import pair_page, pair_picture

ENDINGS: Final = (".svg", ".html")


def check_map(path: Path | None) -> None:
    """Raise an InputError if no map could be written to `path`; None is none."""
    if path is None:
        return
    if path.suffix.lower() not in ENDINGS:
        raise InputError(
            f"{str(path)!r} ends in {path.suffix or 'nothing'!r}; a map must end in "
            f"{' or '.join(ENDINGS)}: .svg is the map alone, .html has the list beside it"
        )
    check_folder(path)


def write_map(pairs: CountyPairs, path: Path, *, language: str = "zh") -> None:
    """Draw the pairs on their counties.

    Parameters
    ----------
    pairs
        From `gongfu.app.pairing.counties`.
    path
        .svg in `language`, or .html in both that opens in it; a file that is there is replaced.
    language
        "en" or "zh".
    """
    if pairs.path is None:
        boundaries = embedded.boundaries()
    else:
        zone = open_zone(pairs.path)
        boundaries = zone.boundaries
        if boundaries is not None:
            boundaries = boundaries[
                zone.places["level"].reindex(boundaries.index).eq("county").to_numpy()
            ]
    if boundaries is None or boundaries.empty:
        raise NotFoundError("the zone has no boundaries to draw a map on; leave --map out")
    drawn = (boundaries, pairs.answer.table, pairs.mountains, pairs.seas)
    simulated = bool(pairs.answer.simulated)
    if path.suffix.lower() == ".svg":
        text = str(pair_picture(*drawn, language=language, simulated=simulated))
    else:
        text = pair_page(*drawn, sentences=pairs.answer.sentences, opens_in=language,
                         simulated=simulated)  # fmt: skip
    replace_file(path, text.encode())
