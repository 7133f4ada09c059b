// The report's pages: going to a page, marking the evidence, search, zoom, pictures or text.
// temakart, Apache-2.0

const SVG = "http://www.w3.org/2000/svg";
const sheets = new Map([...document.querySelectorAll(".sheet")].map((sheet) => [Number(sheet.dataset.page), sheet]));
const viewer = document.querySelector(".viewer");
let zoom = 100;

export async function begin(context, say) {
  document.getElementById("smaller").addEventListener("click", () => resize(-20));
  document.getElementById("larger").addEventListener("click", () => resize(20));
  const asText = document.getElementById("as-text");
  const text = (on) => {
    viewer.classList.toggle("text", on);
    asText?.setAttribute("aria-pressed", on);
  };
  asText?.addEventListener("click", () => text(!viewer.classList.contains("text")));
  if (viewer.dataset.pictures === "0") text(true);
  for (const image of viewer.querySelectorAll(".picture img")) image.addEventListener("error", () => image.closest(".sheet").classList.add("text"));
  document.getElementById("search").addEventListener("submit", (event) => {
    event.preventDefault();
    find(context, say);
  });
  if (viewer.dataset.pictures === "1") await mark(context);
}

// Whether there is such a page.
export function go(page, label) {
  const sheet = sheets.get(Number(page));
  if (!sheet) return false;
  for (const box of viewer.querySelectorAll("rect.now")) box.classList.remove("now");
  const boxes = [...sheet.querySelectorAll("rect")].filter((box) => box.dataset.label === label);
  for (const box of boxes) box.classList.add("now");
  const pane = sheet.closest(".scroll");
  const place = (boxes[0] ?? sheet).getBoundingClientRect();
  pane.scrollBy({ top: place.top - pane.getBoundingClientRect().top - (boxes.length ? pane.clientHeight / 3 : 0) });
  return true;
}

function resize(by) {
  zoom = Math.min(Math.max(zoom + by, 40), 300);
  for (const sheet of sheets.values()) sheet.style.width = `${zoom}%`;
}

async function mark(context) {
  const answer = await fetch(`/steder/${context.address}`).catch(() => null);
  if (!answer?.ok) return;
  const { sizes, marks } = await answer.json();
  for (const { label, page, boxes } of marks) {
    const picture = sheets.get(page)?.querySelector(".picture");
    const size = sizes[page - 1];
    if (!picture || !size) continue;
    const layer = picture.querySelector("svg") ?? picture.appendChild(drawing(size));
    for (const box of boxes) layer.append(rectangle(box, label));
  }
}

function drawing([width, height]) {
  const layer = document.createElementNS(SVG, "svg");
  layer.setAttribute("viewBox", `0 0 ${width} ${height}`);
  layer.setAttribute("aria-hidden", "true");
  return layer;
}

function rectangle([left, top, right, bottom], label) {
  const box = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ x: left - 3, y: top - 2, width: right - left + 6, height: bottom - top + 4 })) box.setAttribute(name, value);
  box.dataset.label = label;
  return box;
}

async function find(context, say) {
  const list = document.getElementById("hits");
  const wanted = document.getElementById("find").value.trim();
  list.replaceChildren();
  list.hidden = !wanted;
  if (!wanted) return;
  const answer = await fetch(`/sok/${context.address}?q=${encodeURIComponent(wanted)}`);
  const hits = answer.ok ? (await answer.json()).hits : [];
  say(hits.length ? context.texts.hits.replace("{n}", hits.length) : context.texts.no_hits);
  if (!hits.length) list.append(Object.assign(document.createElement("li"), { textContent: context.texts.no_hits }));
  for (const hit of hits) {
    const link = Object.assign(document.createElement("a"), { href: `#side-${hit.page}`, textContent: context.texts.hit.replace("{page}", hit.page) });
    const item = document.createElement("li");
    item.append(link, ` …${hit.text}…`);
    list.append(item);
  }
}
