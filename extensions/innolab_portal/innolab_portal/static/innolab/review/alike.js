// The same points and words for all answers of a group that nobody has judged yet. Undone like any other saving.
import { answers, cellsOf, isJudged } from "./answers.js";
import { save } from "./saving.js";

const others = (answer) =>
  answers().filter((one) => one !== answer && one.dataset.group === answer.dataset.group && !isJudged(one));

/** Give to the others what this one has; points that came by themselves stay each one's own. */
export function giveTheSame(answer) {
  if (!(Number(answer?.dataset.group) > 0) || !isJudged(answer)) return;
  const group = others(answer);
  const given = new Map(cellsOf(answer).map((cell) => [cell.dataset.cell, cell]));
  for (const cell of group.flatMap(cellsOf)) {
    const from = given.get(cell.dataset.cell);
    if (!from) continue;
    const points = from.querySelector("input").value;
    if (points !== from.querySelector("[data-auto]")?.dataset.auto) cell.querySelector("input").value = points;
    cell.querySelector("textarea").value = from.querySelector("textarea").value;
  }
  save([answer, ...group]);
}

/** The button stands where there is something to give and somebody to give it to. */
export function offerTheSame() {
  for (const answer of answers()) {
    const button = answer.querySelector("[data-same]");
    if (!button) continue;
    const many = others(answer).length;
    button.hidden = many === 0 || !isJudged(answer);
    button.querySelector("[data-same-count]").textContent = `(${many})`;
  }
}
