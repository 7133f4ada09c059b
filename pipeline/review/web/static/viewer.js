// The report's pages: going to a page, marking the evidence, search, zoom, pictures or text.
// temakart, Apache-2.0

const SVG = "http://www.w3.org/2000/svg";
const sheets = new Map([...document.querySelectorAll(".sheet")].map((sheet) => [Number(sheet.dataset.page), sheet]));
const viewer = document.querySelector(".viewer");
const shown = (one) => one.getClientRects().length > 0;
const LETTERS = /[\p{L}\p{N}]/u; // a passage may be cut with «…», or have a full stop after what was a heading
const SIGNS = /\S/;
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
  await mark(context);
}

// Whether there is such a page.
export function go(page, label) {
  const sheet = sheets.get(Number(page));
  if (!sheet) return false;
  for (const box of viewer.querySelectorAll(".now")) box.classList.remove("now");
  const marked = [...sheet.querySelectorAll("rect, mark")].filter((box) => box.dataset.label === label);
  for (const box of marked) box.classList.add("now");
  const boxes = marked.filter(shown);
  const pane = sheet.closest(".scroll");
  // Where the pages stand above the form they may have been scrolled out of the window.
  if (getComputedStyle(viewer).position !== "sticky") pane.scrollIntoView({ block: "nearest" });
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
  for (const { label, page, boxes, text } of marks) {
    underline(sheets.get(page)?.querySelector(".words"), text, LETTERS, (one) => { one.dataset.label = label; });
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

// Marks a passage in a text wherever it stands, over paragraphs too, comparing only the signs that count.
function underline(words, passage, counts, dress) {
  const wanted = [...passage].filter((sign) => counts.test(sign)).join("").toLowerCase();
  if (!words || !wanted) return;
  const places = [];
  const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (!node.parentElement.closest(".pageno")) for (let at = 0; at < node.length; at += 1) if (counts.test(node.data[at])) places.push([node, at]);
  const letters = places.map(([node, at]) => node.data[at].toLowerCase()[0]).join("");
  const found = [];
  for (let at = letters.indexOf(wanted); at >= 0; at = letters.indexOf(wanted, at + wanted.length)) found.push(places.slice(at, at + wanted.length));
  for (const run of found.reverse()) for (const [node, first, last] of pieces(run).reverse()) wrap(node, first, last, dress);
}

// The run by the nodes it goes through: each with its first and last letter.
function pieces(run) {
  const parts = [];
  for (const [node, at] of run) {
    if (parts.at(-1)?.[0] === node) parts.at(-1)[2] = at;
    else parts.push([node, at, at]);
  }
  return parts;
}

function wrap(node, first, last, dress) {
  const range = document.createRange();
  range.setStart(node, first);
  range.setEnd(node, last + 1);
  const made = document.createElement("mark");
  dress(made);
  range.surroundContents(made);
}

function forget(marks) {
  for (const one of marks) {
    const around = one.parentNode;
    one.replaceWith(...one.childNodes);
    around.normalize();
  }
}

async function find(context, say) {
  const list = document.getElementById("hits");
  const wanted = document.getElementById("find").value.trim();
  list.replaceChildren();
  forget(viewer.querySelectorAll("mark.hit"));
  list.hidden = !wanted;
  if (!wanted) return;
  const answer = await fetch(`/sok/${context.address}?q=${encodeURIComponent(wanted)}`);
  const { hits, more } = answer.ok ? await answer.json() : { hits: [], more: false };
  say(hits.length ? (more ? context.texts.hits_more : context.texts.hits).replace("{n}", hits.length) : context.texts.no_hits);
  if (!hits.length) list.append(Object.assign(document.createElement("li"), { textContent: context.texts.no_hits }));
  const dress = (one) => { one.className = "hit"; };
  for (const page of new Set(hits.map((hit) => hit.page))) underline(sheets.get(page)?.querySelector(".words"), wanted, SIGNS, dress);
  for (const hit of hits) {
    const link = Object.assign(document.createElement("a"), { href: `#side-${hit.page}`, textContent: context.texts.hit.replace("{page}", hit.page) });
    const item = document.createElement("li");
    item.append(link, ` …${hit.text}…`);
    underline(item, wanted, SIGNS, dress);
    list.append(item);
  }
}
