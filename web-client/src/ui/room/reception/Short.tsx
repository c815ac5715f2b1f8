// The words of a button, and fewer of them where there is little room.
export function Short({ wide, narrow }: { readonly wide: string; readonly narrow: string }) {
  return (
    <>
      <span className="on-wide">{wide}</span>
      <span className="on-narrow">{narrow}</span>
    </>
  );
}
