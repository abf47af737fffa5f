"""Zip containers: bombs, false sizes, locks and entities are refused before a reader opens them."""

import struct
import zipfile

import pytest

from gongfu.errors import InputError
from gongfu.io import containers
from gongfu.io.containers import check_well_formed, packed, unpack
from tests.io.document_world import zipped

PARTS = {"a.xml": b"<a/>", "b/c.bin": bytes(range(256))}


def test_what_is_unpacked_and_packed_again_is_the_same():
    assert unpack(zipped(PARTS), "f") == PARTS
    assert unpack(packed(PARTS).read(), "f") == PARTS


def test_a_bomb_is_refused_by_its_ratio():
    with pytest.raises(InputError, match=r"f: it unpacks to more than 200 times .*'bomb\.xml'"):
        unpack(zipped({"bomb.xml": b" " * (8 << 20)}), "f")


def test_too_much_together_is_refused(monkeypatch):
    monkeypatch.setattr(containers, "UNPACKED_MAX", 1000)
    with pytest.raises(InputError, match="at most 10,000 and 0 MB are read: divide"):
        unpack(zipped({str(n): bytes(200) for n in range(6)}), "f")


def test_a_size_that_is_stated_falsely_does_not_help():
    content = bytearray(zipped({"a.bin": bytes(3 << 20)}))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    with pytest.raises(InputError, match="container is damaged"):
        unpack(bytes(content), "f")


def test_parts_that_share_their_bytes_are_refused():
    content = bytearray(
        zipped({"a": bytes(range(200)), "b": bytes(range(200))}, zipfile.ZIP_STORED)
    )
    at = content.rindex(b"PK\x01\x02")
    content[at + 42 : at + 46] = struct.pack("<I", 0)
    with pytest.raises(InputError, match="container is damaged"):
        unpack(bytes(content), "f")


def test_two_parts_of_one_name_are_refused(tmp_path):
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as container:
        container.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            container.writestr("a", b"2")
    with pytest.raises(InputError, match="two parts of its container have the same name"):
        unpack(path.read_bytes(), "f")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_entities_are_refused(encoding):
    text = '<!DOCTYPE a [<!ENTITY b "bbbbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    with pytest.raises(InputError, match=r"part 'x\.xml' defines entities"):
        unpack(zipped({"x.xml": text.encode(encoding)}), "f")


def test_a_lock_is_told():
    content = bytearray(zipped(PARTS))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    with pytest.raises(InputError, match="locked by a password; save it without one"):
        unpack(bytes(content), "f")


def test_xml_that_is_closed_wrongly_is_told():
    check_well_formed(PARTS, "f")
    with pytest.raises(InputError, match=r"f: its part 'a\.xml' is damaged"):
        check_well_formed({"a.xml": b"<a><b></a>"}, "f")
