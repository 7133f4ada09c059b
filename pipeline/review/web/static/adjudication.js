// Deciding between codings: the form works without this; here are its keys, undo, and what is kept when a tab closes.
// temakart, Apache-2.0

import { at, entered, form, labels, open, rows, texts } from "./desk.js";

const field = (name) => form.elements.namedItem(name);

function draw({ decisions, recipient, codable }) {
  for (const theme of rows.keys()) check(`theme:${theme}`, theme in decisions ? Number(decisions[theme]) : null);
  check("recipient", recipient);
  check("codable", codable === null ? null : Number(codable));
  at("why").hidden = codable !== false;
  if (codable === false) at("why").closest("details")?.setAttribute("open", "");
}

function check(name, value) {
  for (const radio of field(name)) radio.checked = value !== null && radio.value === String(value);
}

const chosen = (theme) => entered.now.decisions[theme] ?? false;
const state = (theme) => (theme in entered.now.decisions ? (chosen(theme) ? texts.yes : texts.no) : texts.open);
const undecided = (first, name) => [first, `${texts.undecided} ${name}`];

// The first question without an answer.
function missing() {
  const { decisions, recipient, codable, reason } = entered.now;
  if (codable === null) return undecided(field("codable")[0], texts.codable);
  if (!codable) return reason.trim() ? null : [at("reason"), texts.reason_missing];
  const theme = [...rows.keys()].find((one) => !(one in decisions));
  if (theme) return undecided(field(`theme:${theme}`)[0], labels[theme]);
  return recipient === null ? undecided(field("recipient")[0], texts.recipient) : null;
}

// The id is the content's own, so that sending twice stores once; the draft goes when the server has the event.
function save() {
  field("event").value = entered.event;
  entered.keep();
  form.submit();
}

function impossible(codable) {
  entered.set({ codable });
  if (!codable) at("reason").focus();
}

form.addEventListener("change", ({ target }) => target.name === "codable" && impossible(target.value === "1"));

open({ draw, chosen, state, codable: () => entered.now.codable, missing, save, impossible: () => impossible(entered.now.codable === false) });
