// English: a person's further devices, and several people at one.
import type { beside as besideFi, furtherDevices as furtherDevicesFi, furtherDoor as furtherDoorFi } from "./devices.fi";
import { listOf } from "./plural";

const names = (all: readonly string[]): string => listOf("en-GB", all);

export const furtherDoor: typeof furtherDoorFi = {
  title: {
    own: "Continue on a device of your own",
    take_over: "Continue on this device",
    companion: "Use this device as well",
  },
  text: {
    own: (name) => `${name} continues the session on this device and keeps the seat and the place in the queue.`,
    take_over: (name) => `${name} continues the session on this device, and the one before leaves it.`,
    companion: (name) => `${name} uses this device beside the one before. Others still see one person only.`,
  },
  quiet: "The microphone and the camera are off at first.",
  button: {
    own: "Continue here",
    take_over: "Continue here",
    companion: "Use it as well",
  },
};

export const furtherDevices: typeof furtherDevicesFi = {
  takeOver: "Continue on another device",
  companion: "Add a phone for sound",
  title: {
    own: "Continue on a device of your own",
    take_over: "Continue on another device",
    companion: "Add a phone for sound",
  },
  text: {
    own: "Open the link on the device on which you want to continue: point its camera at the code, or copy the link. This device stays with the others.",
    take_over: "Open the link on the device on which you want to continue: point its camera at the code, or copy the link. The session then closes on this device.",
    companion: "Point the camera of the phone at the code, or copy the link. The phone comes beside this device. Its sound and microphone are off at first.",
  },
  making: "Making the link…",
  code: "A code for the camera of the other device. The same link is below as text.",
  link: "Link",
  copy: "Copy the link",
  copied: "The link is copied.",
  goodFor: (minutes) => `The link works once, for ${minutes} minutes.`,
  onlyYou: "It is for you only: whoever has it comes into the session as you. Do not give it to others.",
  over: "The link is no longer good.",
  again: "Make a new link",
  soundOn: "Turn sound on here",
  soundOff: "Turn sound off here",
  companionSilent: "This device is beside your other device. It plays no sound until you turn it on.",
  soundIsOn: "This device plays the sound now. If your other device is in the same room, turn its microphone and sound off, so that it does not howl.",
  silent: "This device plays no sound.",
  came: "Your other device is here now.",
  leaveText: "Only this device leaves. You stay in the session with your other device.",
  leave: "Remove this device",
};

export const beside: typeof besideFi = {
  add: "Add a person at this device",
  addNow: "Add",
  addText: "They take part under their own name and have their own place in the queue. Picture and sound are shared.",
  accepts: "They have read what we agree on and accept it.",
  acting: "Acting now",
  isFor: (name, others) => (others.length === 0 ? `This is for: ${name}` : `This is for: ${name}, not: ${names(others)}`),
  sharing: (others) => `at the same device: ${names(others)}`,
  ownDevice: "Continue on a device of your own",
  takeOver: "All continue on another device",
  leave: "Leave",
  leaveText: "There are several people at this device. You can leave alone, or all can leave.",
  leaveAlone: (name) => `Only ${name} leaves`,
  leaveAll: "All leave",
};
