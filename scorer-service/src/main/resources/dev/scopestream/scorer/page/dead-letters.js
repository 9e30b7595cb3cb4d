/** Prompts that couldn't be served: why, who gave up, and again. */
import { get, post } from "./api.js";
import { askToken } from "./token.js";
import { el, section, table, tr, update, visible } from "./dom.js";
import { date } from "./format.js";
import { linkTo, stateOf } from "./requests.js";
import { recordText } from "./request.js";

const EVERY_MS = 2000;

/** @returns what ends the view */
export function deadLetters(main) {
  const rows = table("Dead letters", ["Time", "Request", "Reason", "Field", "Gave up", "Now", "Record", "Again"]);
  const note = el("p.note", { role: "status" });
  const shown = el("pre.record", { hidden: true, tabindex: "0", role: "region", "aria-label": "Record" });
  main.append(section("Dead letters", rows.element, note, shown));
  let timer;
  let ended = false;
  let known = "";
  const sent = new Set();

  async function look(place) {
    shown.hidden = false;
    try {
      shown.textContent = visible(recordText(await get("api/dead-letters/record", place)));
    } catch (e) {
      shown.textContent = e.message;
    }
    shown.scrollIntoView({ block: "nearest" });
  }

  async function again(place, button) {
    button.disabled = true;
    try {
      await post("api/dead-letters/replay", place, askToken);
      sent.add(`${place.partition}:${place.offset}`);
      update(note, `${place.partition}:${place.offset} is sent again.`);
      button.textContent = "sent";
    } catch (e) {
      button.disabled = false;
      update(note, e.message);
    }
  }

  function row(letter) {
    const place = { partition: letter.place.partition, offset: letter.place.offset };
    const address = `${place.partition}:${place.offset}`;
    const button = el("button", { type: "button", click: (event) => again(place, event.currentTarget) }, sent.has(address) ? "sent" : "Replay");
    button.disabled = sent.has(address);
    button.setAttribute("aria-label", `Replay ${address}`);
    const { reason, field, worker, attempts } = letter.letter;
    return tr(
      date(letter.place.time),
      letter.id ? linkTo(letter.id) : "–",
      el("span.wrap", {}, visible(reason)),
      field,
      `${worker}${attempts > 0 ? `, after ${attempts} attempts` : ""}`,
      letter.state ? stateOf(letter) : "–",
      el("button", { type: "button", click: () => look(place), "aria-label": `Record ${address}` }, address),
      button,
    );
  }

  async function refresh() {
    try {
      const answer = await get("api/dead-letters");
      if (ended) return;
      const now = JSON.stringify(answer);
      if (now !== known) {
        known = now;
        rows.element.hidden = answer.letters.length === 0;
        rows.body.replaceChildren(...answer.letters.map(row));
        update(
          note,
          answer.letters.length === 0
            ? "There is none."
            : `The latest ${answer.letters.length} of ${answer.known} that are remembered. Replay sends a prompt again, as it was.`,
        );
      }
    } catch (e) {
      update(note, e.message);
    }
    if (!ended) timer = setTimeout(refresh, EVERY_MS);
  }

  refresh();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
