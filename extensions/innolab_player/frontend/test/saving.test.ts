import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Call, NoAnswer, Refused } from "../src/api";
import { Drafts, type Shelf } from "../src/draft";
import { type Answer, type Desk, type Newer, Saver } from "../src/save";
import { NEW_STEP } from "../src/steps";

class Browser implements Shelf {
  kept = new Map<string, string>();
  full = false;
  get length() {
    return this.kept.size;
  }
  key = (index: number) => [...this.kept.keys()][index] ?? null;
  getItem = (key: string) => this.kept.get(key) ?? null;
  removeItem = (key: string) => void this.kept.delete(key);
  setItem(key: string, value: string) {
    if (this.full) throw new Error("QuotaExceededError");
    this.kept.set(key, value);
  }
}

class Server {
  saved: Record<string, unknown>[] = [];
  trouble: Error | null = null;
  /** What a look brings besides. */
  answer: Partial<Answer> = {};
  readonly call: Call = async <T>(_path: string, options: { method?: string; body?: unknown } = {}) => {
    if (this.trouble) throw this.trouble;
    if (options.method) this.saved.push(structuredClone(options.body) as Record<string, unknown>);
    const revision = this.saved.length;
    return { revision, now: Date.now(), newer: {}, lesson: null, ...(options.method ? {} : this.answer) } as T;
  };
}

function desk(): Desk & { took: [string, Newer][]; told: number; caretIn: string } {
  return {
    took: [],
    told: 0,
    caretIn: "",
    outputs: () => ({ outputs: [{ output_type: "stream", name: "stdout", text: "2\n" }], count: 1 }),
    takeOver(cell, newer) {
      if (cell === this.caretIn) return false;
      this.took.push([cell, newer]);
      return true;
    },
    showOtherDevice() {
      this.told += 1;
    },
    lessonIs: () => {},
    homeIsFull: () => {},
    lessonStands: () => "open|",
  };
}

function newer(source: string, revision: number): Newer {
  return { source, revision, at: 1, device: "phone", outputs: [], execution_count: null };
}

let browser: Browser;
let server: Server;
let page: ReturnType<typeof desk>;

function saver(tab = "tab-1"): Saver {
  return new Saver(server.call, "lessons/les1", tab, new Drafts(browser, "p-1", "les1", tab), page, 0, 0);
}

beforeEach(() => {
  vi.useFakeTimers();
  browser = new Browser();
  server = new Server();
  page = desk();
});

afterEach(() => vi.useRealTimers());

describe("saving", () => {
  test("every key is in the browser at once and at the server within three seconds", async () => {
    const saving = saver();
    saving.cell("code", "x = 1");
    expect([...browser.kept.values()].join()).toContain("x = 1");
    expect(saving.state.value).toBe("saving");
    await vi.advanceTimersByTimeAsync(3000);
    expect(server.saved).toHaveLength(1);
    expect(server.saved[0]).toMatchObject({ base: 0, device: "tab-1", cells: { code: { source: "x = 1" } } });
    expect(saving.state.value).toBe("saved");
    expect(browser.kept.size).toBe(0);
  });

  test("much typing is one request", async () => {
    const saving = saver();
    for (const text of ["p", "pr", "pri", "prin", "print"]) saving.cell("code", text);
    await vi.advanceTimersByTimeAsync(3000);
    expect(server.saved).toHaveLength(1);
  });

  test("outputs go along after a run only", async () => {
    const saving = saver();
    saving.cell("code", "1 + 1", true);
    saving.cell("answer", "two");
    saving.cell("blocks", "move()", false, { blocks: {} });
    await vi.advanceTimersByTimeAsync(3000);
    expect(server.saved[0]?.cells).toMatchObject({ code: { outputs: [{ text: "2\n" }], execution_count: 1 } });
    expect(server.saved[0]).not.toHaveProperty("cells.answer.outputs");
  });

  test("with the connection cut the browser keeps all, and sends it when it is back", async () => {
    const saving = saver();
    server.trouble = new NoAnswer("cut");
    saving.cell("code", "typed offline");
    await vi.advanceTimersByTimeAsync(3000);
    expect(saving.state.value).toBe("offline");
    expect([...browser.kept.values()].join()).toContain("typed offline");
    server.trouble = null;
    saving.hurry();
    await vi.advanceTimersByTimeAsync(100);
    expect(server.saved.at(-1)).toMatchObject({ cells: { code: { source: "typed offline" } } });
    expect(saving.state.value).toBe("saved");
  });

  test("it tries again by itself", async () => {
    const saving = saver();
    server.trouble = new NoAnswer("cut");
    saving.cell("code", "x");
    await vi.advanceTimersByTimeAsync(3000);
    server.trouble = null;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(saving.state.value).toBe("saved");
  });

  test("a full disk is told in the server's words and nothing is lost", async () => {
    const saving = saver();
    server.trouble = new Refused(507, "no_space", "Tallennustila on täynnä.");
    saving.step("smooth", { ...NEW_STEP, tries: 1, at: 1 });
    await vi.advanceTimersByTimeAsync(3000);
    expect([saving.state.value, saving.reason.value]).toEqual(["refused", "Tallennustila on täynnä."]);
    expect(browser.kept.size).toBe(1);
  });

  test("signed out in the middle is said as such", async () => {
    const saving = saver();
    server.trouble = new Refused(403, "forbidden", "");
    saving.cell("code", "x");
    await vi.advanceTimersByTimeAsync(3000);
    expect(saving.state.value).toBe("signed out");
  });

  test("what was typed while sending is not forgotten", async () => {
    const saving = saver();
    saving.cell("code", "first");
    const call = server.call;
    const slow = vi.fn(call).mockImplementationOnce(async (...all) => {
      vi.setSystemTime(Date.now() + 5);
      saving.cell("code", "second");
      return call(...all) as never;
    });
    Object.assign(saving, { call: slow });
    await vi.advanceTimersByTimeAsync(6000);
    expect(server.saved.at(-1)).toMatchObject({ cells: { code: { source: "second" } } });
    expect(saving.state.value).toBe("saved");
  });

  test("a page that goes away sends what fits", () => {
    const saving = saver();
    saving.cell("code", "last words");
    saving.leave();
    expect(server.saved[0]).toMatchObject({ cells: { code: { source: "last words" } } });
    expect(browser.kept.size).toBe(1);
  });
});

