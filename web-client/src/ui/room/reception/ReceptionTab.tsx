// The reception in the panel: the visitor I am with, the lines, who waits, and who receives.
import { Encounter } from "./Encounter";
import { Lines } from "./Lines";
import { Serving } from "./Serving";
import { Visitors } from "./Visitors";

export function ReceptionTab() {
  return (
    <>
      <Encounter />
      <Lines />
      <Visitors />
      <Serving />
    </>
  );
}
