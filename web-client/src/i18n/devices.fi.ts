// Suomi: ihmisen muut laitteet, ja monta ihmistä yhdellä laitteella.
import { listOf } from "./plural";

const names = (all: readonly string[]): string => listOf("fi", all);

export const furtherDoor = {
  title: {
    own: "Jatka omalla laitteella",
    take_over: "Jatka tällä laitteella",
    companion: "Ota tämä laite avuksi",
  },
  text: {
    own: (name: string) => `${name} jatkaa tapaamista tällä laitteella. Paikka ja vuoro jonossa säilyvät.`,
    take_over: (name: string) => `${name} jatkaa tapaamista tällä laitteella, ja edellinen laite poistuu siitä.`,
    companion: (name: string) => `${name} saa tämän laitteen avuksi edellisen rinnalle. Muut näkevät edelleen vain yhden ihmisen.`,
  },
  quiet: "Mikrofoni ja kamera ovat aluksi pois päältä.",
  button: {
    own: "Jatka tässä",
    take_over: "Jatka tässä",
    companion: "Ota avuksi",
  },
};

export const furtherDevices = {
  takeOver: "Jatka toisella laitteella",
  companion: "Lisää puhelin ääntä varten",
  title: {
    own: "Jatka omalla laitteella",
    take_over: "Jatka toisella laitteella",
    companion: "Lisää puhelin ääntä varten",
  },
  text: {
    own: "Avaa linkki sillä laitteella, jolla haluat jatkaa: kuvaa koodi sen kameralla tai kopioi linkki. Tämä laite jää muille.",
    take_over: "Avaa linkki sillä laitteella, jolla haluat jatkaa: kuvaa koodi sen kameralla tai kopioi linkki. Tapaaminen sulkeutuu silloin tältä laitteelta.",
    companion: "Kuvaa koodi puhelimen kameralla tai kopioi linkki. Puhelin tulee tämän laitteen rinnalle. Sen ääni ja mikrofoni ovat aluksi pois päältä.",
  },
  making: "Linkkiä tehdään…",
  code: "Koodi, jonka voi kuvata toisen laitteen kameralla. Sama linkki on alla tekstinä.",
  link: "Linkki",
  copy: "Kopioi linkki",
  copied: "Linkki on kopioitu.",
  goodFor: (minutes: number) => `Linkki toimii yhden kerran, ${minutes} minuutin ajan.`,
  onlyYou: "Se on vain sinulle: sillä pääsee tapaamiseen sinuna. Älä anna sitä muille.",
  over: "Linkki ei ole enää voimassa.",
  again: "Tee uusi linkki",
  soundOn: "Ääni päälle tällä laitteella",
  soundOff: "Ääni pois tältä laitteelta",
  companionSilent: "Tämä laite on toisen laitteesi rinnalla. Tästä ei kuulu ääntä, ennen kuin laitat sen päälle.",
  soundIsOn: "Ääni kuuluu nyt tästä laitteesta. Jos toinen laitteesi on samassa huoneessa, sulje siitä mikrofoni ja ääni, ettei ääni ala kiertää.",
  silent: "Tästä laitteesta ei kuulu ääntä.",
  came: "Toinen laitteesi on nyt mukana.",
  leaveText: "Vain tämä laite poistuu. Jatkat tapaamista toisella laitteellasi.",
  leave: "Poista tämä laite",
};

export const beside = {
  add: "Lisää henkilö tämän laitteen ääreen",
  addNow: "Lisää",
  addText: "Hän on mukana omalla nimellään, ja hänellä on oma vuoronsa jonossa. Kuva ja ääni ovat yhteiset.",
  accepts: "Hän on lukenut yhteisen sopimuksen ja hyväksyy sen.",
  acting: "Toimii nyt",
  isFor: (name: string, others: readonly string[]) => (others.length === 0 ? `Tämä koskee: ${name}` : `Tämä koskee: ${name}, ei: ${names(others)}`),
  sharing: (others: readonly string[]) => `samalla laitteella: ${names(others)}`,
  ownDevice: "Jatka omalla laitteella",
  takeOver: "Jatkakaa kaikki toisella laitteella",
  leave: "Poistu",
  leaveText: "Tällä laitteella on monta ihmistä. Voit poistua yksin, tai kaikki voivat poistua.",
  leaveAlone: (name: string) => `Vain ${name} poistuu`,
  leaveAll: "Kaikki poistuvat",
};
