// Whether a newer matrix is made, asked every other second until it is; the page is never changed under the reader.
// temakart, Apache-2.0

const EVERY = 2000;
const live = document.querySelector(".live");

async function look() {
  const answer = await fetch("/matrise/tilstand").catch(() => null);
  if (answer?.redirected) return location.reload();
  if (!answer?.ok) return again();
  const { edition, fresh, failed } = await answer.json();
  if (failed) return location.reload();
  if (!fresh) return again();
  if (!live.dataset.edition) return location.reload();
  document.getElementById("again")?.remove();
  document.getElementById("newer").hidden = edition === live.dataset.edition;
}

const again = () => setTimeout(look, EVERY);
if (live?.dataset.fresh === "0" && !live.querySelector("[role=alert]")) again();
