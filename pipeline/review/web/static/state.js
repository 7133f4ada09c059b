// What the reviewer has entered, with undo and redo; kept in the browser until the server has it.
// temakart, Apache-2.0

const copy = (value) => JSON.parse(JSON.stringify(value));

// A random UUID; crypto.randomUUID is there only over https and on localhost.
function uuid() {
  const [...bytes] = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export class Entered {
  constructor(context, changed) {
    this.context = context;
    this.changed = changed;
    this.now = copy(context.initial);
    this.past = [];
    this.future = [];
    this.event = uuid();
    this.writing = "";
    this.key = `temakart:${context.person}:${context.stream}:${context.report}`;
    addEventListener("storage", (news) => news.key === this.key && this.follow(news.newValue));
  }

  // `writing` names the field that somebody writes in, so that undo takes back what was written and not one letter.
  set(change, writing = "") {
    const next = { ...copy(this.now), ...change };
    if (JSON.stringify(next) === JSON.stringify(this.now)) return;
    if (!writing || writing !== this.writing) this.past.push(this.now);
    this.writing = writing;
    this.future = [];
    this.take(next);
  }

  take(next) {
    this.now = next;
    this.event = uuid(); // another content needs another id
    this.keep();
    this.changed();
  }

  undo() {
    this.writing = "";
    if (!this.past.length) return false;
    this.future.push(this.now);
    this.take(this.past.pop());
    return true;
  }

  redo() {
    this.writing = "";
    if (!this.future.length) return false;
    this.past.push(this.now);
    this.take(this.future.pop());
    return true;
  }

  keep() {
    const draft = { version: this.context.version, codebook: this.context.codebook, event: this.event, now: this.now };
    try {
      localStorage.setItem(this.key, JSON.stringify(draft));
    } catch {
      document.getElementById("said").textContent = this.context.texts.no_draft;
    }
  }

  // A draft of this report that was never saved, or null.
  kept() {
    try {
      const draft = JSON.parse(localStorage.getItem(this.key));
      if (!draft || this.context.own.includes(draft.event)) return null;
      return JSON.stringify(draft.now) === JSON.stringify(this.now) ? null : draft;
    } catch {
      return null;
    }
  }

  restore(draft) {
    const known = Object.fromEntries(Object.entries(draft.now.decisions).filter(([theme]) => theme in this.context.labels));
    const recipient = draft.now.recipient === "" || draft.now.recipient in this.context.labels ? draft.now.recipient : null;
    this.past.push(this.now);
    this.now = { ...draft.now, decisions: known, recipient };
    if (draft.codebook === this.context.codebook) this.event = draft.event;
    this.changed();
  }

  // Another tab has the same report open: both show the same.
  follow(text) {
    if (!text) return;
    const draft = JSON.parse(text);
    if (draft.version !== this.context.version) return;
    this.past.push(this.now);
    this.now = draft.now;
    this.event = draft.event;
    this.changed();
  }

  forget() {
    localStorage.removeItem(this.key);
  }

  body() {
    const { decisions, recipient, comment, reason } = this.now;
    const { version, shown, codebook } = this.context;
    return { event: this.event, based_on: version, shown, codebook, decisions, recipient, comment, reason };
  }
}
