// Verkkoyhteys: kolme sanaa, syy ja mikä auttaa.
export const connection = {
  title: "Yhteys",
  open: "Yhteys ja kuvat",
  sign: { good: "Yhteys kunnossa", weak: "Yhteys on heikko", poor: "Yhteys on huono" },
  about: {
    good: "Ääni ja kuva kulkevat hyvin.",
    weak: "Ääni kulkee, mutta kuvat voivat olla epätarkkoja tai pysähtyä.",
    poor: "Myös ääni voi pätkiä. Ääni menee aina kuvien edelle.",
  },
  reason: {
    sending_loss: "Osa äänestäsi ja kuvastasi katoaa matkalla. Muut voivat kuulla sinut katkonaisesti.",
    receiving_loss: "Osa muiden äänestä ja kuvasta katoaa matkalla sinulle.",
    delay: "Ääni tulee perille viiveellä. Odota hetki ennen kuin vastaat, niin ette puhu päällekkäin.",
    narrow: "Verkkosi ei jaksa kaikkia kuvia, joten niitä näytetään nyt vähemmän.",
  },
  helpsTitle: "Mikä voi auttaa?",
  helps: [
    "Siirry lähemmäs langatonta reititintä, tai käytä verkkojohtoa.",
    "Sulje muut ohjelmat ja laitteet, jotka käyttävät samaa verkkoa.",
    "Sulje oma kamerasi, jos äänesi pätkii.",
  ],
  itself: "Sinun ei ole pakko tehdä mitään. Kuvat palaavat itsestään, kun yhteys paranee.",
  audioOnly: "Vain ääni",
  audioOnlyHint: "Et näe muiden kuvia, mutta kuulet kaikki. Valinta muistetaan tällä laitteella.",
  paused: "Kuva tauolla, yhteys on heikko",
  say: { good: "Yhteys on taas hyvä.", weak: "Yhteys on heikko.", poor: "Yhteys on huono." },
};
