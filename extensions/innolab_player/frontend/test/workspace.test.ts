import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Workspace } from "../src/workspace";

const PLACE = { portal: "/services/portal/", lesson: "les1", baseUrl: "/user/p-1/" };

function portal(...states: (string | null)[]) {
  const asked: string[] = [];
  const get = async (url: unknown) => {
    asked.push(String(url));
    const state = states.length > 1 ? states.shift() : states[0];
    if (!state) throw new TypeError("no connection");
    return new Response(JSON.stringify({ state }));
  };
  return { asked, get: get as typeof fetch };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a server that is gone", () => {
  test("is asked for at the portal until it answers", async () => {
    const { asked, get } = portal("stopped", "starting", "ready");
    const workspace = new Workspace(PLACE, get);
    const told: boolean[] = [];
    const back = workspace.bringBack(async (ready) => {
      told.push(ready);
      return !ready;
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(workspace.returning.value).toBe(true);
    await vi.runAllTimersAsync();
    await back;
    expect(told).toEqual([false, false, true]);
    expect(asked[0]).toBe("/services/portal/lessons/les1/open/state/");
    expect(workspace.returning.value).toBe(false);
  });

  test("without a connection nothing is said of it", async () => {
    const workspace = new Workspace(PLACE, portal(null).get);
    let tries = 2;
    const back = workspace.bringBack(async () => --tries > 0);
    await vi.advanceTimersByTimeAsync(0);
    expect(workspace.returning.value).toBe(false);
    await vi.runAllTimersAsync();
    await back;
  });

  test.each([
    ["asks us to sign in", () => ({ type: "opaqueredirect", status: 0 }) as Response, true],
    ["knows somebody", () => new Response("{}"), true],
    ["is starting", () => new Response("", { status: 503 }), false],
    ["is out of reach", () => Promise.reject(new TypeError("no connection")), false],
  ])("the portal %s", async (_what, answer, there) => {
    const workspace = new Workspace(PLACE, (async () => answer()) as typeof fetch);
    expect(await workspace.isPortalThere()).toBe(there);
  });

  test("is asked for once, however often it is missed", async () => {
    const { asked, get } = portal("ready");
    const workspace = new Workspace(PLACE, get);
    await Promise.all([1, 2, 3].map(() => workspace.bringBack(async () => false)));
    expect(asked).toHaveLength(1);
  });
});
