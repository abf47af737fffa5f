"use strict";
(function () {
  var at = function (id) { return document.getElementById(id); };
  var inEnglish = at("lang-en"), inChinese = at("lang-zh");
  function language() { return inChinese.checked ? 1 : 0; }
  function one(pair) { return pair[language()]; }
  document.documentElement.classList.add("script");
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
    var hint = document.createElement("span");
    hint.className = "scroll-hint";
    hint.setAttribute("aria-hidden", "true");
    changed.push(function () { hint.textContent = one(words.scroll_hint) + " \u2192"; look(); });
    function look() {
      var more = frame.scrollWidth - frame.clientWidth - frame.scrollLeft > 4;
      hint.hidden = !more;
      frame.classList.toggle("more", more);
    }
    frame.addEventListener("scroll", look, { passive: true });
    addEventListener("resize", look);
    var folded = frame.closest("details");
    if (folded) folded.addEventListener("toggle", look);
    bar.appendChild(hint);
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

  var packed = at("points-data");
  if (packed && "DecompressionStream" in window) {
    var bytes = Uint8Array.from(atob(packed.textContent), function (letter) { return letter.charCodeAt(0); });
    new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer()
      .then(function (buffer) {
        var page = { at: at, language: language, one: one, changed: changed, words: words, button: button };
        explore(page, JSON.parse(at("points-head").textContent), buffer);
      });
  }
  follow();
  unfold();
})();
