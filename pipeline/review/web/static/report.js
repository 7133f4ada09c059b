// Coding a report: what is suggested counts until somebody decides, and Enter takes it by name.
// temakart, Apache-2.0

import { at, button, context, entered, form, open, paragraph, recipientState, rows, say, startAgain, texts } from "./desk.js";
import { send } from "./saving.js";

const { offered } = context;
let saving = false;

function chosen(theme) {
  return entered.now.decisions[theme] ?? offered[theme] ?? false;
}

function state(theme) {
  if (theme in entered.now.decisions) return chosen(theme) ? texts.set_yes : texts.set_no;
  if (theme in offered) return chosen(theme) ? texts.offered_yes : texts.offered_no;
  return texts.open;
}

function draw({ decisions, recipient, reason }) {
  for (const [theme, row] of rows) {
    const set = theme in decisions;
    for (const radio of row.querySelectorAll("input[type=radio]")) radio.checked = set && (radio.value === "1") === decisions[theme];
    row.classList.toggle("set", set);
    row.classList.toggle("yes", chosen(theme));
    row.querySelector(".status").textContent = state(theme);
  }
  for (const radio of form.querySelectorAll("input[name=recipient]")) radio.checked = radio.value === recipient;
  if (at("recipient-status")) at("recipient-status").textContent = recipient === null ? recipientState() : texts.set;
  at("impossible").checked ||= Boolean(reason);
  at("why").hidden = !at("impossible").checked;
}

const codable = () => !entered.now.reason.trim();
const missing = () => (at("impossible").checked && codable() ? [at("reason"), texts.reason_missing] : null);

function accept() {
  const taken = Object.fromEntries([...rows.keys()].filter((theme) => offered[theme] && !(theme in entered.now.decisions)).map((theme) => [theme, true]));
  entered.set({ decisions: { ...entered.now.decisions, ...taken }, recipient: entered.now.recipient ?? (context.offeredRecipient || null) });
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
  box.replaceChildren(paragraph(texts.conflict), ...lines, mine, " ", button(texts.take_theirs, startAgain));
  box.hidden = false;
  mine.focus();
}

at("impossible").addEventListener("change", ({ target }) => {
  at("why").hidden = !target.checked;
  if (target.checked) at("reason").focus();
  else entered.set({ reason: "" });
});
addEventListener("beforeunload", (event) => saving && event.preventDefault());

open({ draw, chosen, state, codable, missing, accept, save, impossible: () => at("impossible").click() });
