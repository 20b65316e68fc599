// The teacher's own comments, offered under the field in which one is being written: those of the step first, and of
// these what has the typed word in it.
const SHOWN = 5;
const panel = () => document.querySelector("[data-offers]");
const stepOf = (field) => field.closest("[data-step]")?.dataset.step ?? "";
const wordsOf = (item) => item.querySelector("[data-use] span").textContent;
const shown = () => [...panel().querySelectorAll("[data-kept] > li:not([hidden])")];

function offer(field) {
  const typed = field.value.trim().toLowerCase();
  const step = stepOf(field);
  const items = [...panel().querySelectorAll("[data-kept] > li")];
  const fitting = items
    .filter((item) => wordsOf(item).toLowerCase().includes(typed) && wordsOf(item) !== field.value.trim())
    .sort((one, other) => (other.dataset.step === step) - (one.dataset.step === step))
    .slice(0, SHOWN);
  for (const item of items) item.hidden = true;
  fitting.forEach((item, number) => {
    const key = item.querySelector("kbd");
    key.textContent = `Alt+${number + 1}`;
    key.hidden = item.hidden = false;
    item.parentElement.append(item);
  });
  const known = items.some((item) => wordsOf(item) === field.value.trim() && item.dataset.step === step);
  panel().querySelector("[data-keep]").hidden = !typed || known || typed.length > 500;
  panel().hidden = fitting.length === 0 && panel().querySelector("[data-keep]").hidden;
}

/** Put the comment into the field; with what stands there already it makes a second line. */
function use(field, item) {
  const typed = field.value.trim();
  const words = wordsOf(item);
  field.value = typed && !words.toLowerCase().includes(typed.toLowerCase()) ? `${typed}\n${words}` : words;
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** The comment with this number, if the field is offered one. */
export function useKept(field, number) {
  const item = panel()?.previousElementSibling === field && !panel().hidden && shown()[number - 1];
  if (item) use(field, item);
  return Boolean(item);
}

async function send(what) {
  const csrfmiddlewaretoken = document.querySelector(".work [name=csrfmiddlewaretoken]").value;
  const field = panel().previousElementSibling;
  try {
    const answer = await fetch(panel().dataset.url, { method: "POST", body: new URLSearchParams({ csrfmiddlewaretoken, ...what }) });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    panel().querySelector("[data-kept]").innerHTML = await answer.text();
    offer(field);
  } catch {
    document.querySelector("[data-status]").textContent = panel().dataset.failed;
  }
}

const isComment = (node) => node instanceof HTMLTextAreaElement && node.name.startsWith("comment-");

document.addEventListener("focusin", (event) => {
  if (!isComment(event.target)) return;
  event.target.after(panel());
  offer(event.target);
});

document.addEventListener("input", (event) => {
  if (isComment(event.target)) offer(event.target);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-offers] button");
  if (!button) return;
  const field = panel().previousElementSibling;
  if (button.matches("[data-use]")) use(field, button.closest("li"));
  if (button.matches("[data-keep]")) send({ step: stepOf(field), text: field.value });
  if (button.matches("[data-drop]")) send({ drop: button.dataset.drop });
  if (!button.matches("[data-use]")) field.focus();
});
