"""The page on composite indices runs in both languages, and its numbers are what it computes."""

import re

import pytest

from gongfu.io import embedded

PAGES = ("docs/howto/composite-index.md", "docs/zh/howto/composite-index.md")


def blocks(text: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", text, flags=re.M | re.S)


def without_comments(code: str) -> str:
    return re.sub(r" *#.*$", "", code, flags=re.M)


@pytest.fixture(scope="module")
def left(repository):
    """The names that the code of the pages leaves behind after the first two blocks, and at last.

    It runs once: the code is the same in both languages.
    """
    names: dict = {}
    first: dict = {}
    for at, block in enumerate(blocks((repository / PAGES[0]).read_text(encoding="utf-8"))):
        exec(block, names)
        if at == 1:
            first = dict(names)
    return first, names


@pytest.fixture(params=PAGES)
def ran(request, repository, left):
    """The text of a page, and what its code leaves behind."""
    return (repository / request.param).read_text(encoding="utf-8"), *left


def test_both_languages_run_the_same_code(repository):
    one, two = (
        [without_comments(b) for b in blocks((repository / page).read_text(encoding="utf-8"))]
        for page in PAGES
    )
    assert one == two
    assert len(one) == 5


def test_the_table_of_counties_is_what_comes_out(ran):
    """To three ranks and three hundredths: another library may draw another sequence."""
    text, names, _ = ran
    ranks = names["found"].ranks
    known = embedded.places(levels=("county",))
    row = r"^\|.*?(\w+[县区市])\)? \| (0\.\d+) \| (\d+)[ （(]+(\d+)–(\d+)[)）] \| (\d+%)?"
    shown = re.findall(row, text, flags=re.M)
    assert len(shown) == 5
    for name, score, median, low, high, share in shown:
        own = ranks.loc[known.index[known["name"] == name][0]]
        assert own["score"] == pytest.approx(float(score), abs=5e-4)
        got = own[["rank_median", "rank_low", "rank_high"]].to_list()
        assert got == pytest.approx([float(median), float(low), float(high)], abs=3.0)
        assert own["share_in_top"] == pytest.approx(
            float(share.rstrip("%")) / 100 if share else 0.0, abs=0.03
        )


def test_what_the_text_says_of_the_ranks_holds(ran):
    text, names, _ = ran
    found, shift = names["found"], names["shift"].set_index("factor")["total"]
    width = found.ranks["rank_high"] - found.ranks["rank_low"]
    assert width.median() == pytest.approx(28, abs=2)
    assert len(found.uncertain_pairs()) == pytest.approx(1688, rel=0.05)
    assert len(found.ranks) * (len(found.ranks) - 1) // 2 == 3570
    assert found.ranks["rank"].loc["330921"] == 9.0  # Daishan
    assert len(found.left_out) == 5
    for factor, total in (
        ("aggregation", 0.44),
        ("left_out", 0.33),
        ("weights", 0.30),
        ("normalisation", 0.23),
    ):
        assert shift[factor] == pytest.approx(total, abs=0.03)
        assert f"{total:.2f}" in text
    assert shift["figures"] < 0.005
    assert names["made"].doubtful["income"].sum() == 4


def test_the_small_index_is_whole(ran):
    _, names, last = ran
    assert len(names["small"].names) == 7
    assert set(last["index"].scores.columns) == {"score", "prosperity", "sharing", "services"}
    assert list(last["index"].scores.index) == ["A", "B", "C"]
    assert last["best"].shares.notna().all(axis=None)
