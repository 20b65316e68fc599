// Foreign HTML made harmless: no scripts, no frames, nothing fetched from elsewhere.
import DOMPurify from "dompurify";
import { marked } from "marked";

const OPTIONS = {
  FORBID_TAGS: ["style", "form", "iframe", "object", "embed", "link", "meta", "base", "svg", "math"],
  FORBID_ATTR: ["style", "srcset", "autofocus", "autoplay", "background", "ping"],
  ALLOW_DATA_ATTR: false,
};
const ABROAD = /^([a-z][a-z0-9+.-]*:|\/\/)/i;

/** HTML that is safe to show. `pictures` is where the activity's own pictures are. */
export function clean(html: string, pictures: string): string {
  const part = DOMPurify.sanitize(html, { ...OPTIONS, RETURN_DOM_FRAGMENT: true });
  for (const link of part.querySelectorAll("a[href]")) {
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer");
  }
  for (const element of part.querySelectorAll("[src]")) settle(element, pictures);
  for (const table of part.querySelectorAll("table")) table.removeAttribute("border");
  const box = document.createElement("div");
  box.append(part);
  return box.innerHTML;
}

function settle(element: Element, pictures: string): void {
  const source = element.getAttribute("src") ?? "";
  if (source.startsWith("data:image/")) return;
  if (ABROAD.test(source) || source.startsWith("/")) element.removeAttribute("src");
  else element.setAttribute("src", pictures + source.replace(/^\.\//, ""));
}

/** Markdown of an activity as safe HTML. Its headings go below the page's h1. */
export function markdown(text: string, pictures: string): string {
  const html = marked.parse(text, { async: false, gfm: true });
  return clean(html, pictures).replace(/<(\/?)h([1-5])(?=[\s>])/g, (_, slash: string, level: string) => {
    return `<${slash}h${Math.min(6, Number(level) + 1)}`;
  });
}

/** One line of Markdown, such as where data comes from. */
export function inlineMarkdown(text: string): string {
  return clean(marked.parseInline(text, { async: false }), "");
}
