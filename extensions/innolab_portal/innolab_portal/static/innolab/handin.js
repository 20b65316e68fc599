// Keys of the review: Ctrl+Enter in a comment saves and goes on, as Enter does in a points field.
// Text areas grow with their text where the browser does not do it by itself.
const form = document.querySelector(".work");

form?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target instanceof HTMLTextAreaElement) {
    event.preventDefault();
    form.requestSubmit(form.querySelector('button[value="next"]'));
  }
});

if (!CSS.supports("field-sizing", "content")) {
  const fit = (area) => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 4}px`;
  };
  for (const area of document.querySelectorAll('.work textarea[rows="1"]')) {
    area.addEventListener("input", () => fit(area));
    fit(area);
  }
}
