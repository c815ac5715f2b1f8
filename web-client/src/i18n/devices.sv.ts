// Svenska: en persons andra enheter, och flera personer vid en enhet.
import type { beside as besideFi, furtherDevices as furtherDevicesFi, furtherDoor as furtherDoorFi } from "./devices.fi";
import { listOf } from "./plural";

const names = (all: readonly string[]): string => listOf("sv", all);

export const furtherDoor: typeof furtherDoorFi = {
  title: {
    own: "Fortsätt på en egen enhet",
    take_over: "Fortsätt på den här enheten",
    companion: "Ta den här enheten till hjälp",
  },
  text: {
    own: (name) => `${name} fortsätter mötet på den här enheten. Platsen och turen i kön finns kvar.`,
    take_over: (name) => `${name} fortsätter mötet på den här enheten, och den förra enheten lämnar det.`,
    companion: (name) => `${name} får den här enheten till hjälp bredvid den förra. De andra ser fortfarande bara en person.`,
  },
  quiet: "Mikrofonen och kameran är avstängda till en början.",
  button: {
    own: "Fortsätt här",
    take_over: "Fortsätt här",
    companion: "Ta till hjälp",
  },
};

export const furtherDevices: typeof furtherDevicesFi = {
  takeOver: "Fortsätt på en annan enhet",
  companion: "Lägg till telefonen för ljudet",
  title: {
    own: "Fortsätt på en egen enhet",
    take_over: "Fortsätt på en annan enhet",
    companion: "Lägg till telefonen för ljudet",
  },
  text: {
    own: "Öppna länken på den enhet där du vill fortsätta: rikta dess kamera mot koden eller kopiera länken. Den här enheten blir kvar för de andra.",
    take_over: "Öppna länken på den enhet där du vill fortsätta: rikta dess kamera mot koden eller kopiera länken. Då stängs mötet på den här enheten.",
    companion: "Rikta telefonens kamera mot koden eller kopiera länken. Telefonen kommer bredvid den här enheten. Dess ljud och mikrofon är avstängda till en början.",
  },
  making: "Länken skapas…",
  code: "En kod för den andra enhetens kamera. Samma länk finns som text nedanför.",
  link: "Länk",
  copy: "Kopiera länken",
  copied: "Länken är kopierad.",
  goodFor: (minutes) => `Länken fungerar en gång, under ${minutes} minuter.`,
  onlyYou: "Den är bara för dig: med den kommer man in i mötet som du. Ge den inte till andra.",
  over: "Länken gäller inte längre.",
  again: "Skapa en ny länk",
  soundOn: "Ljud på den här enheten",
  soundOff: "Stäng av ljudet på den här enheten",
  companionSilent: "Den här enheten är bredvid din andra enhet. Inget ljud hörs här förrän du slår på det.",
  soundIsOn: "Ljudet hörs nu från den här enheten. Om din andra enhet är i samma rum, stäng av mikrofonen och ljudet på den, så att ljudet inte går runt.",
  silent: "Inget ljud hörs från den här enheten.",
  came: "Din andra enhet är nu med.",
  leaveText: "Bara den här enheten lämnar mötet. Du fortsätter på din andra enhet.",
  leave: "Ta bort den här enheten",
};

export const beside: typeof besideFi = {
  add: "Lägg till en person vid den här enheten",
  addNow: "Lägg till",
  addText: "Personen är med under sitt eget namn och har en egen tur i kön. Bild och ljud är gemensamma.",
  accepts: "Personen har läst den gemensamma överenskommelsen och godkänner den.",
  acting: "Nu agerar",
  isFor: (name, others) => (others.length === 0 ? `Det här gäller: ${name}` : `Det här gäller: ${name}, inte: ${names(others)}`),
  sharing: (others) => `vid samma enhet: ${names(others)}`,
  ownDevice: "Fortsätt på en egen enhet",
  takeOver: "Fortsätt alla på en annan enhet",
  leave: "Lämna mötet",
  leaveText: "Det finns flera personer vid den här enheten. Du kan lämna mötet ensam, eller så kan alla göra det.",
  leaveAlone: (name) => `Bara ${name} lämnar mötet`,
  leaveAll: "Alla lämnar mötet",
};
