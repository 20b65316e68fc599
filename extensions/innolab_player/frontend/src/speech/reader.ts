// Reads a part of the page aloud, sentence by sentence, with the one being read lit.
import { signal } from "@preact/signals";
import { language } from "../words";
import { type Sentence, sentencesIn } from "./sentences";
import { voice } from "./voices";

const LIT = "innolab-read";

/** The part that is read now. */
export const reading = signal<Element | null>(null);

/** Read a part from its beginning; what was being read before ends. */
export function read(root: Element): void {
  stop();
  if (!voice.value) return;
  reading.value = root;
  next(sentencesIn(root, language.value), root);
}

export function stop(): void {
  reading.value = null;
  light(null);
  speechSynthesis.cancel();
}

function next([sentence, ...rest]: Sentence[], root: Element): void {
  // Another part, or none, is read since; or the page went on to another step.
  if (reading.peek() !== root) return;
  if (!sentence || !root.isConnected) {
    stop();
    return;
  }
  light(sentence.range);
  const speech = new SpeechSynthesisUtterance(sentence.text);
  speech.voice = voice.value;
  speech.lang = language.value;
  speech.rate = 0.95;
  speech.onend = () => next(rest, root);
  speech.onerror = () => {
    if (reading.peek() === root) stop();
  };
  speechSynthesis.speak(speech);
}

/** Lit without touching the page's elements, so that nothing is announced or laid out anew. */
function light(range: Range | null): void {
  // Older browsers read aloud without it.
  if (typeof Highlight === "undefined" || !CSS.highlights) return;
  CSS.highlights.delete(LIT);
  if (!range) return;
  CSS.highlights.set(LIT, new Highlight(range));
  range.startContainer.parentElement?.scrollIntoView({ block: "nearest" });
}
