"""Make the pictures of the report that the READMEs and the documentation show.

    python tools/screenshots.py build/zhejiang/report.html [--into docs/images]
    python tools/screenshots.py build/zhejiang/report.html --figures build/figures

One picture for each language, and one as a telephone shows it.  With `--figures`, instead, each map
and chart of the report by itself, in both languages, as a desk and a telephone show it, for those
who judge the drawings.  Chromium draws without network and without a profile; Pillow then reduces
each picture to few colours, which keeps it small.  Chinese needs a font, such as Debian's
fonts-noto-cjk.
"""

import argparse
import html
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageChops

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
    parser.add_argument("--figures", type=Path, help="where each figure goes by itself, instead")
    arguments = parser.parse_args(argv)
    if not arguments.report.is_file():
        sys.exit(f"no report at {str(arguments.report)!r}; `gongfu assess ZONE` writes one")
    chromium = browser()
    if arguments.figures is not None:
        arguments.figures.mkdir(parents=True, exist_ok=True)
        for path in draw_figures(chromium, arguments.report, arguments.figures):
            print(f"{path}: {path.stat().st_size / 1000:.0f} kB")
        return
    arguments.into.mkdir(parents=True, exist_ok=True)
    for shot in SHOTS:
        path = arguments.into / shot.name
        draw(chromium, arguments.report.resolve(), shot, path)
        size = shrink(path)
        print(f"{path}: {size / 1000:.0f} kB")


# Figures one below the other, each under a bar by which the picture is cut; nothing else is shown.
BAR = (255, 0, 255)
ALONE = """
body > :not(main), main section > :not(.grid):not(.split):not(details):not(figure),
.split > div, details > :not(.grid), figure { display: none !important; }
main { padding: 0 !important; max-width: none !important; }
main section { margin: 0 !important; padding: 0 !important; border: 0 !important; }
.grid { columns: 1 !important; margin: 0 !important; } .split { display: block !important; }
details.block { margin: 0 !important; padding: 0 !important; border: 0 !important; }
details.block { background: none !important; }
%s { display: flex !important; margin: 0 !important; border-radius: 0; border-top: 8px solid #f0f; }
figure { padding: .95rem !important; } figure:not(.wide) { max-width: 37rem; }
"""
WIDTHS = {"desk": 1200, "phone": 390}
AT_ONCE = 6
TALLEST = 12_000


def draw_figures(chromium: str, report: Path, into: Path) -> list[Path]:
    """Each figure of the report by itself: NAME.LANGUAGE.DEVICE.png."""
    page = report.read_text(encoding="utf-8")
    names = re.findall(r'<figure id="([^"]+)"', page)
    written = []
    for language in ("en", "zh"):
        page = re.sub(r'(id="lang-\w\w"[^>]*?)( checked)?>', r"\1>", page)
        page = page.replace(f'id="lang-{language}"', f'id="lang-{language}" checked')
        opened = page.replace(' name="supply"', "").replace("<details", "<details open")
        for device, width in WIDTHS.items():
            for first in range(0, len(names), AT_ONCE):
                mine = names[first : first + AT_ONCE]
                parts = _drawn_alone(chromium, opened, mine, width)
                for name, picture in zip(mine, parts, strict=True):
                    path = into / f"{name}.{language}.{device}.png"
                    few = picture.quantize(256, dither=Image.Dither.NONE)
                    few.save(path, optimize=True)
                    written.append(path)
    return written


def _drawn_alone(chromium: str, page: str, names: list[str], width: int) -> list[Image.Image]:
    """The pictures of these figures, cut from one page as wide as a device."""
    style = ALONE % ", ".join(f"#{name}" for name in names)
    alone = page.replace("</head>", f"<style>{style}</style></head>")
    # A headless window is never narrower than 500 pixels, so the page stands in a frame.
    frame = f'<iframe width="{width}" height="{TALLEST}" style="border:0" srcdoc="%s"></iframe>'
    body = f'<body style="margin:0">{frame % html.escape(alone)}</body>'
    outer = f'<!doctype html><meta charset="utf-8">{body}'
    with tempfile.TemporaryDirectory() as folder:
        file, path = Path(folder) / "page.html", Path(folder) / "page.png"
        file.write_text(outer, encoding="utf-8")
        draw(chromium, file, Shot("page.png", "", max(width, 500), TALLEST), path)
        with Image.open(path) as drawn:
            whole = drawn.convert("RGB").crop((0, 0, width, drawn.height))
    column = whole.crop((width // 4, 0, width // 4 + 1, whole.height)).tobytes()
    pixels = [tuple(column[at : at + 3]) for at in range(0, len(column), 3)]
    tops = [at for at in range(1, len(pixels)) if pixels[at] != BAR and pixels[at - 1] == BAR]
    if len(tops) != len(names):
        sys.exit(f"{len(tops)} of {len(names)} figures were drawn: {', '.join(names)}")
    bottoms = [top - 8 for top in tops[1:]] + [whole.height]
    return [
        _trimmed(whole.crop((0, top, width, bottom)))
        for top, bottom in zip(tops, bottoms, strict=True)
    ]


def _trimmed(picture: Image.Image) -> Image.Image:
    """Without the empty ground around it."""
    ground = Image.new(
        "RGB", picture.size, picture.getpixel((picture.width - 1, picture.height - 1))
    )
    box = ImageChops.difference(picture, ground).getbbox()
    return picture.crop((0, 0, box[2], box[3])) if box else picture


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
