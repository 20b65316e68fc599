// The workspace of blocks: the same doings as the editor of text, so that the page treats them alike.
import * as Blockly from "blockly/core";
import type { Blocks } from "../lesson";
import type { Language } from "../words";
import { defineBlocks, offered } from "./definitions";
import { theme } from "./look";
import { type Program, pythonOf } from "./python";
import { blocksOf } from "./reading";
import type { WorkspaceState } from "./state";
import { blocklyWords } from "./words";

export interface BlocksOptions {
  source: string;
  blocks: Blocks | null;
  toolbox: string[];
  readOnly: boolean;
  /** Where Blockly finds its pictures and cursors. */
  media: string;
  changed: (source: string, blocks: Blocks) => void;
  depths: (undo: number, redo: number) => void;
}

/** Below this width of the workspace the blocks lie in a row under it. */
const NARROW = 480;

defineBlocks();

/** The blocks of a source: as they were kept, else read from it; null when blocks can't say it. */
export function stateOf(source: string, kept: Blocks | null): WorkspaceState | null {
  if (kept && pythonOf(kept as WorkspaceState).code.trim() === source.trim()) return kept as WorkspaceState;
  return blocksOf(source);
}

export class BlocksEditor {
  private readonly workspace: Blockly.WorkspaceSvg;
  private program: Program = { code: "", blocks: new Map() };
  private loading = false;
  private lit: string[] = [];
  private readonly silence: MutationObserver;

  /** Blockly's words are one for the page, so they are there before a workspace is made. */
  static async open(parent: HTMLElement, language: Language, options: BlocksOptions): Promise<BlocksEditor> {
    Blockly.setLocale(await blocklyWords(language));
    return new BlocksEditor(parent, options);
  }

  private constructor(
    parent: HTMLElement,
    private readonly options: BlocksOptions,
  ) {
    const { readOnly, media, toolbox } = options;
    const isNarrow = parent.clientWidth < NARROW;
    this.workspace = Blockly.inject(parent, {
      readOnly,
      media,
      theme,
      renderer: "zelos",
      sounds: false,
      horizontalLayout: isNarrow,
      toolboxPosition: isNarrow ? "end" : "start",
      toolbox: { kind: "flyoutToolbox", contents: toolbox.map(offered) },
      grid: { spacing: 24, length: 2, colour: "#d0d0d0", snap: false },
      move: { scrollbars: true, drag: true, wheel: true },
      zoom: {
        controls: !isNarrow,
        pinch: true,
        wheel: false,
        startScale: (isNarrow ? 0.7 : 0.75) * textScale(),
        minScale: 0.4,
        maxScale: 2,
      },
      trashcan: false,
    });
    this.silence = silenced(parent);
    this.load(options.source, options.blocks);
    this.workspace.addChangeListener((event) => this.heard(event));
  }

  private load(source: string, kept: Blocks | null): void {
    this.loading = true;
    const state = stateOf(source, kept);
    if (state) Blockly.serialization.workspaces.load(state, this.workspace);
    this.workspace.clearUndo();
    this.read();
    // Events come later, in the order of what happened.
    setTimeout(() => {
      this.loading = false;
    }, 0);
  }

  private read(): WorkspaceState {
    const state = Blockly.serialization.workspaces.save(this.workspace) as WorkspaceState;
    this.program = pythonOf(state);
    return state;
  }

  private heard(event: Blockly.Events.Abstract): void {
    this.options.depths(this.workspace.getUndoStack().length, this.workspace.getRedoStack().length);
    if (event.isUiEvent || this.loading || this.workspace.isDragging()) return;
    const state = this.read();
    this.options.changed(this.program.code, state as Blocks);
  }

  /** Take over what was not put together here. */
  replace(source: string, kept: Blocks | null): void {
    if (JSON.stringify(kept) === JSON.stringify(this.read()) && source === this.program.code) return;
    this.load(source, kept);
  }

  /** Blocks that move the stage now: the innermost bright, those around and before it framed. */
  light(lines: number[]): void {
    for (const id of this.lit) this.mark(id, []);
    this.lit = lines.flatMap((line) => this.program.blocks.get(line) ?? []);
    this.lit.forEach((id, index) => {
      this.mark(id, [index === 0 ? "block--lit" : "block--calls"]);
    });
  }

  /** The block of a line that an error or a check points at. */
  point(line: number | null): void {
    const id = line === null ? undefined : this.program.blocks.get(line);
    for (const block of this.workspace.getAllBlocks()) {
      block.getSvgRoot().classList.toggle("block--pointed", block.id === id);
    }
  }

  goTo(line: number): void {
    const id = this.program.blocks.get(line);
    const block = id && this.workspace.getBlockById(id);
    if (!block) return;
    this.workspace.centerOnBlock(block.id);
    Blockly.getFocusManager().focusNode(block);
  }

  private mark(id: string, classes: string[]): void {
    const root = this.workspace.getBlockById(id)?.getSvgRoot();
    root?.classList.remove("block--lit", "block--calls");
    root?.classList.add(...classes);
  }

  undo(): void {
    this.workspace.undo(false);
  }

  redo(): void {
    this.workspace.undo(true);
  }

  resize(): void {
    Blockly.svgResize(this.workspace);
  }

  destroy(): void {
    this.silence.disconnect();
    this.workspace.dispose();
  }
}

/** How much larger than usual the person has letters. */
function textScale(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

/** In the toolbox nothing can be joined, so its connections are nothing to hear of: a list box holds options only. */
function silenced(parent: HTMLElement): MutationObserver {
  const hush = () => {
    for (const part of parent.querySelectorAll("[role=listbox] [role=figure]"))
      part.setAttribute("aria-hidden", "true");
  };
  const observer = new MutationObserver(hush);
  observer.observe(parent, { subtree: true, childList: true, attributes: true, attributeFilter: ["role"] });
  hush();
  return observer;
}
