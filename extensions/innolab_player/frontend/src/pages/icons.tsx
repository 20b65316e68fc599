// The icons, drawn here; they say nothing to a screen reader, since a word always stands beside.

const PATHS = {
  home: "M3 11.5 12 4l9 7.5M5.5 10v10h4.5v-6h4v6h4.5V10",
  check: "m4.5 12.5 5 5 10-11",
  play: "M7 4.5v15l12-7.5z",
  stop: "M6 6h12v12H6z",
  pause: "M7 5h4v14H7zM13 5h4v14h-4z",
  step: "M5 5v14l9-7zM16 5h3v14h-3z",
  again: "M19.5 12a7.5 7.5 0 1 1-2.6-5.7M19.5 3v5h-5",
  undo: "M9 5 4.5 9.5 9 14M4.5 9.5h9a5 5 0 0 1 0 10H9",
  redo: "m15 5 4.5 4.5L15 14M19.5 9.5h-9a5 5 0 0 0 0 10H15",
  next: "M4 12h16m-6-6 6 6-6 6",
  back: "M20 12H4m6-6-6 6 6 6",
  hint: "M9 18h6m-5.5 3h5M8.5 15.5c0-2-2.5-3-2.5-6.5a6 6 0 0 1 12 0c0 3.500-2.500 4.500-2.500 6.500z",
  lock: "M6.500 11h11v9h-11zM9 11V7.500a3 3 0 0 1 6 0V11",
  chevron: "m9 5 7 7-7 7",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18m0-4.500v-5.500m0-3.500v.5",
  question: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.3-1 .8-1 1.700m0 3v.5",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18m0-14v5.500l3.500 2",
  offline: "M3 3l18 18M5 12a10 10 0 0 1 4-2.400m6 .2a10 10 0 0 1 4 2.200M8.500 15.500a5 5 0 0 1 7 0M12 19.500v.1",
  device: "M8 3h8v18H8zM11.500 18h1",
  speaker: "M4 9.500v5h3.500L12 19V5L7.500 9.500zM15.500 9a4 4 0 0 1 0 6m2.500-8.500a8 8 0 0 1 0 11",
  flag: "M6 21V4h12l-2.500 4 2.500 4H6",
  passed: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18m-4-9 3 3 5.500-6",
  hand: "M7 12.500V6.500a1.500 1.500 0 0 1 3 0V11m0-6.500a1.500 1.500 0 0 1 3 0V11m0-5a1.500 1.500 0 0 1 3 0v6m0-3a1.500 1.500 0 0 1 3 0v5a7 7 0 0 1-12.600 4.200L4 15c-.8-1.200.9-2.700 2-1.800l1 1",
  eye: "M2.500 12C5 7.500 8.500 5.500 12 5.500s7 2 9.500 6.500c-2.500 4.500-6 6.500-9.500 6.500S5 16.500 2.500 12M12 15.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7",
  note: "M4 4.500h16v12h-9l-4 3.500v-3.500H4zM8 9h8m-8 3.500h5",
  notyet: "M7 4.600A9 9 0 1 0 12 3L9 1m3 2L9.500 6",
} as const;

export type IconName = keyof typeof PATHS;

const FILLED: IconName[] = ["play", "stop", "pause", "step"];

export function Icon({ name }: { name: IconName }) {
  const kind = FILLED.includes(name) ? "icon icon--filled" : "icon";
  return (
    <svg class={kind} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
