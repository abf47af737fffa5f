"""What the repository may not hold: one machine's paths, registry hosts, files too long."""

import re

import pytest

from tests.house.tracked import REPOSITORY, source_files, texts

LINES_MAX = 500

# Written in pieces, so that this file passes its own test.
MACHINE = "|".join(["wo" + "rk", "tm" + "p", "ro" + "ot", "ho" + "me/[a-z]", "Use" + "rs/[A-Za-z]"])
FORBIDDEN = {
    "a path of one machine": re.compile(rf"(?<![\w.~*\])}}-])/(?:{MACHINE})(?:/|\b)"),
    "the host of a package registry": re.compile(
        "|".join(
            [
                "py" + r"pi\.org",
                "python" + r"hosted\.org",
                "registry" + r"\.npmjs",
                "conda" + r"\.anaconda",
                "tuna" + r"\.tsinghua",
                "mirrors" + r"\.aliyun",
                "--(extra-)?index" + "-url",
            ]
        )
    ),
    "the number of an issue": re.compile(r"\bissues? #?\d", re.IGNORECASE),
    "the place it was written in": re.compile("this " + "workplace", re.IGNORECASE),
}
EXEMPT = {"LICENSE"}


def faults(text: str) -> list[str]:
    """Each forbidden thing in a text, with its line."""
    return [
        f"{number}: {what}: {line.strip()[:80]}"
        for number, line in enumerate(text.splitlines(), 1)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(line)
    ]


def test_no_file_names_a_machine_or_a_registry():
    found = [
        f"{path}:{fault}"
        for path, text in texts()
        if path.name not in EXEMPT
        for fault in faults(text)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "open('/" + "tmp/x')",
        "see /" + "work/shared",
        "cd /" + "root",
        "https://py" + "pi.org/simple",
        "--" + "index-url=x",
        "as issue" + " 2 says",
    ],
)
def test_what_is_forbidden_is_found(text):
    assert faults(text)


@pytest.mark.parametrize("text", ["a/work/b is relative", "[t](../home/x)", "https://a.org/tmp/x"])
def test_what_only_looks_alike_is_not_accused(text):
    assert not faults(text)


def test_no_source_file_is_too_long():
    lines = {
        p: len((REPOSITORY / p).read_text(encoding="utf-8").splitlines()) for p in source_files()
    }
    assert lines, "found no source files"
    assert {path: n for path, n in lines.items() if n > LINES_MAX} == {}


def test_nothing_is_left_for_later():
    """A stub or a note to oneself is not code yet."""
    marks = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|raise NotImpl" + "ementedError")
    found = [
        f"{path}:{number}"
        for path, text in texts()
        if path.suffix in {".py", ".pyi", ".md", ".toml", ".html", ".js", ".css"}
        for number, line in enumerate(text.splitlines(), 1)
        if marks.search(line)
    ]
    assert not found


def test_links_between_pages_lead_somewhere():
    link = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
    broken = []
    for path, text in texts():
        if path.suffix != ".md":
            continue
        for target in link.findall(re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)):
            if re.match(r"[a-z]+:|#", target):
                continue
            if not (REPOSITORY / path.parent / target.split("#")[0]).exists():
                broken.append(f"{path}: {target}")
    assert not broken, "\n".join(broken)
