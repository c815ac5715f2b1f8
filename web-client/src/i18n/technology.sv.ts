// Enhetens läge och teknikrundan.
import type { Messages } from "./fi";
import { plural } from "./plural";

export const device: Messages["device"] = {
  of: (name) => `Enhetens läge: ${name}`,
  numbered: (number) => `Enhet ${number}`,
  fine: "enheten är i ordning, mikrofonen hörs",
  microphone: {
    unasked: "mikrofonen är inte tillfrågad ännu",
    missing: "ingen mikrofon hittas",
    denied: "mikrofonen är spärrad i webbläsaren",
    silent: "mikrofonen är på, inget ljud hörs",
    heard: "mikrofonen hörs",
  },
  camera: {
    unasked: "kameran är inte tillfrågad ännu",
    missing: "ingen kamera hittas",
    denied: "kameran är spärrad i webbläsaren",
    permitted: "kameran är i ordning",
  },
  connection: {
    good: "god förbindelse",
    weak: "svag förbindelse",
    bad: "dålig förbindelse",
  },
};

export const technology: Messages["technology"] = {
  title: "Teknikrunda",
  intro: "Alla provar sin utrustning. Här ser du vem som har provat vad.",
  whichSteps: "Vad ska provas?",
  stepMissing: "Välj minst en sak.",
  start: "Börja teknikrundan",
  end: "Avsluta teknikrundan",
  steps: {
    microphone_on: "Mikrofonen på",
    microphone_off: "Mikrofonen av",
    camera: "Kameran på",
    hand: "Be om ordet",
    share: "Dela skärmen",
  },
  how: {
    microphone_on: "Tryck på Mikrofon och säg något.",
    microphone_off: "Tryck på Mikrofon igen.",
    camera: "Tryck på Kamera.",
    hand: "Tryck på Be om ordet.",
    share: "Dela din skärm med de andra.",
  },
  mine: "Vi provar utrustningen",
  mineIntro: "Prova i lugn och ro, i vilken ordning du vill. Punkten märks av sig själv när det lyckas. Om något inte lyckas hjälper ledaren.",
  howTitle: "Hur gör man?",
  done: "klart",
  notDone: "inte provat",
  mineDone: "Allt är provat. Bra!",
  allDone: "Alla har provat allt.",
  progress: (done, all) => `Klara ${done} / ${all}`,
  left: (steps) => `Inte provat: ${steps.join(", ").toLocaleLowerCase("sv")}`,
  personDone: "allt provat",
  markMenu: "Märk",
  markOf: (name) => `Märk som klart: ${name}`,
  nobody: "På mötet finns ännu ingen som skulle prova.",
  say: {
    started: "Teknikrundan började.",
    step: (step) => `Det lyckades: ${step}.`,
    mineDone: "Du har provat allt.",
    finished: (count) => plural("sv", count, { one: "Den enda deltagaren har provat allt.", other: `Alla ${count} har provat allt.` }),
  },
};
