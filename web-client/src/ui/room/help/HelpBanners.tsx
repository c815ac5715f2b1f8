// What people ask for, in sight wherever one is: for whoever asked, that they are heard and who comes; for those who answer,
// who asks and from where; and for two who are alone together, that they are, and the way back.
import type { Session } from "../../../session";
import { AnswerBanners } from "../facilitatorQueue/AnswerBanners";
import { MyRequests } from "./MyRequests";
import { Together } from "./Together";

export function HelpBanners({ session }: { readonly session: Session }) {
  return (
    <>
      <Together />
      <MyRequests session={session} />
      <AnswerBanners />
    </>
  );
}
