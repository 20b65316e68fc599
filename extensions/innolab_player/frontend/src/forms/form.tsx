// An answer without code: a choice, a number, a table. What is answered lands in the notebook at each change.
import type { App } from "../app";
import type { OwnCell } from "../cell";
import type { AnswerForm } from "../lesson";
import { Said } from "../pages/said";
import { pick } from "../words";
import { ChoiceFields } from "./choice";
import { type Given, sourceOf } from "./literal";
import { NumberField } from "./numberfield";
import { TableFields } from "./table";

export interface FieldProps {
  cell: OwnCell;
  form: AnswerForm;
  readOnly: boolean;
  /** Keep the answer; null when there is none, with what was written and could not be read. */
  give: (value: Given, unread?: string) => void;
}

const FIELDS = { choice: ChoiceFields, number: NumberField, table: TableFields };

export function FormCard({ app, cell, form }: { app: App; cell: OwnCell; form: AnswerForm }) {
  const Fields = FIELDS[form.kind];
  const give = (value: Given, unread = "") => {
    app.typed(cell, value === null && !unread ? cell.original : sourceOf(form.name, value, unread));
  };
  const focus = (focused: boolean) => () => {
    cell.focused = focused;
  };
  return (
    <section class="card form" data-cell={cell.id} onFocusCapture={focus(true)} onBlurCapture={focus(false)}>
      {/* A text from elsewhere, such as another device's, fills the fields anew. */}
      <Fields key={cell.fromOutside.value} cell={cell} form={form} readOnly={app.isClosed.value} give={give} />
    </section>
  );
}

export function Words({ form, word }: { form: AnswerForm; word: string }) {
  return <Said text={pick(form.words[word])} />;
}
