// What a visitor downloads: brotli sizes of the door (what index.html names) and of the room.
import { readFileSync, readdirSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const html = readFileSync(new URL("index.html", dist), "utf8");
let door = 0;
let all = 0;
for (const name of readdirSync(new URL("assets/", dist)).sort()) {
  if (!/\.(js|css)$/.test(name)) continue;
  const raw = readFileSync(new URL(`assets/${name}`, dist));
  const size = brotliCompressSync(raw).length;
  if (name.endsWith(".js")) all += size;
  if (name.endsWith(".js") && html.includes(name)) door += size;
  console.log(`${(size / 1024).toFixed(1).padStart(7)} KB  ${name}`);
}
console.log(`door (without a catalogue): ${(door / 1024).toFixed(1)} KB of JavaScript; everything: ${(all / 1024).toFixed(1)} KB`);
