// Our own icons: 24 px, drawn with one stroke. Always beside a word or with a name that is read, so hidden themselves.
import type { ReactNode } from "react";
import type { NetworkQuality } from "../protocol/generated";

function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      width="24"
      height="24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

const SLASH = <path d="M3.5 3.5 20.5 20.5" />;

export function MicrophoneIcon({ off = false }: { readonly off?: boolean }) {
  return (
    <Icon>
      <rect x="9" y="2.5" width="6" height="11.5" rx="3" fill={off ? "none" : "currentColor"} />
      <path d="M5 11a7 7 0 0 0 14 0M12 18v3.5M8.5 21.5h7" />
      {off && SLASH}
    </Icon>
  );
}

export function CameraIcon({ off = false }: { readonly off?: boolean }) {
  return (
    <Icon>
      <rect x="2.5" y="6" width="13" height="12" rx="3" fill={off ? "none" : "currentColor"} />
      <path d="m15.5 11 6-3.6v9.2l-6-3.6" fill={off ? "none" : "currentColor"} />
      {off && SLASH}
    </Icon>
  );
}

export function HandIcon({ up = false }: { readonly up?: boolean }) {
  return (
    <Icon>
      <path
        d="M7.5 12.5V5.6a1.5 1.5 0 0 1 3 0v5M10.5 10.6V3.9a1.5 1.5 0 0 1 3 0v6.7M13.5 10.6V5.2a1.5 1.5 0 0 1 3 0v6M16.5 11.2V8.4a1.5 1.5 0 0 1 3 0V14c0 4.4-2.8 7.5-6.7 7.5-3.1 0-4.8-1.5-6.2-4l-2.9-4.900c-.9-1.6 1.2-3 2.4-1.700l1.9 2.3"
        fill={up ? "currentColor" : "none"}
        fillOpacity={up ? 0.25 : 0}
      />
    </Icon>
  );
}

/** Three bars, of which as many are full as the network is good. */
export function SignalIcon({ quality }: { readonly quality: NetworkQuality }) {
  const full = { good: 3, weak: 2, poor: 1 }[quality];
  return (
    <Icon>
      {[0, 1, 2].map((bar) => (
        <rect
          key={bar}
          x={3 + bar * 7}
          y={15 - bar * 5.5}
          width="4"
          height={6 + bar * 5.5}
          rx="1.5"
          fill={bar < full ? "currentColor" : "none"}
          strokeOpacity={bar < full ? 1 : 0.6}
        />
      ))}
    </Icon>
  );
}

export function PeopleIcon() {
  return (
    <Icon>
      <circle cx="9" cy="8" r="3.5" />
      <path d="M2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6" />
      <path d="M15.5 4.800a3.5 3.5 0 0 1 0 6.400M18 14.600c2.2.8 3.5 2.8 3.5 5.4" />
    </Icon>
  );
}

export function ChatIcon() {
  return (
    <Icon>
      <path d="M4.500 4.500h15a1.500 1.500 0 0 1 1.500 1.500v9a1.500 1.500 0 0 1-1.500 1.500H11l-4.500 4v-4h-2A1.500 1.500 0 0 1 3 15V6a1.500 1.500 0 0 1 1.500-1.500Z" />
      <path d="M7.500 9h9M7.500 12.500h5.500" />
    </Icon>
  );
}

export function MoreIcon() {
  return (
    <Icon>
      <path d="M5 12h.01M12 12h.01M19 12h.01" strokeWidth="3.500" />
    </Icon>
  );
}

export function LeaveIcon() {
  return (
    <Icon>
      <path d="M13.5 4H6.500a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h7" />
      <path d="M10 12h10.500M16.5 8l4 4-4 4" />
    </Icon>
  );
}

export function CloseIcon() {
  return (
    <Icon>
      <path d="M6 6l12 12M18 6 6 18" />
    </Icon>
  );
}

export function GripIcon() {
  return (
    <Icon>
      <path d="M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01" strokeWidth="3" />
    </Icon>
  );
}

export function MoveIcon() {
  return (
    <Icon>
      <path d="M4 12h15M14 7l5 5-5 5" />
    </Icon>
  );
}

export function NextIcon() {
  return (
    <Icon>
      <path d="M4.5 6.500h9M4.5 12h6M4.5 17.500h4M14 17l3.5-3.500L21 17M17.5 13.500V21" />
    </Icon>
  );
}

export function SoundIcon() {
  return (
    <Icon>
      <path d="M4 9.500v5h3.500L12 18.500v-13L7.5 9.500Z" fill="currentColor" />
      <path d="M15.5 9a4 4 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11" />
    </Icon>
  );
}

export function ScreenIcon({ on = false }: { readonly on?: boolean }) {
  return (
    <Icon>
      <rect x="2.5" y="4" width="19" height="13" rx="2" fill={on ? "currentColor" : "none"} fillOpacity={on ? 0.25 : 0} />
      <path d="M8 20.500h8M12 14V8M9 10.500l3-3 3 3" />
    </Icon>
  );
}

