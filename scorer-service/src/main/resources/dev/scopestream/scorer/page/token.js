/** Asks for the scorer's token in a dialog. */
import { el } from "./dom.js";

/** @returns {Promise<string|null>} null: the visitor gave none */
export function askToken() {
  return new Promise((resolve) => {
    const input = el("input", { type: "password", id: "token", autocomplete: "off", required: true });
    const dialog = el(
      "dialog",
      { "aria-labelledby": "token-label", close: () => dialog.remove() },
      el(
        "form",
        {
          method: "dialog",
          submit: (event) => {
            event.preventDefault();
            resolve(input.value);
            dialog.close();
          },
        },
        el("label", { for: "token", id: "token-label" }, "The token that scorer.page.token is set to ", input),
        el("button", { type: "submit" }, "Use it"),
        el("button", { type: "button", click: () => { resolve(null); dialog.close(); } }, "Cancel"),
      ),
    );
    dialog.addEventListener("cancel", () => resolve(null));
    document.body.append(dialog);
    dialog.showModal();
  });
}
