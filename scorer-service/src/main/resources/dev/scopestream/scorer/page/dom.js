/** Elements. What comes from prompts, models and topics is only ever set as text. */

/**
 * @param tag with classes, such as "td.n"
 * @param attributes set as attributes; functions are listeners
 * @param children elements and texts
 */
export function el(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length > 0) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== undefined && value !== null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Text from elsewhere in an element of its own: its direction of writing stays within it. */
export function foreign(text) {
  return el("bdi", {}, visible(text));
}

/** Controls of bidirectional text and other invisible ones are shown as their code points. */
export function visible(text) {
  return String(text).replace(
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g,
    (c) => `⟨U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`,
  );
}

/** @param heads texts, or [text, title]; a text that begins with "#" heads numbers */
export function table(caption, heads) {
  const body = el("tbody");
  const row = el("tr");
  for (const head of heads) {
    const [text, title] = Array.isArray(head) ? head : [head];
    const numeric = text.startsWith("#");
    row.append(el(numeric ? "th.n" : "th", { scope: "col", title }, numeric ? text.slice(1) : text));
  }
  const scroll = el(
    "div.scroll",
    { tabindex: "0", role: "region", "aria-label": caption },
    el("table", {}, el("thead", {}, row), body),
  );
  return { element: scroll, body };
}

/** @param cells texts, numbers' texts as {n: text}, or elements */
export function tr(...cells) {
  return el(
    "tr",
    {},
    ...cells.map((cell) => {
      if (cell instanceof Node) return el("td", {}, cell);
      if (cell && typeof cell === "object") return el("td.n", {}, visible(cell.n));
      return el("td", { title: visible(cell ?? "") }, visible(cell ?? ""));
    }),
  );
}

export function section(title, ...children) {
  return el("section", {}, el("h2", {}, title), ...children);
}

/** Replaces children only if they changed, so that a selection or a focus survives. */
export function update(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
