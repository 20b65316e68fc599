import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const MANIFEST = path.resolve(__dirname, "../../innolab_player/static/manifest.json");

test.runIf(existsSync(MANIFEST))("a text activity loads at most 300 KB compressed, without the live controls", () => {
  const { first_load, first_load_gzip } = JSON.parse(readFileSync(MANIFEST, "utf8")) as Record<string, never>;
  expect(first_load_gzip).toBeLessThanOrEqual(300_000);
  expect(String(first_load)).not.toContain("widgets");
});
