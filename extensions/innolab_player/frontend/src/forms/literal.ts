// An answer as the line of Python that the notebook keeps: `season = "winter"`.
export type Value = null | string | number | string[] | Record<string, (string | number | null)[]>;

/** A number that keeps its digits as they were written: 1.50 stays 1.50. */
export class Digits {
  constructor(readonly text: string) {}
}

export type Given = Value | Digits | Record<string, (string | Digits | null)[]>;

/** The source that gives the answer to its name. What could not be read stays beside it as a comment. */
export function sourceOf(name: string, given: Given, unread = ""): string {
  return `${name} = ${python(given)}${unread ? `  # ${unread}` : ""}`;
}

function python(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (value instanceof Digits) return value.text;
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  if (typeof value === "object")
    return `{${Object.entries(value)
      .map(([key, each]) => `${JSON.stringify(key)}: ${python(each)}`)
      .join(", ")}}`;
  return JSON.stringify(value);
}

/** The value of a source that `sourceOf` made, numbers as they stand in it; null for any other. */
export function givenIn(source: string): Given {
  const literal = /^\s*\w+ = (.*?)(?: {2}# .*)?$/.exec(source)?.[1];
  if (literal === undefined) return null;
  const json = literal.replace(/"(?:\\.|[^"\\])*"|None|-?\d+(?:\.\d*)?/g, (part) =>
    part === "None" ? "null" : part.startsWith('"') ? part : `{"digits": "${part}"}`,
  );
  try {
    return JSON.parse(json, (_, value) => (isDigits(value) ? new Digits(value.digits) : value)) as Given;
  } catch {
    return null;
  }
}

function isDigits(value: unknown): value is { digits: string } {
  return typeof value === "object" && value !== null && typeof (value as { digits?: unknown }).digits === "string";
}

/** What was written and could not be read. */
export function unreadOf(source: string): string {
  return / {2}# (.*)$/.exec(source)?.[1] ?? "";
}
