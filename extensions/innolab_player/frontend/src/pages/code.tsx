// The code and, beside it, what it brings.
import { useEffect, useRef, useState } from "preact/hooks";
import type { App } from "../app";
import { BlocksDoor } from "../blocks/door";
import type { OwnCell } from "../cell";
import { inlineMarkdown } from "../clean";
import { CodeEditor } from "../editors/code";
import type { Step } from "../lesson";
import { needsSource, Outputs } from "../outputs/view";
import { stageIn } from "../stage/data";
import { StageDoor } from "../stage/door";
import { clock, language, pick, t } from "../words";
import { Icon } from "./icons";
import { CheckButton, RunButton } from "./runbuttons";

interface Props {
  app: App;
  step: Step;
  cell: OwnCell;
  withCheck: boolean;
}

export function CodePair({ app, step, cell, withCheck }: Props) {
  const [depths, setDepths] = useState({ undo: 0, redo: 0 });
  const editor = useRef<CodeEditor | null>(null);
  const blocks = useRef<{ undo(): void; redo(): void } | null>(null);
  const open = cell.toolbox ? blocks : editor;
  const name = cell.toolbox ? t("Blocks") : t("Code");
  const text = <Editor app={app} cell={cell} editor={editor} depths={(undo, redo) => setDepths({ undo, redo })} />;
  return (
    <div class="pair" data-cell={cell.id}>
      <section class="card code" aria-label={name}>
        <div class="card__head">
          <h2>{name}</h2>
          <button
            type="button"
            class="tool"
            aria-disabled={depths.undo === 0}
            onClick={() => (open.current ?? editor.current)?.undo()}
          >
            <Icon name="undo" />
            <span class="visually-hidden">{t("Undo")}</span>
          </button>
          <button
            type="button"
            class="tool"
            aria-disabled={depths.redo === 0}
            onClick={() => (open.current ?? editor.current)?.redo()}
          >
            <Icon name="redo" />
            <span class="visually-hidden">{t("Redo")}</span>
          </button>
        </div>
        {cell.toolbox ? (
          <BlocksDoor app={app} cell={cell} editor={blocks} depths={(undo, redo) => setDepths({ undo, redo })}>
            {text}
          </BlocksDoor>
        ) : (
          text
        )}
        {!cell.toolbox && <PhoneKeys editor={editor} />}
        <div class="card__actions">
          <RunButton app={app} step={step} cell={cell} />
          {withCheck && <CheckButton app={app} step={step} />}
          <p class="keys">
            <span>
              <kbd>Ctrl + Enter</kbd> {t("runs")}
            </span>
            {!cell.toolbox && (
              <span>
                <kbd>Esc, Tab</kbd> {t("leaves the code")}
              </span>
            )}
          </p>
        </div>
      </section>
      <OutputCard app={app} cell={cell} />
    </div>
  );
}

interface EditorProps {
  app: App;
  cell: OwnCell;
  editor: { current: CodeEditor | null };
  depths: (undo: number, redo: number) => void;
}

function Editor({ app, cell, editor, depths }: EditorProps) {
  const box = useRef<HTMLDivElement>(null);
  // one editor for the cell's life; changes come through effects below
  useEffect(() => {
    if (!box.current) return;
    editor.current = new CodeEditor(box.current, {
      source: cell.source.value,
      label: t("Code"),
      readOnly: app.isClosed.value,
      changed: (source) => app.typed(cell, source),
      run: () => void app.run(cell),
      focus: (focused) => {
        cell.focused = focused;
      },
      others: () => [...app.cells.values()].filter(({ kind }) => kind === "code").map(({ source }) => source.peek()),
      depths,
    });
    return () => {
      editor.current?.destroy();
      editor.current = null;
      cell.focused = false;
    };
  }, [cell]);
  const [outside, line, closed, tongue] = [
    cell.fromOutside.value,
    cell.markedLine.value,
    app.isClosed.value,
    language.value,
  ];
  // `outside` says that the text changed elsewhere
  useEffect(() => editor.current?.replace(cell.source.peek()), [outside]);
  useEffect(() => editor.current?.point(line), [line, editor]);
  const lit = cell.lit.value;
  useEffect(() => editor.current?.light(lit), [lit, editor]);
  const wanted = cell.wantedLine.value;
  useEffect(() => {
    if (wanted) editor.current?.goTo(wanted.line);
    cell.wantedLine.value = null;
  }, [wanted, cell, editor]);
  useEffect(() => {
    if (editor.current) editor.current.readOnly = closed;
  }, [closed, editor]);
  // the label is in the pupil's language
  useEffect(() => {
    if (editor.current) editor.current.label = t("Code");
  }, [tongue]);
  return <div class="editor" ref={box} />;
}

