/** Shows the view that the address names, the theme, and how the scorer is. */
import { get } from "./api.js";
import { el } from "./dom.js";
import { destroyAll, recolourAll } from "./plot.js";
import { accuracy } from "./accuracy.js";
import { deadLetters } from "./dead-letters.js";
import { overview } from "./overview.js";
import { request } from "./request.js";
import { requests } from "./requests.js";
import { tryIt } from "./try.js";

const EVERY_MS = 5000;
const VIEWS = {
  overview: ["Overview", overview],
  requests: ["Requests", requests],
  request: ["Request", request],
  accuracy: ["Accuracy", accuracy],
  "dead-letters": ["Dead letters", deadLetters],
  try: ["Try it", tryIt],
};
const byId = (id) => document.getElementById(id);
let leave = () => {};

/** The address is #/view or #/view/argument. */
function show() {
  const [name, ...rest] = location.hash.replace(/^#\/?/, "").split("/");
  const [title, view] = VIEWS[name] ?? VIEWS.overview;
  let argument = "";
  try {
    argument = decodeURIComponent(rest.join("/"));
  } catch {
    // a broken escape names no request
  }
  leave();
  destroyAll();
  document.title = `${title} – ScopeStream`;
  document.querySelectorAll("nav a").forEach((link) => {
    const there = link.hash === `#/${name === "request" ? "requests" : VIEWS[name] ? name : "overview"}`;
    if (there) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
  const main = byId("view");
  main.replaceChildren();
  leave = view(main, argument) ?? (() => {});
}

const THEMES = ["system", "light", "dark"];

function theme() {
  return document.documentElement.dataset.theme ?? "system";
}

function showTheme() {
  byId("theme").textContent = `Theme: ${theme()}`;
}

byId("theme").addEventListener("click", () => {
  const next = THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length];
  if (next === "system") {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem("theme");
  } else {
    document.documentElement.dataset.theme = next;
    localStorage.setItem("theme", next);
  }
  showTheme();
  recolourAll();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolourAll);

/** @param look up, down, or nothing for what passes by itself */
function showState(text, look) {
  const pill = byId("state");
  if (pill.textContent !== text) pill.textContent = text;
  pill.className = `pill ${look}`;
}

const COUNTS = [
  ["scored", "documents scored"],
  ["rescored", "scored again"],
  ["without_answers", "without any answer"],
  ["unscorable", "unscorable"],
  ["poison_results", "unreadable results"],
  ["poison_references", "unreadable references"],
  ["duplicate_results", "duplicate results"],
  ["expired_references", "references never matched"],
  ["failed", "failed"],
];

async function refresh() {
  try {
    const answer = await get("accuracy");
    const running = answer.state === "RUNNING";
    showState(answer.state.toLowerCase(), running ? "up" : answer.state === "REBALANCING" ? "" : "down");
    byId("foot").replaceChildren(
      ...COUNTS.filter(([name]) => name === "scored" || answer.counts[name] > 0).map(([name, text]) =>
        el("span", {}, `${answer.counts[name]} ${text}`),
      ),
    );
  } catch (e) {
    showState(e.status ? e.message : "the scorer doesn't answer", "down");
  } finally {
    setTimeout(refresh, EVERY_MS);
  }
}

addEventListener("hashchange", () => {
  show();
  byId("view").focus({ preventScroll: true });
  scrollTo(0, 0);
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("view").focus();
});
addEventListener("DOMContentLoaded", () => {
  showTheme();
  show();
  refresh();
});
