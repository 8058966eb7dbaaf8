// How the console is built: files that stand beside the hub's API under its strict policy.
//
// Nothing may be inlined (the Content-Security-Policy knows only files), nothing is fetched from
// elsewhere.  `npm run dev` serves the sources and passes the API on to a hub: NOROSHI_HUB names it.
// A hub takes changes of a session from its own page alone, so that what is passed on says that page.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const hub = process.env["NOROSHI_HUB"] ?? "https://127.0.0.1:8443";
const passedOn = { target: hub, changeOrigin: true, secure: false, headers: { origin: new URL(hub).origin } };

/** A chunk that is a folder's index.tsx is called like the folder. */
function chunkName(name: string, module: string | null): string {
  return /\/([\w-]+)\/index\.tsx?$/.exec(module ?? "")?.[1] ?? name;
}

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Each file costs more than its octets on a slow machine: one style sheet, and no crumbs of script.
    cssCodeSplit: false,
    reportCompressedSize: true,
    chunkSizeWarningLimit: 300,
    rollupOptions: {
      output: {
        experimentalMinChunkSize: 10_000,
        chunkFileNames: ({ name, facadeModuleId }) => `assets/${chunkName(name, facadeModuleId)}-[hash].js`,
      },
    },
  },
  server: { host: "127.0.0.1", proxy: { "/api": passedOn, "/taxii2": passedOn } },
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    environment: "node",
    setupFiles: ["src/test-canvas.ts", "src/test-waits.ts"],
    // A wait costs nothing when all is well; the machine may be busy with other tests.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
