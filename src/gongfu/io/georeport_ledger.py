"""What the public sees of a ledger's requests, as GeoReport v2 has it."""

from collections.abc import Iterable
from dataclasses import replace

from gongfu.io.georeport import Format, write_requests
from gongfu.io.georeport_nouns import PublicRequest
from gongfu.io.ledger_public import MARK, About


def write_public_requests(requests: Iterable[PublicRequest], about: About, form: Format) -> bytes:
    """The requests of a ledger as a list of GeoReport.

    Parameters
    ----------
    requests
        As everybody may see them.
    about
        The ledger; of an invented one every request has a note that says so.
    form
        "xml" or "json".

    Returns
    -------
    bytes
        UTF-8.
    """
    if about.simulated:
        requests = [replace(one, status_notes=MARK) for one in requests]
    return write_requests(requests, form)
