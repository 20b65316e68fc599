// One way to call the player's server part: it knows the address, the XSRF cookie and the form of errors.
import { language } from "./words";

export interface Place {
  baseUrl: string;
  lesson: string;
  user: string;
  portal: string;
  widgetsCss: string;
}

/** The server said no, in words. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** No answer at all: the connection is cut or the server is away. */
export class NoAnswer extends Error {}

export function placeOf(body: HTMLElement): Place {
  const { baseUrl = "/", lesson = "", user = "", portal = "/", widgetsCss = "" } = body.dataset;
  return { baseUrl, lesson, user, portal, widgetsCss };
}

export function xsrf(cookies: string): string {
  // When two paths set the same name, the server reads the last one.
  return (
    cookies
      .split(";")
      .map((each) => each.trim())
      .filter((each) => each.startsWith("_xsrf="))
      .map((each) => each.slice("_xsrf=".length))
      .at(-1) ?? ""
  );
}

export type Call = <T>(path: string, options?: { method?: string; body?: unknown; keepalive?: boolean }) => Promise<T>;

export function caller(baseUrl: string): Call {
  return async <T>(path: string, { method = "GET", body, keepalive = false } = {} as Parameters<Call>[1] & object) => {
    const headers: Record<string, string> = { "Accept-Language": language.value, "X-XSRFToken": xsrf(document.cookie) };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const init: RequestInit = { method, headers, keepalive, credentials: "same-origin" };
    if (body !== undefined) init.body = JSON.stringify(body);
    const answer = await fetch(`${baseUrl}innolab/api/${path}`, init).catch((error: unknown) => {
      throw new NoAnswer(String(error));
    });
    return (await read(answer)) as T;
  };
}

async function read(answer: Response): Promise<unknown> {
  const value = (await answer.json().catch(() => null)) as { error?: { code: string; message: string } } | null;
  if (answer.ok && value !== null) return value;
  if (value?.error) throw new Refused(answer.status, value.error.code, value.error.message);
  if (answer.status === 403 || answer.status === 401) throw new Refused(answer.status, "forbidden", "");
  // A proxy's page: our server did not answer.
  throw new NoAnswer(`HTTP ${answer.status}`);
}
