"""A text in both languages, as one value that a page cannot show half of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from markupsafe import Markup, escape

from gongfu.model.zone import LANGUAGES

_CHINESE: Final = "\u3001\u3002\u4e00-\u9fff\u201c\u201d"
_MARKS: Final = {
    ord(mark): full for mark, full in zip(",:;?!", "\uff0c\uff1a\uff1b\uff1f\uff01", strict=True)
}
_BESIDE_CHINESE: Final = rf"(?<=[{_CHINESE})%])[,:;?!]|[,:;?!](?=[{_CHINESE}])"
_IN_TEXT: Final = re.compile(_BESIDE_CHINESE)
_IN_MARKUP: Final = re.compile(rf"&#?\w+;|{_BESIDE_CHINESE}")


def _typeset(text: str) -> str:
    """Chinese with marks of full width: `,` beside a Chinese character becomes a full comma.

    Sentences of ours and of the measures may be typed either way; a page is set one way.
    """
    beside = _IN_MARKUP if isinstance(text, Markup) else _IN_TEXT
    set_in_type = beside.sub(
        lambda mark: mark[0] if mark[0][0] == "&" else mark[0].translate(_MARKS), text
    )
    return type(text)(set_in_type)


@dataclass(frozen=True, slots=True)
class Both:
    """The same words in English and Chinese.  Rendered, it shows the reader's language only.

    `en` and `zh` are plain text or `Markup`; plain text is escaped when rendered.
    """

    en: str
    zh: str

    @classmethod
    def of(cls, words: Mapping[str, str]) -> Self:
        """From a mapping by language; a language that is missing borrows the other one's words."""
        known = [words.get(language, "") for language in LANGUAGES]
        return cls(known[0] or known[1], known[1] or known[0])

    def __getitem__(self, language: str) -> str:
        return _typeset(self.zh) if language == "zh" else self.en

    def __html__(self) -> str:
        """Two tagged spans, or the bare text where both languages write the same."""
        if self.en == self.zh:
            return str(escape(self.en))
        return (
            f'<span lang="en">{escape(self.en)}</span><span lang="zh">{escape(self["zh"])}</span>'
        )

    def svg(self, attributes: str) -> Markup:
        """SVG text elements; `attributes` is markup made by the charts, never a user's text."""
        if self.en == self.zh:
            return Markup(f"<text {attributes}>{escape(self.en)}</text>")
        return Markup("").join(
            Markup(f'<text lang="{language}" {attributes}>{escape(self[language])}</text>')
            for language in LANGUAGES
        )


def same(text: str) -> Both:
    """A text that is written alike in both languages: a number, a code, an author's own words."""
    return Both(text, text)


def fill(en: str, zh: str, parts: Mapping[str, Any]) -> Both:
    """Sentences with their `{parts}` filled in: a `Both` by its language, anything else as text.

    Parts are escaped unless they are Markup, so a place called `<b>` stays a place.
    """
    filled = []
    for language, sentence in (("en", en), ("zh", zh)):
        mine = {
            name: part[language] if isinstance(part, Both) else part for name, part in parts.items()
        }
        filled.append(Markup(sentence).format(**mine))
    return Both(*filled)


def listed(items: list[Both]) -> Both:
    """Several texts as one list: commas in English, 、 in Chinese."""
    return Both(
        Markup(", ").join(item.en for item in items), Markup("、").join(item.zh for item in items)
    )


def starred(words: Both) -> Both:
    """With a star: there is a doubt about it."""
    return Both(f"{words.en}*", f"{words.zh}*")


def inside(title: Both) -> Both:
    """A title inside a sentence: its first letter small in English, unless it is an acronym."""
    small = title.en[:1].lower() + title.en[1:]
    return Both(title.en if title.en[1:2].isupper() else small, title.zh)
