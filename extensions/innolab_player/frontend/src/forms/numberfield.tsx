// A number with its unit.
import { useState } from "preact/hooks";
import { pick, t } from "../words";
import { type FieldProps, Words } from "./form";
import { Digits, givenIn, unreadOf } from "./literal";
import { readNumber, shownNumber } from "./number";

export function NumberField({ cell, form, readOnly, give }: FieldProps) {
  const [written, setWritten] = useState(() => {
    const value = givenIn(cell.source.peek());
    return value instanceof Digits ? shownNumber(value) : unreadOf(cell.source.peek());
  });
  const [left, setLeft] = useState(written !== "");
  const unit = pick(form.words.unit);
  const unread = written.trim() !== "" && readNumber(written, unit) === null;
  const id = `number-${cell.id}`;
  const write = (text: string) => {
    setWritten(text);
    const number = readNumber(text, unit);
    give(number, number ? "" : text.trim());
  };
  return (
    <div class="number">
      <label class="form__label" for={id}>
        <Words form={form} word="label" />
      </label>
      <div class="number__row">
        <input
          id={id}
          class="field"
          type="text"
          inputMode="decimal"
          autocomplete="off"
          value={written}
          readOnly={readOnly}
          aria-invalid={left && unread}
          aria-describedby={`${id}-unit ${id}-help`}
          onInput={(event) => write(event.currentTarget.value)}
          onBlur={() => setLeft(true)}
        />
        <span id={`${id}-unit`} class="number__unit">
          {unit}
        </span>
      </div>
      <p id={`${id}-help`} class="form__help" role="status">
        {left && unread && t("Write a number, for example {example}.", { example: shownNumber(new Digits("2.5")) })}
      </p>
    </div>
  );
}
