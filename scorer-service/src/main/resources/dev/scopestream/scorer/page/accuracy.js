/** How accurate each policy is against the bytes it holds, by both scores, and policies over the same documents. */
import { get } from "./api.js";
import { el, section, table, tr } from "./dom.js";
import { bytes, percent, rate, shorten } from "./format.js";
import { makeChart } from "./chart.js";

const EVERY_MS = 2000;

function signed(value) {
  return `${value > 0 ? "+" : ""}${value.toFixed(2)}`;
}

function difference(d) {
  return { n: `${signed(d.mean)} (${signed(d.low)} to ${signed(d.high)})` };
}

/** @returns what ends the view */
export function accuracy(main) {
  const dataset = el("select", { id: "dataset" });
  const choices = el("label", { for: "dataset", hidden: true }, "Data set ", dataset);
  const aligned = el("canvas", { role: "img", "aria-label": "Aligned score against KV bytes; the table below has the same figures" });
  const reference = el("canvas", { role: "img", "aria-label": "Reference score against KV bytes; the table below has the same figures" });
  const plots = el(
    "div.plots.two",
    { hidden: true },
    el("figure.plot", {}, el("figcaption", {}, "Aligned: answers matched by question number"), el("div.canvas.high", {}, aligned)),
    el("figure.plot", {}, el("figcaption", {}, "Reference: as published"), el("div.canvas.high", {}, reference)),
  );
  const empty = el("p.note", {}, "No document is scored yet: results show up here as they and their references come in.");
  const rows = table("Means over documents", [
    "Model",
    "Policy",
    ["Budget", "capacity / window / recent, in cache entries"],
    "#Documents",
    ["#Reference %", "the published scorer, its faults included"],
    ["#Aligned %", "answers matched by question number"],
    "#KV cache",
    "#ms / token",
    "#Tokens / s",
  ]);
  const paired = table("Paired differences", ["Model", "Policy", "Budget", "Against", "#Documents", "#Aligned", "#Reference", "Verdict"]);
  const pairedNote = el("p.note");
  const means = section("Means over documents", rows.element);
  const differences = section("The same documents, in percentage points", paired.element, pairedNote);
  means.hidden = true;
  differences.hidden = true;
  main.append(
    el(
      "section",
      {},
      el("div.bar", {}, el("h2", {}, "Accuracy against KV cache"), choices),
      plots,
      empty,
      el(
        "p.note.links",
        {},
        "Bars are one standard error of the mean over documents, to either side. A line joins one policy's budgets. As files: ",
        el("a", { href: "accuracy.csv" }, "CSV"),
        " ",
        el("a", { href: "accuracy.csv?score=aligned" }, "CSV, aligned"),
        " ",
        el("a", { href: "accuracy.md" }, "Markdown"),
        " ",
        el("a", { href: "accuracy" }, "JSON"),
      ),
    ),
    means,
    differences,
  );
  let summaries = [];
  let draw;
  let timer;
  let ended = false;
  let drawn = "";

  const shown = () => summaries.filter((s) => s.dataset === dataset.value);

  /** The data sets, the one with most documents first; whoever chose one keeps it. */
  function showDatasets() {
    const documents = new Map();
    summaries.forEach((s) => documents.set(s.dataset, (documents.get(s.dataset) ?? 0) + s.n));
    const there = new Set([...dataset.options].map((o) => o.value));
    const names = [...documents.keys()].sort((a, b) => documents.get(b) - documents.get(a));
    if (names.length === there.size && names.every((name) => there.has(name))) return;
    const chosen = dataset.value;
    dataset.replaceChildren(...names.map((name) => el("option", { value: name }, shorten(name, 40))));
    if (names.includes(chosen)) dataset.value = chosen;
  }

  function showAll() {
    const some = summaries.length > 0;
    empty.hidden = some;
    for (const element of [plots, means, choices]) element.hidden = !some;
    const now = JSON.stringify([summaries, dataset.value]);
    if (!some || now === drawn) return;
    drawn = now;
    rows.body.replaceChildren(
      ...shown().map((s) =>
        tr(
          s.model,
          s.policy,
          s.budget,
          { n: String(s.n) },
          { n: percent(s.reference_mean, s.reference_error) },
          { n: percent(s.aligned_mean, s.aligned_error) },
          { n: bytes(s.mean_kv_bytes) },
          { n: rate(s.mean_time_per_token_ms) },
          { n: rate(s.tokens_per_second) },
        ),
      ),
    );
    draw ??= [makeChart(aligned, "aligned", "aligned score, %"), makeChart(reference, "reference", "reference score, %")];
    draw.forEach((one) => one(shown(), summaries));
    showPaired();
  }

  /** Events of older scorers name a policy without its score and recall: where summaries have such variants, its documents may be of several. */
  function isMixed(cell) {
    return (
      cell.unsaid &&
      shown().some(
        (s) => s.model === cell.model && s.budget === cell.budget && s.policy.startsWith(`${cell.policy} (`),
      )
    );
  }

  function named(cell) {
    return cell.unsaid ? `${cell.policy} (by an older scorer)` : cell.policy;
  }

  async function showPaired() {
    const { pairs: all } = await get("api/paired", { dataset: dataset.value });
    if (ended) return;
    const pairs = all.filter((p) => !isMixed(p.base) && !isMixed(p.other));
    const mixed = [...new Set(all.flatMap((p) => [p.base, p.other]).filter(isMixed).map((c) => `${c.policy} ${c.budget}`))];
    differences.hidden = all.length === 0;
    paired.element.hidden = pairs.length === 0;
    paired.body.replaceChildren(
      ...pairs.map((p) =>
        tr(
          p.other.model,
          named(p.other),
          p.other.budget,
          `${named(p.base)} ${p.base.budget}`,
          { n: String(p.aligned.n) },
          difference(p.aligned),
          difference(p.reference),
          p.aligned.low <= 0 && p.aligned.high >= 0 ? "may be chance" : p.aligned.mean > 0 ? "better" : "worse",
        ),
      ),
    );
    pairedNote.textContent =
      "Over documents that both have; in brackets the 95 % interval of the bootstrap over documents. An interval that holds 0 may be chance." +
      (mixed.length > 0
        ? ` Not compared, since an older scorer's events don't say by which score or recall their documents ran: ${mixed.join(", ")}.`
        : "");
  }

  async function refresh() {
    try {
      const answer = await get("accuracy");
      if (ended) return;
      summaries = answer.summaries;
      showDatasets();
      showAll();
    } catch {
      // the state at the top says it
    }
    if (!ended) timer = setTimeout(refresh, EVERY_MS);
  }

  dataset.addEventListener("change", showAll);
  refresh();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
