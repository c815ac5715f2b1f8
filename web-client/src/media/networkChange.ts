// When the browser says that the device is on another network.

/** The part of the Network Information API that says by what the device is connected; not in every browser. */
type Connection = EventTarget & { readonly type?: string };

/** Calls `listener` until the returned function is called. */
export function onNetworkChange(listener: () => void): () => void {
  const { connection } = navigator as Navigator & { readonly connection?: Connection };
  let type = connection?.type;
  // It also tells how fast it guesses the network to be: that alone is no other network.
  const changed = (): void => {
    if (connection?.type === type) return;
    type = connection?.type;
    listener();
  };
  addEventListener("online", listener);
  connection?.addEventListener?.("change", changed);
  return () => {
    removeEventListener("online", listener);
    connection?.removeEventListener?.("change", changed);
  };
}
