// The map: land, streets, points or pies, the point that was chosen; touch, mouse and keys.
// `chosen` is called with a point that the reader names.
function pointCanvas(page, head, data, chosen) {
  var n = data.n, k = data.k, people = data.people, state = data.state, inside = data.inside;
  var OUT = data.OUT, UNKNOWN_HERE = data.UNKNOWN_HERE, EVERY = data.EVERY, found = data.found, has = data.has;
  var view = { x: 0, y: 0, zoom: 1 }, BANDS = bandNames(head);
  var order = Array.from(people.keys()).sort(function (a, b) { return people[b] - people[a]; });
  var plate = page.at("points-plate"), still = plate.querySelector("svg");
  var canvas = document.createElement("canvas"), brush = canvas.getContext("2d");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-labelledby", "points-title");
  canvas.setAttribute("aria-describedby", "points-keys");
  canvas.tabIndex = 0;
  var land = Array.prototype.map.call(still.querySelectorAll(".land use"), function (use) {
    return new Path2D(document.querySelector(use.getAttribute("href")).getAttribute("d"));
  });
  var streets = null, picture = still.querySelector("image");
  if (picture) {
    streets = new Image();
    streets.onload = draw;
    streets.src = picture.getAttribute("href");
  }
  function colour(token) { return getComputedStyle(document.documentElement).getPropertyValue(token).trim(); }
  function draw() {
    var ratio = Math.min(devicePixelRatio || 1, 2), width = plate.clientWidth;
    if (!width) return;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(width * ratio * head.height / head.width);
    var u = canvas.width / head.width * view.zoom, left = -view.x * u, top = -view.y * u;
    brush.setTransform(u, 0, 0, u, left, top);
    brush.lineWidth = 1.2 * ratio / u;
    brush.strokeStyle = colour("--panel");
    brush.fillStyle = colour("--rule");
    brush.globalAlpha = .55;
    land.forEach(function (path) { brush.fill(path); brush.stroke(path); });
    brush.globalAlpha = 1;
    if (streets && streets.complete) brush.drawImage(streets, 0, 0, head.width, +picture.getAttribute("height"));
    brush.setTransform(1, 0, 0, 1, 0, 0);
    var ramp = [1, 2, 3, 4, 5, 6, 7].map(function (q) { return colour("--q" + q); });
    var tones = BANDS.map(function (band) { return colour("--" + band); });
    var out = colour("--persimmon"), grey = colour("--grey"), paper = colour("--panel"), rule = colour("--grey");
    var largest = Math.max(3, canvas.width / (n > MANY ? 150 : 60)) * Math.sqrt(view.zoom), least = ratio * Math.max(.5, Math.min(1.1, width / 700));
    var alpha = .88;
    function dot(i, fill, floor) {
      var x = data.x(i) * u + left, y = data.y(i) * u + top;
      if (x < -20 || y < -20 || x > canvas.width + 20 || y > canvas.height + 20) return;
      brush.fillStyle = fill;
      brush.beginPath();
      brush.arc(x, y, Math.max(floor || least, largest * Math.sqrt(people[i] / data.most)), 0, 6.2832);
      brush.fill();
      brush.lineWidth = ratio * .7;
      brush.strokeStyle = paper;
      brush.stroke();
    }
    // Those who are not chosen first, those who are left out last, unless they are the crowd.
    var late = [], crowd = n > MANY;
    if (isCrowded()) { finish(pies(u, left, top, ratio, tones, ramp, out, grey, paper)); return; }
    brush.globalAlpha = .16;
    order.forEach(function (i) { if (!inside[i]) dot(i, rule); });
    brush.globalAlpha = alpha;
    order.forEach(function (i) {
      if (!inside[i]) return;
      if (state.kind === EVERY) { dot(i, ramp[Math.round(6 * has(i) / Math.max(data.asked, 1))]); return; }
      var what = found(i);
      if (what !== OUT) dot(i, what === UNKNOWN_HERE ? grey : tones[what]);
      else if (crowd) dot(i, out);
      else late.push(i);
    });
    late.forEach(function (i) { dot(i, out, 2.2 * ratio); });
    finish([largest, data.most]);
    function finish(size) {
      brush.globalAlpha = 1;
      if (state.chosen >= 0) mark(u, left, top, ratio);
      bar(u, ratio);
      sizeKey(size[0], size[1], ratio);
    }
  }
  // Very many points are drawn as one circle for each township, or else for each square of the
  // screen, divided by residents.
  var MANY = 2000, APART = 30; // points, and pixels between them from where on each stands alone
  function isCrowded() { return n > MANY && plate.clientWidth * view.zoom / Math.sqrt(n) < APART; }
  function pies(u, left, top, ratio, tones, ramp, out, grey, paper) {
    var side = 18 * ratio / u, held = {}, greatest = 0, town = data.levels.indexOf("township") >= 0 && data.upper.township;
    for (var i = 0; i < n; i++) {
      if (!inside[i]) continue;
      var x = data.x(i), y = data.y(i), key = town ? town[data.placeAt[i]] : Math.floor(x / side) * 65536 + Math.floor(y / side);
      var pie = held[key] || (held[key] = { x: 0, y: 0, all: 0, kinds: 0, parts: new Float64Array(10) });
      var weight = people[i] || .001;
      pie.x += weight * x; pie.y += weight * y; pie.all += weight;
      if (state.kind === EVERY) pie.kinds += weight * has(i);
      else pie.parts[found(i)] += weight;
    }
    var all = Object.keys(held).map(function (key) { return held[key]; }).sort(function (a, b) { return b.all - a.all; });
    if (all.length) greatest = all[0].all;
    var widest = canvas.width / 58 * Math.sqrt(view.zoom), smallest = Math.min(2.2 * ratio, .7 * ratio + canvas.width / 500);
    brush.globalAlpha = .92;
    all.forEach(function (pie) {
      var x = pie.x / pie.all * u + left, y = pie.y / pie.all * u + top, r = Math.max(smallest, widest * Math.sqrt(pie.all / greatest));
      if (x < -r || y < -r || x > canvas.width + r || y > canvas.height + r) return;
      var from = -Math.PI / 2;
      function slice(part, fill) {
        if (!part) return;
        var to = from + 2 * Math.PI * part / pie.all;
        brush.fillStyle = fill;
        brush.beginPath();
        if (part < pie.all) brush.moveTo(x, y);
        brush.arc(x, y, r, from, to);
        brush.fill();
        from = to;
      }
      if (state.kind === EVERY) slice(pie.all, ramp[Math.round(6 * pie.kinds / pie.all / Math.max(data.asked, 1))]);
      else {
        slice(pie.parts[OUT], out);
        tones.forEach(function (tone, band) { slice(pie.parts[band], tone); });
        slice(pie.parts[UNKNOWN_HERE], grey);
      }
      brush.lineWidth = ratio * .8;
      brush.strokeStyle = paper;
      brush.beginPath();
      brush.arc(x, y, r, 0, 6.2832);
      brush.stroke();
    });
    return [widest, greatest];
  }
  function mark(u, left, top, ratio) {
    var i = state.chosen, x = data.x(i) * u + left, y = data.y(i) * u + top, ink = colour("--ink"), paper = colour("--panel");
    brush.strokeStyle = ink;
    for (var j = 0; j < k; j++) {
      var site = data.site(j, i);
      if (site < 0 || (state.kind !== EVERY && state.kind !== j)) continue;
      var at = data.sitePlace(site), sx = at[0] * u + left, sy = at[1] * u + top;
      brush.lineWidth = 1.4 * ratio;
      brush.setLineDash([4 * ratio, 3 * ratio]);
      brush.beginPath();
      brush.moveTo(x, y);
      brush.lineTo(sx, sy);
      brush.stroke();
      brush.setLineDash([]);
      brush.fillStyle = paper;
      brush.lineWidth = 2 * ratio;
      brush.fillRect(sx - 4 * ratio, sy - 4 * ratio, 8 * ratio, 8 * ratio);
      brush.strokeRect(sx - 4 * ratio, sy - 4 * ratio, 8 * ratio, 8 * ratio);
    }
    brush.lineWidth = 2.5 * ratio;
    brush.beginPath();
    brush.arc(x, y, 11 * ratio, 0, 6.2832);
    brush.stroke();
  }
  function roundBelow(value) {
    var power = Math.pow(10, Math.floor(Math.log10(value)));
    return power * [5, 2, 1].filter(function (f) { return f * power <= value; })[0];
  }
  function written(words, x, y, ratio) {
    brush.font = 12 * ratio + "px " + getComputedStyle(document.body).fontFamily;
    brush.lineWidth = 3 * ratio;
    brush.lineJoin = "round";
    brush.strokeStyle = colour("--panel");
    brush.strokeText(words, x, y);
    brush.fillStyle = colour("--ink");
    brush.fillText(words, x, y);
  }
  // A circle of a round number of residents, over the scale bar.
  function sizeKey(largest, most, ratio) {
    if (!(most >= 10)) return;
    var count = roundBelow(most), r = largest * Math.sqrt(count / most), x = 12 * ratio + r, y = canvas.height - 40 * ratio - Math.max(r, 5 * ratio);
    brush.beginPath();
    brush.arc(x, y, r, 0, 6.2832);
    brush.fillStyle = colour("--panel");
    brush.fill();
    brush.lineWidth = 1.5 * ratio;
    brush.strokeStyle = colour("--ink");
    brush.stroke();
    var n = page.one([count.toLocaleString("en"), count >= 1e4 ? head.words.wan[1].replace("{n}", count / 1e4) : String(count)]);
    written(page.one(head.words.people_n).replace("{n}", n), x + r + 5 * ratio, y + 4 * ratio, ratio);
  }
  function bar(u, ratio) {
    var metres = head.metres / u, length = roundBelow(canvas.width / 5 * metres), x = 12 * ratio, y = canvas.height - 12 * ratio;
    brush.strokeStyle = brush.fillStyle = colour("--ink");
    brush.lineWidth = 1.5 * ratio;
    brush.beginPath();
    brush.moveTo(x, y - 5 * ratio); brush.lineTo(x, y); brush.lineTo(x + length / metres, y); brush.lineTo(x + length / metres, y - 5 * ratio);
    brush.stroke();
    written(page.one(length >= 1000 ? page.words.kilometres : page.words.metres).replace("{n}", length >= 1000 ? length / 1000 : length), x, y - 9 * ratio, ratio);
  }
  function clamp() {
    view.zoom = Math.min(60, Math.max(1, view.zoom));
    view.x = Math.min(head.width * (1 - 1 / view.zoom), Math.max(0, view.x));
    view.y = Math.min(head.height * (1 - 1 / view.zoom), Math.max(0, view.y));
  }
  function zoom(by, x, y) {
    x = x === undefined ? view.x + head.width / view.zoom / 2 : x;
    y = y === undefined ? view.y + head.height / view.zoom / 2 : y;
    var before = view.zoom;
    view.zoom = Math.min(60, Math.max(1, view.zoom * by));
    view.x = x - (x - view.x) * before / view.zoom;
    view.y = y - (y - view.y) * before / view.zoom;
    clamp();
    draw();
  }
  function fit() {
    var west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
    for (var i = 0; i < n; i++) {
      if (!inside[i]) continue;
      west = Math.min(west, data.x(i)); east = Math.max(east, data.x(i));
      north = Math.min(north, data.y(i)); south = Math.max(south, data.y(i));
    }
    if (state.place === data.WHOLE || !(east >= west)) { view = { x: 0, y: 0, zoom: 1 }; return; }
    var wide = east - west + head.width / 60, high = south - north + head.height / 60;
    view.zoom = Math.min(40, .9 * Math.min(head.width / wide, head.height / high));
    view.zoom = Math.max(1, view.zoom);
    view.x = (west + east) / 2 - head.width / view.zoom / 2;
    view.y = (north + south) / 2 - head.height / view.zoom / 2;
    clamp();
  }

  function near(x, y, pixels) {
    var best = -1, least = pixels === undefined ? Infinity : Math.pow(pixels * head.width / view.zoom / canvas.clientWidth, 2);
    for (var i = 0; i < n; i++) {
      var dx = data.x(i) - x, dy = data.y(i) - y, d = dx * dx + dy * dy;
      if (inside[i] && d < least) { least = d; best = i; }
    }
    return best;
  }

  function go(i) {
    view.zoom = Math.max(view.zoom, n > MANY ? 1.3 * APART * Math.sqrt(n) / Math.max(plate.clientWidth, 1) : 3);
    view.x = data.x(i) - head.width / view.zoom / 2;
    view.y = data.y(i) - head.height / view.zoom / 2;
    clamp();
  }
  // Touch, mouse and keys.
  function pointed(event) {
    var box = canvas.getBoundingClientRect();
    return [view.x + (event.clientX - box.left) / box.width * head.width / view.zoom,
      view.y + (event.clientY - box.top) / box.height * head.height / view.zoom];
  }
  var held = null;
  canvas.addEventListener("pointerdown", function (event) { held = { x: event.clientX, y: event.clientY, moved: false }; if (event.pointerType === "mouse") canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", function (event) {
    if (!held) return;
    var dx = event.clientX - held.x, dy = event.clientY - held.y;
    if (!held.moved && Math.abs(dx) + Math.abs(dy) < 5) return;
    var per = head.width / view.zoom / canvas.clientWidth;
    held.moved = true;
    view.x -= dx * per;
    view.y -= dy * per;
    held.x = event.clientX;
    held.y = event.clientY;
    clamp();
    requestAnimationFrame(draw);
  });
  canvas.addEventListener("pointercancel", function () { held = null; });
  canvas.addEventListener("pointerup", function (event) {
    var tapped = held && !held.moved, where = pointed(event);
    held = null;
    var best = tapped ? near(where[0], where[1], 24) : -1;
    if (best < 0) return;
    if (isCrowded()) zoom(3, where[0], where[1]);
    else chosen(best);
  });
  canvas.addEventListener("wheel", function (event) {
    if (!event.ctrlKey && view.zoom === 1) return;
    event.preventDefault();
    var where = pointed(event);
    zoom(event.deltaY < 0 ? 1.25 : .8, where[0], where[1]);
  }, { passive: false });
  canvas.addEventListener("keydown", function (event) {
    var step = head.width / view.zoom / 8, moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (moves) { view.x += moves[0]; view.y += moves[1]; clamp(); draw(); }
    else if (event.key === "+" || event.key === "=") zoom(1.6);
    else if (event.key === "-") zoom(.625);
    else if (event.key === "Enter") {
      var best = near(view.x + head.width / view.zoom / 2, view.y + head.height / view.zoom / 2);
      if (best >= 0) chosen(best);
    } else return;
    event.preventDefault();
  });

  still.classList.add("paper-only");
  plate.insertBefore(canvas, still);
  addEventListener("resize", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  return { draw: draw, zoom: zoom, fit: fit, go: go, node: canvas, whole: function () { view = { x: 0, y: 0, zoom: 1 }; } };
}
function bandNames(head) { return { 1: ["far"], 2: ["near", "far"], 3: ["near", "mid", "far"] }[head.bands.length]; }
