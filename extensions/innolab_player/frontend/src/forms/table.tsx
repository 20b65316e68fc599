// A table to fill.
import { useState } from "preact/hooks";
import { pick, t } from "../words";
import { type FieldProps, Words } from "./form";
import { Digits, givenIn } from "./literal";
import { readNumber, shownNumber } from "./number";

type Entries = Record<string, string[]>;

export function TableFields({ cell, form, readOnly, give }: FieldProps) {
  const { columns = [], rows = [], written = [] } = form;
  const [entries, setEntries] = useState<Entries>(() => entriesOf(cell.source.peek(), columns, rows.length));
  const [left, setLeft] = useState(false);
  const isNumber = (column: string) => !written.includes(column);
  const write = (column: string, row: number, text: string) => {
    const now = { ...entries, [column]: (entries[column] ?? []).with(row, text) };
    setEntries(now);
    const values = columns.map((each) => [each, (now[each] ?? []).map((entry) => valueIn(entry, isNumber(each)))]);
    give(Object.values(now).flat().join("").trim() === "" ? null : Object.fromEntries(values));
  };
  const isUnread = (column: string, text: string) => text.trim() !== "" && isNumber(column) && !readNumber(text);
  const unread = left && columns.some((column) => entries[column]?.some((text) => isUnread(column, text)));
  const help = `table-${cell.id}-help`;
  return (
    <div class="filltable">
      <table onBlurCapture={() => setLeft(true)}>
        <caption class="form__label">
          <Words form={form} word="label" />
        </caption>
        <thead>
          <tr>
            <td />
            {columns.map((column) => (
              <th key={column} scope="col">
                <Words form={form} word={column} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={row}>
              <th scope="row">
                <Words form={form} word={row} />
              </th>
              {columns.map((column) => (
                <td key={column}>
                  <input
                    class="field"
                    type="text"
                    inputMode={isNumber(column) ? "decimal" : "text"}
                    autocomplete="off"
                    aria-label={`${pick(form.words[row])}, ${pick(form.words[column])}`}
                    aria-invalid={left && isUnread(column, entries[column]?.[at] ?? "")}
                    aria-describedby={help}
                    value={entries[column]?.[at] ?? ""}
                    readOnly={readOnly}
                    onInput={(event) => write(column, at, event.currentTarget.value)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p id={help} class="form__help" role="status">
        {unread && t("Write a number, for example {example}.", { example: shownNumber(new Digits("2.5")) })}
      </p>
    </div>
  );
}

function entriesOf(source: string, columns: string[], rows: number): Entries {
  const value = givenIn(source) as Record<string, unknown[]> | null;
  const shown = (entry: unknown) => (entry instanceof Digits ? shownNumber(entry) : String(entry ?? ""));
  return Object.fromEntries(
    columns.map((column) => [column, Array.from({ length: rows }, (_, row) => shown(value?.[column]?.[row]))]),
  );
}

/** What can't be read as a number stays as it was written, so that nothing is lost. */
function valueIn(text: string, isNumber: boolean): string | Digits | null {
  if (text.trim() === "") return null;
  return (isNumber && readNumber(text)) || text;
}
