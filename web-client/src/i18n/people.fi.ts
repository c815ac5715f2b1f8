// Suomi: ihmiset, ovi ja tapaamisen asetukset.
import { plural } from "./plural";

export const people = {
  tabs: {
    label: "Paneelin osat",
    people: "Ihmiset",
    chat: "Viestit",
    polls: "Kyselyt",
    session: "Tapaaminen",
    unread: (count: number) => plural("fi", count, { one: "1 uusi viesti", other: `${count} uutta viestiä` }),
    waiting: (count: number) => plural("fi", count, { one: "1 odottaa ovella", other: `${count} odottaa ovella` }),
  },
  lobby: {
    title: "Odotat sisäänpääsyä",
    knock: "Ohjaaja näkee, että odotat, ja päästää sinut sisään. Sinun ei tarvitse tehdä mitään.",
    closed: "Ovi on nyt kiinni.",
    closedText: "Voit odottaa tässä tai tulla myöhemmin uudelleen.",
    opensAt: (time: string) => `Ovet avautuvat ${time}.`,
    today: (time: string) => `tänään kello ${time}`,
    onDay: (day: string, time: string) => `${day} kello ${time}`,
    opensText: "Voit odottaa tässä. Tämä sivu huomaa itse, kun ovet avautuvat.",
    first: "Olet jonossa ensimmäisenä.",
    ahead: (count: number) => plural("fi", count, { one: "Sinua ennen odottaa 1.", other: `Sinua ennen odottaa ${count}.` }),
    reconnecting: "Yhteys katkesi. Yhdistetään uudelleen. Paikkasi jonossa säilyy.",
    picture: "Vain sinä näet tämän kuvan. Kukaan ei näe eikä kuule sinua vielä.",
    help: "Pyydä apua",
    helpQuestion: "Mikä ei toimi?",
    helpBefore: "Kun valitset, ohjaajat näkevät pyyntösi. Joku heistä tulee luoksesi, ja olette hetken kahden: hän näkee ja kuulee sinut, muut eivät.",
    problem: {
      no_sound: "Ääni ei toimi",
      no_picture: "Kuva ei toimi",
      something_else: "Jokin muu",
    },
    helpAsked: "Apua on pyydetty",
    helpAfter: (problem: string) => `Kerroit: ${problem}. Odota tässä, niin joku tulee luoksesi. Olette silloin hetken kahden.`,
    helpChange: "Muuta pyyntöä",
    cancel: "Peruuta",
    leave: "Lopeta odottaminen",
    fromHost: "Viesti huoneesta",
  },
  agreement: {
    title: "Yhteinen sopimus",
    intro: "Lue tämä rauhassa. Pääset mukaan, kun hyväksyt sen.",
    changedTitle: "Yhteinen sopimus on muuttunut",
    changedIntro: "Lue uusi sopimus rauhassa. Tapaaminen jatkuu sillä aikaa, ja kuulet sen.",
    changedBanner: "Yhteinen sopimus on muuttunut.",
    read: "Lue ja hyväksy",
    text: "Sopimuksen teksti",
    accept: "Hyväksyn",
    decline: "En hyväksy, poistun",
    later: "Luen myöhemmin",
    newer: "Sopimus ehti muuttua. Lue uusi teksti.",
  },
};

export type PeopleMessages = typeof people;
