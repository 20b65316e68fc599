// What a run leaves behind, in the notebook format, gathered from the kernel's messages.

export type MimeBundle = Record<string, unknown>;

export interface StreamOutput {
  output_type: "stream";
  name: "stdout" | "stderr";
  text: string | string[];
}

export interface DataOutput {
  output_type: "display_data" | "execute_result";
  data: MimeBundle;
  metadata: Record<string, unknown>;
  execution_count?: number | null;
}

export interface ErrorOutput {
  output_type: "error";
  ename: string;
  evalue: string;
  traceback: string[];
}

export type Output = StreamOutput | DataOutput | ErrorOutput;

export interface KernelSaid {
  type: string;
  content: Record<string, unknown>;
}

const MOST_TEXT = 100_000;

/** Text that the notebook format may hold as lines. */
export function joined(text: unknown): string {
  return Array.isArray(text) ? text.join("") : typeof text === "string" ? text : "";
}

/** Gathers outputs; `clear_output(wait=True)` clears when the next one comes. */
export class Collector {
  outputs: Output[] = [];
  private clearNext = false;
  private readonly shown = new Map<string, number[]>();

  /** Take a message; true when the outputs changed. */
  take({ type, content }: KernelSaid): boolean {
    if (type === "clear_output") return this.clear(content.wait === true);
    if (type === "update_display_data") return this.update(content);
    const output = outputOf(type, content);
    if (output === null) return false;
    if (this.clearNext) this.empty();
    this.add(output, displayId(content));
    return true;
  }

  private clear(wait: boolean): boolean {
    this.clearNext = wait;
    if (!wait) this.empty();
    return !wait;
  }

  private empty(): void {
    this.outputs = [];
    this.shown.clear();
    this.clearNext = false;
  }

  private add(output: Output, id: string | null): void {
    const last = this.outputs.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name) {
      const text = overwritten(joined(last.text) + joined(output.text));
      this.outputs = [...this.outputs.slice(0, -1), { ...last, text }];
      return;
    }
    this.outputs = [...this.outputs, output];
    if (id !== null) this.shown.set(id, [...(this.shown.get(id) ?? []), this.outputs.length - 1]);
  }

  private update(content: Record<string, unknown>): boolean {
    const places = this.shown.get(displayId(content) ?? "") ?? [];
    for (const place of places) {
      const old = this.outputs[place];
      if (old && "data" in old) {
        const fresh = { ...old, data: content.data as MimeBundle, metadata: content.metadata as MimeBundle };
        this.outputs = this.outputs.with(place, fresh);
      }
    }
    return places.length > 0;
  }
}

function displayId(content: Record<string, unknown>): string | null {
  const transient = content.transient as { display_id?: string } | undefined;
  return transient?.display_id ?? null;
}

function outputOf(type: string, content: Record<string, unknown>): Output | null {
  switch (type) {
    case "stream":
      return { output_type: "stream", name: content.name as "stdout", text: overwritten(joined(content.text)) };
    case "display_data":
    case "execute_result": {
      const { data, metadata } = content as { data: MimeBundle; metadata: Record<string, unknown> };
      const output: DataOutput = { output_type: type, data, metadata };
      return type === "execute_result" ? { ...output, execution_count: content.execution_count as number } : output;
    }
    case "error": {
      const { ename, evalue, traceback } = content as { ename: string; evalue: string; traceback: string[] };
      return { output_type: "error", ename, evalue, traceback };
    }
    default:
      return null;
  }
}

/** Carriage returns write over the line, as progress bars want; a flood keeps its beginning and end. */
export function overwritten(text: string): string {
  const whole = text.includes("\r") ? text.replace(/\r+\n/g, "\n").replace(/[^\n]*\r(?=[^\n])/g, "") : text;
  if (whole.length <= MOST_TEXT) return whole;
  return `${whole.slice(0, MOST_TEXT / 2)}\n[...]\n${whole.slice(-MOST_TEXT / 2)}`;
}

/** Outputs small enough to keep in the notebook. */
export function keepable(outputs: Output[], most = 4_000_000): Output[] {
  return JSON.stringify(outputs).length <= most
    ? outputs
    : outputs.filter((output) => JSON.stringify(output).length < 200_000);
}
