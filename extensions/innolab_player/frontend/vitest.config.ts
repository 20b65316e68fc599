import { defineConfig } from "vitest/config";
import { catalogue } from "./scripts/catalogue.mjs";

export default defineConfig({
  plugins: [
    {
      name: "po",
      transform(_source: string, id: string) {
        return id.endsWith(".po") ? `export default ${JSON.stringify(catalogue(id))}` : undefined;
      },
    },
  ],
  test: { environment: "jsdom", include: ["test/**/*.test.ts", "test/**/*.test.tsx"] },
});
