// The stage on the page: the picture, the buttons that move it, and the same in words.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { OwnCell } from "../cell";
import { Icon } from "../pages/icons";
import { styled } from "../styled";
import { isStill } from "../view/settings";
import { t } from "../words";
import type { StageData } from "./data";
import { Playing, SPEEDS, speed } from "./playing";
import { RobotScene } from "./robot";
import type { Layers } from "./scene";
import css from "./stage.css?raw";
import { sentence, standing, told } from "./telling";
import { TurtleScene } from "./turtle";

styled(css);

/** Stages that have been watched: coming back to a step does not play them again. */
const watched = new WeakSet<StageData>();

interface Props {
  cell: OwnCell;
  data: StageData;
  /** Run the code; what comes of it is then stepped through. */
  run: () => void;
}

export function Stage({ cell, data, run }: Props) {
  const [ink, over, box] = [
    useRef<HTMLCanvasElement>(null),
    useRef<HTMLCanvasElement>(null),
    useRef<HTMLDivElement>(null),
  ];
  const playing = usePlaying(cell, data, { ink, over, box });
  const [done, going] = [playing?.done.value ?? data.events.length, playing?.going.value ?? false];
  const list = useMemo(() => told(data), [data]);
  const last = data.events[done - 1];
  const isStepping = !going && done < data.events.length;
  const step = () => {
    if (cell.hasRunAsIs.value) return playing?.step();
    cell.stepping = true;
    run();
  };
  return (
    <div class="stage">
      <div class="stage__box" ref={box} role="img" aria-label={standing(data, done)}>
        <canvas ref={ink} />
        <canvas ref={over} />
      </div>
      <div class="stage__keys">
        <button type="button" class="button" onClick={() => (going ? playing?.pause() : playing?.play())}>
          <Icon name={going ? "pause" : isStepping ? "play" : "again"} />
          {going ? t("Pause") : isStepping ? t("Go on") : t("Again")}
        </button>
        <button type="button" class="button" onClick={step}>
          <Icon name="step" />
          {t("One step")}
        </button>
        <Speed />
      </div>
      <p class="visually-hidden" role="status">
        {isStepping && last ? sentence(last, data.turtles.length > 1) : ""}
      </p>
      <details class="stage__told">
        <summary>{t("What happened, in words")}</summary>
        <ol>
          {list.map((words, index) => (
            <li key={index} aria-current={index === done - 1 ? "step" : undefined}>
              {words}
            </li>
          ))}
        </ol>
        {list.length < data.events.length && (
          <p>{t("And so on: {n} more.", { n: data.events.length - list.length })}</p>
        )}
        <p>{standing(data, data.events.length)}</p>
      </details>
    </div>
  );
}

type Places = Record<"ink" | "over", { current: HTMLCanvasElement | null }> & {
  box: { current: HTMLDivElement | null };
};

/** One player for each run, drawn at the size there is; what it has reached is lit in the code. */
function usePlaying(cell: OwnCell, data: StageData, { ink, over, box }: Places) {
  const [playing, setPlaying] = useState<Playing | null>(null);
  useEffect(() => {
    const layers = { ink: ink.current?.getContext("2d"), over: over.current?.getContext("2d") } as Layers;
    if (!layers.ink || !layers.over || !box.current) return;
    const scene = data.kind === "robot" ? new RobotScene(data, layers) : new TurtleScene(data, layers);
    const now = new Playing(data.events, scene, isStill);
    setPlaying(now);
    box.current.style.setProperty("--shape", String(scene.shape));
    const fit = new ResizeObserver(([entry]) => {
      scene.fit((entry?.contentRect.width ?? 0) * devicePixelRatio);
      now.draw();
    });
    fit.observe(box.current);
    const light = now.done.subscribe((done) => {
      cell.lit.value = done < data.events.length ? (data.events[done - 1]?.lines ?? []) : [];
    });
    begin(cell, data, now);
    return () => {
      fit.disconnect();
      light();
      now.pause();
      cell.lit.value = [];
    };
  }, [cell, data]);
  return playing?.moves === data.events ? playing : null;
}

function begin(cell: OwnCell, data: StageData, now: Playing): void {
  // What was saved stands as it ended.
  const hasRun = cell.ranAt.value !== null || cell.running.value !== "no";
  const isNew = hasRun && !watched.has(data);
  watched.add(data);
  if (isNew && cell.stepping) now.to(1);
  else if (isNew) now.play();
  else now.to(data.events.length);
  cell.stepping = false;
}

// From the side, as the pace says itself without words.
const TURTLE = "M3 16c1-6 5-9 9-9s7 3 8 8l2-1c1-2 0-4-1-4s-2 1-2 3M3 16h17M6 16v3M16 16v3M3 16l-2 1";
const HARE = "M4 19c0-6 4-8 8-8 2 0 3-1 4-2l-3-6c2 0 4 2 5 5 3 1 4 3 4 4l-4 1c0 3-1 4-3 6H4M3 14a1 1 0 1 0 0 2";

function Animal({ path }: { path: string }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={path} />
    </svg>
  );
}

function Speed() {
  return (
    <label class="stage__speed">
      <span class="visually-hidden">{t("Speed")}</span>
      <Animal path={TURTLE} />
      <input
        type="range"
        min={0}
        max={SPEEDS.length - 1}
        value={speed.value}
        aria-valuetext={t("{n} of {most}", { n: speed.value + 1, most: SPEEDS.length })}
        onInput={(event) => {
          speed.value = Number(event.currentTarget.value);
        }}
      />
      <Animal path={HARE} />
    </label>
  );
}
