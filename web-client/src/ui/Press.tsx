// A button that keeps the focus when it cannot be pressed just now or its request is on the way: a disabled element
// would drop it to the start of the page.
import type { ButtonHTMLAttributes, Ref } from "react";

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "onClick" | "disabled"> {
  readonly possible?: boolean;
  readonly busy?: boolean;
  readonly onPress: () => void;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Press({ possible = true, busy = false, onPress, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={!possible || undefined}
      aria-busy={busy || undefined}
      onClick={() => {
        if (possible && !busy) onPress();
      }}
    />
  );
}
