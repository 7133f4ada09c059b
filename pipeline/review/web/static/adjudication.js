// Deciding between codings: the form works without this; here are its keys, undo, and what is kept when a tab closes.
// temakart, Apache-2.0

import { leaveAfterClick, listen, run } from "./keys.js";
import { Entered } from "./state.js";
import { begin, go } from "./viewer.js";

const form = document.getElementById("deciding");
const context = JSON.parse(form.dataset.context);
const { texts, labels } = context;
const at = (id) => document.getElementById(id);
const rows = new Map([...form.querySelectorAll(".theme")].map((row) => [row.dataset.theme, row]));
const entered = new Entered(context, show);
let ready = false; // the summary stands, and the next Enter saves

function show() {
  ready = false;
  at("summary").hidden = true;
  const { decisions, recipient, codable, comment, reason } = entered.now;
  for (const theme of rows.keys()) check(`theme:${theme}`, theme in decisions ? Number(decisions[theme]) : null);
  check("recipient", recipient);
  check("codable", codable === null ? null : Number(codable));
  if (document.activeElement !== at("comment")) at("comment").value = comment;
  if (document.activeElement !== at("reason")) at("reason").value = reason;
  at("why").hidden = codable !== false;
  if (codable === false) at("why").closest("details")?.setAttribute("open", "");
  at("undo").disabled = !entered.past.length;
  at("redo").disabled = !entered.future.length;
}

function check(name, value) {
  for (const radio of form.elements.namedItem(name)) radio.checked = value !== null && radio.value === String(value);
}

function decide(theme, value) {
  entered.set({ decisions: { ...entered.now.decisions, [theme]: value } });
  say(`${labels[theme]}: ${value ? texts.yes : texts.no}`);
}

function say(text) {
  at("said").textContent = text;
}

// The first question without an answer, as the field to go to and its name; nothing when all is decided.
function open() {
  const { decisions, recipient, codable, reason } = entered.now;
  if (codable === null) return [form.elements.namedItem("codable")[0], texts.codable];
  if (!codable) return reason.trim() ? null : [at("reason"), texts.reason_missing];
  const theme = [...rows.keys()].find((one) => !(one in decisions));
  if (theme) return [form.elements.namedItem(`theme:${theme}`)[0], labels[theme]];
  return recipient === null ? [form.elements.namedItem("recipient")[0], texts.recipient] : null;
}

function confirm() {
  const missing = open();
  if (missing) {
    missing[0].closest("details")?.setAttribute("open", "");
    missing[0].focus();
    return say(`${texts.undecided} ${missing[1]}`);
  }
  const { decisions, recipient, codable, reason } = entered.now;
  const themes = [...rows.keys()].filter((theme) => decisions[theme]).map((theme) => labels[theme]);
  const what = codable ? `${themes.join(", ") || texts.no_themes}. ${texts.recipient}: ${labels[recipient] ?? texts.no_recipient}.` : `${texts.impossible}: ${reason}`;
  at("summary").textContent = `${texts.will_save} ${what} ${texts.press_again}`;
  at("summary").hidden = false;
  ready = true;
  say("");
}

// The id is the content's own, so that sending twice stores once; the draft goes when the server has the event.
function save() {
  form.elements.namedItem("event").value = entered.event;
  entered.keep();
  form.submit();
}

const forward = () => (ready ? save() : confirm());

const commands = {
  z: () => entered.undo() && say(texts.undone),
  y: () => entered.redo() && say(texts.redone),
  k: () => at("comment").focus(),
  s: () => at("find").focus(),
  n: () => at("skip").click(),
  x: () => impossible(entered.now.codable === false),
  d: () => {
    const found = [...form.querySelectorAll(".differs details")];
    const open = !found[0]?.open;
    for (const one of found) one.open = open;
  },
};

function impossible(codable) {
  entered.set({ codable });
  if (!codable) at("reason").focus();
}

function act(key) {
  const theme = context.themeKeys[key];
  const recipient = context.recipientKeys[key];
  if (theme && rows.has(theme)) return () => decide(theme, !entered.now.decisions[theme]);
  if (recipient) return () => { entered.set({ recipient }); say(`${texts.recipient}: ${labels[recipient]}`); };
}

form.addEventListener("submit", (event) => run(event, forward));
form.addEventListener("change", ({ target }) => {
  if (target.name === "recipient") entered.set({ recipient: target.value });
  else if (target.name === "codable") impossible(target.value === "1");
  else if (target.name?.startsWith("theme:")) decide(target.name.slice(6), target.value === "1");
});
at("comment").addEventListener("input", ({ target }) => entered.set({ comment: target.value }));
at("reason").addEventListener("input", ({ target }) => entered.set({ reason: target.value }));
at("undo").addEventListener("click", commands.z);
at("redo").addEventListener("click", commands.y);
document.addEventListener("click", ({ target }) => {
  const link = target.closest(".goto");
  if (link) go(link.dataset.page, link.dataset.label);
});
listen({ act, commands, forward, escape: show, hotkeys: at("hotkeys") });
leaveAfterClick();

show();
const draft = entered.kept();
if (draft && draft.version === context.version && !form.querySelector("[role=alert]")) {
  entered.restore(draft);
  const drop = Object.assign(document.createElement("button"), { type: "button", textContent: texts.drop_draft });
  drop.addEventListener("click", () => {
    entered.forget();
    location.reload();
  });
  at("draft").replaceChildren(Object.assign(document.createElement("p"), { textContent: texts.draft }), drop);
  at("draft").hidden = false;
}
begin(context);
