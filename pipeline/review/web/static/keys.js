// Keys of a form: Enter goes on wherever it is not needed for something else, letters act unless somebody writes.
// temakart, Apache-2.0

const writes = (target) => target.matches?.("textarea, select, input:not([type=radio]):not([type=checkbox])");

export function run(event, act) {
  event.preventDefault();
  act();
}

// `act(key)` gives what a letter does, or nothing; `commands` has z and y for undo and redo.
export function listen({ act, commands, forward, escape, hotkeys }) {
  hotkeys.checked = localStorage.getItem("temakart:hotkeys") !== "0";
  hotkeys.addEventListener("change", () => localStorage.setItem("temakart:hotkeys", hotkeys.checked ? "1" : "0"));
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.repeat || document.querySelector("dialog[open]")) return; // a dialog has its own keys
    const control = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (event.key === "Escape") {
      document.activeElement.blur();
      escape();
    } else if (event.key === "Enter" && (control || !(writes(event.target) || event.target.matches("button, a, summary")))) run(event, forward);
    else if (writes(event.target)) return;
    else if (control && key === "z") run(event, event.shiftKey ? commands.y : commands.z);
    else if (control && key === "y") run(event, commands.y);
    else if (!control && !event.altKey && hotkeys.checked) {
      const found = act(key) ?? commands[key];
      if (found) run(event, found);
    }
  });
}

// After the mouse, Enter is for saving again; after the keyboard, the focus stays where it is.
export function leaveAfterClick() {
  document.addEventListener("click", ({ target, detail }) => detail > 0 && target.closest("button")?.blur());
}
