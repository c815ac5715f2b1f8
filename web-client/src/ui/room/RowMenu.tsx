// The menu of a row. Lists are long and their menus rare: a menu is made when it is opened.
import { useEffect, useRef, useState } from "react";
import { Menu, MenuItem } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { MoreIcon } from "../icons";

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly isDanger?: boolean;
  readonly onChoose: () => void;
}

interface Props {
  readonly label: string;
  /** Words beside the mark, where there is room for them. */
  readonly words?: string;
  readonly choices: readonly Choice[];
}

export function RowMenu({ label, words, choices }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const chosen = useRef<Choice | null>(null);
  // Done when the menu is gone and its button has the focus again: a question that is asked then knows where to return to.
  useEffect(() => {
    const choice = chosen.current;
    if (open || choice === null) return;
    chosen.current = null;
    button.current?.focus();
    choice.onChoose();
  }, [open]);
  if (choices.length === 0) return null;
  return (
    <>
      <button
        ref={button}
        type="button"
        className={words === undefined ? "icon-button" : "plain row-menu"}
        aria-label={words === undefined ? label : undefined}
        aria-haspopup="menu"
        aria-expanded={open}
        data-menu
        onClick={() => setOpen(true)}
      >
        <MoreIcon />
        {words !== undefined && <span>{words}</span>}
      </button>
      {open && (
        <Popover className="popover" aria-label={label} triggerRef={button} isOpen onOpenChange={setOpen}>
          <Menu aria-label={label} autoFocus="first" onClose={() => setOpen(false)}>
            {choices.map((choice) => (
              <MenuItem
                key={choice.id}
                id={choice.id}
                className={choice.isDanger === true ? "menu-item menu-danger" : "menu-item"}
                data-choice={choice.id}
                onAction={() => {
                  chosen.current = choice;
                }}
              >
                {choice.label}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      )}
    </>
  );
}
