import { expect, test } from "vitest";
import { type Call, NoAnswer } from "../src/api";
import type { Shelf } from "../src/draft";
import type { LessonState } from "../src/lesson";
import { Room, type RoomState } from "../src/room/room";

class Paper implements Shelf {
  private readonly kept = new Map<string, string>();
  get length(): number {
    return this.kept.size;
  }
  key = (index: number) => [...this.kept.keys()][index] ?? null;
  getItem = (key: string) => this.kept.get(key) ?? null;
  setItem = (key: string, value: string) => void this.kept.set(key, value);
  removeItem = (key: string) => void this.kept.delete(key);
}

const stands = (room: Partial<RoomState> = {}, closes_at: string | null = null): LessonState => {
  return { state: "open", opens_at: null, closes_at, room, standing: JSON.stringify([room, closes_at]) };
};
const settled = () => new Promise((resolve) => setTimeout(resolve));

/** A server that can be away, and says what it was told. */
function server() {
  const told: unknown[] = [];
  const made = { told, away: false, refuses: false };
  const call = (async (_path: string, options?: { body?: unknown }) => {
    if (made.away) throw new NoAnswer("away");
    if (made.refuses) throw new Error("refused");
    told.push(options?.body);
    return { lesson: stands() };
  }) as Call;
  return { ...made, call, made };
}

function roomAt(call: Call, shelf = new Paper()): Room {
  const room: Room = new Room(call, "les1", shelf, "p-1", (state) => room.hear(state, null));
  return room;
}

test("a hand is up at once, and stays up over a lost connection and a reload", async () => {
  const { call, made, told } = server();
  const shelf = new Paper();
  made.away = true;
  const room = roomAt(call, shelf);
  room.raise("smooth");
  await settled();
  expect(room.now.value.hand).toEqual({ step: "smooth", raised_at: null, seen_at: null });
  const reloaded = roomAt(call, shelf);
  reloaded.hear(stands(), null);
  expect(reloaded.now.value.hand?.step).toBe("smooth");
  made.away = false;
  reloaded.hear(stands(), null);
  await settled();
  expect(told).toEqual([{ do: "raise", step: "smooth" }]);
  expect(shelf.length).toBe(0);
});

test("a hand that came down while the connection was away is not sent up first", async () => {
  const { call, made, told } = server();
  made.away = true;
  const room = roomAt(call);
  room.raise("smooth");
  room.lower();
  made.away = false;
  room.hear(stands(), null);
  await settled();
  expect(told).toEqual([{ do: "lower" }]);
});

test("what passes is said to people who listen", () => {
  const room = roomAt(server().call);
  const up = { step: "", raised_at: "2026-11-24T08:00:00Z", seen_at: null };
  room.hear(stands({ hand: up }), stands());
  room.hear(stands({ hand: { ...up, seen_at: "2026-11-24T08:01:00Z" } }), stands());
  expect(room.said.value).toBe("Opettaja näki kätesi.");
  room.hear(stands({ paused_at: "2026-11-24T08:02:00Z" }), stands());
  expect(room.isPaused.value).toBe(true);
  room.hear(stands(), stands());
  expect(room.said.value).toBe("Voit jatkaa.");
});

test("more time is news, the first look at the clock is none", () => {
  const room = roomAt(server().call);
  const [nine, later] = ["2026-11-24T07:00:00Z", "2026-11-24T07:10:00Z"];
  room.hear(stands({}, nine), null);
  expect(room.moreUntil.value).toBeNull();
  room.hear(stands({}, later), stands({}, nine));
  expect(room.moreUntil.value).toBe("9.10");
});

test("steps after those that are open wait", () => {
  const room = roomAt(server().call);
  expect(room.isLocked(7)).toBe(false);
  room.hear(stands({ open_steps: 2 }), null);
  expect([1, 2, 3].map((number) => room.isLocked(number))).toEqual([false, false, true]);
});
