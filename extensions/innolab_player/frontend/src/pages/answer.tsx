// An answer in the pupil's own words, read by the teacher.
import { useLayoutEffect, useRef } from "preact/hooks";
import type { App } from "../app";
import type { OwnCell } from "../cell";
import { t } from "../words";

export function AnswerCard({ app, cell }: { app: App; cell: OwnCell }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const source = cell.source.value;
  // the box grows with the text
  useLayoutEffect(() => {
    const box = field.current;
    if (!box) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 4}px`;
  }, [source]);
  const id = `answer-${cell.id}`;
  return (
    <section class="card answer" data-cell={cell.id}>
      <div class="card__head">
        <h2>
          <label for={id}>{t("Your answer in your own words")}</label>
        </h2>
      </div>
      <textarea
        id={id}
        ref={field}
        rows={4}
        value={cell.words}
        readOnly={app.isClosed.value}
        onInput={(event) => app.answered(cell, event.currentTarget.value)}
        onFocus={() => {
          cell.focused = true;
        }}
        onBlur={() => {
          cell.focused = false;
        }}
      />
      <p class="answer__note">{t("Your teacher reads this.")}</p>
    </section>
  );
}
