/** What runs, now and over the last quarter of an hour. */
import { follow, get } from "./api.js";
import { el, section, table, tr, update } from "./dom.js";
import { bytes, count, millis, rate, share } from "./format.js";
import { lines } from "./plot.js";
import { listOf } from "./requests.js";

const MINUTES = 15;
/** Slices over which a rate is a mean: the present one has hardly begun. */
const RECENT = 3;

function tile(label, title) {
  const value = el("b", {}, "–");
  const note = el("small", {}, "\u00a0");
  return { element: el("div.tile", { title }, el("span", {}, label), value, note), value, note };
}

function show(one, value, note = "\u00a0") {
  update(one.value, value);
  update(one.note, note);
}

function tiles() {
  return {
    running: tile("Running", "requests with text and no final record"),
    waiting: tile("Waiting", "stored prompts without any text"),
    finished: tile("Finished", "of the requests that are remembered here"),
    tokens: tile("Tokens / s", "over the last 15 seconds"),
    first: tile("First token after", "from a stored prompt to its first chunk, mean of the last minute"),
    held: tile("KV held", "by the running requests, as their latest chunks say"),
    evicted: tile("Evicted / s", "cache entries: one position of one layer and head"),
    recalled: tile("Recalled / s", "entries brought back from disk"),
    lag: tile("Lag", "offsets of prompts that the generators haven't committed"),
    instances: tile("Instances", "generators that run"),
  };
}

const PLOTS = [
  ["Tokens a second", [{ label: "tokens/s", colour: 0, fill: true }], (p) => [p.tokens_per_second], { y: count }],
  [
    "Requests",
    [
      { label: "running", colour: 0 },
      { label: "waiting", colour: 1 },
    ],
    (p) => [p.gauges?.running, p.gauges?.waiting],
    { y: count, whole: true },
  ],
  [
    "KV cache of the running requests",
    [
      { label: "held", colour: 0, fill: true },
      { label: "full cache", colour: 1 },
    ],
    (p) => [p.gauges?.held, p.gauges?.full],
    { y: bytes, bytes: true },
  ],
  [
    "Cache entries a second",
    [
      { label: "evicted", colour: 1 },
      { label: "recalled", colour: 2 },
    ],
    (p) => [p.evicted_per_second, p.recalled_per_second],
    { y: count },
  ],
  [
    "Time to first token",
    [{ label: "first token", colour: 3, spanGaps: true }],
    (p) => [p.first_token_ms],
    { y: millis },
  ],
  ["Lag", [{ label: "offsets", colour: 4, step: true }], (p) => [p.gauges?.lag], { y: count, whole: true }],
];

function plots(parent) {
  return PLOTS.map(([title, series, values, options]) => {
    const canvas = el("canvas", { role: "img", "aria-label": `${title} over the last ${MINUTES} minutes` });
    parent.append(el("figure.plot", {}, el("figcaption", {}, title), el("div.canvas.low", {}, canvas)));
    const draw = lines(canvas, series, {
      ...options,
      x: (value) => (Math.abs(value) < 0.05 ? "now" : `−${Math.round(-value)} min`),
      xRange: { min: -MINUTES, max: 0 },
      xTicks: { stepSize: 5 },
    });
    return (points, now) =>
      draw(
        series.map((_, i) =>
          points
            .map((p) => ({ x: Math.min(0, (p.start - now) / 60_000), y: values(p)[i] }))
            .filter((point) => point.y !== undefined && point.y !== null),
        ),
      );
  });
}

function mean(points, name) {
  const some = points.map((p) => p[name]).filter((v) => v !== undefined && v !== null);
  return some.length === 0 ? undefined : some.reduce((a, b) => a + b, 0) / some.length;
}

function showTiles(all, state, points) {
  const recent = points.slice(-RECENT - 1, -1);
  const gauges = points.at(-1)?.gauges ?? points.at(-2)?.gauges;
  const { counts, group } = state;
  show(all.running, count(counts.running));
  show(all.waiting, count(counts.waiting));
  show(all.finished, count(counts.finished), counts.refused > 0 ? `and ${count(counts.refused)} refused` : undefined);
  show(all.tokens, rate(mean(recent, "tokens_per_second")));
  show(all.first, millis(mean(points.slice(-13), "first_token_ms")));
  show(all.held, bytes(gauges?.held), gauges?.full > 0 ? `${share(gauges.held, gauges.full)} of ${bytes(gauges.full)}` : undefined);
  show(all.evicted, rate(mean(recent, "evicted_per_second")));
  show(all.recalled, rate(mean(recent, "recalled_per_second")));
  show(all.lag, count(group.lag));
  show(all.instances, group.trouble ? "–" : count(group.instances.length));
}

/** @returns what ends the view */
export function overview(main) {
  const all = tiles();
  const trouble = el("p.trouble", { role: "status", hidden: true });
  const grid = el("div.plots");
  const instances = table("Instances", ["Instance", "Model", "Host", "#Partitions"]);
  const noInstance = el("p.note", {}, "No generator is in the group.");
  const list = listOf();
  main.append(
    trouble,
    el("div.tiles", {}, ...Object.values(all).map((t) => t.element)),
    section("The last quarter of an hour", grid),
    section("Instances", instances.element, noInstance),
    section("Latest requests", list.element),
  );
  const draw = plots(grid);
  let points = [];
  let ended = false;

  function take(state) {
    const first = state.points[0].start;
    points = [...points.filter((p) => p.start < first), ...state.points].slice(-180);
    showTiles(all, state, points);
    draw.forEach((one) => one(points, state.now));
    const text = state.enabled
      ? (state.trouble ?? state.group.trouble ?? (state.caught_up ? "" : "reading what is there already"))
      : "scorer.watch.enabled is false: requests aren't followed";
    trouble.hidden = text === "";
    update(trouble, text);
    noInstance.hidden = state.group.instances.length > 0;
    instances.element.hidden = state.group.instances.length === 0;
    instances.body.replaceChildren(
      ...state.group.instances.map((i) => tr(i.client, i.model ?? "", i.host.replace(/^\//, ""), { n: count(i.partitions) })),
    );
  }

  async function refreshList() {
    try {
      list.show((await get("api/requests")).requests.slice(0, 10));
    } catch {
      // the state at the top says that the scorer doesn't answer
    }
    if (!ended) setTimeout(refreshList, 2000);
  }

  let stop = () => {};
  get("api/overview")
    .then((state) => {
      if (ended) return;
      take(state);
      stop = follow("api/overview/events", {}, take);
    })
    .catch((e) => {
      trouble.hidden = false;
      update(trouble, e.message);
    });
  refreshList();
  return () => {
    ended = true;
    stop();
  };
}
