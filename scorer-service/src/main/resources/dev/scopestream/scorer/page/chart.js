/** Accuracy against KV bytes: a point for each policy and budget, with error bars. Text goes to a canvas only. */
import { bytes, percent, policyName } from "./format.js";

const COLOURS = ["#2f6fdb", "#d9631e", "#138a5e", "#9a4fc0", "#c03a4b", "#7a6a00", "#0e8ba0", "#8a5a3b"];
const CAP = 5;

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

function css(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function axis(text, more) {
  return {
    title: { display: true, text, color: css("--soft") },
    grid: { color: css("--line") },
    ticks: { color: css("--soft"), ...more.ticks },
    ...more.scale,
  };
}

/** Datasets keep their colour: it belongs to the policy's place among all policies, not among the shown ones. */
function series(summaries, all, score) {
  const models = new Set(all.map((s) => s.model));
  const nameOf = (s) => (models.size > 1 ? `${s.model}: ${policyName(s)}` : policyName(s));
  const names = [...new Set(all.map(nameOf))];
  return summaries
    .filter((s) => s.mean_kv_bytes !== undefined)
    .map((s) => {
      const colour = COLOURS[names.indexOf(nameOf(s)) % COLOURS.length];
      return {
        label: nameOf(s),
        data: [{ x: s.mean_kv_bytes, y: s[`${score}_mean`], error: s[`${score}_error`], n: s.n }],
        borderColor: colour,
        backgroundColor: colour,
        pointRadius: 5,
        pointHoverRadius: 7,
      };
    });
}

/** @returns {(summaries: object[], all: object[], score: string) => void} */
export function makeChart(canvas) {
  const chart = new window.Chart(canvas, {
    type: "scatter",
    data: { datasets: [] },
    plugins: [errorBars],
    options: {
      animation: false,
      maintainAspectRatio: false,
      scales: {
        x: axis("mean KV cache of a request", {
          ticks: { callback: bytes, maxTicksLimit: 9 },
          scale: { min: 0, grace: "8%" },
        }),
        y: axis("accuracy, %", { ticks: {}, scale: { min: 0, max: 100 } }),
      },
      plugins: {
        legend: { position: "right", labels: { color: css("--ink"), usePointStyle: true, boxHeight: 7 } },
        tooltip: {
          callbacks: {
            label: ({ dataset, raw }) =>
              `${dataset.label}: ${percent(raw.y, raw.error)} %, ${bytes(raw.x)}, ${raw.n} documents`,
          },
        },
      },
    },
  });
  return (summaries, all, score) => {
    chart.data.datasets = series(summaries, all, score);
    chart.update();
  };
}
