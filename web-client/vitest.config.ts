import { defineConfig } from "vitest/config";

// What has no page is tested without one: a document for each file costs a third of a second. A file of these that needs one
// says so in its first line.
export default defineConfig({
  test: {
    restoreMocks: true,
    // Not one processor less: nothing else goes on then.
    maxWorkers: "100%",
    // A machine that others use too takes more than five seconds for a long form.
    testTimeout: 20_000,
    projects: [
      { extends: true, test: { name: "logic", environment: "node", include: ["src/**/*.test.ts"] } },
      { extends: true, test: { name: "page", environment: "happy-dom", include: ["src/**/*.test.tsx"] } },
    ],
  },
});
