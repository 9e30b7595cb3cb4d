/** Lines over time or tokens. Charts have fixed heights, so nothing jumps. */
import { byteTicks } from "./format.js";

export const COLOURS = ["--c1", "--c2", "--c3", "--c4", "--c5", "--c6", "--c7", "--c8"];
const charts = new Set();

export function css(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export function axis(text, more = {}) {
  return {
    title: { display: Boolean(text), text, color: css("--soft") },
    grid: { color: css("--line") },
    border: { color: css("--line") },
    ...more,
    ticks: { color: css("--soft"), maxRotation: 0, ...more.ticks },
  };
}

/** Drawn anew when the theme changes. */
export function register(chart, recolour) {
  charts.add({ chart, recolour });
  return chart;
}

export function recolourAll() {
  charts.forEach(({ chart, recolour }) => {
    for (const scale of Object.values(chart.options.scales)) {
      scale.title.color = css("--soft");
      scale.grid.color = css("--line");
      scale.border.color = css("--line");
      scale.ticks.color = css("--soft");
    }
    chart.options.plugins.legend.labels.color = css("--ink");
    recolour?.(chart);
    chart.update();
  });
}

export function destroyAll() {
  charts.forEach(({ chart }) => chart.destroy());
  charts.clear();
}

/**
 * @param series [{label, colour: number, fill, step}]
 * @param options {x: tick text, y: tick text, bytes: true for byte ticks, xMin, xMax, xTitle}
 * @returns {(columns: Array<Array<{x: number, y: number}>>, range?: {min: number, max: number}) => void}
 */
export function lines(canvas, series, options) {
  const datasets = series.map((s) => ({
    label: s.label,
    data: [],
    borderWidth: 1.8,
    pointRadius: 0,
    pointHitRadius: 8,
    spanGaps: s.spanGaps ?? false,
    stepped: s.step ?? false,
    fill: s.fill ?? false,
    tension: 0,
  }));
  const paint = (chart) => {
    chart.data.datasets.forEach((dataset, i) => {
      dataset.borderColor = css(COLOURS[series[i].colour]);
      dataset.backgroundColor = `${css(COLOURS[series[i].colour])}22`;
    });
  };
  const chart = new window.Chart(canvas, {
    type: "line",
    data: { datasets },
    options: {
      animation: false,
      maintainAspectRatio: false,
      parsing: false,
      normalized: true,
      interaction: { mode: "nearest", axis: "x", intersect: false },
      scales: {
        x: axis(options.xTitle, {
          type: "linear",
          ticks: { callback: options.x, maxTicksLimit: 6, ...options.xTicks },
          ...options.xRange,
        }),
        y: axis("", {
          min: 0,
          grace: "5%",
          suggestedMax: 1,
          ticks: { callback: options.y, maxTicksLimit: 5, precision: options.whole ? 0 : undefined },
          ...(options.bytes && {
            afterBuildTicks: (scale) => {
              scale.ticks = byteTicks(scale.max, 5);
            },
          }),
        }),
      },
      plugins: {
        legend: {
          display: series.length > 1,
          align: "end",
          labels: { color: css("--ink"), boxWidth: 14, boxHeight: 2, padding: 8, font: { size: 11 } },
        },
        tooltip: {
          callbacks: {
            title: (items) => (items.length > 0 ? options.x(items[0].parsed.x) : ""),
            label: ({ dataset, parsed }) => `${dataset.label}: ${options.y(parsed.y)}`,
          },
        },
      },
    },
  });
  paint(chart);
  register(chart, paint);
  return (columns, range) => {
    columns.forEach((data, i) => {
      chart.data.datasets[i].data = data;
    });
    if (range) Object.assign(chart.options.scales.x, range);
    chart.update();
  };
}
