// From blocks to Python, with the block of each line.
import { type BlockState, inside, stackOf, type WorkspaceState } from "./state";
import { type Arg, asName, VOCABULARY } from "./vocabulary";

export interface Program {
  code: string;
  /** For each line, counted from 1, the id of its block. */
  blocks: Map<number, string>;
}

interface Line {
  text: string;
  block: string | undefined;
}

/** The program: what is defined first, then what hangs under "when run". Loose blocks are not part of it. */
export function pythonOf(state: WorkspaceState): Program {
  const heads = state.blocks?.blocks ?? [];
  const defined = heads.filter(({ type }) => type === "define").sort((one, other) => (one.y ?? 0) - (other.y ?? 0));
  const lines = [
    ...defined.flatMap((block) => [...statement(block), { text: "", block: undefined }]),
    ...heads.filter(({ type }) => type === "start").flatMap((head) => stackOf(head.next?.block).flatMap(statement)),
  ];
  const blocks = lines.flatMap(({ block }, index): [number, string][] => (block ? [[index + 1, block]] : []));
  return { code: lines.map(({ text }) => text).join("\n"), blocks: new Map(blocks) };
}

function statement(block: BlockState): Line[] {
  const [first, ...parts] = headOf(block);
  const line = (text: string): Line => ({ text, block: block.id });
  const bodies = VOCABULARY[block.type]?.bodies ?? [];
  if (bodies.length === 0) return [line(first as string)];
  return bodies.flatMap((name, index) => {
    const body = stackOf(inside(block, name)).flatMap(statement);
    const indented = (body.length > 0 ? body : [line("pass")]).map(({ text, block: id }) => ({
      text: `    ${text}`,
      block: id,
    }));
    return [line(index === 0 ? (first as string) : (parts[index - 1] as string)), ...indented];
  });
}

/** The line a block begins with, and the lines before its further parts. */
function headOf(block: BlockState): string[] {
  const { type } = block;
  switch (type) {
    case "repeat":
      return [`for i in range(${number(block, "N")}):`];
    case "while":
      return [`while ${truth(block, "IF")}:`];
    case "if":
    case "if_else":
      return [`if ${truth(block, "IF")}:`, "else:"];
    case "set":
      return [`${name(block)} = ${number(block, "N")}`];
    case "change":
      return [`${name(block)} += ${number(block, "N")}`];
    case "define":
      return [`def ${name(block)}():`];
    case "call":
      return [`${name(block)}()`];
    default:
      return [called(block)];
  }
}

function called(block: BlockState): string {
  const { calls, args } = VOCABULARY[block.type] ?? { calls: "pass", args: [] };
  return `${calls}(${args.map((arg) => argument(block, arg)).join(", ")})`;
}

function argument(block: BlockState, arg: Arg): string {
  switch (arg.is) {
    case "number":
      return number(block, arg.name);
    case "truth":
      return truth(block, arg.name);
    case "colour":
    case "words":
      return JSON.stringify(String(block.fields?.[arg.name] ?? ""));
    default:
      return String(block.fields?.[arg.name] ?? "");
  }
}

function name(block: BlockState): string {
  return asName(String(block.fields?.NAME ?? ""));
}

function number(block: BlockState, input: string): string {
  const there = inside(block, input);
  return there ? value(there) : "0";
}

function truth(block: BlockState, input: string): string {
  const there = inside(block, input);
  return there ? value(there) : "False";
}

function value(block: BlockState): string {
  switch (block.type) {
    case "number":
      return String(Number(block.fields?.NUM ?? 0));
    case "get":
      return name(block);
    case "not":
      return `not ${operand(block, "A", "False")}`;
    case "compare":
    case "reckon":
      return `${operand(block, "A", "0")} ${String(block.fields?.OP ?? "+")} ${operand(block, "B", "0")}`;
    default:
      return called(block);
  }
}

/** What is reckoned with is put into brackets unless it is one thing. */
function operand(block: BlockState, input: string, empty: string): string {
  const there = inside(block, input);
  if (!there) return empty;
  return ["not", "compare", "reckon"].includes(there.type) ? `(${value(there)})` : value(there);
}
