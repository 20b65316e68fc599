// Keys. Single letters act only where nobody types and can be switched off; while one types, keys with Alt or Ctrl do.
import { giveTheSame } from "./alike.js";
import { pointsOf } from "./answers.js";
import { current, go, move, moveToWaiting } from "./going.js";
import { useKept } from "./kept.js";
import { saveAll, undo } from "./saving.js";

const panel = () => document.querySelector("[data-keys]");
const types = (node) => node instanceof Element && node.matches("input, textarea, select, [contenteditable]");
const commentOf = (answer) => answer?.querySelector("textarea");

const LETTERS = {
  j: () => move(1),
  k: () => move(-1),
  n: () => moveToWaiting(),
  c: () => current() && go(current(), commentOf(current())),
  g: () => giveTheSame(current()),
  z: () => undo(),
  "?": () => (panel().open = !panel().open),
};

/** A figure begins the points: the field opens with it, so that 10 and 2.5 can be typed too. */
function figure(key) {
  const field = current() && pointsOf(current());
  if (!field) return;
  go(current(), field);
  field.value = key;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function onLetter(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || panel()?.dataset.keys !== "1") return;
  const action = /^\d$/.test(event.key) ? () => figure(event.key) : LETTERS[event.key.toLowerCase()];
  if (!action) return;
  event.preventDefault();
  action();
}

function whileTyping(event) {
  const field = event.target;
  if (!field.closest("[data-answer]")) return;
  const done = event.key === "Enter" && (event.ctrlKey || event.metaKey || field instanceof HTMLInputElement);
  if (done) {
    event.preventDefault();
    moveToWaiting();
  } else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    saveAll();
    move(event.key === "ArrowDown" ? 1 : -1, true);
  } else if (event.altKey && /^Digit[1-9]$/.test(event.code) && useKept(field, Number(event.code.slice(5)))) {
    event.preventDefault();
  } else if (event.key === "Escape") {
    field.closest("[data-answer]").focus();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (types(event.target)) whileTyping(event);
  else onLetter(event);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-keys-switch]");
  if (!button) return;
  const on = panel().dataset.keys !== "1";
  panel().dataset.keys = on ? "1" : "0";
  button.setAttribute("aria-checked", String(on));
  const csrfmiddlewaretoken = document.querySelector("[name=csrfmiddlewaretoken]").value;
  fetch(panel().dataset.url, { method: "POST", body: new URLSearchParams({ csrfmiddlewaretoken, keys: on ? "1" : "0" }) });
});
