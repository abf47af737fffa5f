"""Write the page on Zhejiang's gaps in both languages, its pictures and a CSV of its numbers.

    python tools/zhejiang_gaps.py [--into docs]

Everything comes from the figures that gongfu holds; the same figures give the same bytes.
"""

import argparse
from pathlib import Path

import numpy as np
import zhejiang_gap_en
import zhejiang_gap_zh
from zhejiang_gap_cities import add_cities
from zhejiang_gap_claims import check
from zhejiang_gap_doubts import add_doubts
from zhejiang_gap_numbers import Numbers, World, numbers, world
from zhejiang_gap_pictures import pictures
from zhejiang_gap_words import Filled

INTO = Path(__file__).resolve().parent.parent / "docs"
FOLDERS = {"en": "zhejiang", "zh": "zh/zhejiang"}
PAGES = {"en": zhejiang_gap_en.page, "zh": zhejiang_gap_zh.page}


def facts() -> tuple[World, Numbers]:
    """The world and its numbers, checked against what the page says."""
    known = world()
    found = numbers(known)
    add_cities(known, found)
    add_doubts(known, found)
    check(found)
    return known, found


def files(known: World, found: Numbers) -> dict[str, str]:
    """Every file of the page: path below the docs, and its text."""
    table = found.frame()
    for name in ("value", "without_doubtful"):
        table[name] = ["" if np.isnan(v) else f"{v:.8g}" for v in table[name]]
    made = {f"{FOLDERS['en']}/gaps.csv": table.to_csv(index=False, lineterminator="\n")}
    for language, folder in FOLDERS.items():
        filled = Filled(found, known, language)
        made[f"{folder}/gaps.md"] = PAGES[language](filled)
        for name, svg in pictures(filled).items():
            made[f"{folder}/gaps-{name}.svg"] = svg
    return made


def main(argv: list[str] | None = None) -> None:
    """Write every file and say which."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--into", type=Path, default=INTO, help="folder of the docs")
    into = parser.parse_args(argv).into
    for name, text in files(*facts()).items():
        path = into / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path)


if __name__ == "__main__":
    main()
