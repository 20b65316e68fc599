// Outputs as people see them: text, tables, pictures, live controls, and errors in plain words first.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { CHECK_MIME, ERROR_MIME, type PlainError } from "../check";
import { clean, markdown } from "../clean";
import { Icon } from "../pages/icons";
import { Said } from "../pages/said";
import { STAGE_MIME } from "../stage/data";
import { showWidget, VIEW_MIME } from "../widgets/door";
import { pick, t } from "../words";
import { runs } from "./ansi";
import { type DataOutput, type ErrorOutput, joined, type Output } from "./model";

/** Goes to a line of the code that brought these outputs. */
type GoTo = ((line: number) => void) | undefined;

export function Outputs({ outputs, goTo }: { outputs: Output[]; goTo?: GoTo }) {
  return <>{outputs.map((output, index) => one(output, outputs[index + 1], outputs[index - 1], index, goTo))}</>;
}

function one(output: Output, next: Output | undefined, before: Output | undefined, key: number, goTo: GoTo) {
  if (output.output_type === "stream")
    return <Text key={key} text={joined(output.text)} stderr={output.name === "stderr"} />;
  if (output.output_type === "error") {
    // Shown with the plain words before it.
    return isPlainError(before) ? null : <Trouble key={key} plain={null} error={output} goTo={goTo} />;
  }
  if (isPlainError(output)) {
    const error = next?.output_type === "error" ? next : null;
    return <Trouble key={key} plain={output.data[ERROR_MIME] as PlainError} error={error} goTo={goTo} />;
  }
  return <Data key={key} output={output} />;
}

function isPlainError(output: Output | undefined): output is DataOutput {
  return output !== undefined && "data" in output && ERROR_MIME in output.data;
}

export function Text({ text, stderr = false }: { text: string; stderr?: boolean }) {
  return (
    <pre class={stderr ? "out out--note" : "out"}>
      {runs(text).map((run, index) =>
        run.classes ? (
          <span key={index} class={run.classes}>
            {run.text}
          </span>
        ) : (
          run.text
        ),
      )}
    </pre>
  );
}

function Data({ output: { data, metadata } }: { output: DataOutput }) {
  // The stage has a place of its own.
  if (CHECK_MIME in data || STAGE_MIME in data) return null;
  if (VIEW_MIME in data) {
    const { model_id } = data[VIEW_MIME] as { model_id: string };
    return <Control id={model_id} />;
  }
  if ("text/html" in data) return <Html html={joined(data["text/html"])} />;
  const picture = pictureOf(data);
  if (picture) return <Picture source={picture} about={metadata} />;
  if ("text/markdown" in data) return <Html html={markdown(joined(data["text/markdown"]), "")} cleaned />;
  return <Text text={joined(data["text/plain"])} />;
}

function pictureOf(data: DataOutput["data"]): string | null {
  for (const kind of ["image/png", "image/jpeg", "image/gif", "image/webp"]) {
    if (kind in data) return `data:${kind};base64,${joined(data[kind]).replace(/\s/g, "")}`;
  }
  // As a picture, an SVG can neither run scripts nor fetch anything.
  if ("image/svg+xml" in data) return `data:image/svg+xml,${encodeURIComponent(joined(data["image/svg+xml"]))}`;
  return null;
}

function Picture({ source, about }: { source: string; about: Record<string, unknown> }) {
  const named =
    about.alt ??
    Object.values(about)
      .map((each) => (each as { alt?: unknown } | null)?.alt)
      .find(Boolean);
  const alt =
    typeof named === "string"
      ? named
      : named
        ? pick(named as Parameters<typeof pick>[0])
        : t("The picture your code drew");
  return <img class="out-picture" src={source} alt={alt} />;
}

function Html({ html, cleaned = false }: { html: string; cleaned?: boolean }) {
  const safe = useMemo(() => (cleaned ? html : clean(html, "")), [html, cleaned]);
  // it went through DOMPurify
  return (
    <div
      class="out-html"
      tabIndex={0}
      role="group"
      aria-label={t("Output")}
      dangerouslySetInnerHTML={{ __html: safe }}
    />
  );
}

function Control({ id }: { id: string }) {
  const box = useRef<HTMLDivElement>(null);
  const [gone, setGone] = useState(false);
  useEffect(() => {
    let here = true;
    const element = box.current;
    if (element) {
      showWidget(id, element).then(
        (shown) => here && setGone(!shown),
        () => here && setGone(true),
      );
    }
    return () => {
      here = false;
    };
  }, [id]);
  return (
    <div class="out-control">
      <div ref={box} />
      {gone && <p class="out-quiet">{t("Run the code to use the controls again.")}</p>}
    </div>
  );
}

interface TroubleProps {
  plain: PlainError | null;
  error: ErrorOutput | null;
  goTo: GoTo;
}

function Trouble({ plain, error, goTo }: TroubleProps) {
  const line = plain?.line ?? null;
  const title = plain ? pick(plain.title) : (error?.ename ?? "");
  const message = plain ? pick(plain.message) : (error?.evalue ?? "");
  return (
    <div class="trouble">
      <Icon name="info" />
      <div>
        <p class="trouble__title">{title}</p>
        {message && (
          <p>
            <Said text={message} />{" "}
            {goTo && line !== null && (
              <button type="button" class="linklike" onClick={() => goTo(line)}>
                {t("Look at line {n}", { n: line })}
              </button>
            )}
          </p>
        )}
        {error && error.traceback.length > 0 && (
          <details>
            <summary>{t("Show Python's own message")}</summary>
            <Text text={error.traceback.join("\n")} />
          </details>
        )}
      </div>
    </div>
  );
}

/** Pictures and live controls are what a source line is printed under. */
export function needsSource(outputs: Output[]): boolean {
  const pictures = outputs.filter((output): output is DataOutput => "data" in output && !(STAGE_MIME in output.data));
  return pictures.some(({ data }) => pictureOf(data) !== null || VIEW_MIME in data);
}
