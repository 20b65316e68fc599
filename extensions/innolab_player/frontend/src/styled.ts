// Styles of a part that loads later: once each, for the life of the page.
const there = new Set<string>();

export function styled(css: string): void {
  if (there.has(css)) return;
  there.add(css);
  const style = document.createElement("style");
  style.textContent = css;
  document.head.append(style);
}
