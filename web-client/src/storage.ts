// The browser's storage, or one in memory when the browser keeps none (private windows, strict settings).

const FALLBACK = new Map<"local" | "session", Storage>();

export function storage(kind: "local" | "session"): Storage {
  try {
    const real = kind === "local" ? localStorage : sessionStorage;
    real.getItem("piiri");
    return real;
  } catch {
    const known = FALLBACK.get(kind) ?? inMemory();
    FALLBACK.set(kind, known);
    return known;
  }
}

function inMemory(): Storage {
  const map = new Map<string, string>();
  return {
    get length() {
      return map.size;
    },
    key: (index) => [...map.keys()][index] ?? null,
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, String(value)),
    removeItem: (key) => void map.delete(key),
    clear: () => map.clear(),
  };
}
