// Laitteen tila ja tekniikkakierros.
import { plural } from "./plural";

export const device = {
  of: (name: string) => `Laitteen tila: ${name}`,
  numbered: (number: number) => `Laite ${number}`,
  fine: "laite kunnossa, mikrofoni kuuluu",
  microphone: {
    unasked: "mikrofonia ei vielä kysytty",
    missing: "mikrofonia ei löydy",
    denied: "mikrofoni estetty selaimessa",
    silent: "mikrofoni on, ääntä ei kuulu",
    heard: "mikrofoni kuuluu",
  },
  camera: {
    unasked: "kameraa ei vielä kysytty",
    missing: "kameraa ei löydy",
    denied: "kamera estetty selaimessa",
    permitted: "kamera kunnossa",
  },
  connection: {
    good: "yhteys hyvä",
    weak: "yhteys heikko",
    bad: "yhteys huono",
  },
};

export const technology = {
  title: "Tekniikkakierros",
  intro: "Jokainen kokeilee laitteitaan. Näet tästä, kuka on jo kokeillut mitäkin.",
  whichSteps: "Mitä kokeillaan?",
  stepMissing: "Valitse vähintään yksi kohta.",
  start: "Aloita tekniikkakierros",
  end: "Lopeta tekniikkakierros",
  steps: {
    microphone_on: "Mikrofoni päälle",
    microphone_off: "Mikrofoni pois",
    camera: "Kamera päälle",
    hand: "Pyydä vuoro",
    share: "Jaa näyttö",
  },
  how: {
    microphone_on: "Paina Mikrofoni ja sano jotakin.",
    microphone_off: "Paina Mikrofoni uudelleen.",
    camera: "Paina Kamera.",
    hand: "Paina Pyydä vuoro.",
    share: "Jaa näyttösi muille.",
  },
  mine: "Kokeillaan laitteita",
  mineIntro: "Kokeile näitä rauhassa, missä järjestyksessä haluat. Kohta merkitään itsestään, kun se onnistuu. Jos jokin ei onnistu, ohjaaja auttaa.",
  howTitle: "Miten?",
  done: "tehty",
  notDone: "kokeilematta",
  mineDone: "Kaikki kokeiltu. Hienoa!",
  allDone: "Kaikki ovat kokeilleet kaiken.",
  progress: (done: number, all: number) => `Valmiina ${done} / ${all}`,
  left: (steps: readonly string[]) => `Kokeilematta: ${steps.join(", ").toLocaleLowerCase("fi")}`,
  personDone: "kaikki kokeiltu",
  markMenu: "Merkitse",
  markOf: (name: string) => `Merkitse tehdyksi: ${name}`,
  nobody: "Tapaamisessa ei ole vielä ketään, joka kokeilisi.",
  say: {
    started: "Tekniikkakierros alkoi.",
    step: (step: string) => `Onnistui: ${step}.`,
    mineDone: "Olet kokeillut kaiken.",
    finished: (count: number) =>
      plural("fi", count, { one: "Ainoa osallistuja on kokeillut kaiken.", other: `Kaikki ${count} ovat kokeilleet kaiken.` }),
  },
};