const KEYS = ["    ", "(", ")", "[", "]", '"', "=", ":", "#"];

/** Keys that a phone's keyboard hides; shown while the code has the focus on a touch screen. */
function PhoneKeys({ editor }: { editor: { current: CodeEditor | null } }) {
  return (
    <div class="phonekeys" role="toolbar" aria-label={t("Keys for code")}>
      {KEYS.map((key) => (
        <button
          key={key}
          type="button"
          aria-label={key.trim() ? key : t("Indent")}
          // Taking the key must not take the focus, or the keyboard would close.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => editor.current?.insert(key)}
        >
          {key.trim() || "⇥"}
        </button>
      ))}
    </div>
  );
}

function OutputCard({ app, cell }: { app: App; cell: OwnCell }) {
  const [outputs, running, ranAt] = [cell.outputs.value, cell.running.value, cell.ranAt.value];
  const stage = stageIn(outputs);
  const { attribution, source_language } = app.opened.about;
  const goTo = (line: number) => {
    cell.wantedLine.value = { line };
  };
  return (
    <section class="card output" aria-label={t("Result")}>
      <div class="card__head">
        <h2>{t("Result")}</h2>
        <span class="card__when">{status(app, cell) ?? (ranAt && t("at {time}", { time: clock(ranAt) }))}</span>
      </div>
      <div class="output__body" tabIndex={0} role="group" aria-label={t("Result")} aria-busy={running !== "no"}>
        {running === "long" && <Long app={app} />}
        {stage && <StageDoor cell={cell} data={stage} run={() => void app.run(cell)} />}
        <Outputs outputs={outputs} goTo={goTo} />
        {cell.question.value && <Asking cell={cell} />}
        {outputs.length === 0 && running === "no" && <Empty cell={cell} />}
        {needsSource(outputs) && attribution && (
          // it went through DOMPurify
          <p
            class="output__source"
            dangerouslySetInnerHTML={{ __html: inlineMarkdown(pick(attribution, source_language)) }}
          />
        )}
      </div>
    </section>
  );
}

function Empty({ cell }: { cell: OwnCell }) {
  const words = cell.ranAt.value
    ? t("The code ran. It printed nothing.")
    : t("Run the code and its result comes here.");
  return <p class="out-quiet">{words}</p>;
}

function status(app: App, cell: OwnCell): string | null {
  if (cell.running.value === "no") return null;
  if (app.runner.catchingUp.value) return t("Running the code of earlier steps");
  return app.link.state.value === "starting" ? t("Starting Python") : t("Running");
}

function Long({ app }: { app: App }) {
  return (
    <div class="trouble trouble--calm" role="status">
      <Icon name="clock" />
      <div>
        <p class="trouble__title">{t("The code has been running for 20 s")}</p>
        <p>{t("Does some loop repeat without end?")}</p>
        <button type="button" class="button" onClick={() => void app.runner.stop()}>
          <Icon name="stop" />
          {t("Stop")}
        </button>
      </div>
    </div>
  );
}

function Asking({ cell }: { cell: OwnCell }) {
  const question = cell.question.value;
  const field = useRef<HTMLInputElement>(null);
  if (!question) return null;
  const id = `asking-${cell.id}`;
  const send = (event: Event) => {
    event.preventDefault();
    question.answer(field.current?.value ?? "");
  };
  return (
    <form class="asking" onSubmit={send}>
      <label for={id}>{question.prompt || t("The code asks you something")}</label>
      {question.password ? (
        <input id={id} ref={field} type="password" autocomplete="off" />
      ) : (
        <input id={id} ref={field} type="text" autocomplete="off" />
      )}
      <button type="submit" class="button">
        {t("Answer")}
      </button>
    </form>
  );
}
