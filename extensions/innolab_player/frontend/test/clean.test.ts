import { expect, test } from "vitest";
import { clean, inlineMarkdown, markdown } from "../src/clean";

const PICTURES = "/user/p/innolab/pictures/les1/";

test.each([
  ["a script", "<p>x</p><script>alert(1)</script>", "<p>x</p>"],
  ["a handler", '<p onclick="alert(1)">x</p>', "<p>x</p>"],
  ["a frame", '<iframe src="https://x.example"></iframe>', ""],
  ["a style", '<style>body{display:none}</style><p style="position:fixed">x</p>', "<p>x</p>"],
  ["a form", '<form action="/hub/logout"><button>x</button></form>', "<button>x</button>"],
])("%s does not get through", (_name, html, left) => {
  expect(clean(html, PICTURES)).toBe(left);
});

test("a link that would run code is no link", () => {
  expect(clean('<a href="javascript:alert(1)">x</a>', PICTURES)).not.toContain("javascript");
});

test("pictures come from the activity's folder or from the text itself, never from elsewhere", () => {
  expect(markdown("![a](data/curve.png)", PICTURES)).toContain(`src="${PICTURES}data/curve.png"`);
  expect(clean('<img src="https://x.example/spy.png">', PICTURES)).toBe("<img>");
  expect(clean('<img src="//x.example/spy.png">', PICTURES)).toBe("<img>");
  expect(clean('<img src="data:image/png;base64,AA==">', PICTURES)).toContain("data:image/png");
});

test("links open beside the lesson", () => {
  expect(inlineMarkdown("[CC BY](https://creativecommons.org)")).toBe(
    '<a href="https://creativecommons.org" target="_blank" rel="noopener noreferrer">CC BY</a>',
  );
});

test("headings of the text stand under the page's h1", () => {
  expect(markdown("# Miksi?\n\ntext", PICTURES)).toBe("<h2>Miksi?</h2>\n<p>text</p>\n");
});

test("a table of numbers stays a table", () => {
  const html = clean('<table border="1" class="dataframe"><tbody><tr><th>0</th><td>1</td></tr></tbody></table>', "");
  expect(html).toBe('<table class="dataframe"><tbody><tr><th>0</th><td>1</td></tr></tbody></table>');
});