export function FullScreenIcon() {
  return (
    <Icon>
      <path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5" />
    </Icon>
  );
}

export function ZoomInIcon() {
  return (
    <Icon>
      <circle cx="10.500" cy="10.500" r="6.500" />
      <path d="m15.500 15.500 5 5M10.500 8v5M8 10.500h5" />
    </Icon>
  );
}

export function ZoomOutIcon() {
  return (
    <Icon>
      <circle cx="10.500" cy="10.500" r="6.500" />
      <path d="m15.500 15.500 5 5M8 10.500h5" />
    </Icon>
  );
}

export function LostIcon() {
  return (
    <Icon>
      <path d="M2.5 9a14 14 0 0 1 5-3M21.5 9a14 14 0 0 0-9-4M6 13a9 9 0 0 1 4-2.300M18 13a9 9 0 0 0-2-1.400M9.5 17a4 4 0 0 1 5 0M12 20.500h.01" />
      {SLASH}
    </Icon>
  );
}

export function TrashIcon() {
  return (
    <Icon>
      <path d="M4.5 7h15M9.500 7V4.500h5V7M6.500 7l.8 12.500h9.400L17.500 7M10 11v5M14 11v5" />
    </Icon>
  );
}

export function SmileIcon() {
  return (
    <Icon>
      <circle cx="12" cy="12" r="9" />
      <path d="M8 14c.9 1.600 2.300 2.500 4 2.500s3.100-.9 4-2.500M9 9.500h.01M15 9.500h.01" />
    </Icon>
  );
}

export function TickIcon() {
  return (
    <Icon>
      <path d="m5 12.500 4.500 4.500L19 7.500" />
    </Icon>
  );
}

export function StarIcon() {
  return (
    <Icon>
      <path d="m12 3.500 2.600 5.400 5.900.8-4.300 4.100 1.100 5.900L12 16.800l-5.300 2.900 1.100-5.900-4.300-4.100 5.900-.8Z" fill="currentColor" />
    </Icon>
  );
}

export function DoorIcon() {
  return (
    <Icon>
      <path d="M6 21V4.500A1.500 1.500 0 0 1 7.500 3h9A1.500 1.500 0 0 1 18 4.500V21M3.500 21h17M14 12.500h.01" />
    </Icon>
  );
}

export function HelpIcon() {
  return (
    <Icon>
      <circle cx="12" cy="12" r="9" />
      <path d="M9.500 9.500a2.600 2.600 0 1 1 3.700 2.400c-.8.400-1.200.9-1.200 1.800M12 17h.01" />
    </Icon>
  );
}

/** Two, and nobody else. */
export function TwoIcon() {
  return (
    <Icon>
      <circle cx="8" cy="8" r="3.200" />
      <circle cx="16" cy="8" r="3.200" />
      <path d="M2.500 20c.3-3.600 2.500-5.800 5.500-5.800 1.700 0 3.100.7 4 1.900.9-1.200 2.300-1.900 4-1.900 3 0 5.200 2.200 5.500 5.800" />
    </Icon>
  );
}

export function HeartIcon() {
  return (
    <Icon>
      <path d="M12 20c-4.800-3.100-8.500-6.300-8.500-10.300A4.600 4.600 0 0 1 12 7.200a4.600 4.600 0 0 1 8.500 2.500c0 4-3.700 7.200-8.500 10.300Z" />
    </Icon>
  );
}

/** Is seen and heard. */
export function EyeIcon() {
  return (
    <Icon>
      <path d="M2 12s3.600-6.500 10-6.500S22 12 22 12s-3.600 6.500-10 6.500S2 12 2 12Z" />
      <circle cx="12" cy="12" r="3" fill="currentColor" />
    </Icon>
  );
}

/** Only listens. */
export function EarIcon() {
  return (
    <Icon>
      <path d="M6 9.500a6 6 0 0 1 12 0c0 4.500-4 4.800-4 8.200a3.300 3.300 0 0 1-6 1.900M9 10a3 3 0 0 1 6 0c0 2-1.800 2.300-2.500 3.500" />
    </Icon>
  );
}

/** The mark of Piiri: a circle of people, one of whom has the floor. */
export function Mark() {
  const seats = [0, 1, 2, 3, 4, 5].map((n) => (n / 6) * 2 * Math.PI - Math.PI / 2);
  return (
    <svg className="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
      {seats.map((angle, n) => (
        <circle
          key={angle}
          cx={(16 + 10.5 * Math.cos(angle)).toFixed(2)}
          cy={(16 + 10.5 * Math.sin(angle)).toFixed(2)}
          r="3.6"
          className={n === 1 ? "mark-floor" : "mark-seat"}
        />
      ))}
    </svg>
  );
}
