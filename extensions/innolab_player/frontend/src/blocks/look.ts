// How blocks look: four hues with white words at 4.5:1 or more, letters as on the page.
import * as Blockly from "blockly/core";
import type { Style } from "./vocabulary";

const HUES: Record<Style, [string, string]> = {
  move: ["#0050b3", "#003a80"],
  pen: ["#00713a", "#00542b"],
  repeat: ["#8a5200", "#663d00"],
  think: ["#7b2d8e", "#5a2068"],
  value: ["#33566b", "#243d4d"],
  own: ["#404040", "#1a1a1a"],
};

export const theme = Blockly.Theme.defineTheme("innolab", {
  name: "innolab",
  base: Blockly.Themes.Zelos,
  blockStyles: Object.fromEntries(
    Object.entries(HUES).map(([style, [primary, dark]]) => [
      style,
      { colourPrimary: primary, colourSecondary: dark, colourTertiary: dark, hat: "" },
    ]),
  ),
  componentStyles: {
    workspaceBackgroundColour: "#ffffff",
    flyoutBackgroundColour: "#f2f2f2",
    flyoutOpacity: 1,
    scrollbarColour: "#808080",
  },
  fontStyle: { family: "Arial, Helvetica, sans-serif", weight: "bold", size: 12 },
  startHats: false,
});
