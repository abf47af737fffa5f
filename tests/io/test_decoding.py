"""Bytes as text: encodings found out, damage told, binary refused."""

import pytest

from gongfu.errors import InputError
from gongfu.io.decoding import decode, tell_damage

SIMPLE = "2024年，浙江省地区生产总值90131亿元，比上年增长5.5%。\r\n山区26县居民收入增长6.1%。\n"
OLD = "2024年，浙江省地區生產總值90131億元，比上年增長5.5%。\r\n山區26縣居民收入增長6.1%。\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((SIMPLE, e) for e in ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-32")),
        *((OLD, e) for e in ("utf-8", "gb18030", "big5", "big5hkscs", "utf-16-le", "utf-16")),
        ("12 bottles of plain text\n", "utf-16-le"),
        ("人口", "gb18030"),
        ("Überblick: l'été à Genève\n", "utf-8"),
    ],
)
def test_text_comes_back_letter_by_letter_whatever_its_encoding(text, encoding):
    assert decode(text.encode(encoding), "f") == text
    assert decode(text.encode(encoding), "f", encoding) == text


def test_a_byte_order_mark_is_no_text():
    assert decode(SIMPLE.encode("utf-8-sig"), "f") == SIMPLE


def test_a_few_damaged_bytes_are_told_where_they_begin():
    content = SIMPLE.encode() * 10
    at = content.index("浙".encode())
    with pytest.warns(
        UserWarning, match=r"UTF-8, but not in 1 place, first in line 1, character 7"
    ):
        text = decode(content[:at] + b"\xff" + content[at:], "f.txt")
    assert text.replace("\ufffd", "") == SIMPLE * 10


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (bytes(range(32)) * 20, "binary file of a kind that is not known"),
        (b"caf\xe9 na\xefve\n", r"byte 4 \(line 1\) is not UTF-8, and neither GB18030"),
        (b"line\n" + b"\xff\xfe\xc1" * 400, r"byte 6 \(line 2\) is not UTF-8"),
    ],
)
def test_what_is_no_text_is_refused(content, message):
    with pytest.raises(InputError, match=message):
        decode(content, "f")


def test_an_encoding_that_was_named_must_fit():
    with pytest.raises(InputError, match="not UTF-8 from byte 5"):
        decode("2024年".encode("gb18030"), "f", "utf-8")
    with pytest.raises(InputError, match="encoding 'klingon' is not known"):
        decode(b"x", "f", "klingon")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("一\n二\ufffd三", "in line 2, character 2, it reads"),
        ("产值锟斤拷12", "in line 1, character 3, it reads '锟斤拷'"),
        ("产值ï¼Œ12", "'ï¼', as text does that was once decoded wrongly"),
        ("浙江省，增长。".encode().decode("gb18030", "replace"), "once decoded wrongly"),
        ("浙江省人口".encode("gbk").decode("latin-1"), "once decoded wrongly"),
        (
            "a\x08b",
            r"control characters, 1 of them, the first in line 1, character 2 \(U\+0008\)",
        ),
        ("ab\u202e21", "marks that turn the direction of writing, 1 of them"),
    ],
)
def test_damage_from_before_is_told(text, message):
    with pytest.warns(UserWarning, match=message):
        tell_damage(text, "f")


@pytest.mark.parametrize("text", [SIMPLE, OLD, "Überblick à l'été", "السكان 12\n", "a\tb\r\n\f"])
def test_sound_text_is_not_said_to_be_damaged(text):
    tell_damage(text, "f")
