// The code the page itself runs in the pupil's Python, and what it learns from it.
import type { Language } from "../words";
import type { KernelLink } from "./link";

export const PROCESS = { process: "__import__('builtins')._innolab_process" };

/** Loads the helper of checks and plain errors, and marks this Python so that a new one is told from an old. */
export function startCode(language: Language, mark: string): string {
  return [
    "import builtins as _b, innolab_check as _c",
    `_b._innolab_process = getattr(_b, "_innolab_process", ${JSON.stringify(mark)})`,
    `_c.start(language=${JSON.stringify(language)}, messages="messages.json")`,
    "del _b, _c",
  ].join("\n");
}

export function languageCode(language: Language): string {
  return `__import__("innolab_check").use_language(${JSON.stringify(language)})`;
}

/** Greet Python; its mark tells whether it is the one we knew. */
export async function greet(link: KernelLink, language: Language): Promise<string | null> {
  const ran = await link.run(startCode(language, crypto.randomUUID()), { silent: true, expressions: PROCESS });
  return ran.status === "ok" ? (ran.expressions.process ?? null) : null;
}
