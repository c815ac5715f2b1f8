// Whose turn it is, the groups, and who is where.
import { Groups } from "./Groups";
import { People } from "./People";
import { Queue } from "./Queue";

export function PeopleTab() {
  return (
    <>
      <Queue />
      <Groups />
      <People />
    </>
  );
}
