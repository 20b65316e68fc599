// A workspace of blocks as Blockly writes it down.

export interface BlockState {
  type: string;
  id?: string;
  x?: number;
  y?: number;
  deletable?: boolean;
  fields?: Record<string, unknown>;
  inputs?: Record<string, { block?: BlockState; shadow?: BlockState }>;
  next?: { block: BlockState };
}

export interface WorkspaceState {
  blocks?: { languageVersion: number; blocks: BlockState[] };
}

/** What sits in an input of a block. */
export function inside(block: BlockState, input: string): BlockState | undefined {
  const there = block.inputs?.[input];
  return there?.block ?? there?.shadow;
}

/** A block and those below it. */
export function stackOf(first: BlockState | undefined): BlockState[] {
  const stack: BlockState[] = [];
  for (let block = first; block; block = block.next?.block) stack.push(block);
  return stack;
}

/** Blocks in their order as a stack; undefined for none. */
export function stacked(blocks: BlockState[]): BlockState | undefined {
  return blocks.reduceRight<BlockState | undefined>(
    (below, block) => (below ? { ...block, next: { block: below } } : block),
    undefined,
  );
}
