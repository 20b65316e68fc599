// What is read aloud: the sentences of a part of the page, each with its place.

export interface Sentence {
  text: string;
  range: Range;
}

const BLOCKS = "h1, h2, h3, p, li, dt, dd, legend, caption, th, td, blockquote, label";

/** The sentences in document order; drawings and blocks of code are left out. */
export function sentencesIn(root: Element, language: string): Sentence[] {
  const words = new Intl.Segmenter(language, { granularity: "sentence" });
  return [...root.querySelectorAll(BLOCKS)]
    .filter((block) => !block.querySelector(BLOCKS))
    .flatMap((block) => sentencesOf(block, words));
}

function sentencesOf(block: Element, words: Intl.Segmenter): Sentence[] {
  const texts = textsOf(block);
  const whole = texts.map(({ data }) => data).join("");
  return [...words.segment(whole)]
    .filter(({ segment }) => /[\p{L}\p{N}]/u.test(segment))
    .map(({ segment, index }) => ({
      text: segment.trim(),
      range: rangeOf(texts, index, index + segment.trimEnd().length),
    }));
}

function textsOf(block: Element): Text[] {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement?.closest("[aria-hidden='true'], pre") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  return texts;
}

/** From one place in the joined texts to another. */
function rangeOf(texts: Text[], from: number, to: number): Range {
  const range = document.createRange();
  let at = 0;
  for (const text of texts) {
    const end = at + text.data.length;
    if (from >= at && from < end) range.setStart(text, from - at);
    if (to > at && to <= end) range.setEnd(text, to - at);
    at = end;
  }
  return range;
}
