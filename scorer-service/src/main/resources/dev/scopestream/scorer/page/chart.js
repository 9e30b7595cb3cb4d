/** Accuracy against KV bytes: a line for each policy, a point for each budget. Text goes to a canvas only. */
import { byteTicks, bytes, percent, shorten } from "./format.js";
import { COLOURS, axis, css, register } from "./plot.js";

const CAP = 5;
/** How far, in pixels, a point at the chart's edge may reach beyond it. */
const POINT = 10;

const errorBars = {
  id: "errorBars",
  afterDatasetsDraw(chart) {
    const { ctx, scales } = chart;
    chart.data.datasets.forEach((dataset, index) => {
      if (!chart.isDatasetVisible(index)) return;
      ctx.save();
      ctx.strokeStyle = dataset.borderColor;
      ctx.lineWidth = 1.5;
      dataset.data.forEach((point) => {
        if (!point.error) return;
        const x = scales.x.getPixelForValue(point.x);
        const top = scales.y.getPixelForValue(Math.min(100, point.y + point.error));
        const bottom = scales.y.getPixelForValue(Math.max(0, point.y - point.error));
        ctx.beginPath();
        ctx.moveTo(x, top);
        ctx.lineTo(x, bottom);
        for (const y of [top, bottom]) {
          ctx.moveTo(x - CAP, y);
          ctx.lineTo(x + CAP, y);
        }
        ctx.stroke();
      });
      ctx.restore();
    });
  },
};

/** The policy is never shortened: it ends with what tells two of them apart. */
function nameOf(summary, models) {
  return models > 1 ? `${shorten(summary.model, 20)}: ${summary.policy}` : summary.policy;
}

/** A line keeps its colour when another data set is shown: it goes by its index among all policies. */
function series(summaries, all, score) {
  const models = new Set(summaries.map((s) => s.model)).size;
  const keyOf = (s) => JSON.stringify([s.model, s.policy]);
  const keys = [...new Set(all.map(keyOf))];
  const lines = new Map();
  for (const s of summaries.filter((one) => one.mean_kv_bytes !== undefined)) {
    const key = keyOf(s);
    if (!lines.has(key)) {
      const colour = css(COLOURS[keys.indexOf(key) % COLOURS.length]);
      lines.set(key, {
        label: nameOf(s, models),
        data: [],
        borderColor: colour,
        backgroundColor: colour,
        showLine: true,
        borderWidth: 1,
        pointRadius: 5,
        pointHoverRadius: 7,
        clip: POINT,
      });
    }
    const point = { x: s.mean_kv_bytes, y: s[`${score}_mean`], error: s[`${score}_error`], n: s.n, budget: s.budget };
    lines.get(key).data.push(point);
  }
  lines.forEach((line) => line.data.sort((a, b) => a.x - b.x));
  return [...lines.values()];
}

/** A bit more than what there is, so that no point lies on the edge: up to 103 where one is near 100. */
function range(lines) {
  const points = lines.flatMap((line) => line.data);
  const low = Math.min(...points.map((p) => p.y - (p.error ?? 0)));
  const high = Math.max(...points.map((p) => p.y + (p.error ?? 0)));
  return { min: Math.max(0, Math.floor(low / 10 - 0.2) * 10), max: Math.min(103, Math.ceil(high / 10 + 0.2) * 10) };
}

/** @returns {(summaries: object[], all: object[]) => void} */
export function makeChart(canvas, score, title) {
  let latest = null;
  const chart = new window.Chart(canvas, {
    type: "scatter",
    data: { datasets: [] },
    plugins: [errorBars],
    options: {
      animation: false,
      maintainAspectRatio: false,
      layout: { padding: { top: POINT, right: POINT } },
      scales: {
        x: axis("mean KV cache of a request", {
          min: 0,
          grace: "8%",
          ticks: { callback: (value) => bytes(value) },
          afterBuildTicks: (scale) => {
            scale.ticks = byteTicks(scale.max, Math.max(3, scale.width / 110));
          },
        }),
        y: axis(title, {
          ticks: { stepSize: 10 },
          afterBuildTicks: (scale) => {
            scale.ticks = scale.ticks.filter((tick) => tick.value <= 100 && tick.value % 10 === 0);
          },
        }),
      },
      plugins: {
        legend: { position: "bottom", labels: { color: css("--ink"), usePointStyle: true, boxHeight: 7 } },
        tooltip: {
          callbacks: {
            label: ({ dataset, raw }) =>
              `${dataset.label} ${raw.budget}: ${percent(raw.y, raw.error)} %, ${bytes(raw.x)}, ${raw.n} documents`,
          },
        },
      },
    },
  });
  const draw = (summaries, all) => {
    latest = [summaries, all];
    const lines = series(summaries, all, score);
    if (lines.length === 0) return;
    chart.data.datasets = lines;
    Object.assign(chart.options.scales.y, range(lines));
    chart.update();
  };
  register(chart, () => latest && draw(...latest));
  return draw;
}
