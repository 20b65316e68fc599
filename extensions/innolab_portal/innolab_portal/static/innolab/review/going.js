// From answer to answer. All of a step, or of a pupil, is on the page already; the pupils beside are fetched ahead.
import { answers, needsLook, pointsOf } from "./answers.js";
import { saveAll } from "./saving.js";

let here = null;
const ahead = new Map();
const opened = [];

export const current = () => (here?.isConnected ? here : (answers()[0] ?? null));
/** What is to be done with each page that opens. */
export const onOpen = (action) => opened.push(action);

export function mark(answer) {
  if (answer === here) return;
  here?.classList.remove("answer-card--here");
  here = answer;
  answer.classList.add("answer-card--here");
}

export function go(answer, field = null) {
  const place = field ?? answer;
  const closed = answer.querySelector(":scope > details:not([open])");
  if (closed) closed.open = true;
  mark(answer);
  place.focus({ preventScroll: true });
  if (field) field.select();
  answer.scrollIntoView({ block: "start" });
}

/** The next answer (or the one before), the next pupil's after the last. */
export function move(by, inFields) {
  if (!current()?.contains(document.activeElement)) return current() && go(current());
  const all = answers();
  const next = all[all.indexOf(current()) + by];
  if (next) return go(next, inFields ? pointsOf(next) : null);
  document.querySelector(by > 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
}

/** Save, then the next answer that needs a look: here, or where the button leads when none does. */
export async function moveToWaiting() {
  const all = answers();
  const at = all.indexOf(current());
  const saving = saveAll();
  const waiting = () => [...all.slice(at + 1), ...all.slice(0, at)].find(needsLook);
  if (waiting()) return go(waiting(), pointsOf(waiting()));
  if (!(await saving)) return;
  const next = all.slice(at).find(needsLook) ?? all.find(needsLook);
  if (next) go(next, pointsOf(next));
  else open(document.querySelector("[data-next]").dataset.onward);
}

const fetched = (url) =>
  ahead.get(url) ??
  ahead.set(url, fetch(url).then((page) => (page.ok && !page.redirected ? page.text() : Promise.reject(new Error(url))))).get(url);

/** Show a page fetched ahead in this one's place; any other page is gone to. */
export async function open(url) {
  const [path] = url.split("#");
  if (!ahead.has(path)) return location.assign(url);
  try {
    const page = new DOMParser().parseFromString(await fetched(path), "text/html");
    document.querySelector("main").replaceWith(page.querySelector("main"));
    document.title = page.title;
    history.pushState(null, "", url);
    scrollTo(0, 0);
    begin();
    document.querySelector("main").focus({ preventScroll: true });
  } catch {
    location.assign(url);
  }
}

/** A page has opened. */
export function begin() {
  here = null;
  ahead.clear();
  for (const action of opened) action();
  const named = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  const first = answers().find(needsLook) ?? answers()[0];
  if (named?.matches("[data-answer]")) go(named);
  else if (first) mark(first);
  const onward = document.querySelector("[data-next]")?.dataset.onward;
  const links = [...document.querySelectorAll("a[data-ahead]")].map((link) => link.pathname);
  for (const url of new Set([...links, ...(links.length ? [onward] : [])])) fetched(url).catch(() => ahead.delete(url));
}

addEventListener("popstate", () => location.reload());

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.matches("[data-ahead]")) {
    event.preventDefault();
    if (await saveAll()) open(link.pathname);
  } else if (link.matches("[data-mode]")) {
    // The other view opens at the same answer.
    const across = current()?.querySelector("a[data-across]");
    if (across) link.href = across.href;
  }
});