describe("another device", () => {
  test("its newer text is shown, and the pupil is told", async () => {
    const saving = saver();
    server.answer = { revision: 5, newer: { code: newer("from the phone", 5) } };
    await saving.look();
    expect(page.took.map(([cell, { source }]) => [cell, source])).toEqual([["code", "from the phone"]]);
    expect(page.told).toBe(1);
  });

  test("nothing moves under the caret: it comes when the caret has left", async () => {
    const saving = saver();
    page.caretIn = "code";
    server.answer = { revision: 5, newer: { code: newer("from the phone", 5) } };
    await saving.look();
    expect(page.took).toEqual([]);
    page.caretIn = "";
    await saving.look();
    expect(page.took).toHaveLength(1);
  });

  test("what is told while a save is under way is asked for again", async () => {
    const saving = saver();
    server.answer = { revision: 5, newer: { code: newer("from the phone", 5) } };
    const looking = saving.look(true);
    saving.cell("code", "mine");
    const saved = saving.flush();
    await looking;
    expect(page.took).toEqual([]);
    await saved;
  });

  test("text not yet sent is never written over", async () => {
    const saving = saver();
    saving.cell("code", "mine");
    server.answer = { revision: 5, newer: { code: newer("from the phone", 5) } };
    await saving.look();
    expect(page.took).toEqual([]);
  });
});

describe("the browser's copy", () => {
  test("is sent after a crash, from whichever tab", async () => {
    server.trouble = new NoAnswer("cut");
    saver("tab-1").cell("code", "before the crash");
    server.trouble = null;
    const after = saver("tab-2");
    expect(after.kept.cells.code?.source).toBe("before the crash");
    await vi.advanceTimersByTimeAsync(100);
    expect(server.saved.at(-1)).toMatchObject({ device: "tab-2", cells: { code: { source: "before the crash" } } });
  });

  test("of two tabs the newest counts", () => {
    server.trouble = new NoAnswer("cut");
    saver("tab-1").cell("code", "older");
    vi.setSystemTime(Date.now() + 10);
    const second = saver("tab-2");
    second.cell("code", "newer");
    expect(saver("tab-3").kept.cells.code?.source).toBe("newer");
  });

  test("of the pupil before is gone on a shared computer", () => {
    new Drafts(browser, "p-0", "les1", "tab").write({ cells: { code: { source: "secret", at: 1 } }, steps: {} });
    browser.setItem("other-app", "stays");
    new Drafts(browser, "p-1", "les1", "tab").clearOthers();
    expect([...browser.kept.keys()]).toEqual(["other-app"]);
  });

  test("may be full: the server still gets it", async () => {
    browser.full = true;
    const saving = saver();
    saving.cell("code", "x");
    await vi.advanceTimersByTimeAsync(3000);
    expect(server.saved).toHaveLength(1);
  });
});
