"""The page in a real browser: it fits a phone, switches language, draws and unpacks."""

import json
import re
import subprocess
from html import escape

import pytest

from gongfu.model.zone import ReachSettings
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
  var mine = document.documentElement.lang === "en" ? "en" : "zh";
  return Array.from(node.querySelectorAll('span[lang="' + mine + '"]'),
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


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_table_is_wider_than_a_sheet_of_paper(ask, html, language):
    # Chromium shrinks the whole print where one table sticks out.  A4 less its margins is 184 mm.
    # Headless Chromium cannot be asked for another medium, so the rules of paper are made those of
    # all media and the rules of the screen those of none.
    paper = html.replace("@media print", "@media all")
    paper = paper.replace("@media screen and (", "@media (max-width: 1px) and (")
    paper = paper.replace("@media screen {", "@media (max-width: 1px) {")
    paper = paper.replace("<details", "<details open")
    width, tables, captions = ask(
        """
        document.getElementById("lang-%s").click();
        var wide = Array.from(document.querySelectorAll("table"), function (table) {
          return [table.id, table.getBoundingClientRect().width - table.parentNode.clientWidth];
        });
        var told = Array.from(document.querySelectorAll(".script-only"), function (part) {
          return getComputedStyle(part).display;
        });
        return [innerWidth, wide, told];
        """.replace("%s", language),
        page=paper, width=695,
    )  # fmt: skip
    assert width == 695
    assert len(tables) > 5
    assert [name for name, over in tables if over > 0.5] == []
    assert set(captions) == {"none"}, "what only a screen can do is not on paper"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_targets_fit_a_desk(ask, language):
    room = ask(
        """
        document.getElementById("lang-%s").click();
        var table = document.getElementById("targets-table");
        return table.getBoundingClientRect().width - table.parentNode.clientWidth;
        """.replace("%s", language),
        width=1200,
    )
    assert room <= 0.5


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


EXPLORE = (
    SEEN
    + """
function pick(id, value) {
  var select = document.getElementById(id);
  select.value = value;
  select.dispatchEvent(new Event("change"));
  return seen(document.querySelector("#points-title .screen-only")) + " | " +
    seen(document.getElementById("points-people"));
}
function options(id) {
  var all = document.querySelectorAll("#" + id + " option");
  return Array.from(all, function (o) { return o.textContent; });
}
"""
)


def test_the_sentence_answers_each_choice(ask):
    first, kind, shorter, town, place, every = ask(
        EXPLORE
        + """
        return [pick("points-kind", "0"), pick("points-kind", "1"), pick("points-limit", "5"),
          pick("points-area", "1"), pick("points-place", "2"), pick("points-kind", "-1")];
        """,
        at="#en",
    )
    # Childcare: 17 of 24 reached, 1 not judged, and in each county the point with 250 is out.
    assert first == (
        "Simulated: 17 of 24 points reach childcare (under 3) within 15 minutes on foot; 6 do not "
        "and 1 cannot be judged. | That leaves out 1,500 of 4,100 residents (36.6%)."
    )
    # School: all reached, in 60 seconds plus 7 for each point; within 900 all of them.
    assert kind.startswith("Simulated: 24 of 24 points reach a school within 15 minutes on foot;")
    assert kind.endswith("| Nobody who can be judged is left out.")
    assert shorter == kind.replace("15 minutes", "5 minutes")
    assert town.startswith("Simulated: Testland, town: 12 of 12 points")
    assert place.startswith('Simulated: <b>甲</b>县 & "乙" </script>, town: 2 of 2 points')
    assert "have all 2 kinds within 5 minutes" in every


def test_a_shorter_time_leaves_out_those_beyond_it(ask, html):
    # With a limit of one minute only the first point, at 60 seconds, reaches a school.
    of = zone()
    short = of.with_layers(reach=ReachSettings(limit_s=180.0, kinds=of.reach.kinds))
    before, left, listed = ask(
        EXPLORE
        + """
        pick("points-kind", "1");
        var all = options("points-limit");
        return [all, pick("points-kind", "1"), seen(document.getElementById("lacking-list"))];
        """,
        at="#en",
        page=render(short, assessment(of)),
    )
    assert before == ["within 3 minutes"]
    assert left.startswith("Simulated: 24 of 24 points reach a school within 3 minutes")
    assert listed == "Nobody, for this choice."


def test_those_left_out_are_listed_with_most_first_and_lead_down_to_points(ask):
    counties, towns, title = ask(
        EXPLORE
        + """
        pick("points-kind", "0");
        function rows() {
          return Array.from(document.querySelectorAll("#lacking-list li"), function (li) {
            return seen(li);
          });
        }
        var before = rows();
        document.querySelector("#lacking-list li:nth-child(2) button").click();
        return [before, rows(), seen(document.getElementById("lacking-list-title"))];
        """,
        at="#en",
    )
    assert len(counties) == 6
    assert counties[1] == "County 1 County250 residents · 35.7%half of them over 24 min away"
    assert towns == ["Town 1250 residents · 35.7%half of them over 24 min away"]
    assert title == (
        "Simulated: County 1 County: Where they live: childcare (under 3), "
        "more than 15 minutes away"
    )


def test_a_tap_tells_what_lacks_first_with_its_minutes(ask):
    told, keys = ask(
        EXPLORE
        + """
        var find = document.getElementById("points-find");
        find.value = "point 04";
        find.dispatchEvent(new Event("input"));
        document.querySelector("#points-found button").click();
        var canvas = document.querySelector("#points-plate canvas");
        var before = document.activeElement === canvas;
        return [seen(document.getElementById("points-told")), before];
        """,
        at="#en",
    )
    assert "Lacks 1 of 2 kinds within 15 minutes" in told
    assert told.index("Childcare (under 3)25 min, out of reach") < told.index("School")
    assert keys, "the map has the keys after a point was found"


def test_the_map_answers_the_keyboard(ask):
    told, moved = ask(
        EXPLORE
        + """
        var canvas = document.querySelector("#points-plate canvas");
        function press(key) {
          var event = new KeyboardEvent("keydown", { key: key, cancelable: true });
          canvas.dispatchEvent(event);
          return event.defaultPrevented;
        }
        var taken = ["+", "ArrowLeft", "ArrowDown", "-", "Enter"].map(press);
        return [seen(document.getElementById("points-told")), taken.concat([press("Tab")])];
        """,
        at="#en",
    )
    assert "simulated point" in told
    assert moved == [True, True, True, True, True, False], "Tab leaves the map"


def test_choices_speak_both_languages(ask):
    english, chinese, title = ask(
        EXPLORE
        + """
        var before = options("points-kind").concat(options("points-area"));
        document.getElementById("lang-zh").click();
        return [before, options("points-kind").concat(options("points-area")),
          pick("points-kind", "0")];
        """,
        at="#en",
    )
    assert english == ["Childcare (under 3)", "School", "number of kinds within reach",
                       "town and country", "town", "country"]  # fmt: skip
    assert chinese == ["托育", "学校", "可达设施类别数", "城镇和农村", "城镇", "农村"]
    assert title == (
        "模拟：24个点中有17个步行15分钟内可达托育，6个不可达，1个无法判断。 | "
        "不可达居民1500人，占4100人的36.6%。"
    )


def test_small_counts_of_real_people_stay_hidden_in_the_explorer(ask):
    of = zone(simulated=False)
    few = of.with_layers(communities=of.communities.assign(residents=0.25))
    sentence, listed, told = ask(
        EXPLORE
        + """
        var find = document.getElementById("points-find");
        var said = pick("points-kind", "0");
        find.value = "point 04";
        find.dispatchEvent(new Event("input"));
        document.querySelector("#points-found button").click();
        return [said, seen(document.getElementById("lacking-list")),
          seen(document.getElementById("points-told"))];
        """,
        at="#en",
        page=render(few, assessment(few)),
    )
    assert "0.25" not in sentence + listed + told
    assert sentence.endswith("| That leaves out fewer than 3 residents."), "6 points, 1.5 people"
    assert "fewer than 3 residents" in listed
    assert "%" not in listed
    assert "fewer than 3 residents" in told


def test_a_table_wider_than_the_screen_says_so(ask):
    narrow, wide = (
        ask(
            """
            var table = document.getElementById("fair-places").parentNode;
            var hint = table.previousElementSibling.querySelector(".scroll-hint");
            var before = [hint.hidden, hint.textContent, table.scrollWidth > table.clientWidth];
            return before;
            """,
            at="#en",
            width=width,
        )
        for width in (500, 1600)
    )
    assert narrow == [False, "More columns to the right →", True]
    assert wide == [True, "More columns to the right →", False]
