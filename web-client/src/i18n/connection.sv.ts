// Nätförbindelsen: tre ord, orsaken och vad som hjälper.
import type { connection as fi } from "./connection.fi";

export const connection: typeof fi = {
  title: "Förbindelse",
  open: "Förbindelse och bilder",
  sign: { good: "Förbindelsen fungerar", weak: "Svag förbindelse", poor: "Dålig förbindelse" },
  about: {
    good: "Ljud och bild går bra fram.",
    weak: "Ljudet går fram, men bilderna kan vara oskarpa eller stanna upp.",
    poor: "Också ljudet kan hacka. Ljudet går alltid före bilderna.",
  },
  reason: {
    sending_loss: "En del av ditt ljud och din bild går förlorad på vägen. De andra kan höra dig hackigt.",
    receiving_loss: "En del av de andras ljud och bild går förlorad på vägen till dig.",
    delay: "Ljudet kommer fram med fördröjning. Vänta ett ögonblick innan du svarar, så talar ni inte i mun på varandra.",
    narrow: "Ditt nät orkar inte med alla bilder, så färre visas just nu.",
  },
  helpsTitle: "Vad kan hjälpa?",
  helps: [
    "Flytta dig närmare den trådlösa routern, eller använd en nätkabel.",
    "Stäng andra program och enheter som använder samma nät.",
    "Stäng av din egen kamera om ditt ljud hackar.",
  ],
  itself: "Du behöver inte göra något. Bilderna kommer tillbaka av sig själva när förbindelsen blir bättre.",
  audioOnly: "Bara ljud",
  audioOnlyHint: "Du ser inte de andras bilder, men du hör alla. Valet sparas på den här enheten.",
  paused: "Bilden pausad, svag förbindelse",
  say: { good: "Förbindelsen är bra igen.", weak: "Förbindelsen är svag.", poor: "Förbindelsen är dålig." },
};
