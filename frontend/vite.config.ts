import react from "@vitejs/plugin-react";
import { readdirSync } from "node:fs";
import { defineConfig } from "vitest/config";

import { hlsParts } from "./hls_parts.ts";

const SERVER = process.env["VMS_URL"] ?? "http://127.0.0.1:8000";
const SERVED = ["/api", "/admin", "/media", "/s/", "/keep", "/healthz", "/readyz"];

// A few large chunks: many small ones compress badly, and each is a request.
const CHUNKS = {
  includeDependenciesRecursively: false,
  groups: [
    {
      name: "watch",
      test: /src.(watch|timeline|player|clips|wall).(?!sizeWords|lengthWords|zone)/,
    },
    { name: "parts", test: /lucide-react|src.ui./ },
    {
      name: "base", // imports none of the others: chunks in a ring would wait for one another
      test: /node_modules.(react|scheduler|@tanstack|openapi-fetch)|src.(api.|words.[a-z]+.ts|app.(store|useStore|serverClock|preferences|address|useAddress).ts|clips.(sizeWords|lengthWords)|timeline.zone)/,
    },
  ],
};

/** A class of a stylesheet by its number: names with hashes were a hundredth of all code. */
function numbered(): (name: string, file: string) => string {
  const numbers = new Map<string, number>();
  return (name, file) => {
    const key = `${file} ${name}`;
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return `c${(numbers.get(key) ?? 0).toString(36)}`;
  };
}

/** Those beside which a `.test.ts` stands. */
function pureModules(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const tests = names.filter((name) => name.endsWith(".test.ts"));
  return tests.map((name) => `${folder}/${name.replace(/\.test\.ts$/, ".ts")}`);
}

export default defineConfig(({ command }) => ({
  plugins: [react(), hlsParts()],
  // Django serves the build as its static files; the pages themselves stand at "/".
  css: { modules: command === "build" ? { generateScopedName: numbered() } : {} },
  base: command === "build" ? "/static/client/" : "/",
  build: {
    target: "es2022",
    manifest: true,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: CHUNKS } },
  },
  // `npm run dev`-like work: what is not the client's goes to a running installation.
  server: {
    hmr: !process.env["VMS_NO_HMR"],
    proxy: Object.fromEntries(SERVED.map((path) => [path, { target: SERVER }])),
  },
  test: {
    environment: "node",
    include: ["src/**/*.test.ts"],
    coverage: {
      provider: "v8",
      // Files beside which a test stands are pure: all of each is to be tried.
      include: pureModules("src"),
      reporter: ["text"],
      thresholds: { perFile: true, lines: 100, functions: 100, branches: 100, statements: 100 },
    },
  },
}));
