// The network connection: three words, the reason, and what helps.
import type { connection as fi } from "./connection.fi";

export const connection: typeof fi = {
  title: "Connection",
  open: "Connection and pictures",
  sign: { good: "Connection is fine", weak: "Weak connection", poor: "Poor connection" },
  about: {
    good: "Sound and pictures come through well.",
    weak: "Sound comes through, but pictures may be blurred or stop.",
    poor: "Sound may break up too. Sound always goes before pictures.",
  },
  reason: {
    sending_loss: "Some of your sound and picture is lost on the way. Others may hear you in pieces.",
    receiving_loss: "Some of the others' sound and pictures is lost on the way to you.",
    delay: "Sound arrives with a delay. Wait a moment before you answer, so that you do not talk over each other.",
    narrow: "Your network cannot carry all the pictures, so fewer are shown for now.",
  },
  helpsTitle: "What can help?",
  helps: [
    "Move closer to the wireless router, or use a network cable.",
    "Close other programs and devices that use the same network.",
    "Turn your own camera off if your voice breaks up.",
  ],
  itself: "You do not have to do anything. The pictures come back by themselves when the connection is better.",
  audioOnly: "Sound only",
  audioOnlyHint: "You do not see the others, but you hear everybody. The choice is kept on this device.",
  paused: "Picture paused, weak connection",
  say: { good: "The connection is good again.", weak: "The connection is weak.", poor: "The connection is poor." },
};
