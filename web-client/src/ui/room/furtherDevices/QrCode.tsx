// A link as a picture for the camera of a phone. Drawn here, dark on light also at night: many cameras read no other.
import { useMemo } from "react";
import { generate } from "lean-qr";

/** Empty squares around it, without which it is not found. */
const MARGIN = 4;

export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { size, path } = useMemo(() => draw(text), [text]);
  const whole = size + 2 * MARGIN;
  return (
    <svg className="qr-code" role="img" aria-label={label} viewBox={`${-MARGIN} ${-MARGIN} ${whole} ${whole}`} shapeRendering="crispEdges">
      <path d={path} />
    </svg>
  );
}

/** One square for each dark module. */
export function draw(text: string): { readonly size: number; readonly path: string } {
  const code = generate(text);
  const rows = Array.from({ length: code.size }, (_, y) =>
    Array.from({ length: code.size }, (__, x) => (code.get(x, y) ? `M${x} ${y}h1v1h-1z` : "")).join(""),
  );
  return { size: code.size, path: rows.join("") };
}
