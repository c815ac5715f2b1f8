import { defineConfig, type Plugin } from "vite";

/** react-aria brings its own words in over thirty languages; we speak three. */
function ourLanguagesOnly(): Plugin {
  const foreign = /react-aria(?:-components)?\/dist\/private\/.*intl.*\/(?!fi-FI|sv-SE|en-US)[a-z]{2}-[A-Z]{2}\.mjs$/;
  return {
    name: "our-languages-only",
    enforce: "pre",
    load(id) {
      return foreign.test(id) ? "export default {};" : null;
    },
  };
}

export default defineConfig({
  plugins: [ourLanguagesOnly()],
  build: {
    target: ["chrome111", "firefox115", "safari16.4"],
    // Everything is a file of ours: `data:` is not in the font policy, and hashed files are cached for ever.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
