"use strict";
const page = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const form = document.querySelector(".filters");
  const dialog = document.querySelector("dialog");
  const status = document.querySelector(".status");
  const cells = [...document.querySelectorAll(".matrix td")].map((td) => ({
    td, row: td.closest("tr").dataset.row, column: td.dataset.column,
  }));
  const bases = data.bases;
  const names = ["region", "year", "kind", "show"];
  const number = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
  const say = (key, gaps = {}) => data.texts[key].replace(/\{(\w+)\}/g, (_, name) => gaps[name]);
  const reports = (n) => say("reports" + ({ 0: "_none", 1: "_one" }[n] || ""), { n: number(n) });
  const chosen = () => Object.fromEntries(names.map((name) => [name, form.elements[name].value]));
  const followers = [];
  let picked = new Map();

  const narrowedTo = (report, filter) =>
    ["region", "year", "kind"].every((name) => filter[name] === "*" || report[name] === filter[name]);

  function rowsOf(report, filter) {
    const rows = report.themes.map((theme) => [theme.id, data.basisOf[theme.standing]]);
    return [...rows, ["alle", report.basis]].filter(([, basis]) => filter.show === "*" || basis === filter.show);
  }

  function collect(filter) {
    picked = new Map();
    const put = (row, column, found) => {
      const key = row + " " + column;
      if (!picked.has(key)) picked.set(key, []);
      picked.get(key).push(found);
    };
    const seen = data.reports.filter((report) => narrowedTo(report, filter) && rowsOf(report, filter).length);
    for (const report of seen) {
      const columns = report.recipient ? [report.recipient, "alle"] : ["alle"];
      for (const [row, basis] of rowsOf(report, filter))
        for (const column of columns) put(row, column, { report, basis });
    }
    return seen;
  }

  const listed = (row, column) => picked.get(row + " " + column) || [];
  const count = (row, column) => {
    const found = listed(row, column);
    return Object.fromEntries(bases.map(({ name }) => [name, found.filter((one) => one.basis === name).length]));
  };
  const written = (basis, value) => basis.before + number(value) + basis.after;
  const joined = (items) => [items.slice(0, -1).join(", "), ...items.slice(-1)].filter(Boolean).join(say("and"));
  const told = (count, say) => bases.filter(({ name }) => count[name]).map((basis) => say(basis, count[basis.name]));
  const shade = (value, most) => (value ? 1 + Math.floor((data.shades * value) / (most + 1)) : 0);

  function draw() {
    const single = Object.keys(data.columns).length === 1;
    const coloured = (cell) => cell.row !== "alle" && (cell.column !== "alle" || single);
    const numbers = cells.map((cell) => count(cell.row, cell.column));
    const most = (kind) => Math.max(0, ...numbers.map((n, i) => (coloured(cells[i]) ? n[kind] : 0)));
    const darkest = Object.fromEntries(bases.map(({ name }) => [name, most(name)]));
    cells.forEach((cell, i) => {
      const button = cell.td.querySelector("button");
      for (const basis of bases) {
        const value = numbers[i][basis.name];
        const spot = button.querySelector("." + basis.name);
        spot.textContent = value ? written(basis, value) : "";
        spot.className = basis.name + " " + basis.tint + (coloured(cell) ? shade(value, darkest[basis.name]) : 0);
      }
      const words = told(numbers[i], (basis, value) => number(value) + " " + basis.spoken);
      const empty = !words.length;
      button.setAttribute("aria-label", say("show_reports", { count: joined(words) || reports(0) }));
      button.hidden = empty;
      cell.td.querySelector(".none").hidden = !empty;
      cell.td.classList.toggle("empty", empty);
    });
    drawBars();
  }

  function drawBars() {
    const bars = [...document.querySelectorAll(".bars g")];
    const numbers = bars.map((bar) => count(bar.dataset.row, "alle"));
    const most = Math.max(1, ...numbers.flatMap((n) => Object.values(n)));
    bars.forEach((bar, i) => {
      const row = document.querySelector('.plain tr[data-row="' + CSS.escape(bar.dataset.row) + '"]');
      for (const basis of bases) {
        const value = numbers[i][basis.name];
        const line = bar.querySelector("." + basis.name + "-bar");
        if (line) {
          const wide = Math.round((8500 * value) / most) / 100 + "%";
          const label = bar.querySelector("." + basis.name + "-number");
          line.setAttribute("width", wide);
          label.setAttribute("x", wide);
          label.textContent = value || basis.name === "coded" ? written(basis, value) : "";
        }
        const cell = row.querySelector('[data-basis="' + basis.name + '"]');
        if (cell) cell.textContent = written(basis, value);
      }
    });
  }

  function update() {
    const filter = chosen();
    const seen = collect(filter);
    draw();
    const narrowed = names.some((name) => filter[name] !== "*");
    const several = Object.keys(data.kinds).filter((kind) => filter[kind] !== "*").length > 1;
    const about = [say("narrowed", { seen: number(seen.length), reports: reports(data.reports.length) })];
    if (several && document.querySelector(".estimates")) about.push(say("one_at_a_time"));
    status.textContent = narrowed ? about.join(" ") : "";
    const set = names.filter((name) => filter[name] !== "*").map((name) => [name, filter[name]]);
    followers.forEach((follow) => follow(filter));
    history.replaceState(null, "", set.length ? "#" + new URLSearchParams(set) : location.pathname + location.search);
  }

  function make(tag, text, name) {
    const node = document.createElement(tag);
    if (text) node.textContent = text;
    if (name) node.className = name;
    return node;
  }

  function passage(item, mark) {
    if (!mark.evidence) return;
    item.append(make("blockquote", mark.evidence));
    if (mark.page) item.append(make("p", say("page", { n: mark.page }), "page"));
  }

  const certain = (theme) => data.basisOf[theme.standing] !== "uncertain";
  const named = (theme) => certain(theme) ? data.rows[theme.id] : say("uncertain_mark", { theme: data.rows[theme.id] });

  function describe({ report, basis }, row) {
    const item = make("li");
    const title = make("h3", data.address ? "" : report.title || report.id);
    if (data.address) {
      const link = make("a", report.title || report.id);
      link.href = data.address + encodeURIComponent(report.id);
      title.append(link);
    }
    item.append(title);
    const about = [report.id, report.grantee, report.region, report.year, report.kind].filter(Boolean);
    item.append(make("p", about.join(" · "), "meta"));
    const mark = report.themes.find((theme) => theme.id === row);
    const uncertain = mark && basis === "uncertain";
    const how = [uncertain ? say("uncertain_source") : report.source];
    if (mark && mark.probability && !uncertain) how.push(data.standings[mark.standing]);
    if (mark && mark.probability) how.push(say("probability", mark));
    item.append(make("span", how.join(" · "), "chip from-" + basis));
    if (mark) passage(item, mark);
    const themes = report.themes.filter((theme) => theme.id !== row).map(named).join("; ");
    if (themes) item.append(make("p", say(mark ? "other_themes" : "themes", { themes }), "meta"));
    if (report.recipient && report.reason)
      item.append(make("p", say("recipient", { recipient: data.columns[report.recipient], reason: report.reason }), "meta"));
    return item;
  }

  function show(title, lead, about, found, row) {
    dialog.querySelector("h2").textContent = title;
    dialog.querySelector(".sub").textContent = lead;
    dialog.querySelector(".rests-on").replaceChildren(...about);
    const sorted = bases.flatMap(({ name }) => found.filter((one) => one.basis === name));
    dialog.querySelector("ol").replaceChildren(...sorted.map((one) => describe(one, row)));
    dialog.showModal();
    dialog.scrollTop = 0;
  }

  function open(row, column) {
    const place = column === "alle" ? "" : " – " + data.columns[column];
    const lead = joined(told(count(row, column), (basis, value) => written(basis, value) + " " + basis.counted));
    show(data.rows[row] + place, lead, [], listed(row, column), row);
  }

  for (const cell of cells) cell.td.querySelector("button").addEventListener("click", () => open(cell.row, cell.column));
  dialog.querySelector(".close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  form.addEventListener("change", update);
  form.addEventListener("reset", () => setTimeout(update));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.documentElement.classList.add("scripted");
  for (const [name, value] of new URLSearchParams(location.hash.slice(1)))
    if (names.includes(name)) form.elements[name].value = value;
  form.elements.show.value = form.elements.show.value || "*";
  for (const name of names.slice(0, 3)) if (form.elements[name].selectedIndex < 0) form.elements[name].value = "*";
  if (location.hash.includes("=")) update(); else collect(chosen());

  function onFilter(follow) {
    followers.push(follow);
    follow(chosen());
  }

  return { bases, data, joined, make, number, onFilter, reports, say, show };
})();
