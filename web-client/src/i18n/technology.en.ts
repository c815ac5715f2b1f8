// The state of devices and the technology round.
import type { Messages } from "./fi";
import { plural } from "./plural";

export const device: Messages["device"] = {
  of: (name) => `State of the device: ${name}`,
  numbered: (number) => `Device ${number}`,
  fine: "device fine, microphone heard",
  microphone: {
    unasked: "microphone not asked yet",
    missing: "no microphone found",
    denied: "microphone blocked in the browser",
    silent: "microphone on, no sound heard",
    heard: "microphone heard",
  },
  camera: {
    unasked: "camera not asked yet",
    missing: "no camera found",
    denied: "camera blocked in the browser",
    permitted: "camera fine",
  },
  connection: {
    good: "good connection",
    weak: "weak connection",
    bad: "poor connection",
  },
};

export const technology: Messages["technology"] = {
  title: "Technology round",
  intro: "Everyone tries their devices. Here you see who has tried what.",
  whichSteps: "What is to be tried?",
  stepMissing: "Choose at least one.",
  start: "Start the technology round",
  end: "End the technology round",
  steps: {
    microphone_on: "Microphone on",
    microphone_off: "Microphone off",
    camera: "Camera on",
    hand: "Ask to speak",
    share: "Share the screen",
  },
  how: {
    microphone_on: "Press Microphone and say something.",
    microphone_off: "Press Microphone again.",
    camera: "Press Camera.",
    hand: "Press Ask to speak.",
    share: "Share your screen with the others.",
  },
  mine: "Let us try the devices",
  mineIntro: "Try these in peace, in any order. Each is ticked by itself when it works. If something does not work, the facilitator helps.",
  howTitle: "How?",
  done: "done",
  notDone: "not tried",
  mineDone: "Everything tried. Well done!",
  allDone: "Everyone has tried everything.",
  progress: (done, all) => `Ready ${done} / ${all}`,
  left: (steps) => `Not tried: ${steps.join(", ").toLocaleLowerCase("en")}`,
  personDone: "everything tried",
  markMenu: "Mark",
  markOf: (name) => `Mark as done: ${name}`,
  nobody: "There is nobody in the meeting yet who would try.",
  say: {
    started: "The technology round began.",
    step: (step) => `It worked: ${step}.`,
    mineDone: "You have tried everything.",
    finished: (count) => plural("en", count, { one: "The only participant has tried everything.", other: `All ${count} have tried everything.` }),
  },
};
