"""Letters to people, one each, as text or as a page: Chinese first, then English."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gongfu.model.zone import LANGUAGES
from gongfu.report.text import Both

__all__: Final = ("Letter", "letters_page", "letters_text")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to one person: its title, and its paragraphs in both languages."""

    title: Both
    paragraphs: tuple[Both, ...]


def letters_text(some: Iterator[Letter]) -> str:
    """Letters as plain text: Chinese, then English, a line between two of them."""
    return (
        "\n\n----------------\n\n".join(
            "\n\n".join(
                "\n".join(
                    Markup(words[language]).unescape() for words in (one.title, *one.paragraphs)
                )
                for language in reversed(LANGUAGES)
            )
            for one in some
        )
        + "\n"
    )


def letters_page(some: Iterator[Letter], title: Both) -> str:
    """Letters as one HTML page without a reference to anything outside: printed, one per sheet."""
    environment = Environment(
        loader=PackageLoader("gongfu.report"), autoescape=True, undefined=StrictUndefined
    )
    template = environment.get_template("letters.html.j2")
    return template.render(letters=some, title=title["zh"])
