// Calls for help, in sight wherever one is: for whoever called, that they are heard and who comes; for those who answer,
// who calls and from where.
import type { Session } from "../../../session";
import { AnswerBanners } from "./AnswerBanners";
import { MyHelp } from "./MyHelp";

export function HelpBanners({ session }: { readonly session: Session }) {
  return (
    <>
      <MyHelp session={session} />
      <AnswerBanners />
    </>
  );
}
