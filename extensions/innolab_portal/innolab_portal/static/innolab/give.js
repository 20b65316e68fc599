// Of the pupils who can be ticked only those of the chosen class are shown.
const classes = document.querySelectorAll('input[name="school_class"]');

function showClass() {
  const chosen = document.querySelector('input[name="school_class"]:checked')?.value;
  for (const group of document.querySelectorAll("[data-class]")) {
    group.hidden = chosen !== undefined && group.dataset.class !== chosen;
    for (const box of group.querySelectorAll("input")) if (group.hidden) box.checked = false;
  }
}

for (const each of classes) each.addEventListener("change", showClass);
showClass();
