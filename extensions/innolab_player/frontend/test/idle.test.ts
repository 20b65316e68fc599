import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Idle, KEY } from "../src/idle";

const NOON = new Date("2026-11-24T12:00:00Z").getTime();
const MINUTE = 60_000;

function device(agreed: object | string | null) {
  const kept = new Map<string, string>();
  if (agreed) kept.set(KEY, typeof agreed === "string" ? agreed : JSON.stringify(agreed));
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    lastUse: () => (JSON.parse(kept.get(KEY) ?? "{}") as { at: number }).at,
  };
}

const agreed = { user: "p-1", since: 1, minutes: 5, at: NOON };

beforeEach(() => void vi.useFakeTimers({ now: NOON }));
afterEach(() => void vi.useRealTimers());

describe("a device that nobody uses", () => {
  test("warns a minute before and then leaves once", () => {
    const leave = vi.fn();
    const idle = new Idle(device(agreed), "p-1", leave);
    idle.watch();
    vi.advanceTimersByTime(3 * MINUTE);
    expect(idle.soon.value).toBe(false);
    vi.advanceTimersByTime(MINUTE);
    expect([idle.soon.value, leave.mock.calls.length]).toEqual([true, 0]);
    vi.advanceTimersByTime(10 * MINUTE);
    expect(leave).toHaveBeenCalledTimes(1);
  });

  test("any use stops that, on this page or another", () => {
    const leave = vi.fn();
    const shelf = device(agreed);
    const idle = new Idle(shelf, "p-1", leave);
    idle.watch();
    vi.advanceTimersByTime(4.5 * MINUTE);
    dispatchEvent(new Event("keydown"));
    expect([idle.soon.value, shelf.lastUse()]).toEqual([false, NOON + 4.5 * MINUTE]);
    vi.advanceTimersByTime(4 * MINUTE);
    shelf.setItem(KEY, JSON.stringify({ ...agreed, at: Date.now() }));
    vi.advanceTimersByTime(4 * MINUTE);
    expect(leave).not.toHaveBeenCalled();
  });

  test("leaves at once when it wakes too late, and the key that woke it does not help", () => {
    const leave = vi.fn();
    const idle = new Idle(device({ ...agreed, at: NOON - 6 * MINUTE }), "p-1", leave);
    idle.used();
    expect(leave).toHaveBeenCalledTimes(1);
  });

  test.each([
    ["another's agreement", { ...agreed, user: "p-2", at: 0 }],
    ["never", { ...agreed, minutes: 0, at: 0 }],
    ["nothing", null],
    ["what is no agreement", "{"],
  ])("stays with %s", (_what, told) => {
    const leave = vi.fn();
    const idle = new Idle(device(told), "p-1", leave);
    idle.watch();
    vi.advanceTimersByTime(60 * MINUTE);
    expect(leave).not.toHaveBeenCalled();
  });
});
