// From Python to blocks, for code that blocks can say: an activity's starter code, and work whose blocks are not kept.
import { pythonLanguage } from "@codemirror/lang-python";
import { pythonOf } from "./python";
import { type BlockState, stacked, type WorkspaceState } from "./state";
import { type Arg, COLOURS, COMPARED, RECKONED, VOCABULARY } from "./vocabulary";

type Node = ReturnType<typeof pythonLanguage.parser.parse>["topNode"];

/** There are no blocks for it. */
class Unsaid extends Error {}

/** The code as blocks; null when blocks can't say it. */
export function blocksOf(source: string): WorkspaceState | null {
  try {
    const state = new Reader(source).program();
    // Whatever was misread shows here: both must say the same but for brackets and spaces.
    return bare(pythonOf(state).code) === bare(source) ? state : null;
  } catch (error) {
    if (error instanceof Unsaid) return null;
    throw error;
  }
}

function bare(code: string): string {
  const lines = code.replaceAll("'", '"').replace(/#.*$/gm, "").split("\n");
  const said = lines.map((line) => (/^ */.exec(line)?.[0] ?? "") + line.trim().replace(/[\s()]/g, ""));
  return said.filter((line) => line.trim()).join("\n");
}

class Reader {
  constructor(private readonly source: string) {}

  program(): WorkspaceState {
    const all = children(pythonLanguage.parser.parse(this.source).topNode).filter(isSaid);
    const [defined, rest] = [all.filter(isDefinition), all.filter((node) => !isDefinition(node))];
    const heads = defined.map((node, index): BlockState => ({ ...this.statement(node), x: 340, y: 20 + 200 * index }));
    const main = stacked(rest.map((node) => this.statement(node)));
    const start: BlockState = { type: "start", x: 20, y: 20, deletable: false, ...(main && { next: { block: main } }) };
    return { blocks: { languageVersion: 0, blocks: [start, ...heads] } };
  }

  private text(node: Node): string {
    return this.source.slice(node.from, node.to);
  }

  private statement(node: Node): BlockState {
    const parts = children(node);
    switch (node.name) {
      case "ExpressionStatement":
        return this.call(only(parts), ["does"]);
      case "ForStatement":
        return this.loop(parts);
      case "WhileStatement":
        return { type: "while", inputs: { IF: this.input(parts[1]), ...this.body("DO", parts[2]) } };
      case "IfStatement":
        return this.choice(parts);
      case "AssignStatement":
        return this.named("set", parts, "=");
      case "UpdateStatement":
        return this.named("change", parts, "+=");
      case "FunctionDefinition":
        if (this.text(parts[2] as Node) !== "()") throw new Unsaid();
        return { type: "define", fields: { NAME: this.text(parts[1] as Node) }, inputs: this.body("DO", parts[3]) };
      default:
        throw new Unsaid();
    }
  }

  private loop(parts: Node[]): BlockState {
    const [, variable, , range, body] = parts;
    const [called, args] = range ? children(range) : [];
    if (!variable || this.text(variable) !== "i" || !called || this.text(called) !== "range" || !args)
      throw new Unsaid();
    return { type: "repeat", inputs: { N: this.input(only(inBrackets(args))), ...this.body("DO", body) } };
  }

  private choice(parts: Node[]): BlockState {
    const [, condition, yes, otherwise, no] = parts;
    const inputs = { IF: this.input(condition), ...this.body("DO", yes) };
    if (!otherwise) return { type: "if", inputs };
    if (otherwise.name !== "else" || parts.length !== 5) throw new Unsaid();
    return { type: "if_else", inputs: { ...inputs, ...this.body("ELSE", no) } };
  }

  private named(type: string, [variable, sign, value]: Node[], wanted: string): BlockState {
    if (variable?.name !== "VariableName" || !sign || this.text(sign) !== wanted) throw new Unsaid();
    return { type, fields: { NAME: this.text(variable) }, inputs: { N: this.input(value) } };
  }

  private body(name: string, node: Node | undefined): BlockState["inputs"] & object {
    const inner = children(node).filter((each) => isSaid(each) && each.name !== ":" && each.name !== "PassStatement");
    const block = stacked(inner.map((each) => this.statement(each)));
    return block ? { [name]: { block } } : {};
  }

  /** A call of a command that a block stands for, or of one of the pupil's own. */
  private call(node: Node, shapes: string[]): BlockState {
    const [called, args] = node.name === "CallExpression" ? children(node) : [];
    if (!called || !args) throw new Unsaid();
    const [name, given] = [this.text(called), inBrackets(args)];
    const [type, spec] = Object.entries(VOCABULARY).find(([, each]) => each.calls === name) ?? [];
    if (!type || !spec) {
      if (given.length > 0 || called.name !== "VariableName" || !shapes.includes("does")) throw new Unsaid();
      return { type: "call", fields: { NAME: name } };
    }
    if (!shapes.includes(spec.shape) || given.length !== spec.args.length) throw new Unsaid();
    const block: BlockState = { type, fields: {}, inputs: {} };
    spec.args.forEach((arg, index) => {
      this.argument(block, arg, given[index] as Node);
    });
    return block;
  }

  private argument(block: BlockState, arg: Arg, node: Node): void {
    if (arg.is === "number" || arg.is === "truth") {
      block.inputs = { ...block.inputs, [arg.name]: this.input(node) };
      return;
    }
    const words = node.name === "String" ? this.text(node).slice(1, -1) : "";
    if (arg.is === "colour" && !COLOURS.some((colour) => colour === words)) throw new Unsaid();
    block.fields = { ...block.fields, [arg.name]: words };
  }

  /** A number lies in its place as a shadow: a block dropped on it takes its place. */
  private input(node: Node | undefined): { block?: BlockState; shadow?: BlockState } {
    if (!node) throw new Unsaid();
    const block = this.value(node);
    return block.type === "number" ? { shadow: block } : { block };
  }

  private value(node: Node): BlockState {
    const parts = children(node);
    switch (node.name) {
      case "ParenthesizedExpression":
        return this.value(only(inBrackets(node)));
      case "Number":
        return { type: "number", fields: { NUM: Number(this.text(node)) } };
      case "VariableName":
        return { type: "get", fields: { NAME: this.text(node) } };
      case "UnaryExpression":
        return this.unary(parts);
      case "BinaryExpression":
        return this.binary(parts);
      default:
        return this.call(node, ["number", "truth"]);
    }
  }

  private unary([sign, operand]: Node[]): BlockState {
    if (!sign || !operand) throw new Unsaid();
    if (this.text(sign) === "not") return { type: "not", inputs: { A: this.input(operand) } };
    if (this.text(sign) !== "-" || operand.name !== "Number") throw new Unsaid();
    return { type: "number", fields: { NUM: -Number(this.text(operand)) } };
  }

  private binary([left, sign, right]: Node[]): BlockState {
    const op = sign ? this.text(sign) : "";
    const type = (COMPARED as readonly string[]).includes(op) ? "compare" : "reckon";
    if (type === "reckon" && !(RECKONED as readonly string[]).includes(op)) throw new Unsaid();
    return { type, fields: { OP: op }, inputs: { A: this.input(left), B: this.input(right) } };
  }
}

function children(node: Node | undefined): Node[] {
  const found: Node[] = [];
  for (let child = node?.firstChild; child; child = child.nextSibling) found.push(child);
  return found;
}

function isSaid({ name }: Node): boolean {
  return name !== "Comment";
}

function isDefinition({ name }: Node): boolean {
  return name === "FunctionDefinition";
}

function inBrackets(node: Node): Node[] {
  return children(node).filter(({ name }) => name !== "(" && name !== ")" && name !== ",");
}

function only(nodes: Node[]): Node {
  const [node] = nodes;
  if (!node || nodes.length !== 1) throw new Unsaid();
  return node;
}
