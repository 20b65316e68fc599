import { describe, expect, test } from "vitest";
import { runs } from "../src/outputs/ansi";
import { Collector, type KernelSaid, keepable, overwritten } from "../src/outputs/model";

function print(text: string, name = "stdout"): KernelSaid {
  return { type: "stream", content: { name, text } };
}

function picture(png: string, id?: string): KernelSaid {
  const content = { data: { "image/png": png }, metadata: {}, transient: id ? { display_id: id } : {} };
  return { type: "display_data", content };
}

function collected(...messages: KernelSaid[]): Collector {
  const collector = new Collector();
  for (const message of messages) collector.take(message);
  return collector;
}

describe("what a run leaves behind", () => {
  test("printed text runs together, errors apart", () => {
    expect(collected(print("a"), print("b\n"), print("!", "stderr")).outputs).toEqual([
      { output_type: "stream", name: "stdout", text: "ab\n" },
      { output_type: "stream", name: "stderr", text: "!" },
    ]);
  });

  test("a display that is updated changes in place", () => {
    const collector = collected(picture("one", "plot"), print("x"));
    const update = { ...picture("two", "plot"), type: "update_display_data" };
    expect(collector.take(update)).toBe(true);
    expect(collector.outputs[0]).toMatchObject({ data: { "image/png": "two" } });
  });

  test("clearing can wait for the next output, so that nothing flickers", () => {
    const clear = { type: "clear_output", content: { wait: true } };
    const collector = collected(print("old"), clear);
    expect(collector.outputs).toHaveLength(1);
    collector.take(print("new"));
    expect(collector.outputs).toEqual([{ output_type: "stream", name: "stdout", text: "new" }]);
  });

  test("what is no output changes nothing", () => {
    expect(collected().take({ type: "status", content: { execution_state: "busy" } })).toBe(false);
  });

  test("a progress bar writes over its line, a flood keeps beginning and end", () => {
    expect(overwritten("10 %\r20 %\r30 %\n")).toBe("30 %\n");
    const flood = overwritten(`begin${"x".repeat(300_000)}end`);
    expect(flood.length).toBeLessThan(101_000);
    expect([flood.startsWith("begin"), flood.endsWith("end")]).toEqual([true, true]);
  });

  test("too large outputs are not saved, small ones beside them are", () => {
    const { outputs } = collected(print("small"), picture("x".repeat(5_000_000)));
    expect(keepable(outputs)).toEqual([outputs[0]]);
  });
});

describe("terminal colours", () => {
  test("become runs of text, and markup stays text", () => {
    expect(runs("a \u001b[1;31m<b>\u001b[0m c")).toEqual([
      { text: "a ", classes: "" },
      { text: "<b>", classes: "ansi-red ansi-bold" },
      { text: " c", classes: "" },
    ]);
  });

  test("codes we don't draw vanish", () => {
    expect(runs("\u001b[38;5;208mx\u001b[2K\u001b[39my")).toEqual([
      { text: "x", classes: "" },
      { text: "y", classes: "" },
    ]);
  });
});
