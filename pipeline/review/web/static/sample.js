// Waits for the plan, and shows it when it is there.
// temakart, Apache-2.0

const points = document.getElementById("working").dataset.poeng;

async function look() {
  const answer = await fetch(`/utvalg/plan?poeng=${points}`).catch(() => null);
  if (answer?.ok && (await answer.json()).ready) location.reload();
  else setTimeout(look, 1000);
}

setTimeout(look, 1000);
