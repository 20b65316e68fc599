import { beforeEach, expect, test, vi } from "vitest";
import type { Move, Pen, StageData } from "../src/stage/data";
import { STAGE_MIME, stageIn } from "../src/stage/data";
import { after, partOf, reachOf } from "../src/stage/pens";
import { Playing, speed } from "../src/stage/playing";
import { afterRobot, type Robot } from "../src/stage/robot";
import { sentence, standing, told } from "../src/stage/telling";
import { language } from "../src/words";

const PEN: Pen = { at: [0, 0], heading: 0, down: true, color: "black", width: 1, visible: true };
const FORWARD: Move = { do: "move", to: [[100, 0]], draw: true, lines: [1] };
const TURN: Move = { do: "turn", by: -90, lines: [2] };

beforeEach(() => {
  language.value = "fi";
  speed.value = 1;
});

test("a turtle is on its way in the middle of a move", () => {
  expect(after(PEN, FORWARD, 0.25).at).toEqual([25, 0]);
  expect(after(PEN, TURN, 0.5).heading).toBe(-45);
  expect(after(PEN, { do: "pen", color: "red", lines: [] })).toEqual({ ...PEN, color: "red" });
});

test("a part of a bent way ends on it", () => {
  expect(
    partOf(
      [
        [0, 0],
        [10, 0],
        [10, 30],
      ],
      0.5,
    ),
  ).toEqual([
    [0, 0],
    [10, 0],
    [10, 10],
  ]);
});

test("the stage reaches as far as the lines do, and has a smallest size", () => {
  expect(reachOf([PEN], [FORWARD])).toBe(150);
  expect(reachOf([PEN], [{ ...FORWARD, to: [[0, -500]] } as Move])).toBe(520);
});

const START: Robot = { rows: [], at: [0, 0], heading: 0, things: [], way: [], shaken: 0 };

test("a robot enters, goes, picks up and turns", () => {
  const moves: Move[] = [
    { do: "enter", name: "w", rows: ["v#", "o*"], lines: [] },
    { do: "go", to: [0, 1], lines: [] },
    { do: "turn", by: 90, lines: [] },
    { do: "pick", at: [0, 1], lines: [] },
  ];
  const states = moves.map((_, index) =>
    moves.slice(0, index + 1).reduce((robot, move) => afterRobot(robot, move), START),
  );
  expect(states.map(({ at, heading, things }) => [at, heading, things.length])).toEqual([
    [[0, 0], 270, 1],
    [[0, 1], 270, 1],
    [[0, 1], 360, 1],
    [[0, 1], 360, 0],
  ]);
  expect(standing({ format: 1, kind: "robot", turtles: [], events: moves }, 4)).toBe(
    "Robotti on sarakkeessa 1, rivillä 2 ja katsoo oikealle. Poimimatta: 0.",
  );
});

test("what happened is told in the pupil's language", () => {
  const data: StageData = { format: 1, kind: "turtle", turtles: [PEN], events: [FORWARD, TURN] };
  expect(told(data)).toEqual(["piirtää viivan kohtaan 100, 0", "kääntyy oikealle 90 astetta"]);
  expect(standing(data, 2)).toBe("Kilpikonna on kohdassa 100, 0 ja katsoo alas. Piirrettyjä viivoja: 1.");
  language.value = "sv";
  expect(sentence({ ...TURN, who: 1 }, true)).toBe("Sköldpadda 2: svänger 90 grader åt höger");
});

test("the last run's stage is found among outputs", () => {
  const data = { format: 1, kind: "turtle", turtles: [], events: [] };
  expect(stageIn([{ output_type: "display_data", data: { [STAGE_MIME]: data }, metadata: {} }])).toBe(data);
  expect(stageIn([{ output_type: "stream", name: "stdout", text: "" }])).toBeNull();
});

function played(moves: Move[], calm = false) {
  const shown: [number, number][] = [];
  const scene = {
    shape: 1,
    lasts: () => 100,
    fit: () => {},
    show: (done: number, part: number) => shown.push([done, part]),
  };
  return { shown, playing: new Playing(moves, scene, () => calm) };
}

test("moves are played one after another, each as long as it lasts at the chosen speed", () => {
  vi.useFakeTimers({ toFake: ["requestAnimationFrame", "cancelAnimationFrame", "performance"] });
  const { playing } = played([FORWARD, TURN]);
  playing.play();
  vi.advanceTimersByTime(64);
  expect([playing.done.value, playing.going.value]).toEqual([0, true]);
  vi.advanceTimersByTime(64);
  expect(playing.done.value).toBe(1);
  vi.advanceTimersByTime(200);
  expect([playing.done.value, playing.going.value]).toEqual([2, false]);
  vi.useRealTimers();
});

test("a step is one move; after the last the first comes again", () => {
  const { playing } = played([FORWARD, TURN]);
  const seen = [1, 2, 3].map(() => {
    playing.step();
    return playing.done.value;
  });
  expect(seen).toEqual([1, 2, 1]);
});

test("who wants no motion sees the end at once", () => {
  const { playing, shown } = played([FORWARD, TURN], true);
  playing.play();
  expect([playing.done.value, playing.going.value, shown.at(-1)]).toEqual([2, false, [2, 0]]);
});
