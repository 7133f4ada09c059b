// How far the work on the model is, asked every second; when it ends, the page is loaded again.
// temakart, Apache-2.0

const EVERY = 1000;
const work = document.querySelector(".work");
document.documentElement.classList.add("scripted");

async function look() {
  const answer = await fetch("/modell/fremdrift").catch(() => null);
  if (answer?.redirected || answer?.status === 401) return location.reload(); // logged out: the page asks who it is
  if (!answer?.ok) return again();
  const told = await answer.json();
  if (told.state !== "running") return location.reload();
  show(told);
  again();
}

function show({ text, counted, at, share }) {
  work.querySelector("progress").value = share;
  if (document.getElementById("step").textContent !== text) document.getElementById("step").textContent = text;
  document.getElementById("counted").textContent = counted;
  work.querySelectorAll(".steps li").forEach((step, number) => {
    step.className = number < at ? "done" : number === at ? "now" : "";
    if (number === at) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
  });
}

const again = () => setTimeout(look, EVERY);
if (work.dataset.running === "1") again();
