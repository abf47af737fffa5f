"""The part of a report that a ledger fills, and a page of its own."""

from importlib import resources
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gongfu.report.kept import Kept, sentences
from gongfu.report.kept_pictures import pictures
from gongfu.report.kept_tables import tables
from gongfu.report.words import say

_TAGS: Final = {"en": "en", "zh": "zh-CN"}


def section(kept: Kept) -> dict[str, Any]:
    """What `kept_section.html.j2` shows.

    Parameters
    ----------
    kept
        From a ledger.

    Returns
    -------
    dict
        Sentences, pictures, tables, a banner if it is invented, and the method.
    """
    return {
        "kept": sentences(kept),
        "kept_banner": say("kept_simulated") if kept.simulated else None,
        "kept_pictures": pictures(kept),
        "kept_tables": tables(kept),
        "kept_method": say(
            "kept_method",
            standing=say("simulated" if kept.simulated else "computed"),
            name=kept.name,
        ),
    }


def page(kept: Kept, opens_in: str) -> str:
    """The same as one HTML document in both languages, without JavaScript.

    Parameters
    ----------
    kept
        From a ledger.
    opens_in
        The language the page opens in: "en" or "zh".

    Returns
    -------
    str
        HTML without a reference to anything outside itself.  The same ledger on the same day
        gives the same bytes.
    """
    environment = Environment(
        loader=PackageLoader("gongfu.report"), autoescape=True, undefined=StrictUndefined
    )
    environment.globals["say"] = say
    style = (resources.files("gongfu.report") / "style.css").read_text("utf-8")
    document = say("kept_document", name=kept.name)
    return environment.get_template("kept.html.j2").render(
        language=opens_in,
        language_tag=_TAGS[opens_in],
        document_title=document[opens_in],
        document=document,
        style=Markup(style),
        **section(kept),
    )
