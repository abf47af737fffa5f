"use strict";
(function () {
  var at = function (id) { return document.getElementById(id); };
  var inEnglish = at("lang-en"), inChinese = at("lang-zh");
  function language() { return inChinese.checked ? 1 : 0; }
  function one(pair) { return pair[language()]; }
  var words = JSON.parse(at("words").textContent);

  // Language: the page's own radio buttons do the work; here only the document's tag follows.
  var changed = [];
  function follow() {
    document.documentElement.lang = language() ? "zh-CN" : "en";
    changed.forEach(function (call) { call(); });
  }
  if (location.hash === "#zh") inChinese.checked = true;
  if (location.hash === "#en") inEnglish.checked = true;
  inEnglish.addEventListener("change", follow);
  inChinese.addEventListener("change", follow);

  function button(words) {
    var made = document.createElement("button");
    made.type = "button";
    words.forEach(function (text, which) {
      var span = document.createElement("span");
      span.lang = which ? "zh" : "en";
      span.textContent = text;
      made.appendChild(span);
    });
    return made;
  }
  function seen(cell) {
    var mine = cell.querySelectorAll('span[lang="' + (language() ? "zh" : "en") + '"]');
    if (!mine.length) return cell.textContent.trim();
    var copy = cell.cloneNode(true);
    copy.querySelectorAll('[lang="' + (language() ? "en" : "zh") + '"]:not(cite)').forEach(function (node) { node.remove(); });
    return copy.textContent.trim();
  }

  // Tables: sort by a heading, find a row, take the table away.
  function sortable(table) {
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    heads.forEach(function (head, column) {
      var press = document.createElement("button");
      press.type = "button";
      while (head.firstChild) press.appendChild(head.firstChild);
      head.appendChild(press);
      press.addEventListener("click", function () {
        var down = head.getAttribute("aria-sort") === "descending";
        var number = head.classList.contains("n");
        var way = head.getAttribute("aria-sort") ? (down ? 1 : -1) : (number ? -1 : 1);
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
        var body = table.tBodies[0];
        var rows = Array.prototype.slice.call(body.rows).map(function (row, order) {
          var cell = row.cells[column], value = cell.getAttribute("data-v");
          if (value === null) value = seen(cell);
          var plain = parseFloat(String(value).replace(/,/g, "").replace("\u2212", "-"));
          return { row: row, order: order, text: String(value), number: plain };
        });
        var numeric = rows.every(function (item) { return !isNaN(item.number); });
        rows.sort(function (a, b) {
          var by = numeric ? a.number - b.number : a.text.localeCompare(b.text, language() ? "zh" : "en");
          return by * way || a.order - b.order;
        });
        rows.forEach(function (item) { body.appendChild(item.row); });
      });
    });
  }
  function asLines(table, separator) {
    return Array.prototype.map.call(table.rows, function (row) {
      return Array.prototype.map.call(row.cells, function (cell) {
        var text = seen(cell);
        if (separator === "\t") return text.replace(/\s+/g, " ");
        if (/^[=+@]/.test(text)) text = "'" + text;
        return /[",\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
      }).join(separator);
    }).join("\r\n");
  }
  function tools(table) {
    var bar = document.createElement("div");
    bar.className = "tools";
    var frame = table.parentNode;
    if (table.hasAttribute("data-finder")) {
      var find = document.createElement("input");
      find.type = "search";
      changed.push(function () {
        var asks = one(words.finder);
        find.placeholder = asks;
        find.setAttribute("aria-label", asks);
      });
      find.addEventListener("input", function () {
        var wanted = find.value.trim().toLowerCase();
        Array.prototype.forEach.call(table.tBodies[0].rows, function (row) {
          var named = row.cells[0].textContent + " " + (row.cells[1] ? row.cells[1].textContent : "");
          row.hidden = Boolean(wanted) && named.toLowerCase().indexOf(wanted) < 0;
        });
      });
      bar.appendChild(find);
    }
    var save = button(words.download);
    save.addEventListener("click", function () {
      var link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(["\ufeff" + asLines(table, ",")], { type: "text/csv;charset=utf-8" }));
      link.download = table.id + (language() ? "-zh" : "-en") + ".csv";
      link.click();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
    });
    bar.appendChild(save);
    if (navigator.clipboard) {
      var copy = button(words.copy);
      copy.addEventListener("click", function () {
        navigator.clipboard.writeText(asLines(table, "\t")).then(function () { copy.replaceWith(button(words.copied)); });
      });
      bar.appendChild(copy);
    }
    frame.parentNode.insertBefore(bar, frame);
  }
  document.querySelectorAll("main table").forEach(function (table) { sortable(table); tools(table); });

  // Places on maps answer a tap as they answer the mouse.
  document.querySelectorAll(".places").forEach(function (group) {
    group.addEventListener("click", function (event) {
      var title = event.target.querySelector && event.target.querySelector("title");
      if (!title) return;
      var figure = group.closest("figure"), told = figure.querySelector(".told");
      if (!told) {
        told = document.createElement("p");
        told.className = "told";
        told.setAttribute("aria-live", "polite");
        figure.insertBefore(told, figure.querySelector(".legend"));
        changed.push(function () { told.textContent = ""; });
      }
      told.textContent = title.textContent;
    });
  });

  // A link to a folded table opens it.
  function unfold() {
    var target = location.hash.length > 1 && at(decodeURIComponent(location.hash.slice(1)));
    var folded = target && target.closest("details");
    if (folded) { folded.open = true; target.scrollIntoView(); }
  }
  addEventListener("hashchange", unfold);

  // The map of single points.
  var OUT = 253, UNKNOWN = 254, ABSENT = 255;
  function pointMap(head, buffer) {
    var n = head.n, k = head.kinds.length, offset = 0;
    function take(type) {
      var made = new type(buffer.slice(offset, offset + n * type.BYTES_PER_ELEMENT));
      offset += n * type.BYTES_PER_ELEMENT;
      return made;
    }
    var xs = take(Uint16Array), ys = take(Uint16Array), people = take(Uint32Array), minutes = [];
    for (var j = 0; j < k; j++) minutes.push(take(Uint8Array));
    var lists = new TextDecoder().decode(new Uint8Array(buffer, offset)).split("\0").map(function (block) { return block.split("\n"); });
    function name(i) { return lists[Math.min(language(), lists.length - 1)][i]; }
    var within = new Uint8Array(n), asked = head.source.filter(Boolean).length;
    for (var i = 0; i < n; i++) for (j = 0; j < k; j++) if (minutes[j][i] < OUT) within[i]++;
    var most = 1;
    for (i = 0; i < n; i++) if (people[i] > most) most = people[i];
    var order = Array.from(people.keys()).sort(function (a, b) { return people[b] - people[a]; });

    var plate = at("points-plate"), still = plate.querySelector("svg");
    var canvas = document.createElement("canvas"), brush = canvas.getContext("2d");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-labelledby", "points-title");
    var land = Array.prototype.map.call(still.querySelectorAll(".land use"), function (use) {
      return new Path2D(document.querySelector(use.getAttribute("href")).getAttribute("d"));
    });
    var streets = null, picture = still.querySelector("image");
    if (picture) {
      streets = new Image();
      streets.onload = draw;
      streets.src = picture.getAttribute("href");
    }
    var scaleBar = document.createElement("p");
    scaleBar.className = "quiet-text";
    var view = { x: 0, y: 0, zoom: 1 }, chosen = -1, shown = head.first;
    function colour(token) { return getComputedStyle(document.documentElement).getPropertyValue(token).trim(); }
    function unit() { return canvas.width / head.width; }
    function draw() {
      var ratio = Math.min(devicePixelRatio || 1, 2), width = plate.clientWidth;
      if (!width) return;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(width * ratio * head.height / head.width);
      var u = unit() * view.zoom, left = -view.x * u, top = -view.y * u;
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
      var sea = colour("--sea"), out = colour("--persimmon"), grey = colour("--grey"), paper = colour("--panel");
      var largest = Math.max(3, canvas.width / (n > 5000 ? 150 : 60)) * Math.sqrt(view.zoom), least = ratio * Math.max(.5, Math.min(1.1, width / 700));
      var late = [];
      brush.globalAlpha = n > 5000 && view.zoom < 4 ? .8 : .85;
      function dot(i, fill, floor) {
        var x = xs[i] * head.step * u + left, y = ys[i] * head.step * u + top;
        if (x < -20 || y < -20 || x > canvas.width + 20 || y > canvas.height + 20) return;
        brush.fillStyle = fill;
        brush.beginPath();
        brush.arc(x, y, Math.max(floor || least, largest * Math.sqrt(people[i] / most)), 0, 6.2832);
        brush.fill();
        if (n <= 5000 || view.zoom > 4) { brush.lineWidth = ratio * .7; brush.strokeStyle = paper; brush.stroke(); }
      }
      var many = 0;
      if (shown >= 0) for (var i = 0; i < n; i++) if (minutes[shown][i] === OUT) many++;
      order.forEach(function (i) {
        if (shown < 0) dot(i, ramp[asked ? Math.round(6 * within[i] / asked) : 0]);
        else if (minutes[shown][i] === OUT) { if (many > 2000) dot(i, out); else late.push(i); }
        else dot(i, minutes[shown][i] < OUT ? sea : grey);
      });
      late.forEach(function (i) { dot(i, out, 2.2 * ratio); });
      brush.globalAlpha = 1;
      if (chosen >= 0) {
        brush.strokeStyle = colour("--ink");
        brush.lineWidth = 2.5 * ratio;
        brush.beginPath();
        brush.arc(xs[chosen] * head.step * u + left, ys[chosen] * head.step * u + top, 11 * ratio, 0, 6.2832);
        brush.stroke();
      }
      bar(u, ratio);
    }
    function bar(u, ratio) {
      var metres = head.metres / u, room = canvas.width / 5 * metres, power = Math.pow(10, Math.floor(Math.log10(room)));
      var length = power * [5, 2, 1].filter(function (f) { return f * power <= room; })[0], x = 12 * ratio, y = canvas.height - 12 * ratio;
      brush.strokeStyle = brush.fillStyle = colour("--ink");
      brush.lineWidth = 1.5 * ratio;
      brush.beginPath();
      brush.moveTo(x, y - 5 * ratio); brush.lineTo(x, y); brush.lineTo(x + length / metres, y); brush.lineTo(x + length / metres, y - 5 * ratio);
      brush.stroke();
      brush.font = 12 * ratio + "px " + getComputedStyle(document.body).fontFamily;
      brush.fillText(length >= 1000 ? one(words.kilometres).replace("{n}", length / 1000) : one(words.metres).replace("{n}", length), x, y - 9 * ratio);
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
    var told = at("points-told");
    function count(number) { return language() ? String(number) : number.toLocaleString("en"); }
    function tell() {
      told.textContent = "";
      var first = document.createElement("strong");
      if (chosen < 0) { told.textContent = one(head.words.tap).replace("{k}", asked); return; }
      first.textContent = name(chosen);
      told.appendChild(first);
      var small = head.small && people[chosen] > 0 && people[chosen] < head.small;
      told.appendChild(document.createTextNode(" · " + (small ? one(head.words.fewer).replace("{n}", head.small) : count(people[chosen])) + " " + one(head.words.people)));
      var list = document.createElement("dl");
      head.kinds.forEach(function (title, j) {
        var value = minutes[j][chosen], term = document.createElement("dt"), says = document.createElement("dd");
        if (value === ABSENT) return;
        term.textContent = one(title);
        says.textContent = value < OUT ? one(head.words.minutes).replace("{m}", value) : one(value === OUT ? head.words.out : head.words.unknown);
        if (value === OUT) says.className = "out";
        list.appendChild(term);
        list.appendChild(says);
      });
      told.appendChild(list);
    }
    function choose(i, go) {
      chosen = i;
      if (go) {
        view.zoom = Math.max(view.zoom, n > 5000 ? 12 : 3);
        view.x = xs[i] * head.step - head.width / view.zoom / 2;
        view.y = ys[i] * head.step - head.height / view.zoom / 2;
        clamp();
      }
      tell();
      draw();
    }
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
      var tapped = held && !held.moved;
      held = null;
      if (!tapped) return;
      var where = pointed(event), best = -1, near = Math.pow(24 * head.width / view.zoom / canvas.clientWidth, 2);
      for (var i = 0; i < n; i++) {
        var dx = xs[i] * head.step - where[0], dy = ys[i] * head.step - where[1], d = dx * dx + dy * dy;
        if (d < near) { near = d; best = i; }
      }
      if (best >= 0) choose(best, false);
    });
    canvas.addEventListener("wheel", function (event) {
      if (!event.ctrlKey && view.zoom === 1) return;
      event.preventDefault();
      var where = pointed(event);
      zoom(event.deltaY < 0 ? 1.25 : .8, where[0], where[1]);
    }, { passive: false });

    var pick = at("points-kind");
    function options() {
      pick.textContent = "";
      head.kinds.forEach(function (title, j) { if (head.source[j]) pick.add(new Option(one(title), j, false, j === shown)); });
      pick.add(new Option(one(head.words.within), -1, false, shown < 0));
    }
    pick.addEventListener("change", function () { shown = +pick.value; at("points").classList.toggle("graded", shown < 0); draw(); });
    at("points-in").addEventListener("click", function () { zoom(1.6); });
    at("points-out").addEventListener("click", function () { zoom(.625); });
    at("points-all").addEventListener("click", function () { view = { x: 0, y: 0, zoom: 1 }; draw(); });
    var find = at("points-find"), found = at("points-found");
    find.addEventListener("input", function () {
      var wanted = find.value.trim().toLowerCase(), shownAt = [], more = 0;
      found.textContent = "";
      if (!wanted) return;
      for (var i = 0; i < n; i++) {
        if (name(i).toLowerCase().indexOf(wanted) < 0) continue;
        if (shownAt.length < 12) shownAt.push(i); else more++;
      }
      function line(text) { var item = document.createElement("li"); item.textContent = text; found.appendChild(item); return item; }
      shownAt.forEach(function (i) {
        var item = line(""), press = document.createElement("button");
        press.type = "button";
        press.textContent = name(i);
        press.addEventListener("click", function () { choose(i, true); });
        item.appendChild(press);
      });
      if (!shownAt.length) line(one(head.words.none));
      if (more) line(one(head.words.more).replace("{m}", count(more)));
    });
    function speak() {
      find.placeholder = find.dataset[language() ? "zh" : "en"];
      find.value = "";
      found.textContent = "";
      options();
      tell();
      draw();
    }
    changed.push(speak);
    still.setAttribute("class", "still");
    plate.insertBefore(canvas, still);
    at("points-tools").hidden = false;
    addEventListener("resize", draw);
    addEventListener("beforeprint", draw);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
    speak();
  }
  var packed = at("points-data");
  if (packed && "DecompressionStream" in window) {
    var bytes = Uint8Array.from(atob(packed.textContent), function (letter) { return letter.charCodeAt(0); });
    new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer()
      .then(function (buffer) { pointMap(JSON.parse(at("points-head").textContent), buffer); });
  }
  follow();
  unfold();
})();
