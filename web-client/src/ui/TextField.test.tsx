import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, expect, it } from "vitest";
import { TextField } from "./TextField";

afterEach(cleanup);

type Props = Omit<Parameters<typeof TextField>[0], "value" | "onChange">;

function Written(props: Props) {
  const [value, setValue] = useState("");
  return <TextField {...props} value={value} onChange={setValue} />;
}

const field = () => screen.getByRole<HTMLInputElement>("textbox");

it("is named by its label, described by its hint, and takes no more than it may", async () => {
  render(<Written label="Nimi" hint="Muut näkevät sen." longest={4} kind="name" isFirst />);
  expect(screen.getByRole("textbox", { name: "Nimi", description: "Muut näkevät sen." })).toBe(field());
  expect(document.activeElement).toBe(field());
  expect(field().getAttribute("spellcheck")).toBe("false");
  await userEvent.type(field(), "Kerttu");
  expect(field().value).toBe("Kert");
});

it("takes some lines where it has room for them, and its label can be the title of its part", async () => {
  render(
    <section aria-labelledby="welcome">
      <Written label="Odotustilan teksti" longest={100} rows={3} titleId="welcome" />
    </section>,
  );
  await userEvent.type(screen.getByRole("textbox", { name: "Odotustilan teksti" }), "Hei{Enter}taas");
  expect(field().value).toBe("Hei\ntaas");
  expect(field().hasAttribute("aria-describedby")).toBe(false);
  expect(screen.getByRole("region", { name: "Odotustilan teksti" }).querySelector("h2")).not.toBeNull();
});

it("is next to nothing else with the same id", () => {
  render(
    <>
      <Written label="Yksi" hint="a" longest={9} />
      <Written label="Kaksi" hint="b" longest={9} />
    </>,
  );
  expect(screen.getByRole("textbox", { name: "Kaksi", description: "b" })).toBeTruthy();
});
