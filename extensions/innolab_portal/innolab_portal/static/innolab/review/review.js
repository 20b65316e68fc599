// The teacher's review: step by step and pupil by pupil. Without this script, the page's form still saves.
import { giveTheSame, offerTheSame } from "./alike.js";
import { answers, cellsOf, fieldsOf, restorable, sum } from "./answers.js";
import { begin, mark, moveToWaiting, onOpen } from "./going.js";
import { remember, save, saveAll, takeUp, undo } from "./saving.js";
import "./keys.js";

const answerOf = (node) => node.closest?.("[data-answer]");

document.addEventListener("focusin", (event) => {
  const answer = answerOf(event.target);
  if (answer) mark(answer);
});

document.addEventListener("input", (event) => {
  const answer = answerOf(event.target);
  if (!answer || !fieldsOf(answer).includes(event.target)) return;
  remember(event.target);
  event.target.removeAttribute("aria-invalid"); // until the portal has seen it
  fit(event.target);
  for (const cell of cellsOf(answer)) restorable(cell);
});

document.addEventListener("change", (event) => {
  const answer = answerOf(event.target);
  if (answer) save([answer]);
});

document.addEventListener("submit", (event) => {
  if (event.target.matches(".work") && event.submitter?.matches("[data-next]")) {
    event.preventDefault();
    moveToWaiting();
  }
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (button?.matches("[data-return]")) {
    event.preventDefault();
    if (await saveAll()) button.form.requestSubmit();
  }
  if (button?.matches("[data-undo]")) undo();
  if (button?.matches("[data-same]")) giveTheSame(answerOf(button));
  if (button?.matches("[data-restore]")) {
    const cell = button.closest("[data-cell]");
    const points = cell.querySelector("input");
    points.value = cell.querySelector("[data-auto]").dataset.auto;
    points.focus();
    restorable(cell);
    save([answerOf(cell)]);
  }
});

document.addEventListener("review:saved", offerTheSame);

// Text areas grow with their text where the browser does not do it by itself.
const grows = CSS.supports("field-sizing", "content");
function fit(field) {
  if (grows || field.rows !== 1) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 4}px`;
}

onOpen(() => {
  takeUp();
  for (const cell of answers().flatMap(cellsOf)) restorable(cell);
  for (const field of answers().flatMap(fieldsOf)) fit(field);
  sum();
  offerTheSame();
});
begin();
