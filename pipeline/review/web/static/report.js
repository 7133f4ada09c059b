// The form: one key a decision, Enter shows what will be saved and Enter again saves it.
// temakart, Apache-2.0

import { leaveAfterClick, listen, run } from "./keys.js";
import { send } from "./saving.js";
import { Entered } from "./state.js";
import { begin, go } from "./viewer.js";

const form = document.getElementById("coding");
const context = JSON.parse(form.dataset.context);
const { texts, labels, offered } = context;
const at = (id) => document.getElementById(id);
const rows = new Map([...form.querySelectorAll(".theme")].map((row) => [row.dataset.theme, row]));
const entered = new Entered(context, show);
let ready = false; // the summary stands, and the next Enter saves
let saving = false;
let last = null;

function chosen(theme) {
  return entered.now.decisions[theme] ?? offered[theme] ?? false;
}

function show() {
  ready = false;
  at("summary").hidden = true;
  for (const [theme, row] of rows) {
    const set = theme in entered.now.decisions;
    for (const radio of row.querySelectorAll("input[type=radio]")) radio.checked = set && (radio.value === "1") === entered.now.decisions[theme];
    row.classList.toggle("set", set);
    row.classList.toggle("yes", chosen(theme));
    row.querySelector(".status").textContent = set ? (chosen(theme) ? texts.set_yes : texts.set_no) : theme in offered ? (chosen(theme) ? texts.offered_yes : texts.offered_no) : texts.open;
  }
  const recipient = entered.now.recipient;
  for (const radio of form.querySelectorAll("input[name=recipient]")) radio.checked = radio.value === recipient;
  if (at("recipient-status")) at("recipient-status").textContent = recipient !== null ? texts.set : context.offeredRecipient ? `${texts.offered}: ${labels[context.offeredRecipient]}` : texts.open;
  if (document.activeElement !== at("comment")) at("comment").value = entered.now.comment;
  if (document.activeElement !== at("reason")) at("reason").value = entered.now.reason;
  at("impossible").checked ||= Boolean(entered.now.reason);
  at("why").hidden = !at("impossible").checked;
  at("undo").disabled = !entered.past.length;
  at("redo").disabled = !entered.future.length;
}

function decide(theme, value) {
  last = theme;
  entered.set({ decisions: { ...entered.now.decisions, [theme]: value } });
  say(`${labels[theme]}: ${value ? texts.yes : texts.no}`);
}

function say(text) {
  at("said").textContent = text;
}

// Everything that is suggested and not decided is confirmed by name before it is saved.
function confirm() {
  if (at("impossible").checked && !entered.now.reason.trim()) {
    at("reason").focus();
    return say(texts.reason_missing);
  }
  const taken = Object.fromEntries([...rows.keys()].filter((theme) => offered[theme] && !(theme in entered.now.decisions)).map((theme) => [theme, true]));
  entered.set({ decisions: { ...entered.now.decisions, ...taken }, recipient: entered.now.recipient ?? (context.offeredRecipient || null) });
  const themes = [...rows.keys()].filter(chosen).map((theme) => labels[theme]);
  const what = entered.now.reason.trim() ? `${texts.impossible}: ${entered.now.reason}` : `${themes.join(", ") || texts.no_themes}. ${texts.recipient}: ${labels[entered.now.recipient] ?? texts.no_recipient}.`;
  at("summary").textContent = `${texts.will_save} ${what} ${texts.press_again}`;
  at("summary").hidden = false;
  ready = true;
  say("");
}

async function save() {
  if (saving) return;
  saving = true;
  at("submit").disabled = true;
  say(texts.saving);
  const answer = await send(`/lagre/${context.address}`, entered.body(), (why) => say(`${texts.retrying} ${why}`));
  saving = false;
  at("submit").disabled = false;
  if (answer.status === 200) {
    entered.forget();
    say(texts.saved);
    location.assign(answer.next);
  } else if (answer.status === 409) conflict(answer);
  else say(`${answer.message ?? texts.not_saved}`);
}

function conflict(answer) {
  const box = at("conflict");
  const lines = answer.conflict.map(({ who, when, what }) => paragraph(`${who}, ${when}: ${what}`));
  const mine = button(texts.keep_mine, () => {
    context.version = answer.version;
    entered.take(entered.now);
    box.hidden = true;
    save();
  });
  const theirs = button(texts.take_theirs, () => {
    entered.forget();
    location.reload();
  });
  box.replaceChildren(paragraph(texts.conflict), ...lines, mine, " ", theirs);
  box.hidden = false;
  mine.focus();
}

const paragraph = (text) => Object.assign(document.createElement("p"), { textContent: text });
function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  made.addEventListener("click", act);
  return made;
}

function forward() {
  if (ready) save();
  else confirm();
}

const commands = {
  z: () => entered.undo() && say(texts.undone),
  y: () => entered.redo() && say(texts.redone),
  k: () => at("comment").focus(),
  s: () => at("find").focus(),
  x: () => at("impossible").click(),
  n: () => at("skip").click(),
  d: () => {
    const which = last ? [rows.get(last)] : [...rows.values()];
    const open = !which[0].querySelector("details").open;
    for (const row of which) row.querySelector("details").open = open;
  },
};

function act(key) {
  const theme = context.themeKeys[key];
  const recipient = context.recipientKeys[key];
  if (theme) return () => decide(theme, !chosen(theme));
  if (recipient) return () => { entered.set({ recipient }); say(`${texts.recipient}: ${labels[recipient]}`); };
}

form.addEventListener("submit", (event) => run(event, forward));
form.addEventListener("change", ({ target }) => {
  if (target.name === "recipient") entered.set({ recipient: target.value });
  else if (target.name?.startsWith("theme:")) decide(target.name.slice(6), target.value === "1");
});
at("comment").addEventListener("input", ({ target }) => entered.set({ comment: target.value }));
at("reason").addEventListener("input", ({ target }) => entered.set({ reason: target.value }));
at("impossible").addEventListener("change", ({ target }) => {
  at("why").hidden = !target.checked;
  if (target.checked) at("reason").focus();
  else entered.set({ reason: "" });
});
at("undo").addEventListener("click", commands.z);
at("redo").addEventListener("click", commands.y);
document.addEventListener("click", ({ target }) => {
  const link = target.closest(".goto");
  if (link) go(link.dataset.page, link.dataset.label);
});
listen({ act, commands, forward, escape: show, hotkeys: at("hotkeys") });
leaveAfterClick();
addEventListener("beforeunload", (event) => saving && event.preventDefault());

show();
const draft = entered.kept();
if (draft) {
  entered.restore(draft);
  const same = draft.version === context.version;
  at("draft").replaceChildren(paragraph(same ? texts.draft : texts.draft_old), button(texts.drop_draft, () => {
    entered.forget();
    location.reload();
  }));
  at("draft").hidden = false;
}
begin(context);
