(() => {
  const { data, number, reports, make } = page;
  const section = document.querySelector(".estimates");
  if (!section) return;
  const kinds = { region: "Region", year: "År", kind: "Dokumenttype" };
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
    const span = "mellom " + number(low) + " og " + number(high);
    if (low === high) return "Anslaget er " + reports(+value) + ", og det er sikkert.";
    if (value) {
      const sure = data.audited ? " (95\u00a0%-intervall)" : " etter modellen alene (modellbasert spenn)";
      return "Anslaget er " + reports(+value) + ", trolig " + span + sure + ".";
    }
    const why = +size < 5 ? "Det gjelder for få rapporter til at ett tall sier noe" : "Spennet er for bredt til at ett tall sier noe";
    return why + ": trolig " + span + " rapporter.";
  }

  function audit(found, column) {
    if (!data.audited)
      return "Det finnes ikke noe kontrollutvalg ennå. Resten bygger på modellen, rettet etter hvor ofte den traff på kodede rapporter.";
    const drawn = membersOf(column).filter((report) => report.audited).length;
    const hits = found.filter((one) => one.report.audited).length;
    if (!drawn) return "Ingen rapporter i kontrollutvalget er herfra. Anslaget lener seg derfor på utvalget som helhet.";
    return "I kontrollutvalget er " + reports(drawn) + " herfra, og " + (hits ? number(hits) : "ingen") +
      " av dem er med i tallet. Det viser hvor ofte modellen har rett.";
  }

  function reasons(found, column) {
    const many = (basis) => found.filter((one) => one.basis === basis).length;
    const sentences = ["Mennesker har kodet " + reports(many("coded")) + " slik. De teller som de er kodet."];
    const unsure = many("uncertain") ? " For " + reports(many("uncertain")) + " er forslaget usikkert." : "";
    sentences.push((many("suggested")
      ? "Modellen foreslår det samme for " + reports(many("suggested")) + " som ingen har kodet."
      : "Modellen foreslår det ikke for noen av rapportene som ingen har kodet.") + unsure);
    return [...sentences, audit(found, column)];
  }

  function explain(button) {
    const [row, column] = [rowOf(button), button.dataset.in];
    const found = behind(row, column);
    const rail = make("div", "", button.className.replace("estimate", "rail"));
    const ends = make("div", "", "ends");
    ends.append(make("span", "0"), make("span", "alle: " + number(estimates.get(key(whole, column)).dataset.high)));
    const list = make("ul");
    list.append(...reasons(found, column).map((text) => make("li", text)));
    const theme = row.startsWith("theme ") ? row.slice(6) : "alle";
    const place = column === whole ? "" : " – " + heads.get(column);
    page.show(labels.get(row) + place, said(button.dataset), [rail, ends, list], found, theme);
  }

  function move(filter) {
    const set = Object.keys(kinds).filter((kind) => filter[kind] !== "*");
    const column = set.length === 1 ? set[0] + " " + (filter[set[0]] || "uavklart") : set.length ? "" : whole;
    const note = section.querySelector(".status-note");
    section.querySelector(".by-theme").hidden = !column;
    const names = set.map((kind) => kinds[kind].toLowerCase() + " «" + heads.get(kind + " " + (filter[kind] || "uavklart")) + "»");
    note.textContent = column
      ? "Figuren gjelder " + (set.length ? names[0] + ": " : "alle rapportene: ") + reports(+estimates.get(key(whole, column)).dataset.value) + "."
      : "Ikke anslått for dette utvalget. Anslag finnes for én avgrensning om gangen, ikke for " + names.join(" og ") +
        " sammen: Da blir det for få rapporter til at tallene sier noe.";
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
