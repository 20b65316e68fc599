// Terminal colours in text, as runs with class names: nothing of the text becomes markup.

export interface Run {
  text: string;
  classes: string;
}

const COLOURS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what we look for
const ESCAPE = /\u001b\[([0-9;]*)([A-Za-z])/g;

interface Style {
  colour: string | null;
  bold: boolean;
}

export function runs(text: string): Run[] {
  const found: Run[] = [];
  let style: Style = { colour: null, bold: false };
  let from = 0;
  for (const match of text.matchAll(ESCAPE)) {
    push(found, text.slice(from, match.index), style);
    from = match.index + match[0].length;
    if (match[2] === "m") style = styled(style, (match[1] ?? "").split(";").map(Number));
  }
  push(found, text.slice(from), style);
  return found;
}

function push(found: Run[], text: string, { colour, bold }: Style): void {
  const classes = [colour && `ansi-${colour}`, bold && "ansi-bold"].filter(Boolean).join(" ");
  if (text) found.push({ text, classes });
}

function styled(style: Style, codes: number[]): Style {
  let { colour, bold } = style;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 0) [colour, bold] = [null, false];
    else if (code === 1) bold = true;
    else if (code === 22) bold = false;
    else if (code === 39) colour = null;
    else if (code >= 30 && code <= 37) colour = COLOURS[code - 30] ?? null;
    else if (code >= 90 && code <= 97) colour = COLOURS[code - 90] ?? null;
    else if (code === 38 || code === 48) at += codes[at + 1] === 5 ? 2 : 4;
  }
  return { colour, bold };
}
