// While work is being graded, the class's table looks for results every three seconds; it never takes the focus away.
const live = document.querySelector("[data-live]");

async function look() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-live]");
  if (answer.ok && fresh && !live.contains(document.activeElement)) {
    live.replaceChildren(...fresh.childNodes);
    live.dataset.live = fresh.dataset.live;
  }
}

function lookAgain() {
  if (live?.dataset.live === "1") {
    setTimeout(() => look().catch(() => {}).then(lookAgain), 3000);
  }
}

lookAgain();
