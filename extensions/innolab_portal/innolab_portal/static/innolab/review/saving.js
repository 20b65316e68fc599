// Saves without leaving the page. One request at a time, so that revisions follow one another; what could not be
// saved stays in its field and in the tab's own memory, and is sent again.
import { answers, fieldsOf, isChanged, revisionOf, show, work } from "./answers.js";

const AGAIN_MS = 5000;
let line = Promise.resolve(true);
let again = 0;
const undone = [];

const status = () => document.querySelector("[data-status]");
const clock = () => new Date().toLocaleTimeString(document.documentElement.lang === "en" ? "en-GB" : "fi-FI", { hour: "numeric", minute: "2-digit" });

function say(what) {
  const place = status();
  place.dataset.now = what;
  place.textContent = what === "saved" ? `${place.dataset.saved} ${clock()}` : place.dataset[what];
}

/** Save these answers as they stand; resolves to whether all of it is saved now. */
export function save(chosen, { undoable = true } = {}) {
  line = line.then(() => send(chosen, undoable));
  return line;
}

export const saveAll = () => save(answers());

async function send(chosen, undoable) {
  const changed = chosen.filter((answer) => answer.isConnected && isChanged(answer));
  if (changed.length === 0) return !document.querySelector("[aria-invalid=true]");
  clearTimeout(again);
  const sent = new URLSearchParams({ csrfmiddlewaretoken: work().elements.csrfmiddlewaretoken.value });
  const before = new Map();
  for (const answer of changed) {
    sent.set(revisionOf(answer).name, revisionOf(answer).value);
    for (const field of fieldsOf(answer)) {
      sent.set(field.name, field.value);
      if (field.value !== field.defaultValue) before.set(field, field.defaultValue);
    }
  }
  say("saving");
  try {
    const answer = await fetch(work().dataset.save, { method: "POST", body: sent, keepalive: String(sent).length < 60_000 });
    if (!answer.ok) throw new Error(answer.statusText);
    return settled(changed, (await answer.json()).results, sent, undoable && before);
  } catch {
    say("failed");
    again = setTimeout(saveAll, AGAIN_MS);
    return false;
  }
}

function settled(changed, results, sent, before) {
  const told = changed.map((answer) => results[answer.dataset.result]);
  if (told.includes(undefined)) throw new Error("not the lesson's");
  changed.forEach((answer, number) => {
    show(answer, told[number], sent);
    if (told[number].saved) fieldsOf(answer).forEach(forget);
  });
  const saved = told.every((one) => one.saved);
  if (saved && before) undone.push(before);
  say(saved ? "saved" : told.some((one) => one.edited) ? "edited" : "wrong");
  document.dispatchEvent(new CustomEvent("review:saved"));
  document.querySelector("[data-undo]").hidden = undone.length === 0;
  return saved;
}

/** Put back what the last saving changed, of one answer or of many. */
export function undo() {
  const before = undone.pop();
  if (!before) return;
  const touched = new Set();
  for (const [field, value] of before) {
    field.value = value;
    touched.add(field.closest("[data-answer]"));
  }
  save([...touched], { undoable: false });
}

// The tab's own memory: a reload or a sign-in in between loses nothing.
const key = (field) => `innolab:review:${work().dataset.teacher}:${field.name}`;
const forget = (field) => (field.value === field.defaultValue ? sessionStorage.removeItem(key(field)) : remember(field));
export const remember = (field) => sessionStorage.setItem(key(field), field.value);

export function takeUp() {
  undone.length = 0;
  let kept = false;
  for (const field of answers().flatMap(fieldsOf)) {
    const typed = sessionStorage.getItem(key(field));
    if (typed === null) continue;
    if (typed === field.value) sessionStorage.removeItem(key(field));
    else {
      field.value = typed;
      kept = true;
    }
  }
  if (kept) say("kept");
}

addEventListener("online", saveAll);
addEventListener("beforeunload", (event) => {
  if (answers().some(isChanged) && status().dataset.now === "failed") event.preventDefault();
});
