import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import ts from "typescript-eslint";

// No component takes more than eight props.
const NINTH_PROP = [
  "TSInterfaceDeclaration[id.name=/Props$/] > TSInterfaceBody > TSPropertySignature:nth-child(9)",
  "FunctionDeclaration[id.name=/^[A-Z]/] > ObjectPattern TSTypeLiteral > TSPropertySignature:nth-child(9)",
  "FunctionDeclaration[id.name=/^[A-Z]/] > ObjectPattern > Property:nth-child(9)",
];
const HLS_ONLY_IN = "src/player/hls.ts";

export default ts.config(
  { ignores: ["dist", "coverage", "node_modules", "src/api/schema.d.ts"] },
  js.configs.recommended,
  {
    files: ["src/**/*.{ts,tsx}"],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { "react-hooks": hooks },
    rules: {
      ...hooks.configs.recommended.rules,
      "max-lines": ["error", { max: 300 }],
      "max-lines-per-function": ["error", { max: 150 }],
      complexity: ["error", 12],
      "no-restricted-syntax": [
        "error",
        ...NINTH_PROP.map((selector) => ({ selector, message: "More than eight props." })),
      ],
      "no-restricted-imports": ["error", { paths: ["hls.js", "hls.js/light"] }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  { files: [HLS_ONLY_IN], rules: { "no-restricted-imports": "off" } },
  { files: ["src/**/*.test.ts"], rules: { "max-lines-per-function": "off" } },
  {
    files: ["**/*.mjs", "eslint.config.js"],
    languageOptions: {
      globals: Object.fromEntries(
        [
          "process",
          "console",
          "URL",
          "URLSearchParams",
          "Buffer",
          "setTimeout",
          "clearTimeout",
          "window",
          "document",
          "performance",
          "fetch",
          "location",
          "history",
          "navigator",
          "requestAnimationFrame",
          "HTMLMediaElement",
          "HTMLVideoElement",
          "HTMLElement",
          "PerformanceObserver",
          "dispatchEvent",
          "PopStateEvent",
          "WheelEvent",
          "PointerEvent",
          "KeyboardEvent",
          "matchMedia",
          "innerWidth",
          "innerHeight",
          "getComputedStyle",
          "localStorage",
          "Event",
          "MutationObserver",
          "structuredClone",
          "setInterval",
          "clearInterval",
        ].map((name) => [name, "readonly"]),
      ),
    },
  },
);
