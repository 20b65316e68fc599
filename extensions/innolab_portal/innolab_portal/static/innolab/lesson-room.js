// Keeps the live parts of a lesson room true: asks every other second, draws only what changed, says when it can't.
const EVERY_MS = 1500;
const STALE_MS = 5000;

const stale = document.querySelector("#room-stale");
const time = document.querySelector("#room-time");

class Live {
  constructor(place) {
    this.place = place;
    this.etag = null;
    this.seen = Date.now();
    this.timer = setTimeout(() => this.look(), "soon" in place.dataset ? 0 : EVERY_MS);
  }

  draw(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    if (!fresh) return false;
    if (this.place.dataset.state && fresh.dataset.state !== this.place.dataset.state) {
      // The lesson was started, paused or ended, by the clock or by a colleague: the buttons change too.
      location.reload();
      return true;
    }
    const left = fresh.querySelector("template[data-part=time]");
    if (left) time.replaceChildren(left.content.cloneNode(true));
    const back = focusKeptIn(this.place);
    const opened = [...this.place.querySelectorAll("details")].map((each) => each.open);
    this.place.replaceChildren(fresh);
    for (const [at, each] of this.place.querySelectorAll("details").entries()) each.open ||= opened[at] ?? false;
    back();
    return true;
  }

  async look() {
    clearTimeout(this.timer);
    this.timer = 0;
    try {
      const answer = await fetch(this.place.dataset.live, {
        headers: this.etag ? { "If-None-Match": this.etag } : {},
        cache: "no-store",
        signal: AbortSignal.timeout(4000),
      });
      if (answer.redirected || answer.status === 403) {
        // Signed out elsewhere: the page itself leads to sign-in.
        location.reload();
        return;
      }
      if (answer.status === 304) this.seen = Date.now();
      else if (answer.ok && this.draw(await answer.text())) {
        this.etag = answer.headers.get("ETag");
        this.seen = Date.now();
      }
    } catch {
      // No connection; `sayOld` says so.
    }
    sayOld();
    this.timer = setTimeout(() => this.look(), document.hidden ? 4 * EVERY_MS : EVERY_MS);
  }
}

/** Remembers where the focus is in a part that is drawn anew; the answer puts it back. */
function focusKeptIn(place) {
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  if (!focused) return () => {};
  const link = focused.getAttribute("href");
  const form = focused.closest("form")?.getAttribute("action");
  return () => {
    const same = link
      ? place.querySelector(`a[href="${CSS.escape(link)}"]`)
      : place.querySelector(`form[action="${CSS.escape(form ?? "")}"] button`);
    same?.focus({ preventScroll: true });
  };
}

const parts = [...document.querySelectorAll("[data-live]")].map((place) => new Live(place));
const language = parts[0].place.dataset.lang === "en" ? "en-GB" : "fi-FI";
const clock = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit", second: "2-digit" });

function sayOld() {
  if (!stale) return;
  const oldest = Math.min(...parts.map((part) => part.seen));
  const isOld = Date.now() - oldest >= STALE_MS && !document.hidden;
  if (isOld && stale.hidden) stale.textContent = stale.dataset.text.replace("{time}", clock.format(oldest));
  stale.hidden = !isOld;
}

/** Buttons that need no new page: the parts show at once what came of them. */
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-quiet]");
  if (!form) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  body.append("quiet", "1");
  const wrong = form.querySelector("[data-wrong]");
  try {
    const answer = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(8000) });
    if (answer.status !== 204) throw await refusal(answer);
    if (wrong) wrong.hidden = true;
    for (const words of form.querySelectorAll("textarea")) if (!event.submitter?.value) words.value = "";
    for (const part of parts) part.look();
  } catch (error) {
    // What was written stays.
    if (wrong) {
      wrong.textContent = error.told ?? wrong.dataset.wrong;
      wrong.hidden = false;
    } else sayOld();
  }
});

/** The portal's own words, where it sent any. */
async function refusal(answer) {
  const isWords = answer.headers.get("Content-Type")?.startsWith("text/plain");
  return Object.assign(new Error(String(answer.status)), { told: isWords ? await answer.text() : undefined });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const part of parts) if (part.timer) part.look();
});
