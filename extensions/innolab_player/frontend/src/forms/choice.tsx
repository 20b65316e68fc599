// One of several answers, or some of them.
import { type FieldProps, Words } from "./form";
import { givenIn } from "./literal";

export function ChoiceFields({ cell, form, readOnly, give }: FieldProps) {
  const value = givenIn(cell.source.value);
  const chosen = Array.isArray(value) ? value : [value];
  const { options = [], many = false } = form;
  const choose = (option: string, on: boolean) => {
    if (!many) return give(option);
    const now = options.filter((each) => (each === option ? on : chosen.includes(each)));
    return give(now.length > 0 ? now : null);
  };
  return (
    <fieldset class="choice">
      <legend class="form__label">
        <Words form={form} word="label" />
      </legend>
      {options.map((option) => (
        <label key={option} class="choice__option">
          <input
            type={many ? "checkbox" : "radio"}
            name={cell.id}
            value={option}
            checked={chosen.includes(option)}
            disabled={readOnly}
            onChange={(event) => choose(option, event.currentTarget.checked)}
          />
          <span>
            <Words form={form} word={option} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}
