/** Asks for the means every two seconds and shows them. What comes from Kafka is only ever set as text. */
import { makeChart } from "./chart.js";
import { bytes, percent, rate } from "./format.js";

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
const drawChart = makeChart(byId("chart"));
let summaries = [];

function cell(row, text, numeric) {
  const td = row.insertCell();
  td.textContent = text;
  td.title = text;
  if (numeric) td.className = "n";
}

function showTable() {
  const rows = byId("rows");
  rows.replaceChildren();
  for (const s of summaries) {
    const row = rows.insertRow();
    cell(row, s.dataset);
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
  byId("empty").hidden = summaries.length > 0;
}

function showDatasets() {
  const select = byId("dataset");
  const names = [...new Set(summaries.map((s) => s.dataset))];
  const shown = [...select.options].map((o) => o.value);
  if (names.length === shown.length && names.every((name, i) => name === shown[i])) return;
  const chosen = select.value;
  select.replaceChildren(
    ...names.map((name) => {
      const option = document.createElement("option");
      option.value = name;
      option.textContent = name;
      return option;
    }),
  );
  if (names.includes(chosen)) select.value = chosen;
}

function showChart() {
  const dataset = byId("dataset").value;
  drawChart(
    summaries.filter((s) => s.dataset === dataset),
    summaries,
    byId("score").value,
  );
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

function showState(text, up) {
  const pill = byId("state");
  pill.textContent = text;
  pill.className = up ? "pill up" : "pill down";
}

async function refresh() {
  try {
    const response = await fetch("accuracy", { cache: "no-store" });
    const answer = await response.json();
    if (!response.ok) {
      showState(answer.error ?? `HTTP ${response.status}`, false);
      return;
    }
    summaries = answer.summaries;
    showState(answer.state.toLowerCase(), answer.state === "RUNNING");
    showDatasets();
    showTable();
    showChart();
    showCounts(answer.counts);
  } catch {
    showState("the scorer doesn't answer", false);
  } finally {
    setTimeout(refresh, EVERY_MS);
  }
}

byId("dataset").addEventListener("change", showChart);
byId("score").addEventListener("change", showChart);
refresh();
