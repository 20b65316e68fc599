// Keeps the board of a lesson true: asks every other second, draws only what changed, says when it can't.
const EVERY_MS = 1500;
const STALE_MS = 5000;

const board = document.querySelector("#board");
const stale = document.querySelector("#room-stale");
const time = document.querySelector("#room-time");
const clock = new Intl.DateTimeFormat(board.dataset.lang === "en" ? "en-GB" : "fi-FI", {
  hour: "numeric",
  minute: "2-digit",
  second: "2-digit",
});

let etag = null;
let seen = Date.now();
let timer = 0;

function draw(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".board-parts");
  if (!fresh) return false;
  if (fresh.dataset.state !== board.dataset.state) {
    // The lesson was started or ended, by the clock or by a colleague: the buttons change too.
    location.reload();
    return true;
  }
  time.replaceChildren(fresh.querySelector("template[data-part=time]").content.cloneNode(true));
  // The focus stays where it was.
  const focused = board.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  board.replaceChildren(fresh);
  if (focused) board.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  return true;
}

function fresh() {
  seen = Date.now();
  if (!stale.hidden) stale.hidden = true;
}

function old() {
  if (Date.now() - seen < STALE_MS || !stale.hidden) return;
  stale.textContent = stale.dataset.text.replace("{time}", clock.format(seen));
  stale.hidden = false;
}

async function look() {
  timer = 0;
  try {
    const answer = await fetch(board.dataset.url, {
      headers: etag ? { "If-None-Match": etag } : {},
      cache: "no-store",
      signal: AbortSignal.timeout(4000),
    });
    if (answer.redirected || answer.status === 403) {
      // Signed out elsewhere: the page itself leads to sign-in.
      location.reload();
      return;
    }
    if (answer.status === 304) fresh();
    else if (answer.ok && draw(await answer.text())) {
      etag = answer.headers.get("ETag");
      fresh();
    }
  } catch {
    // No connection; `old` says so.
  }
  old();
  timer = setTimeout(look, document.hidden ? 4 * EVERY_MS : EVERY_MS);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden || !timer) return;
  clearTimeout(timer);
  timer = 0;
  look();
});

timer = setTimeout(look, EVERY_MS);
