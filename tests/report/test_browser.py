"""The page in a real browser: it fits a phone, switches language, draws and unpacks."""

import json
import re
import subprocess
from html import escape

import pytest

from gongfu.report.page import render
from tests.report.worlds import assessment, zone

pytestmark = pytest.mark.browser

QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--virtual-time-budget=8000",
)  # fmt: skip
PROBE = """<script>
addEventListener("load", function () { setTimeout(function () {
  var told = document.createElement("pre");
  told.id = "probe";
  told.textContent = JSON.stringify((function () { %s })());
  document.body.appendChild(told);
}, 1500); });
</script>"""
SEEN = """
function seen(node) {
  return Array.from(node.querySelectorAll('span[lang="' + (document.documentElement.lang === "en" ? "en" : "zh") + '"]'),
    function (span) { return span.textContent; }).join("");
}
"""
SHOWN = """
function shown() {
  return Array.prototype.filter.call(document.querySelectorAll("main span[lang], main text[lang]"),
    function (node) { return getComputedStyle(node).display !== "none"; })
    .map(function (node) { return node.getAttribute("lang"); });
}
"""


@pytest.fixture(scope="module")
def html():
    of = zone()
    return render(of, assessment(of))


@pytest.fixture
def ask(chromium, html, tmp_path):
    """What a script of ours finds in the opened page, at a width, with an address' end."""

    def asked(body, *, width=1280, at="", page=html):
        probed = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
        file = tmp_path / "page.html"
        file.write_text(probed.replace("</body>", PROBE % body + "</body>"), encoding="utf-8")
        run = subprocess.run(
            [chromium, *QUIET, f"--user-data-dir={tmp_path / 'profile'}",
             f"--window-size={width},900", "--dump-dom", file.as_uri() + at],
            capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
        found = re.search(r'<pre id="probe">(.*?)</pre>', run.stdout, re.DOTALL)
        assert found, run.stderr[-2000:]
        return json.loads(found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))

    return asked


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_sticks_out_of_a_phone(ask, html, language):
    # A headless window is never narrower than 500: the page stands in a frame as wide as a phone.
    inner = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
    frame = f'<iframe width="390" height="800" style="border:0" srcdoc="{escape(inner)}"></iframe>'
    wide, needed, cards = ask(
        """
        var page = document.querySelector("iframe").contentDocument;
        page.getElementById("lang-%s").click();
        var row = page.querySelector(".cards-on-phone tbody tr");
        var root = page.documentElement;
        return [root.clientWidth, root.scrollWidth, getComputedStyle(row).display];
        """.replace("%s", language),
        page=f"<!doctype html><body>{frame}</body>",
    )
    assert (wide, needed) == (390, 390)
    assert cards == "block", "rows of words become cards"


def test_one_language_is_shown_and_the_switch_shows_the_other(ask):
    first, second, tag = ask(
        SHOWN
        + """
        var before = shown();
        document.getElementById("lang-zh").click();
        return [before, shown(), document.documentElement.lang];
        """,
        at="#en",
    )
    assert set(first) == {"en"}
    assert set(second) == {"zh"}
    assert len(first) == len(second)
    assert tag == "zh-CN"


def test_the_switch_needs_no_script(ask, html):
    without = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    languages, still = ask(
        SHOWN
        + """
        document.getElementById("lang-zh").click();
        var picture = document.querySelector("#points svg");
        return [shown(), picture.getBoundingClientRect().height > 100];
        """,
        page=without,
    )
    assert set(languages) == {"zh"}
    assert still, "the still map is there for readers without JavaScript"


def test_points_are_unpacked_drawn_and_found(ask):
    size, count, names, told = ask(
        SEEN
        + """
        var canvas = document.querySelector("#points-plate canvas");
        var ink = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        var painted = 0;
        for (var i = 3; i < ink.length; i += 4) if (ink[i]) painted++;
        var find = document.getElementById("points-find");
        find.value = "point 02";
        find.dispatchEvent(new Event("input"));
        var found = Array.from(document.querySelectorAll("#points-found button"));
        var names = found.map(function (button) { return button.textContent; });
        found[0].click();
        return [canvas.width, painted, names, seen(document.getElementById("points-told"))];
        """,
        at="#en",
    )
    assert size > 100
    assert count > 1000
    assert sorted(names) == [f"Town {at} · simulated point 02" for at in range(6)]
    assert "Town 0 · simulated point 02" in told
    assert "150 residents" in told
    assert "School2 min" in told, "67 seconds are two minutes begun"


def test_a_table_sorts_and_finds(ask):
    lowest, highest, left = ask(
        """
        var table = document.getElementById("fair-places");
        var press = table.tHead.rows[0].cells[3].querySelector("button");
        press.click();
        var high = table.tBodies[0].rows[0].cells[3].textContent;
        press.click();
        var low = table.tBodies[0].rows[0].cells[3].textContent;
        var find = table.parentNode.previousElementSibling.querySelector("input");
        find.value = "county 4";
        find.dispatchEvent(new Event("input"));
        var rows = Array.from(table.tBodies[0].rows).filter(function (row) { return !row.hidden; });
        return [low, high, rows.map(function (row) { return row.cells[0].textContent; })];
        """,
        at="#en",
    )
    assert lowest.startswith("30,000*")
    assert highest.startswith("80,000")
    assert len(left) == 1
    assert "County 4" in left[0]


def test_the_policy_lets_the_page_work_and_nothing_else(chromium, html, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(html.replace("</body>", "<script>document.title = 'foreign'</script></body>"),
                    encoding="utf-8")  # fmt: skip
    run = subprocess.run(
        [chromium, *QUIET, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", file.as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert "<title>foreign" not in run.stdout, "a foreign script ran"
    assert "<canvas" in run.stdout, "our own script did not run"
