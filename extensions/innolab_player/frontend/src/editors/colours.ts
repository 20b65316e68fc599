// Colours of Python: each at least 4.5:1 on white and on the pointed line.
import { HighlightStyle } from "@codemirror/language";
import { tags } from "@lezer/highlight";

export const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.moduleKeyword], class: "py-keyword" },
  { tag: [tags.string, tags.special(tags.string)], class: "py-string" },
  { tag: [tags.number, tags.bool, tags.null], class: "py-number" },
  { tag: tags.comment, class: "py-comment" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.className], class: "py-name" },
  { tag: tags.invalid, class: "py-invalid" },
]);
