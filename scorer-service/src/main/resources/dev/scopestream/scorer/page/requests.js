/** The latest requests, found by state and by a part of their ids. */
import { get } from "./api.js";
import { el, section, table, tr, update, visible } from "./dom.js";
import { bytes, clock, count, millis, policy, shorten } from "./format.js";

const EVERY_MS = 2000;
const STATES = ["waiting", "running", "finished", "refused"];

export function linkTo(id) {
  return el("a", { href: `#/request/${encodeURIComponent(id)}`, title: visible(id) }, visible(shorten(id, 40)));
}

export function stateOf(request) {
  const reason = request.result?.finish_reason;
  const text = request.state.toLowerCase() + (reason && reason !== "stop" ? ` (${reason})` : "");
  return el(`span.badge.${request.state.toLowerCase()}`, {}, text);
}

export function policyOf(request) {
  return request.result?.kv.policy ?? policy(request.asked);
}

/** A table of requests. */
export function listOf() {
  const rows = table("Requests", ["Request", "State", "Policy", "#Tokens", "#KV peak", "#Time", "#Score", "Since"]);
  const none = el("p.note", { hidden: true }, "None.");
  let known = "";
  return {
    element: el("div.list", {}, rows.element, none),
    show(requests) {
      const now = JSON.stringify(requests);
      if (now === known) return;
      known = now;
      none.hidden = requests.length > 0;
      rows.element.hidden = requests.length === 0;
      const focused = document.activeElement?.getAttribute?.("href");
      rows.body.replaceChildren(
        ...requests.map((r) =>
          tr(
            linkTo(r.id),
            stateOf(r),
            policyOf(r),
            { n: count(r.result?.usage.completion_tokens ?? r.attempts.at(-1)?.tokens) },
            { n: bytes(r.result?.kv.peak_bytes) },
            { n: millis(r.result?.timings.total_ms) },
            { n: r.scores ? `${(100 * r.scores.aligned).toFixed(0)} %` : "–" },
            clock(r.since),
          ),
        ),
      );
      if (focused?.startsWith("#/request/")) rows.body.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
    },
  };
}

/** @returns what ends the view */
export function requests(main) {
  const state = el(
    "select",
    { id: "wanted-state" },
    el("option", { value: "" }, "all"),
    ...STATES.map((s) => el("option", { value: s }, s)),
  );
  const text = el("input", { id: "wanted-text", type: "search", placeholder: "part of an id", autocomplete: "off" });
  const counts = el("p.note", { role: "status" });
  const list = listOf();
  main.append(
    section(
      "Requests",
      el(
        "div.bar",
        {},
        el("label", { for: "wanted-state" }, "State ", state),
        el("label", { for: "wanted-text" }, "Id ", text),
      ),
      list.element,
      counts,
    ),
  );
  let timer;
  let ended = false;
  let asked = 0;

  async function refresh() {
    clearTimeout(timer);
    const number = ++asked;
    try {
      const answer = await get("api/requests", { state: state.value, text: text.value });
      if (ended || number !== asked) return;
      list.show(answer.requests);
      const c = answer.counts;
      update(
        counts,
        `The latest ${answer.requests.length} of ${count(c.waiting + c.running + c.finished + c.refused)} that are` +
          ` remembered${c.forgotten > 0 ? `; ${count(c.forgotten)} older ones are forgotten` : ""}.`,
      );
    } catch (e) {
      update(counts, e.message);
    }
    if (!ended) timer = setTimeout(refresh, EVERY_MS);
  }

  state.addEventListener("change", refresh);
  text.addEventListener("input", refresh);
  refresh();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
