// An answer on the page: a section with the fields of its graded cells, or of the words on the whole.
// What a field holds in the database is its `defaultValue`; what the teacher typed, its `value`.
export const work = () => document.querySelector(".work");
export const answers = () => [...document.querySelectorAll(".work [data-answer]")];
export const cellsOf = (answer) => [...answer.querySelectorAll("[data-cell]")];
export const fieldsOf = (answer) => [...answer.querySelectorAll("input[name^=points-], textarea[name]")];
export const pointsOf = (answer) => answer.querySelector("input[name^=points-]");
export const revisionOf = (answer) => work().elements[`revision-${answer.dataset.result}`];

export const isChanged = (answer) => fieldsOf(answer).some((field) => field.value !== field.defaultValue);

/** Whether points are missing in the database. */
const waits = (answer) => cellsOf(answer).some((cell) => cell.dataset.waits === "1");

/** Whether it needs a look: points are missing, and none are typed that can be on their way to the portal. */
export const needsLook = (answer) =>
  cellsOf(answer).some((cell) => cell.dataset.waits === "1" && cell.querySelector("input:placeholder-shown, [aria-invalid]"));

/** Whether a person has given points or words here. */
export const isJudged = (answer) =>
  cellsOf(answer).some((cell) => cell.dataset.given === "1" || cell.querySelector("textarea").value.trim() !== "");

const number = (text) => Number.parseFloat(text.replace(",", ".")) || 0;

function inLanguage(points) {
  const text = String(Math.round(points * 100) / 100);
  return document.documentElement.lang === "en" ? text : text.replace(".", ",");
}

/** How an answer's cells stand in the database now, as the portal told. */
export function show(answer, now, sent) {
  revisionOf(answer).value = now.revision;
  for (const cell of cellsOf(answer)) {
    showCell(cell, now.cells[cell.querySelector("input").name.replace("points-", "")], now, sent);
  }
  const words = answer.querySelector("textarea[name^=whole-]");
  if (words) settle(words, now.words, now, sent);
  tell(answer.querySelector(":scope > .field [data-saved-comment]"), words, now);
  const giveBack = document.querySelector("[data-return]");
  if (giveBack) giveBack.hidden = !now.returnable;
  sum();
}

function showCell(cell, told, now, sent) {
  if (!told) return;
  const points = cell.querySelector("input");
  const comment = cell.querySelector("textarea");
  cell.dataset.waits = told.waits ? "1" : "0";
  cell.dataset.given = told.given ? "1" : "0";
  cell.querySelector("[data-said]").innerHTML = told.said;
  settle(points, told.points, now, sent);
  settle(comment, told.comment, now, sent);
  tell(cell.querySelector("[data-saved-points]"), points, now);
  tell(cell.querySelector("[data-saved-comment]"), comment, now);
  // What was typed since it was sent is not what the portal found wrong.
  if (points.value === sent.get(points.name) || !told.error) wrong(points, cell, told.error);
  restorable(cell);
}

/** Why the points can't be saved; empty where they can. */
function wrong(points, cell, why) {
  const error = cell.querySelector("[data-error]");
  error.textContent = why;
  error.hidden = !why;
  if (why) points.setAttribute("aria-invalid", "true");
  else points.removeAttribute("aria-invalid");
  points.setAttribute("aria-describedby", `max-${points.id.slice("points-".length)}${why ? ` ${error.id}` : ""}`);
  points.closest(".field").classList.toggle("field--wrong", why !== "");
}

/** What is saved is kept in mind; what the teacher typed and is not saved stays in the field. */
function settle(field, saved, now, sent) {
  const typed = field.value;
  const ours = typed !== field.defaultValue && !(now.saved && typed === sent.get(field.name));
  field.defaultValue = saved;
  field.value = ours ? typed : saved;
}

/** Beside a field that somebody else has saved meanwhile: what is saved. */
function tell(place, field, now) {
  if (!place) return;
  const other = now.edited && field.value !== field.defaultValue;
  place.textContent = other ? work().dataset.savedAs.replace("%s", field.defaultValue || "–") : "";
}

/** The machine's points can be had back where the teacher's stand. */
export function restorable(cell) {
  const button = cell.querySelector("[data-restore]");
  if (button) button.hidden = cell.querySelector("input").value === cell.querySelector("[data-auto]").dataset.auto;
}

/** Sums and what is left to do, as the fields stand. */
export function sum() {
  const all = answers();
  let total = 0;
  for (const answer of all) {
    const place = answer.querySelector("[data-sum]");
    if (!place) continue;
    const points = cellsOf(answer).reduce((sum, cell) => sum + number(cell.querySelector("input").value), 0);
    place.textContent = inLanguage(points);
    total += points;
  }
  for (const place of document.querySelectorAll("[data-total]")) place.textContent = inLanguage(total);
  const left = all.filter(waits).length;
  for (const place of document.querySelectorAll("[data-left]")) place.textContent = left;
  document.querySelector("[data-next-here]").hidden = left === 0;
  document.querySelector("[data-next-on]").hidden = left > 0;
  for (const answer of all) answer.classList.toggle("answer-card--waits", waits(answer));
}
