// How packages that were written for other bundlers get into ours.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { catalogue } from "./catalogue.mjs";

export const gettext = {
  name: "gettext",
  setup(build) {
    build.onLoad({ filter: /\.po$/ }, ({ path: file }) => ({
      contents: JSON.stringify(catalogue(file)),
      loader: "json",
    }));
  },
};

/** `?raw`, as Vite has it: a file as text. */
export const raw = {
  name: "raw",
  setup(build) {
    build.onResolve({ filter: /\?raw$/ }, ({ path: file, resolveDir }) => ({
      path: path.resolve(resolveDir, file.replace(/\?raw$/, "")),
      namespace: "raw",
    }));
    build.onLoad({ filter: /.*/, namespace: "raw" }, async ({ path: file }) => ({
      contents: await readFile(file, "utf8"),
      loader: "text",
    }));
  },
};

/** The fonts the page brings along; those that packages' own styles name are left out. */
export const ownFonts = {
  name: "own-fonts",
  setup(build) {
    build.onLoad({ filter: /@fontsource\/.*\.woff2$/ }, async ({ path: file }) => ({
      contents: await readFile(file),
      loader: "file",
    }));
  },
};

// The kernel client asks for the whole of @jupyterlab/services, a CommonJS package, but uses two names of it.
// Without this, contents, settings, terminals and a JSON schema compiler (which needs eval) come along.
const CORE = `
  exports.ServerConnection = require("./serverconnection.js").ServerConnection;
  exports.CommsOverSubshells = require("./kernel/comm.js").CommsOverSubshells;
`;

export const slimServices = {
  name: "slim-services",
  setup(build) {
    build.onResolve({ filter: /^\.\.$/ }, ({ resolveDir }) => {
      const folder = path.resolve(resolveDir, "..");
      return resolveDir.endsWith("/@jupyterlab/services/lib/kernel") ? { path: folder, namespace: "core" } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: "core" }, ({ path: folder }) => ({ contents: CORE, resolveDir: folder }));
  },
};
