// Sending a decision until the server has answered; the same id each time, so that it is stored once.
// temakart, Apache-2.0

const csrf = document.querySelector("meta[name=csrf]").content;
const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

export async function send(address, body, told) {
  for (let wait = 1; ; wait = Math.min(wait * 2, 15)) {
    try {
      const answer = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
        body: JSON.stringify(body),
      });
      if (answer.status < 500) return { status: answer.status, ...(await answer.json()) };
      const { message = "", detail = "" } = await answer.json().catch(() => ({}));
      told(`${message} ${detail}`);
    } catch {
      told("");
    }
    await pause(wait);
  }
}
