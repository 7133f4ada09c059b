(() => {
  const { data, joined, make, number, reports, say } = page;
  const section = document.querySelector(".estimates");
  if (!section) return;
  const whole = "all alle";
  const buttons = [...section.querySelectorAll("button.estimate")];
  const rowOf = (button) => button.closest("tr").dataset.of;
  const key = (row, column) => row + "\n" + column;
  const estimates = new Map(buttons.map((button) => [key(rowOf(button), button.dataset.in), button]));
  const heads = new Map([...section.querySelectorAll("th[data-in]")].map((head) => [head.dataset.in, head.textContent]));
  const labels = new Map(buttons.map((button) => [rowOf(button), button.closest("tr").querySelector("th").textContent.trim()]));
  const strongest = (marks) => page.bases.map(({ name }) => name).find((name) => marks.includes(name));

  function basisIn(report, row) {
    if (row === whole) return report.basis;
    const held = report.themes.filter((theme) => data.held[row].includes(theme.id));
    return strongest(held.map((theme) => data.basisOf[theme.standing]));
  }

  function membersOf(column) {
    const at = column.indexOf(" ");
    const [kind, value] = [column.slice(0, at), column.slice(at + 1)];
    return data.reports.filter((report) => kind === "all" || (report[kind] || "uavklart") === value);
  }

  const behind = (row, column) =>
    membersOf(column).map((report) => ({ report, basis: basisIn(report, row) })).filter((one) => one.basis);

  function said({ value, low, high, size }) {
    const range = say("range", { low: number(low), high: number(high) });
    if (low === high) return say("certain", { reports: reports(+value) });
    if (value) return say(data.audited ? "by_audit" : "by_model", { reports: reports(+value), range });
    return say(+size < 5 ? "too_few" : "too_wide", { range });
  }

  function audit(found, column) {
    if (!data.audited) return say("no_audit");
    const drawn = membersOf(column).filter((report) => report.audited).length;
    const hits = found.filter((one) => one.report.audited).length;
    if (!drawn) return say("audit_elsewhere");
    return say("audit", { reports: reports(drawn), hits: hits ? number(hits) : say("none_of_them") });
  }

  function reasons(found, column) {
    const many = (basis) => found.filter((one) => one.basis === basis).length;
    const about = (key, basis) => say(key, { reports: reports(many(basis)) });
    const coded = many("coded") ? about("coded", "coded") : say("not_coded");
    const suggested = many("suggested") ? about("suggested", "suggested") : say("not_suggested");
    const unsure = many("uncertain") ? " " + about("uncertain", "uncertain") : "";
    return [coded, suggested + unsure, audit(found, column)];
  }

  function explain(button) {
    const [row, column] = [rowOf(button), button.dataset.in];
    const found = behind(row, column);
    const rail = make("div", "", button.className.replace("estimate", "rail"));
    const ends = make("div", "", "ends");
    ends.append(make("span", "0"), make("span", say("all_of_them", { n: number(estimates.get(key(whole, column)).dataset.high) })));
    const list = make("ul");
    list.append(...reasons(found, column).map((text) => make("li", text)));
    const theme = row.startsWith("theme ") ? row.slice(6) : "alle";
    const place = column === whole ? "" : " – " + heads.get(column);
    page.show(labels.get(row) + place, said(button.dataset), [rail, ends, list], found, theme);
  }

  function move(filter) {
    const set = Object.keys(data.kinds).filter((kind) => filter[kind] !== "*");
    const narrowedTo = (kind) => kind + " " + (filter[kind] || "uavklart");
    const column = set.length === 1 ? narrowedTo(set[0]) : set.length ? "" : whole;
    const note = section.querySelector(".status-note");
    section.querySelector(".by-theme").hidden = !column;
    const parts = set.map((kind) => say("part", { kind: data.kinds[kind], name: heads.get(narrowedTo(kind)) }));
    note.textContent = column
      ? say(set.length ? "figure_part" : "figure_all", { part: parts[0], reports: reports(+estimates.get(key(whole, column)).dataset.value) })
      : say("not_estimated", { parts: joined(parts) });
    for (const head of section.querySelectorAll("th[data-in]")) head.classList.toggle("chosen", head.dataset.in === column && !!set.length);
    for (const table of section.querySelectorAll("details")) if (set.length === 1 && table.dataset.kind === set[0]) table.open = true;
    if (column) for (const bar of section.querySelectorAll("svg g")) place(bar, estimates.get(key(bar.dataset.of, column)));
  }

  function place(bar, button) {
    const share = data.figureShare / 100;
    const [low, dotted, high] = button.dataset.at.split(" ").map((at) => at * share + "%");
    const line = bar.querySelector(".range");
    line.setAttribute("x1", low);
    line.setAttribute("x2", high);
    const dot = bar.querySelector("circle");
    dot.setAttribute("cx", dotted);
    dot.setAttribute("visibility", button.dataset.value ? "visible" : "hidden");
    bar.querySelector(".told").textContent = button.textContent;
  }

  for (const button of buttons) button.addEventListener("click", () => explain(button));
  page.onFilter(move);
})();
