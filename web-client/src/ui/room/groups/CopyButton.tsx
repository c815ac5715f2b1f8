// Copies a text to the clipboard and says so.
import { useState } from "react";
import { useMessages } from "../../language";
import { Press } from "../../Press";

interface Props {
  readonly text: string;
  /** What is copied, where there are several. */
  readonly label?: string;
}

export function CopyButton({ text, label }: Props) {
  const { inside } = useMessages().groups;
  const [copied, setCopied] = useState<string | null>(null);
  return (
    <>
      <Press
        className="plain"
        aria-label={label === undefined ? undefined : `${inside.copy}: ${label}`}
        onPress={() => void navigator.clipboard.writeText(text).then(() => setCopied(text)).catch(() => setCopied(null))}
      >
        {inside.copy}
      </Press>
      <span className="word" role="status">
        {copied === text && inside.copied}
      </span>
    </>
  );
}
