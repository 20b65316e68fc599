// Builds the front end into the Python package: hashed names, compressed beside, a manifest, and its sizes.
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import esbuild from "esbuild";
import { gettext, ownFonts, raw, slimServices } from "./plugins.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const out = path.resolve(root, "../innolab_player/static");
const themes = path.resolve(root, "../../innolab_portal/innolab_portal/static/innolab");

const result = await esbuild.build({
  absWorkingDir: root,
  entryPoints: { main: "src/main.tsx", widgets: "src/styles/widgets.css", style: "src/styles/main.css" },
  outdir: out,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022", "chrome109", "firefox115", "safari16"],
  jsx: "automatic",
  jsxImportSource: "preact",
  minify: true,
  legalComments: "none",
  metafile: true,
  write: false,
  define: { "process.env.NODE_ENV": '"production"', "process.env": "{}", global: "globalThis" },
  alias: {
    path: "path-browserify",
    ws: "./src/nothing.ts",
    "node-fetch": "./src/nothing.ts",
    "@innolab/theme.css": path.join(themes, "theme.css"),
  },
  loader: {
    ".svg": "dataurl",
    ".woff": "empty",
    ".woff2": "empty",
    ".ttf": "empty",
    ".eot": "empty",
    ".png": "dataurl",
  },
  plugins: [gettext, raw, slimServices, ownFonts],
  logLevel: "warning",
});

mkdirSync(out, { recursive: true });
const manifest = {};
const sizes = {};
for (const { path: file, contents } of result.outputFiles) {
  const name = path.basename(file);
  const packed = gzipSync(contents, { level: 9 });
  writeFileSync(path.join(out, name), contents);
  writeFileSync(path.join(out, `${name}.gz`), packed);
  sizes[name] = packed.length;
}
for (const [file, about] of Object.entries(result.metafile.outputs)) {
  const name = path.basename(file);
  if (about.entryPoint === "src/main.tsx") manifest["main.js"] = name;
  if (about.entryPoint === "src/styles/main.css") manifest["main.css"] = name;
  if (about.entryPoint === "src/styles/widgets.css") manifest["widgets.css"] = name;
}
// Files that keep their names; Blockly asks for its own by them.
const blockly = path.join(path.dirname(createRequire(import.meta.url).resolve("blockly")), "media");
const media = ["sprites.svg", "handclosed.cur", "handdelete.cur", "handopen.cur", "resize-handle.svg"];
const kept = {
  "theme.css": path.join(themes, "theme.css"),
  "atkinson-hyperlegible-licence.txt": fileURLToPath(import.meta.resolve("@fontsource/atkinson-hyperlegible/LICENSE")),
  ...Object.fromEntries(media.map((name) => [name, path.join(blockly, name)])),
};
for (const [name, file] of Object.entries(kept)) if (existsSync(file)) copyFileSync(file, path.join(out, name));

// What a text activity loads: the two entries and the chunks they import at once.
const first = new Set([manifest["main.css"]]);
const follow = (name) => {
  if (first.has(name)) return;
  first.add(name);
  const key = Object.keys(result.metafile.outputs).find((file) => path.basename(file) === name);
  for (const { path: file, kind } of result.metafile.outputs[key].imports) {
    if (kind === "import-statement") follow(path.basename(file));
  }
};
follow(manifest["main.js"]);
const total = [...first].reduce((sum, name) => sum + sizes[name], 0);
manifest.first_load = [...first].sort();
manifest.first_load_gzip = total;
// The manifest changes last and at once, and only then does the old build go: a running server never misses a file.
writeFileSync(path.join(out, "manifest.json.new"), `${JSON.stringify(manifest, null, 1)}\n`);
renameSync(path.join(out, "manifest.json.new"), path.join(out, "manifest.json"));
for (const name of readdirSync(out)) {
  if (!["manifest.json", ...Object.keys(kept)].includes(name) && sizes[name.replace(/\.gz$/, "")] === undefined) {
    rmSync(path.join(out, name));
  }
}
if (process.env.META) writeFileSync(process.env.META, JSON.stringify(result.metafile));

for (const name of readdirSync(out).filter((file) => sizes[file] !== undefined)) {
  console.log(`${first.has(name) ? "first" : "later"} ${(sizes[name] / 1000).toFixed(1).padStart(7)} KB gz  ${name}`);
}
console.log(`first load of a text activity: ${(total / 1000).toFixed(1)} KB gzipped`);
