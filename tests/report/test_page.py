"""The page as a whole: complete in two languages, self-contained, safe, honest."""

import base64
import hashlib
import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest

from gongfu.model.network import Network
from gongfu.model.zone import Layer
from gongfu.report.page import render
from tests.report.worlds import KINDS, NASTY, assessment, zone

VOID = {"meta", "input", "br", "img", "link", "hr"}
SVG_LEAVES = {"rect", "circle", "line", "polyline", "polygon", "path", "use", "image"}


class Page(HTMLParser):
    """Every element with its attributes, the open ones at each text, and what is badly nested."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.texts, self.open, self.faults = [], [], [], []
        self.feed(html)
        self.close()
        self.faults += [f"{tag} is never closed" for tag, _ in self.open]

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open[-1][0] != tag:
            self.faults.append(f"</{tag}> at {self.getpos()} while {self.open[-1:]} is open")
        else:
            self.open.pop()

    def handle_data(self, data):
        if data.strip():
            self.texts.append((data, list(self.open)))

    def of(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]

    def shown(self, language):
        """Text that a reader of one language sees, quotations of sources apart."""
        other = {"en": "zh", "zh": "en"}[language]
        words = []
        for text, above in self.texts:
            tags = [tag for tag, _ in above]
            if {"script", "style", "cite", "title"} & set(tags):
                continue
            if any(attrs.get("lang") == other for _, attrs in above[1:]):
                continue
            words.append(text)
        return " ".join(words)


WORLDS = {
    "full": zone(),
    "real": zone(simulated=False),
    "city": zone(with_figures=False, with_boundaries=False, simulated=False),
    "figures": zone(with_points=False),
    "empty": zone(with_points=False, with_figures=False, with_boundaries=False),
}


class Made(dict):
    """What is made when it is first asked for, and kept."""

    def __init__(self, make):
        self.make = make

    def __missing__(self, name):
        self[name] = made = self.make(name)
        return made


HTML = Made(lambda name: render(WORLDS[name], assessment(WORLDS[name])))
PAGES = Made(lambda name: Page(HTML[name]))


@pytest.fixture(params=sorted(WORLDS))
def name(request):
    return request.param


def test_elements_are_closed_and_nested(name):
    assert not PAGES[name].faults


def test_nothing_is_fetched(name):
    page = PAGES[name]
    for tag, attrs in page.elements:
        assert tag not in {"link", "iframe", "object", "embed", "base", "form"}, tag
        for key in ("src", "href", "srcset", "action", "poster"):
            value = attrs.get(key) or "#"
            assert value.startswith(("#", "data:image/png;base64,")), (tag, key, value)
        assert not [key for key in attrs if key.startswith("on")], "no handlers in attributes"
    assert not re.findall(r"@import|url\((?!#)", HTML[name])


def test_the_policy_allows_exactly_the_one_script(name):
    html, page = HTML[name], PAGES[name]
    policy = next(m["content"] for m in page.of("meta") if "http-equiv" in m)
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert len([s for s in page.of("script") if s.get("type") in (None, "text/javascript")]) == 1
    assert not re.search(r"\beval\(|new Function|innerHTML|document\.write", script)


def test_both_languages_are_complete(name):
    html = HTML[name]
    body = html[html.index("<body>") :]
    for tag in ("span", "text", "g"):
        english = len(re.findall(rf'<{tag} lang="en"', body))
        assert english == len(re.findall(rf'<{tag} lang="zh"', body)), tag


def test_the_languages_are_never_mixed(name):
    page = PAGES[name]
    chinese = re.compile("[\u4e00-\u9fff]+")
    own_words = re.sub("[\u4e00-\u9fff]+", "", page.shown("en"))
    found = set(chinese.findall(page.shown("en"))) - {"中文", "甲", "县", "乙"}
    assert not found, "Chinese on the English page besides the switch and a name without English"
    english = set(re.findall("[A-Za-z]{4,}", page.shown("zh")))
    allowed = {"English", "gongfu", "import", "figures", "facilities", "FILE", "into", "ZONE",
               "results", "Parquet", "Theil", "Gini", "Lerman", "Yitzhaki", "Williamson",
               "Bourguignon", "Shorrocks", "Andrews", "Fruin", "Kretz",
               "OpenStreetMap", "GeoNames", "Apache", "settings",
               "kinds", "inputs", "proj", "laea", "datum", "units", "childcare", "school",
               "hospital", "county", "script", "left", "Wang",
               "plan", "sites", "kind", "html"}  # fmt: skip
    assert english <= allowed, english - allowed
    assert own_words


@pytest.mark.parametrize("first", ["en", "zh"])
def test_the_page_opens_in_the_zones_first_language(first):
    name = {"en": "Testland", "zh": "试验省"}
    of = zone(name={first: name.pop(first), **name}, with_points=False)
    page = Page(render(of, assessment(of)))
    assert page.of("html")[0]["lang"] == {"en": "en", "zh": "zh-CN"}[first]
    checked = [i["id"] for i in page.of("input") if "checked" in i]
    assert checked == [f"lang-{first}"]


def test_no_number_is_a_failure_of_ours(name):
    for language in ("en", "zh"):
        shown = PAGES[name].shown(language)
        assert not re.search(r"\b(NaN|nan|None|inf|Infinity|undefined|NaT|True|False)\b", shown)
    assert "{" not in PAGES[name].shown("en")


@pytest.mark.parametrize("name", ["full", "figures"])
def test_a_name_cannot_become_markup(name):
    html = HTML[name]
    assert "<b>甲" not in html
    assert "&lt;b&gt;甲&lt;/b&gt;" in html
    assert html.count("</script>") == len(PAGES[name].of("script"))
    assert NASTY in PAGES[name].shown("zh").replace("  ", " ")


def test_sources_are_quoted_and_escaped():
    html = HTML["full"]
    assert "公报 &lt;2024&gt;" in html
    assert "公报 <2024>" not in html


@pytest.mark.parametrize(("name", "marked"), [("full", True), ("real", False), ("city", False)])
def test_simulated_is_said_exactly_where_it_is(name, marked):
    html = HTML[name]
    assert ('class="banner"' in html) is marked
    assert ('class="hatched' in html.replace('class="hatched"', 'class="hatched')) is marked or (
        not marked and "hatched" not in html[html.index("<main") :]
    )
    assert ("Simulated" in PAGES[name].shown("en").replace("Simulated residents are nobody", "")
            .replace("Simulated numbers are never held", "")) is marked  # fmt: skip
    if marked:
        circle = html[html.index('<section id="circle"') : html.index('<section id="tables"')]
        figures = circle.count("<figure")
        assert len(
            re.findall(r'<h3[^>]*>(?:<span>)?<span lang="en"><span class="mark">Simulated', circle)
        ) == figures - circle.count('<figure id="lacking-where"')


def test_the_first_screen_holds_published_results_only():
    html = HTML["full"]
    first = html[html.index('<section class="first"') : html.index('<section id="gaps"')]
    without_banner = re.sub(r'<div class="banner".*?</div>', "", first)
    rule = "Simulated numbers are never held against a target."
    assert "imulated" not in without_banner.replace(rule, "")
    assert "childcare" not in without_banner
    assert "0." in without_banner


def test_doubtful_rows_are_shown_with_and_without():
    shown = PAGES["full"].shown("en")
    assert "without doubtful rows" in shown
    assert "30,000*" in shown
    assert "* in doubt" in shown


def test_headlines_follow_from_the_figures_by_hand():
    # Residents 1..6 (x 100,000), incomes 30,000..80,000: the mean is 1,330,000 / 21.
    mean = sum((at + 1) * (30_000 + 10_000 * at) for at in range(6)) / 21
    group = (30_000 + 2 * 40_000) / 3
    shown = PAGES["full"].shown("en")
    assert f"{group / 62_000:.4f}" in shown
    assert f"{group / mean:.4f}" in shown
    assert "1.75" in shown, "70,000 over 40,000"
    assert (
        "17 of 24 points reach childcare (under 3) within 15 minutes on foot; 6 do not and 1 cannot"
        in shown
    )
    assert "1 of 24 points cannot be judged" in shown


def test_targets_stand_with_their_verdicts():
    rows = re.findall(r'<tr role="row">.*?</tr>', HTML["full"], re.DOTALL)
    met = [row for row in rows if "≤ 1.90" in row]
    assert len(met) == 1
    assert 'class="verdict met"' in met[0]
    assert "not measurable" in "".join(row for row in rows if "&gt; 3.4%" in row)


def test_what_is_missing_is_said_with_its_remedy():
    assert "gongfu import figures FILE --into ZONE" in HTML["city"]
    assert "gongfu import osm" in HTML["figures"]
    assert 'id="gaps"' not in HTML["city"]
    assert 'id="circle"' not in HTML["figures"]
    assert "nothing to measure" in PAGES["empty"].shown("en")


def test_kinds_that_the_source_lacks_are_no_bars():
    circle = HTML["city"][HTML["city"].index('<section id="circle"') :]
    assert "Not in the source, so not judged: hospital" in circle
    bars = circle[circle.index('id="kinds"') : circle.index("</figure>")]
    assert "Hospital" not in bars


def test_small_counts_of_real_people_are_hidden_and_simulated_ones_are_not():
    for simulated in (False, True):
        of = zone(simulated=simulated, with_figures=False)
        few = of.communities.assign(residents=0.25)
        of = zone(simulated=simulated, with_figures=False).with_layers(communities=few)
        shown = Page(render(of, assessment(of))).shown("en")
        title = re.search(r"Where childcare \(under 3\) is out of reach: [^.]*?people", shown)[0]
        assert ("fewer than 3" in title) is not simulated


def test_ids_are_unique_and_every_reference_leads_somewhere(name):
    page = PAGES[name]
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _tag, attrs in page.elements:
        for key in ("aria-labelledby", "for"):
            for target in (attrs.get(key) or "").split():
                assert target in ids, (key, target)
        if (attrs.get("href") or "").startswith("#"):
            assert attrs["href"][1:] in ids, attrs["href"]


def test_landmarks_headings_and_names_for_screen_readers(name):
    page = PAGES[name]
    for landmark in ("header", "nav", "main", "footer", "h1"):
        assert len(page.of(landmark)) == 1, landmark
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    for svg in page.of("svg"):
        assert svg.get("aria-hidden") == "true" or svg.get("aria-labelledby")
    for head in page.of("th"):
        assert head.get("scope") in ("col", "row")
    assert all(region.get("aria-labelledby") for region in page.of("section"))


def test_the_same_zone_gives_the_same_bytes(name):
    assert render(WORLDS[name], assessment(WORLDS[name])) == HTML[name]


def test_the_first_view_is_small():
    html = HTML["full"]
    first = html[: html.index('<section id="gaps"')]
    outlines = "".join(re.findall('<path id="o.*?/>', first))
    assert len(first.encode()) - len(outlines.encode()) < 100_000


def test_nothing_handed_in_is_changed():
    of = zone()
    asked = assessment(of)
    before = {key: frame.copy() for key, frame in asked.tables().items()}
    render(of, asked)
    for key, frame in asked.tables().items():
        pd.testing.assert_frame_equal(frame, before[key])


def test_an_assessment_with_categories_reads_alike():
    asked = assessment(WORLDS["full"])
    table = asked.reach.astype(
        {"kind": "category", "state": "category", "community_id": "category"}
    )
    other = type(asked)(**{**asked.tables(), "reach": table}, provenance=asked.provenance)
    assert render(WORLDS["full"], other) == HTML["full"]


def test_a_kind_that_became_real_is_no_longer_hatched():
    real, made_up = Layer("published", "a list"), Layer("simulated", "made up")
    layers = {
        "communities": real, "network": real,
        "facilities": Layer("simulated", "mixed", kinds=KINDS,
                            parts={"childcare": real, "school": made_up}),
    }  # fmt: skip
    of = zone(with_figures=False).with_layers(layers=layers)
    html = render(of, assessment(of))
    bars = html[html.index('id="kinds"') : html.index("</figure>", html.index('id="kinds"'))]
    assert bars.count('class="hatched"') == 2, "the two bars of school"
    title = html[html.index('id="points-title"') :]
    assert "Simulated" not in title[: title.index("</h3>")], "childcare is real"
    banner = re.sub(
        "<.*?>",
        "",
        re.search(r'<div class="banner".*?</div>', html[html.index('id="circle"') :])[0],
    )
    assert "these are stand-ins: facilities (school, hospital). The rest is real" in banner
    assert "everything" not in banner


def test_every_source_within_a_layer_has_a_row_and_its_licence():
    bureau = Layer("published", "List of the bureau", licence="ODbL 1.0")
    made_up = Layer("simulated", "made up", kinds=KINDS, parts={"childcare": bureau})
    of = zone().with_layers(layers={"facilities": made_up})
    html = render(of, assessment(of))
    table = html[html.index('<table id="layers"') :]
    rows = [
        re.sub("<.*?>", "|", row)
        for row in re.findall("<tr role.*?</tr>", table[: table.index("</table>")])
    ]
    assert len(rows) == 2
    assert "facilities (childcare (under 3))" in rows[0]
    assert "List of the bureau" in rows[0]
    assert "published" in rows[0]
    assert "facilities (school, hospital)" in rows[1]
    assert "made up" in rows[1]
    assert "simulated" in rows[1]
    assert "OpenStreetMap contributors" in html, "the part's licence asks for its credit"


def test_the_grade_of_weak_incomes_stands_on_the_card():
    html = HTML["full"]
    asides = re.findall('<span class="aside">.*?</span></span>', html)
    assert len([aside for aside in asides if "incomes of counties: secondary source" in aside]) == 3
    of = WORLDS["full"]
    strong = of.with_layers(figures=of.figures.assign(grade="official_table"))
    assert "incomes of counties:" not in render(strong, assessment(strong))


@pytest.mark.parametrize(
    ("changes", "english", "chinese"),
    [
        ({}, "An adult walks 4.8 km/h on the level", "成年人在平路上的步速为每小时4.8公里"),
        ({"walker": "elderly"}, "An older person walks 3.4 km/h", "平路上的步速为每小时3.4公里"),
        (
            {"walker": "pushchair", "footing": 2},
            "with a pushchair walks 4.2 km/h on the level, also between door and street in other "
            "modes; steps are closed.",
            "不能走台阶。",
        ),
        ({"footing": 2}, "steps at 0.60 m/s. Slopes are not known", "台阶每秒0.60米。没有坡度资料"),
        ({"slope": 1.2}, "Slopes lengthen or shorten the time on foot by Tobler", "函数随坡度增减"),
        ({"walker": "elderly", "mode": "drive"}, "minutes by car", "驾车"),
    ],
)  # fmt: skip
def test_the_page_says_who_walks_and_whether_slopes_count(changes, english, chinese):
    world = zone()
    network = Network.from_arrays(
        [0.0, 9.0], [0.0, 0.0], [0], [1], {"walk": [7.0], "drive": [1.0]},
        footing=[changes.get("footing", 0)], slope_factor=[changes.get("slope", 1.0)],
        crs="EPSG:32651",
    )  # fmt: skip
    mode, walker = changes.get("mode", "walk"), changes.get("walker", "adult")
    settings = replace(world.reach, mode=mode, walker=walker)
    world = replace(world, reach=settings, network=network)
    page = Page(render(world, assessment(world)))

    assert english in page.shown("en")
    assert chinese in page.shown("zh")
    pace = {"elderly": "on foot at an older person’s pace", "pushchair": "on foot with a pushchair"}
    said = mode == "walk" and walker in pace
    assert [words for words in pace.values() if words in page.shown("en")] == (
        [pace[walker]] if said else []
    )
