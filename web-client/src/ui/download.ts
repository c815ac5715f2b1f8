// Gives a text to the browser as a file to keep. It is made here and goes nowhere else.

export function download(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has begun by then; without this the text would stay in memory.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** What every file system takes: letters, digits and hyphens. */
export function fileNameOf(...parts: readonly string[]): string {
  return parts
    .map((part) =>
      part
        .normalize("NFC")
        .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
        .replaceAll(/^-+|-+$/gu, "")
        .slice(0, 60),
    )
    .filter((part) => part !== "")
    .join("-");
}

/** The day as people of the file sort it: 2026-11-22. */
export function dayOf(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
