"""The streets of a zone made ready: the one place where its settings become streets."""

from typing import Final

from gongfu.errors import InputError
from gongfu.measure.ground import Ground, lay_ground
from gongfu.measure.streets import Streets, prepare_streets
from gongfu.model.walker import walker_of
from gongfu.model.zone import Zone

NO_STREETS: Final = (
    "the zone has no streets; `gongfu import osm FILE.osm.pbf --into ZONE` brings them"
)


def streets_of(zone: Zone, *, mode: str = "", walker: str = "") -> Streets:
    """The streets of `zone` for a mode and a walker, or for those of its reach settings.

    Parameters
    ----------
    zone
        With a network.
    mode
        "walk", "cycle" or "drive"; "" takes the zone's own.
    walker
        Who walks; "" takes the zone's own.

    Returns
    -------
    Streets
        For every measure of `gongfu.measure`.

    Raises
    ------
    InputError
        The zone has no streets, or none that the mode may use.
    """
    if zone.network is None:
        raise InputError(NO_STREETS)
    return prepare_streets(
        zone.network,
        mode=mode or zone.reach.mode,
        walker=walker_of(walker or zone.reach.walker),
    )


def ground_of(zone: Zone) -> Ground:
    """The streets of `zone` for its reach settings, before they are made ready for sweeps."""
    if zone.network is None:
        raise InputError(NO_STREETS)
    return lay_ground(zone.network, mode=zone.reach.mode, walker=walker_of(zone.reach.walker))
