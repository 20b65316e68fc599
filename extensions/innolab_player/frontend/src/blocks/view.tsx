// Blocks on the page, and the Python they say.
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { App } from "../app";
import type { OwnCell } from "../cell";
import { styled } from "../styled";
import { language, t } from "../words";
import css from "./blocks.css?raw";
import { BlocksEditor, stateOf } from "./editor";

styled(css);

export interface BlocksProps {
  app: App;
  cell: OwnCell;
  editor: { current: { undo(): void; redo(): void } | null };
  depths: (undo: number, redo: number) => void;
  /** What is shown where the code is more than blocks can say. */
  children: ComponentChildren;
}

export function BlocksView({ app, cell, editor, depths, children }: BlocksProps) {
  const outside = cell.fromOutside.value;
  const canSay = useMemo(() => stateOf(cell.source.peek(), cell.blocks) !== null, [cell, outside]);
  if (canSay) return <Workspace app={app} cell={cell} editor={editor} depths={depths} />;
  return (
    <>
      <p class="blocks__note">{t("There are no blocks for this code, so it is shown as Python.")}</p>
      {children}
    </>
  );
}

function Workspace({ app, cell, editor, depths }: Omit<BlocksProps, "children">) {
  const box = useRef<HTMLDivElement>(null);
  const [workspace, setWorkspace] = useState<BlocksEditor | null>(null);
  const [showsPython, setShowsPython] = useState(false);
  const [tongue, closed] = [language.value, app.isClosed.value];
  // one workspace for a language: blocks get their words when they are made
  useEffect(() => {
    let here = true;
    let made: BlocksEditor | null = null;
    const fit = new ResizeObserver(() => made?.resize());
    void BlocksEditor.open(box.current as HTMLElement, tongue, {
      source: cell.source.peek(),
      blocks: cell.blocks,
      toolbox: cell.toolbox ?? [],
      readOnly: closed,
      media: `${app.place.baseUrl}innolab/static/`,
      changed: (source, blocks) => app.typed(cell, source, blocks),
      depths,
    }).then((opened) => {
      if (!here) return opened.destroy();
      made = editor.current = opened;
      setWorkspace(opened);
      fit.observe(box.current as HTMLElement);
    });
    return () => {
      here = false;
      fit.disconnect();
      made?.destroy();
      editor.current = null;
      cell.focused = false;
      setWorkspace(null);
    };
  }, [cell, tongue, closed]);
  const [outside, lit, line, wanted] = [
    cell.fromOutside.value,
    cell.lit.value,
    cell.markedLine.value,
    cell.wantedLine.value,
  ];
  // `outside` says that the code changed elsewhere
  useEffect(() => workspace?.replace(cell.source.peek(), cell.blocks), [workspace, outside]);
  useEffect(() => workspace?.light(lit), [workspace, lit]);
  useEffect(() => workspace?.point(line), [workspace, line]);
  useEffect(() => {
    if (wanted) workspace?.goTo(wanted.line);
    cell.wantedLine.value = null;
  }, [workspace, wanted]);
  const focus = (focused: boolean) => () => {
    cell.focused = focused;
  };
  return (
    <div class="blocks" onFocusIn={focus(true)} onFocusOut={focus(false)}>
      <div class="blocks__place" ref={box} />
      <button
        type="button"
        class="button blocks__toggle"
        aria-expanded={showsPython}
        onClick={() => setShowsPython(!showsPython)}
      >
        {showsPython ? t("Hide Python") : t("Show Python")}
      </button>
      {showsPython && <Python code={cell.source.value} lit={lit} />}
    </div>
  );
}

function Python({ code, lit: [now, ...callers] }: { code: string; lit: number[] }) {
  const mark = (line: number) => (line === now ? "cm-lit" : callers.includes(line) ? "cm-calls" : "");
  return (
    <pre class="blocks__python editor" tabIndex={0} role="group" aria-label={t("Python")}>
      {code.split("\n").map((line, index) => (
        <span key={index} class={mark(index + 1)}>
          {`${line}\n`}
        </span>
      ))}
    </pre>
  );
}
