// Who asks for help, who waits at the door, whose turn it is, the groups, and who is where.
import { Waiting } from "./door/Waiting";
import { Groups } from "./groups/Groups";
import { HelpCalls } from "./help/HelpCalls";
import { People } from "./People";
import { Queue } from "./Queue";

export function PeopleTab() {
  return (
    <>
      <HelpCalls />
      <Waiting />
      <Queue />
      <Groups />
      <People />
    </>
  );
}
