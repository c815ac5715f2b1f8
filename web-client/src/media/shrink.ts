// Makes a picture small enough to send, in the browser: at most so many pixels a side, upright, as a JPEG. Drawing it anew
// leaves everything else behind that a camera writes into a file: the place, the time, the device.

/** Pixels of the longer side: enough for a screen. */
export const LONGEST_SIDE = 1_600;

/** What came of it. */
export type Shrunk = { readonly type: "picture"; readonly blob: Blob } | { readonly type: "not_a_picture" } | { readonly type: "too_large" };

/** Tried in this order until the file is small enough. */
const TRIES: readonly { readonly side: number; readonly quality: number }[] = [
  { side: LONGEST_SIDE, quality: 0.85 },
  { side: LONGEST_SIDE, quality: 0.65 },
  { side: 1_000, quality: 0.65 },
];

/** The size a picture is drawn at: never larger than it is. */
export function sizeWithin(width: number, height: number, side: number): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** `most`: bytes. Never throws. */
export async function shrink(file: Blob, most: number): Promise<Shrunk> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return { type: "not_a_picture" };
  }
  try {
    for (const { side, quality } of TRIES) {
      const blob = await drawn(bitmap, side, quality);
      if (blob === null) return { type: "not_a_picture" };
      if (blob.size <= most) return { type: "picture", blob };
    }
    return { type: "too_large" };
  } finally {
    bitmap.close();
  }
}

function drawn(bitmap: ImageBitmap, side: number, quality: number): Promise<Blob | null> {
  const { width, height } = sizeWithin(bitmap.width, bitmap.height, side);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (context === null) return Promise.resolve(null);
  // What is transparent would become black.
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
}
