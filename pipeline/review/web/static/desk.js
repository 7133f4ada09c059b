// What coding a report and deciding between codings share: the form, its keys, undo, what is said aloud, and the draft.
// temakart, Apache-2.0

import { leaveAfterClick, listen, run } from "./keys.js";
import { Entered } from "./state.js";
import { begin, go } from "./viewer.js";

export const form = document.querySelector("form.coding");
export const context = JSON.parse(form.dataset.context);
export const { texts, labels } = context;
export const at = (id) => document.getElementById(id);
export const rows = new Map([...form.querySelectorAll(".theme")].map((row) => [row.dataset.theme, row]));
export const entered = new Entered(context, show);
let page;
let ready = false; // the summary stands, and the next Enter saves
let last = null;

// The page gives draw(), chosen(theme) and codable() as things stand, state(theme) in words, missing() as the field to go to
// and what to say of it, or null, save(), impossible(), and, where Enter takes what is suggested, accept().
export function open(given) {
  page = given;
  form.addEventListener("submit", (event) => run(event, forward));
  form.addEventListener("change", ({ target }) => {
    if (target.name === "recipient") receive(target.value);
    else if (target.name?.startsWith("theme:")) decide(target.name.slice(6), target.value === "1");
  });
  for (const name of ["comment", "reason"]) at(name).addEventListener("input", ({ target }) => entered.set({ [name]: target.value }, name));
  at("undo").addEventListener("click", commands.z);
  at("redo").addEventListener("click", commands.y);
  at("show-keys").addEventListener("click", commands["?"]);
  document.addEventListener("click", ({ target }) => {
    const link = target.closest(".goto");
    if (link && go(link.dataset.page, link.dataset.label)) say(texts.hit.replace("{page}", link.dataset.page));
  });
  listen({ act, commands, forward, escape: show, hotkeys: at("hotkeys") });
  leaveAfterClick();
  show();
  if (!form.querySelector("[role=alert]:not([hidden])")) restore();
  begin(context, say);
}

function restore() {
  const draft = entered.kept();
  if (!draft) return;
  entered.restore(draft);
  const said = draft.version === context.version ? texts.draft : texts.draft_old;
  at("draft").replaceChildren(paragraph(said), button(texts.drop_draft, startAgain));
  at("draft").hidden = false;
}

export function startAgain() {
  entered.forget();
  location.reload();
}

function show() {
  ready = false;
  at("summary").hidden = true;
  for (const name of ["comment", "reason"]) if (document.activeElement !== at(name)) at(name).value = entered.now[name];
  at("undo").disabled = !entered.past.length;
  at("redo").disabled = !entered.future.length;
  page.draw(entered.now);
}

// A live region is only read when it changes, so what is said twice ends differently the second time. Signs are for the eye.
export function say(text) {
  const spoken = text.replace(/[○✓] /g, "");
  at("said").textContent = spoken && at("said").textContent === spoken ? `${spoken}\u00a0` : spoken;
}

function decide(theme, value) {
  last = theme;
  entered.set({ decisions: { ...entered.now.decisions, [theme]: value } });
}

function receive(recipient) {
  last = texts.recipient;
  entered.set({ recipient });
}

function act(key) {
  const theme = context.themeKeys[key];
  const recipient = context.recipientKeys[key];
  if (rows.has(theme)) return () => { decide(theme, !page.chosen(theme)); say(`${labels[theme]}: ${page.state(theme)}`); };
  if (recipient) return () => { receive(recipient); say(`${texts.recipient}: ${labels[recipient]}`); };
}

export function recipientState() {
  const { recipient } = entered.now;
  if (recipient !== null) return labels[recipient] ?? texts.no_recipient;
  return context.offeredRecipient ? `${texts.offered}: ${labels[context.offeredRecipient]}` : texts.open;
}

const answers = () => [...[...rows.keys()].map((theme) => `${labels[theme]}: ${page.state(theme)}`), `${texts.recipient}: ${recipientState()}`];

// Undo and redo say what they changed.
function step(turn, done) {
  const before = answers();
  if (!turn()) return;
  say([done, ...answers().filter((one, index) => one !== before[index])].join(" "));
}

const commands = {
  z: () => step(() => entered.undo(), texts.undone),
  y: () => step(() => entered.redo(), texts.redone),
  k: () => at("comment").focus(),
  s: () => at("find").focus(),
  n: () => at("skip").click(),
  x: () => page.impossible(),
  "?": () => at("keys-help").showModal(),
  d: () => {
    const recipients = form.querySelector(".recipients");
    const asked = last ? [rows.get(last) ?? recipients] : [...rows.values(), recipients].filter(Boolean);
    const found = asked.map((row) => row.querySelector("details"));
    const opened = !found[0]?.open;
    for (const one of found) one.open = opened;
  },
};

const forward = () => (ready ? page.save() : confirm());

// What will be saved is told in full before it is saved.
function confirm() {
  const missing = page.missing();
  if (missing) {
    const [field, why] = missing;
    field.closest("details")?.setAttribute("open", "");
    field.focus();
    return say(why);
  }
  page.accept?.();
  const { recipient, reason } = entered.now;
  const themes = [...rows.keys()].filter(page.chosen).map((theme) => labels[theme]);
  const what = page.codable() ? `${themes.join(", ") || texts.no_themes}. ${texts.recipient}: ${labels[recipient] ?? texts.no_recipient}.` : `${texts.impossible}: ${reason}`;
  at("summary").replaceChildren(paragraph(`${texts.will_save} ${what}`), paragraph(texts.press_again));
  at("summary").hidden = false;
  at("summary").scrollIntoView({ block: "nearest" }); // in a low window it does not stay in sight by itself
  ready = true;
  say("");
}

export const paragraph = (text) => Object.assign(document.createElement("p"), { textContent: text });

export function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  made.addEventListener("click", act);
  return made;
}
