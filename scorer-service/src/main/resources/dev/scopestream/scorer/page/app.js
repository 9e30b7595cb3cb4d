/** Asks for the means every two seconds and shows them. What comes from Kafka is only ever set as text. */
import { makeChart } from "./chart.js";
import { bytes, percent, rate, shorten } from "./format.js";

const EVERY_MS = 2000;
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

const byId = (id) => document.getElementById(id);
let drawChart = null;
let summaries = [];

function cell(row, text, numeric) {
  const td = row.insertCell();
  td.textContent = text;
  td.title = text;
  if (numeric) td.className = "n";
}

function shown() {
  return summaries.filter((s) => s.dataset === byId("dataset").value);
}

function showTable() {
  const rows = byId("rows");
  rows.replaceChildren();
  for (const s of shown()) {
    const row = rows.insertRow();
    cell(row, s.model);
    cell(row, s.policy);
    cell(row, s.budget);
    cell(row, String(s.n), true);
    cell(row, percent(s.reference_mean, s.reference_error), true);
    cell(row, percent(s.aligned_mean, s.aligned_error), true);
    cell(row, bytes(s.mean_kv_bytes), true);
    cell(row, rate(s.mean_time_per_token_ms), true);
    cell(row, rate(s.tokens_per_second), true);
  }
}

/** The data sets, the one with most documents first; whoever chose one keeps it. */
function showDatasets() {
  const documents = new Map();
  summaries.forEach((s) => documents.set(s.dataset, (documents.get(s.dataset) ?? 0) + s.n));
  const select = byId("dataset");
  const there = new Set([...select.options].map((o) => o.value));
  const names = [...documents.keys()].sort((a, b) => documents.get(b) - documents.get(a));
  if (names.length === there.size && names.every((name) => there.has(name))) return;
  const chosen = select.value;
  select.replaceChildren(
    ...names.map((name) => {
      const option = document.createElement("option");
      option.value = name;
      option.textContent = shorten(name, 40);
      return option;
    }),
  );
  if (names.includes(chosen)) select.value = chosen;
}

function showAll() {
  const some = summaries.length > 0;
  byId("empty").hidden = some;
  for (const id of ["plot", "legend", "table", "choices"]) byId(id).hidden = !some;
  if (!some) return;
  showTable();
  drawChart ??= makeChart(byId("chart"));
  drawChart(shown(), summaries, byId("score").value);
}

function showCounts(counts) {
  byId("counts").replaceChildren(
    ...COUNTS.filter(([name]) => name === "scored" || counts[name] > 0).map(([name, text]) => {
      const span = document.createElement("span");
      span.textContent = `${counts[name]} ${text}`;
      return span;
    }),
  );
}

/** @param look up, down, or nothing for what passes by itself */
function showState(text, look) {
  const pill = byId("state");
  pill.textContent = text;
  pill.className = `pill ${look}`;
}

function lookOf(state) {
  if (state === "RUNNING") return "up";
  return state === "REBALANCING" ? "" : "down";
}

async function refresh() {
  try {
    const response = await fetch("accuracy", { cache: "no-store" });
    const answer = await response.json();
    if (!response.ok) {
      showState(answer.error ?? `HTTP ${response.status}`, "down");
      return;
    }
    summaries = answer.summaries;
    showState(answer.state.toLowerCase(), lookOf(answer.state));
    showDatasets();
    showAll();
    showCounts(answer.counts);
  } catch {
    showState("the scorer doesn't answer", "down");
  } finally {
    setTimeout(refresh, EVERY_MS);
  }
}

byId("dataset").addEventListener("change", showAll);
byId("score").addEventListener("change", showAll);
refresh();
