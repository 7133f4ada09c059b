// What the reviewer has entered, with undo and redo; kept in the browser until the server has it.
// temakart, Apache-2.0

const copy = (value) => JSON.parse(JSON.stringify(value));

export class Entered {
  constructor(context, changed) {
    this.context = context;
    this.changed = changed;
    this.now = copy(context.initial);
    this.past = [];
    this.future = [];
    this.event = crypto.randomUUID();
    this.key = `temakart:${context.person}:${context.stream}:${context.report}`;
    addEventListener("storage", (news) => news.key === this.key && this.follow(news.newValue));
  }

  set(change) {
    const next = { ...copy(this.now), ...change };
    if (JSON.stringify(next) === JSON.stringify(this.now)) return;
    this.past.push(this.now);
    this.future = [];
    this.take(next);
  }

  take(next) {
    this.now = next;
    this.event = crypto.randomUUID(); // another content needs another id
    this.keep();
    this.changed();
  }

  undo() {
    if (!this.past.length) return false;
    this.future.push(this.now);
    this.take(this.past.pop());
    return true;
  }

  redo() {
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
    const recipient = draft.now.recipient in this.context.labels ? draft.now.recipient : null;
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
