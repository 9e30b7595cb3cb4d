/** Which positions a layer keeps over time: a picture, position by step. */
import { el } from "./dom.js";
import { css } from "./plot.js";

const HEIGHT = 220;

/** The share of an entry range that is kept, 0 to 1; of one layer, or the mean of all. */
function shareAt(column, layer, position) {
  const range = Math.floor(position / column.kept.width);
  if (position >= column.kept.positions) return null;
  if (layer >= 0) return Number(column.kept.layers[layer]?.[range] ?? 0) / 9;
  const all = column.kept.layers;
  return all.reduce((sum, one) => sum + Number(one[range] ?? 0), 0) / Math.max(1, all.length) / 9;
}

/** Blends two colours given as #rrggbb. */
function blend(from, to, share) {
  return [1, 3, 5].map((i) => {
    const a = parseInt(from.slice(i, i + 2), 16);
    const b = parseInt(to.slice(i, i + 2), 16);
    return Math.round(a + (b - a) * share);
  });
}

/** @returns {{element: Element, show: (columns: object[]) => void}} */
export function keptPicture() {
  const canvas = el("canvas.kept", { role: "img", height: HEIGHT, "aria-label": "Kept positions over the steps of the generation" });
  const layer = el("select", { id: "kept-layer" });
  const caption = el("p.note");
  let columns = [];

  function draw() {
    const width = Math.max(200, canvas.clientWidth);
    canvas.width = width;
    const context = canvas.getContext("2d");
    const most = Math.max(...columns.map((c) => c.kept.positions));
    const steps = Math.max(...columns.map((c) => c.tokens));
    const chosen = Number(layer.value);
    const gone = css("--gone");
    const held = css("--c1");
    const picture = context.createImageData(width, HEIGHT);
    for (let x = 0; x < width; x++) {
      const step = ((x + 0.5) / width) * steps;
      const column = columns.find((c) => c.tokens >= step) ?? columns.at(-1);
      for (let y = 0; y < HEIGHT; y++) {
        const share = shareAt(column, chosen, Math.floor(((HEIGHT - 1 - y + 0.5) / HEIGHT) * most));
        if (share === null) continue;
        const at = 4 * (y * width + x);
        const [r, g, b] = blend(gone, held, share);
        picture.data[at] = r;
        picture.data[at + 1] = g;
        picture.data[at + 2] = b;
        picture.data[at + 3] = 255;
      }
    }
    context.putImageData(picture, 0, 0);
    caption.textContent =
      `To the right: ${steps} steps of decoding; upwards: ${most} positions, the prompt's first at the bottom.` +
      " Dark is kept, pale is evicted. Evictions are counted in blocks, so the picture is a little late; entries that were recalled count as evicted.";
  }

  layer.addEventListener("change", draw);
  addEventListener("resize", () => columns.length > 0 && canvas.isConnected && draw());
  const element = el(
    "div",
    { hidden: true },
    el("div.bar", {}, el("label", { for: "kept-layer" }, "Layer ", layer)),
    canvas,
    caption,
  );
  return {
    element,
    show(news) {
      columns = news;
      element.hidden = news.length === 0;
      if (news.length === 0) return;
      const layers = news.at(-1).kept.layers.length;
      if (layer.options.length !== layers + 1) {
        layer.replaceChildren(
          el("option", { value: "-1" }, "mean of all"),
          ...Array.from({ length: layers }, (_, i) => el("option", { value: i }, String(i))),
        );
      }
      draw();
    },
  };
}
