// What waits for those who run the session, who waits at the door, whose turn it is, the groups, and who is where.
import { Waiting } from "./door/Waiting";
import { FacilitatorQueue } from "./facilitatorQueue/FacilitatorQueue";
import { Groups } from "./groups/Groups";
import { People } from "./People";
import { Queue } from "./Queue";

export function PeopleTab() {
  return (
    <>
      <FacilitatorQueue />
      <Waiting />
      <Queue />
      <Groups />
      <People />
    </>
  );
}
