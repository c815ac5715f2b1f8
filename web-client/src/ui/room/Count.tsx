// A number in a circle, and what it counts for those who hear it.
export function Count({ count, words }: { readonly count: number; readonly words: string }) {
  return (
    <>
      <span className="count" aria-hidden="true">
        {count > 99 ? "99+" : count}
      </span>
      <span className="only-read"> {words}</span>
    </>
  );
}
