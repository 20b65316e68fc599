// Asks until the server is ready, then goes into the activity. After ten seconds it says what is being waited for.
const EVERY_MS = 500;
const LONG_MS = 10_000;

const page = document.querySelector(".opening");
const words = page.querySelector(".opening__words");
const began = Date.now();

async function look() {
  let answer = null;
  try {
    const response = await fetch(page.dataset.stateUrl, { headers: { Accept: "application/json" } });
    answer = response.ok ? await response.json() : null;
  } catch {
    // No connection: the words below say so, and we ask again.
  }
  if (answer?.state === "ready") {
    location.replace(answer.url);
    return;
  }
  if (answer?.state === "unknown_person") {
    location.reload();
    return;
  }
  if (Date.now() - began > LONG_MS) {
    page.classList.add("opening--long");
    const text = answer ? words.dataset.long : words.dataset.away;
    if (words.textContent !== text) words.textContent = text;
  }
  setTimeout(look, EVERY_MS);
}

look();
