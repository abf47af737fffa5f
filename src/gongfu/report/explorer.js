// The explorer: choose, ask, tap.  `page` lends its tongue: at, language, one, changed, words,
// button.
function explore(page, head, buffer) {
  var data = measured(head, buffer), map = pointCanvas(page, head, data, choose), say = head.words;
  var n = data.n, k = data.k, asked = data.asked, state = data.state, places = data.places, levels = data.levels;
  var WHOLE = data.WHOLE, EVERY = data.EVERY, OUT = data.OUT, UNKNOWN_HERE = data.UNKNOWN_HERE, people = data.people;
  // Words.
  // Marks beside a Chinese character are of full width, as on the rest of the page.
  var FULL = { ",": "\uff0c", ":": "\uff1a", ";": "\uff1b", "?": "\uff1f", "!": "\uff01" };
  function typeset(text) {
    return text.replace(/([\u3001\u3002\u4e00-\u9fff\u201c\u201d)%])([,:;?!])|([,:;?!])(?=[\u3001\u3002\u4e00-\u9fff\u201c\u201d])/g,
      function (all, before, after, alone) { return before ? before + FULL[after] : FULL[alone]; });
  }
  function fill(key, parts) {
    return [0, 1].map(function (which) {
      var text = say[key][which].replace(/\{(\w+)\}/g, function (all, name) {
        var part = parts[name];
        return part === undefined ? all : Array.isArray(part) ? part[which] : String(part);
      });
      return which ? typeset(text) : text;
    });
  }
  function count(number) { return [number.toLocaleString("en"), String(number)]; }
  function trimmed(value, decimals) { return value.toFixed(decimals).replace(/\.?0+$/, ""); }
  function folk(number) { return fill("people_n", { n: bulk(number) }); }
  function bulk(number) {
    if (head.small && number > 0 && number < head.small) return fill("fewer", { n: head.small });
    number = Math.round(number);
    var en = number >= 1e7 ? fill("million", { n: trimmed(number / 1e6, 2) })[0] : number.toLocaleString("en");
    var zh = number >= 1e8 ? fill("yi", { n: trimmed(number / 1e8, 2) })[1] : number >= 1e4 ? fill("wan", { n: trimmed(number / 1e4, number >= 1e6 ? 1 : 2) })[1] : String(number);
    return [en, zh];
  }
  function share(part, whole) {
    var text = (100 * part / whole).toFixed(1);
    return text === "100.0" && part < whole ? ">99.9%" : text === "0.0" && part > 0 ? "<0.1%" : text + "%";
  }
  function tagged(node, pair, mark) {
    node.textContent = "";
    pair.forEach(function (text, which) {
      var span = document.createElement("span");
      span.lang = which ? "zh" : "en";
      if (mark) {
        var first = document.createElement("span");
        first.className = "mark";
        first.textContent = say.prefix[which];
        span.appendChild(first);
      }
      span.appendChild(document.createTextNode(text));
      node.appendChild(span);
    });
  }
  function isMadeUp() {
    return state.kind === EVERY ? head.simulated.some(function (made, j) { return made && head.source[j]; }) : head.simulated[state.kind];
  }
  function placeName(p) { return p === WHOLE ? head.zone : places[p].names; }
  function areaName() { return say[["area_all", "area_urban", "area_rural"][state.area]]; }
  function where() {
    if (state.area) return fill("where_area", { place: placeName(state.place), area: areaName() });
    return state.place === WHOLE ? ["", ""] : fill("where_place", { place: placeName(state.place) });
  }
  var title = page.at("points-title"), note = page.at("points-people");
  var stillTitle = title.firstElementChild, live = document.createElement("span");
  stillTitle.className = "paper-only";
  live.className = "screen-only";
  live.setAttribute("aria-live", "polite");
  title.appendChild(live);
  function answer(sum) {
    if (!sum.points) { tagged(live, say.explorer_empty); note.textContent = ""; return; }
    var stem = state.kind === EVERY ? "lack" : "do_not";
    var rest = fill(stem + (sum.unknown ? sum.out ? "_out_unknown" : "_unknown" : ""), { out: count(sum.out), unknown: count(sum.unknown) });
    var sentence = fill(state.kind === EVERY ? "all_sentence" : "reach_sentence", {
      reached: count(sum.reached), n_points: count(sum.points), rest: rest, minutes: state.limit, mode: head.mode,
      n: asked, kind: state.kind === EVERY ? "" : head.named[state.kind]
    });
    var before = where();
    tagged(live, [before[0] + sentence[0], before[1] + sentence[1]], isMadeUp());
    var hidden = head.small && sum.left > 0 && sum.left < head.small;
    tagged(note, sum.unknown === sum.points ? say.explorer_unjudged : !sum.out ? say.explorer_nobody :
      hidden ? fill("explorer_people_hidden", { people: bulk(sum.left) }) :
        fill("explorer_people", { people: bulk(sum.left), total: bulk(sum.people), share: share(sum.left, sum.people) }));
  }

  // The legend counts points.
  var legend = page.at("points-legend"), BANDS = bandNames(head);
  function entry(css, words, number) {
    var item = document.createElement("li"), swatch = document.createElement("span"), text = document.createElement("span");
    swatch.className = "swatch " + css;
    var many = number === undefined ? ["", ""] : [" (" + count(number)[0] + ")", "(" + count(number)[1] + ")"];
    tagged(text, [words[0] + many[0], words[1] + many[1]]);
    item.appendChild(swatch);
    item.appendChild(text);
    legend.appendChild(item);
  }
  function explain(sum) {
    var hatch = legend.querySelector(".hatch"), kept = hatch && hatch.parentNode;
    legend.textContent = "";
    if (state.kind === EVERY) {
      var steps = {};
      for (var w = 0; w <= asked; w++) (steps[Math.round(6 * w / Math.max(asked, 1))] = steps[Math.round(6 * w / Math.max(asked, 1))] || []).push(w);
      Object.keys(steps).forEach(function (q) {
        var low = steps[q][0], high = steps[q][steps[q].length - 1], words = low === high ? String(low) : low + "\u2013" + high;
        entry("q" + (+q + 1), [words, words]);
      });
    } else {
      head.bands.forEach(function (high, band) {
        if (high > state.limit) return;
        entry(BANDS[band], fill(band ? "band_next" : "band_first", { low: band ? head.bands[band - 1] : 0, high: high }), sum.bands[band]);
      });
      if (sum.out) entry("persimmon", say.legend_out, sum.out);
      if (sum.unknown) entry("grey", say.legend_unknown, sum.unknown);
    }
    if (state.chosen >= 0 && head.sites) entry("site", say.legend_site);
    if (kept) { kept.hidden = !isMadeUp(); legend.appendChild(kept); }
  }

  // The card of one point.
  var told = page.at("points-told");
  function line(parent, tag, pair, css) {
    var node = document.createElement(tag);
    if (css) node.className = css;
    tagged(node, pair);
    parent.appendChild(node);
    return node;
  }
  function path(p) {
    var names = [];
    for (; p >= 0; p = places[p].parent) if (places[p].parent >= 0 || places.length === 1) names.push(places[p].names);
    return [names.map(function (name) { return name[0]; }).join(", "), names.reverse().map(function (name) { return name[1]; }).join("")];
  }
  function tell() {
    told.textContent = "";
    var i = state.chosen;
    if (i < 0) { line(told, "p", fill("point_tap", { k: asked }), "quiet-text"); return; }
    line(told, "h4", data.pointName(i));
    var live = folk(people[i]), at = places.length > 1 ? path(data.placeAt[i]) : ["", ""];
    line(told, "p", [live[0] + (at[0] ? " \u00b7 " + at[0] : ""), live[1] + (at[1] ? " \u00b7 " + at[1] : "")], "quiet-text");
    var short = data.lacks(i);
    line(told, "p", short ? fill("point_lacks", { n: short, k: asked, t: state.limit }) : data.has(i) === asked ? fill("point_has_all", { k: asked, t: state.limit }) : say.point_not_all_known, short ? "verdict-line out" : "verdict-line");
    var list = document.createElement("dl");
    var turn = head.kinds.map(function (_, j) { return j; }).filter(function (j) { return data.minutes[j][i] !== data.ABSENT; });
    turn.sort(function (a, b) { return (data.of(data.minutes[b][i]) === OUT) - (data.of(data.minutes[a][i]) === OUT) || a - b; });
    turn.forEach(function (j) {
      var value = data.minutes[j][i], is = data.of(value), site = data.site(j, i);
      line(list, "dt", head.kinds[j]);
      var says = value <= data.FAR ? fill(is === OUT ? "point_beyond" : "point_minutes", { m: value }) : value === data.UNKNOWN ? say.legend_unknown : fill("point_far", { m: head.far });
      var called = site >= 0 ? data.siteName(site) : ["", ""];
      var name = called[0] ? [" \u00b7 " + called[0], " \u00b7 " + called[1]] : called;
      line(list, "dd", [says[0] + name[0], says[1] + name[1]], is === OUT ? "out" : "");
    });
    told.appendChild(list);
  }

  // Where they live who are left out.
  var listed = page.at("lacking-list"), listTitle = page.at("lacking-list-title");
  function levelNow() {
    var own = state.place === WHOLE ? -1 : data.LEVELS.indexOf(places[state.place].level);
    var wanted = data.LEVELS.indexOf(state.level);
    if (wanted < 0 || wanted > own) return state.level;
    return levels.filter(function (level) { return level === "point" || data.LEVELS.indexOf(level) > own; })[0];
  }
  function half(group, level) {
    var weight = new Float64Array(256), all = 0;
    for (var i = 0; i < n; i++) {
      if (!data.inside[i] || (level === "point" ? i : data.upper[level][data.placeAt[i]]) !== group || data.found(i) !== OUT) continue;
      weight[data.minutes[state.kind][i]] += people[i];
      all += people[i];
    }
    for (var m = 0, sum = 0; m < 256; m++) { sum += weight[m]; if (sum >= all / 2) return m; }
    return 255;
  }
  function rank() {
    if (!listed) return;
    var level = levelNow(), left = {}, judged = {};
    for (var i = 0; i < n; i++) {
      var what = data.inside[i] ? data.found(i) : UNKNOWN_HERE;
      if (what === UNKNOWN_HERE) continue;
      var group = level === "point" ? i : data.upper[level][data.placeAt[i]];
      if (group < 0) continue;
      judged[group] = (judged[group] || 0) + people[i];
      if (what === OUT) left[group] = (left[group] || 0) + people[i];
    }
    var groups = Object.keys(left).map(Number).sort(function (a, b) { return left[b] - left[a] || a - b; });
    var before = where(), topic = state.kind === EVERY ? fill("lacking_list_all", { t: state.limit }) : fill("lacking_list", { kind: head.named[state.kind], t: state.limit });
    listed.classList.toggle("made-up", isMadeUp());
    tagged(listTitle, [before[0] + topic[0], before[1] + topic[1]], isMadeUp());
    listed.textContent = "";
    if (!groups.length) line(listed, "li", say.lacking_none);
    groups.slice(0, state.shown).forEach(function (group) {
      var item = document.createElement("li"), press = page.button(level === "point" ? data.pointName(group) : places[group].names);
      press.addEventListener("click", function () {
        if (level === "point") choose(group, true);
        else { state.place = group; state.shown = 12; data.select(); map.fit(); refresh(); }
        map.node.scrollIntoView({ block: "nearest" });
      });
      item.appendChild(press);
      var track = document.createElement("span"), inner = document.createElement("span");
      track.className = "lacking-track";
      inner.className = "lacking-bar";
      inner.style.width = Math.max(1, 100 * left[group] / left[groups[0]]) + "%";
      track.appendChild(inner);
      item.appendChild(track);
      var hidden = head.small && left[group] < head.small, words = folk(left[group]);
      var tail = level === "point" || hidden ? ["", ""] : [" \u00b7 " + share(left[group], judged[group]), " \u00b7 " + share(left[group], judged[group])];
      var far = ["", ""];
      if (state.kind !== EVERY) {
        var m = half(group, level);
        far = m > data.FAR ? fill("lacking_point_far", { m: head.far }) : fill(level === "point" ? "lacking_point_minutes" : "lacking_half", { m: level === "point" ? m : m - 1 });
      } else if (level === "point") far = fill("lacking_point_kinds", { n: data.lacks(group) });
      line(item, "span", [words[0] + tail[0], words[1] + tail[1]], "lacking-count");
      if (far[0]) line(item, "span", far, "quiet-text");
      listed.appendChild(item);
    });
    var rest = groups.length - state.shown;
    if (rest > 0) {
      var more = page.button(fill("lacking_show_more", { n: Math.min(rest, 24) })), last = document.createElement("li");
      more.className = "more-places";
      more.addEventListener("click", function () { state.shown += 24; rank(); });
      last.appendChild(more);
      listed.appendChild(last);
    }
  }

  // The choices.
  var pickKind = page.at("points-kind"), pickLimit = page.at("points-limit"), pickArea = page.at("points-area"), pickPlace = page.at("points-place"), pickLevel = page.at("lacking-level");
  function option(select, pair, value, chosen) { select.add(new Option(page.one(pair), value, false, chosen)); }
  function choices() {
    [pickKind, pickLimit, pickArea, pickPlace].forEach(function (select) { select.textContent = ""; });
    head.kinds.forEach(function (words, j) { if (head.source[j]) option(pickKind, words, j, j === state.kind); });
    if (asked > 1) option(pickKind, say.number_within, EVERY, state.kind === EVERY);
    head.bands.forEach(function (limit) { option(pickLimit, fill("band_within", { n: limit }), limit, limit === state.limit); });
    ["area_all", "area_urban", "area_rural"].forEach(function (key, at) { option(pickArea, say[key], at, at === state.area); });
    option(pickPlace, fill("place_whole", { place: head.zone }), WHOLE, state.place === WHOLE);
    var open = {}, offered = {};
    places.forEach(function (place, p) {
      if (place.level !== "prefecture" && place.level !== "county" || place.parent < 0) return;
      var group = pickPlace, above = places[place.parent];
      if (place.level === "prefecture" || (above && above.level === "prefecture")) {
        var key = place.level === "prefecture" ? p : place.parent;
        if (!open[key]) {
          open[key] = document.createElement("optgroup");
          open[key].label = page.one(places[key].names);
          pickPlace.appendChild(open[key]);
        }
        group = open[key];
      }
      var words = place.level === "prefecture" ? fill("place_whole", { place: place.names }) : place.names;
      group.appendChild(new Option(page.one(words), p, false, p === state.place));
      offered[p] = true;
    });
    if (state.place !== WHOLE && !offered[state.place]) option(pickPlace, places[state.place].names, state.place, true);
    pickPlace.parentNode.hidden = pickPlace.options.length < 3;
    pickLimit.parentNode.hidden = head.bands.length < 2;
    pickArea.parentNode.hidden = !data.town.some(Boolean) || data.town.every(Boolean);
    if (!pickLevel) return;
    pickLevel.textContent = "";
    levels.forEach(function (level) { option(pickLevel, say["list_" + level], level, level === levelNow()); });
    pickLevel.parentNode.hidden = levels.length < 2;
  }
  function refresh() {
    data.select();
    page.at("points").classList.toggle("made-up", isMadeUp());
    var sum = data.sums();
    choices();
    answer(sum);
    explain(sum);
    tell();
    rank();
    map.draw();
  }
  function on(list, name, after) {
    if (!list) return;
    list.addEventListener("change", function () {
      state[name] = isNaN(+list.value) ? list.value : +list.value;
      state.shown = 12;
      if (after) { data.select(); after(); }
      refresh();
    });
  }
  on(pickKind, "kind");
  on(pickLimit, "limit");
  on(pickArea, "area");
  on(pickPlace, "place", map.fit);
  on(pickLevel, "level");
  page.at("points-in").addEventListener("click", function () { map.zoom(1.6); });
  page.at("points-out").addEventListener("click", function () { map.zoom(.625); });
  page.at("points-all").addEventListener("click", function () {
    state.place = WHOLE;
    map.whole();
    refresh();
  });
  function choose(i, go) {
    state.chosen = i;
    if (go) map.go(i);
    explain(data.sums());
    tell();
    map.draw();
  }

  // Finding by name: places first, then points.
  var find = page.at("points-find"), hits = page.at("points-found");
  find.addEventListener("input", function () {
    var wanted = find.value.trim().toLowerCase(), at = [], more = 0, areas = [];
    hits.textContent = "";
    if (!wanted) return;
    function add(text, call) {
      var item = document.createElement("li"), press = document.createElement("button");
      press.type = "button";
      press.textContent = text;
      press.addEventListener("click", function () { hits.textContent = ""; call(); map.node.focus({ preventScroll: true }); });
      item.appendChild(press);
      hits.appendChild(item);
    }
    function remark(text) { var item = document.createElement("li"); item.textContent = text; hits.appendChild(item); }
    if (places.length > 1) places.forEach(function (place, p) {
      if (place.parent >= 0 && areas.length < 4 && page.one(place.names).toLowerCase().indexOf(wanted) >= 0) areas.push(p);
    });
    for (var i = 0; i < n; i++) {
      if (page.one(data.pointName(i)).toLowerCase().indexOf(wanted) < 0) continue;
      if (at.length < 12) at.push(i); else more++;
    }
    areas.forEach(function (p) {
      add(page.one(fill("place_whole", { place: places[p].names })), function () { state.place = p; data.select(); map.fit(); refresh(); });
    });
    at.forEach(function (i) { add(page.one(data.pointName(i)), function () { choose(i, true); }); });
    if (!at.length && !areas.length) remark(page.one(say.point_none));
    if (more) remark(page.one(say.point_more).replace("{m}", page.one(count(more))));
  });

  function speak() {
    find.placeholder = find.dataset[page.language() ? "zh" : "en"];
    find.value = "";
    hits.textContent = "";
    refresh();
  }
  page.changed.push(speak);
  page.at("points-tools").hidden = false;
  page.at("points-choices").hidden = false;
  if (listed) page.at("lacking-where").hidden = false;
  if (listed && page.at("lacking")) page.at("lacking").classList.add("paper-only");
  speak();
}
