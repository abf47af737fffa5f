// What was measured of single points, unpacked, and what the reader has chosen of it.  `buffer` is
// what `packed` in points.py wrote; nothing is fetched.
function measured(head, buffer) {
  var FAR = 252, UNKNOWN = 254, ABSENT = 255, OUT = 8, UNKNOWN_HERE = 9, WHOLE = -1, EVERY = -1;
  var n = head.n, k = head.kinds.length, offset = 0;
  function take(type, count) {
    var made = new type(buffer.slice(offset, offset + count * type.BYTES_PER_ELEMENT));
    offset += count * type.BYTES_PER_ELEMENT;
    return made;
  }
  function planes(count, bytes) {
    var sums = new Int32Array(count);
    for (var byte = 0; byte < bytes; byte++) {
      var plane = take(Uint8Array, count);
      for (var i = 0; i < count; i++) sums[i] += plane[i] << 8 * byte;
    }
    return sums;
  }
  var xs = take(Uint16Array, n), ys = take(Uint16Array, n), people = Float64Array.from(take(Uint32Array, n), function (count) { return count / head.perPerson; });
  var placeAt = take(Uint32Array, n), town = take(Uint8Array, n), minutes = [];
  for (var j = 0; j < k; j++) minutes.push(take(Uint8Array, n));
  var back = planes(n * k, 3), nearest = new Int32Array(n * k).fill(-1), firstMet = [];
  for (var cell = 0; cell < n * k; cell++) {
    if (back[cell] === 1) { nearest[cell] = firstMet.length; firstMet.push(cell % n); }
    else if (back[cell]) nearest[cell] = firstMet.length + 1 - back[cell];
  }
  function signed(value) { return value > 32767 ? value - 65536 : value; }
  var awayX = planes(head.sites, 2), awayY = planes(head.sites, 2);
  var texts = new TextDecoder().decode(new Uint8Array(buffer, offset)).split("\0");
  function inTwo(text) { return text.split("\u0001").map(function (part) { return part.split("\n"); }); }
  function pair(lists) { return function (i) { return [lists[0][i], lists[lists.length - 1][i]]; }; }
  var places = texts[2].split("\n").filter(Boolean).map(function (line) {
    var part = line.split("\t");
    return { names: [part[0], part[1]], parent: +part[2], level: part[3] };
  });
  var asked = head.source.filter(Boolean).length, most = 1;
  for (var i = 0; i < n; i++) if (people[i] > most) most = people[i];

  // What is chosen.
  var state = { kind: head.first, limit: head.bands[head.bands.length - 1], area: 0, place: WHOLE, chosen: -1, level: "", shown: 12 };
  var inside = new Uint8Array(n);
  function select() {
    var within = places.map(function () { return false; });
    places.forEach(function (place, p) { within[p] = p === state.place || (place.parent >= 0 && within[place.parent]); });
    for (var i = 0; i < n; i++) {
      inside[i] = (state.place === WHOLE || within[placeAt[i]]) && (!state.area || (state.area === 1) === Boolean(town[i])) ? 1 : 0;
    }
  }
  // 0, 1, … the band of time; OUT, UNKNOWN_HERE.  Of all kinds together 0 is "has them all".
  function of(code) {
    if (code >= UNKNOWN) return UNKNOWN_HERE;
    if (code > state.limit) return OUT;
    var band = 0;
    while (code > head.bands[band]) band++;
    return band;
  }
  function lacks(i) {
    var count = 0;
    for (var j = 0; j < k; j++) if (minutes[j][i] < UNKNOWN && minutes[j][i] > state.limit) count++;
    return count;
  }
  function has(i) {
    var count = 0;
    for (var j = 0; j < k; j++) if (minutes[j][i] <= state.limit) count++;
    return count;
  }
  function found(i) {
    if (state.kind !== EVERY) return of(minutes[state.kind][i]);
    return lacks(i) ? OUT : has(i) < asked ? UNKNOWN_HERE : 0;
  }
  function sums() {
    var sum = { points: 0, reached: 0, out: 0, unknown: 0, people: 0, left: 0, bands: head.bands.map(function () { return 0; }) };
    for (var i = 0; i < n; i++) {
      if (!inside[i]) continue;
      var what = found(i);
      sum.points++;
      if (what === UNKNOWN_HERE) { sum.unknown++; continue; }
      sum.people += people[i];
      if (what === OUT) { sum.out++; sum.left += people[i]; } else { sum.reached++; sum.bands[what]++; }
    }
    return sum;
  }
  // Levels of places that divide the points, and in which place of each level every place lies.
  var LEVELS = ["prefecture", "county", "township", "village"], upper = {}, levels = [];
  LEVELS.forEach(function (level) {
    var mine = places.map(function () { return -1; }), held = {};
    places.forEach(function (place, p) { mine[p] = place.level === level ? p : place.parent >= 0 ? mine[place.parent] : -1; });
    for (var i = 0; i < n; i++) if (mine[placeAt[i]] >= 0) held[mine[placeAt[i]]] = true;
    upper[level] = mine;
    if (Object.keys(held).length > 1 && Object.keys(held).length < n) levels.push(level);
  });
  levels.push("point");
  state.level = levels.indexOf("county") >= 0 ? "county" : levels[0];
  return {
    FAR: FAR, UNKNOWN: UNKNOWN, ABSENT: ABSENT, OUT: OUT, UNKNOWN_HERE: UNKNOWN_HERE, WHOLE: WHOLE, EVERY: EVERY,
    n: n, k: k, asked: asked, most: most, people: people, minutes: minutes, places: places, placeAt: placeAt, town: town,
    LEVELS: LEVELS, levels: levels, upper: upper, state: state, inside: inside,
    select: select, of: of, lacks: lacks, has: has, found: found, sums: sums,
    pointName: pair(inTwo(texts[0])), siteName: pair(inTwo(texts[1])),
    x: function (i) { return xs[i] * head.step; },
    y: function (i) { return ys[i] * head.step; },
    site: function (j, i) { return nearest[j * n + i]; },
    sitePlace: function (site) {
      var met = firstMet[site];
      return [(xs[met] + signed(awayX[site])) * head.step, (ys[met] + signed(awayY[site])) * head.step];
    }
  };
}
