"""Make the pictures of the report that the READMEs and the documentation show.

    python tools/screenshots.py build/zhejiang/report.html [--into docs/images]

One picture for each language, and one as a telephone shows it.  Chromium draws without network
and without a profile; Pillow then reduces each picture to 64 colours, which keeps it below 200 kB.
Chinese needs a font, such as Debian's fonts-noto-cjk.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from PIL import Image

HERE = Path(__file__).resolve().parent
INTO = HERE.parent / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
BYTES_MAX = 200_000
COLOURS = 64
SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--virtual-time-budget=8000",
)


class Shot(NamedTuple):
    """A picture's name, where the page opens (its fragment), and the window in pixels."""

    name: str
    fragment: str
    width: int
    height: int


SHOTS = (
    Shot("report.png", "en", 1200, 1600),
    Shot("report.zh.png", "zh", 1200, 1420),
    Shot("report-phone.png", "en", 500, 1000),
)


def main(argv: list[str] | None = None) -> None:
    """Write every picture, then say how large they are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("report", type=Path, help="report.html of an assessed zone")
    parser.add_argument("--into", type=Path, default=INTO, help="where the pictures go")
    arguments = parser.parse_args(argv)
    if not arguments.report.is_file():
        sys.exit(f"no report at {str(arguments.report)!r}; `gongfu assess ZONE` writes one")
    arguments.into.mkdir(parents=True, exist_ok=True)
    chromium = browser()
    for shot in SHOTS:
        path = arguments.into / shot.name
        draw(chromium, arguments.report.resolve(), shot, path)
        size = shrink(path)
        print(f"{path}: {size / 1000:.0f} kB")


def browser() -> str:
    """The path of a Chromium."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    sys.exit("no Chromium on PATH; on Debian: apt install chromium fonts-noto-cjk")


def draw(chromium: str, report: Path, shot: Shot, path: Path) -> None:
    """Have the browser draw one picture of the report."""
    with tempfile.TemporaryDirectory() as profile:
        drawn = subprocess.run(
            [
                chromium,
                *SWITCHES,
                f"--user-data-dir={profile}",
                f"--screenshot={path.resolve()}",
                f"--window-size={shot.width},{shot.height}",
                f"{report.as_uri()}#{shot.fragment}",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    if drawn.returncode or not path.is_file():
        sys.exit(f"{chromium} drew no {path.name}:\n{drawn.stderr}")


def shrink(path: Path) -> int:
    """Reduce a picture to few colours; returns its size in bytes."""
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    size = path.stat().st_size
    if size > BYTES_MAX:
        sys.exit(f"{path} has {size} bytes, more than {BYTES_MAX}; make its window smaller")
    return size


if __name__ == "__main__":
    main()
