/** A prompt under a policy and with the full cache, side by side. */
import { follow, get, post } from "./api.js";
import { askToken } from "./token.js";
import { diff } from "./diff.js";
import { el, section, update, visible } from "./dom.js";
import { bytes, count, millis, share } from "./format.js";
import { keptPicture } from "./kept.js";
import { linkTo } from "./requests.js";

const PREFILL = ["h2o", "snapkv", "pyramidkv", "pyramidinfer", "streamingllm", "allkv"];
const DECODE = [
  "slide", "adaptive", "discontinuous", "h2o", "tova", "rkv", "lazyeviction", "snapkv", "morphkv", "slm", "pyramidinfer", "none",
];
const DIFF_MS = 400;

function field(label, input, hint) {
  return el("label", { for: input.id }, label, input, hint ? el("small", {}, hint) : null);
}

function choice(id, values) {
  return el("select", { id }, ...values.map((v) => el("option", { value: v }, v)));
}

function number(id, value, min, max) {
  return el("input", { id, type: "number", value, min, max, required: true });
}

function panel(title) {
  const text = el("pre.text.tall", { tabindex: "0", role: "region", "aria-label": title });
  const bar = el("div.fill");
  const measure = el("div.meter", { "aria-hidden": "true" }, bar);
  const note = el("p.note.two-lines", {}, "\u00a0");
  return { element: el("div.panel", {}, el("h3", {}, title), measure, note, text), text, note, bar, content: "", request: null, last: null };
}

function showNumbers(p, fullBytes) {
  const kv = p.request?.result?.kv;
  const held = kv ? kv.peak_bytes : p.last?.held;
  const tokens = p.request?.result?.usage.completion_tokens ?? p.request?.attempts.at(-1)?.tokens ?? 0;
  const parts = [p.request ? p.request.state.toLowerCase() : "sent", `${count(tokens)} tokens`];
  if (held !== undefined) parts.push(`KV ${bytes(held)}${kv ? " at most" : ""}${fullBytes ? ` (${share(held, fullBytes)})` : ""}`);
  const evicted = kv ? kv.evicted_prefill + kv.evicted_decode : p.last?.evicted;
  if (evicted > 0) parts.push(`${count(evicted)} entries evicted`);
  if ((kv?.recalled ?? p.last?.recalled) > 0) parts.push(`${count(kv?.recalled ?? p.last.recalled)} recalled`);
  if (p.request?.result) parts.push(millis(p.request.result.timings.total_ms));
  if (p.request?.dead_letter) parts.push(`${p.request.dead_letter.field}: ${p.request.dead_letter.reason}`);
  p.note.replaceChildren(visible(parts.join(", ")), " ", ...(p.request ? [linkTo(p.request.id)] : []));
  p.bar.style.width = held === undefined || !fullBytes ? "0" : `${Math.min(100, (100 * held) / fullBytes)}%`;
}

/** @returns what ends the view */
export function tryIt(main) {
  const prompt = el("textarea", { id: "try-prompt", rows: "8", required: true, spellcheck: "false" });
  const chat = el("input", { id: "try-chat", type: "checkbox" });
  const prefill = choice("try-prefill", PREFILL);
  const decode = choice("try-decode", DECODE);
  const capacity = el("input", { id: "try-capacity", value: "60%", required: true, pattern: "[0-9]+(\\.[0-9]+)?%?" });
  const window = el("input", { id: "try-window", value: "128", required: true, pattern: "[0-9]+(\\.[0-9]+)?%?" });
  const recent = el("input", { id: "try-recent", value: "64", required: true, pattern: "[0-9]+(\\.[0-9]+)?%?" });
  const recall = number("try-recall", "0", "0", "1000000");
  const tokens = number("try-tokens", "600", "1", "1000000");
  const button = el("button.primary", { type: "submit" }, "Generate both");
  const message = el("p.trouble", { role: "alert", hidden: true });
  const full = panel("Full cache");
  const small = panel("Compressed cache");
  const verdict = el("p.note", { role: "status" }, "\u00a0");
  const picture = keptPicture();
  let stops = [];
  let ended = false;
  let timer;

  function budget(text) {
    return text.endsWith("%") ? text : Number(text);
  }

  function body() {
    const kv = { prefill: prefill.value, decode: decode.value, capacity: budget(capacity.value) };
    if (decode.value !== "none") Object.assign(kv, { window: budget(window.value), recent: budget(recent.value) });
    if (Number(recall.value) > 0) kv.recall = { slots: Number(recall.value) };
    return { prompt: prompt.value, template: chat.checked ? "chat" : "none", max_tokens: Number(tokens.value), temperature: 0, kv };
  }

  function fullBytes() {
    const result = full.request?.result?.kv.peak_bytes;
    return result ?? Math.max(full.last?.held ?? 0, small.last?.full ?? 0);
  }

  function paint() {
    timer = undefined;
    const [left, right] = diff(full.content, small.content);
    for (const [p, pieces] of [[full, left], [small, right]]) {
      const streaming = !p.request?.result && !p.request?.dead_letter;
      p.text.replaceChildren(
        ...pieces.map(([text, differs]) => (differs ? el("mark", {}, visible(text)) : visible(text))),
        ...(streaming && p.request ? [el("span.caret", { "aria-hidden": "true" }, "▍")] : []),
      );
      showNumbers(p, fullBytes());
    }
    if (full.request?.result && small.request?.result) {
      const words = right.filter(([, d]) => d).reduce((n, [t]) => n + t.trim().split(/\s+/).length, 0);
      const all = small.content.trim().split(/\s+/).length;
      update(
        verdict,
        words === 0
          ? "Both texts are the same, word by word."
          : `${count(words)} of the compressed cache's ${count(all)} words aren't in the full cache's text at that place; they are marked.`,
      );
    }
  }

  function later() {
    timer ??= setTimeout(paint, DIFF_MS);
  }

  async function finished(p, id) {
    const all = await get("api/requests/one", { id });
    if (ended) return;
    if (all.text !== undefined) p.content = (all.reasoning ? `${all.reasoning}\n` : "") + all.text;
    later();
  }

  function stream(p, id) {
    let over = false;
    stops.push(
      follow("api/requests/events", { id }, (news) => {
        if (ended || over) return;
        if (news.restart) p.content = "";
        p.content += news.reasoning + news.text;
        p.request = news.request;
        if (news.measured.length > 0) p.last = news.measured.at(-1);
        if (p === small && news.columns.length > 0) picture.show(news.columns);
        over = Boolean(news.request.result ?? news.request.dead_letter);
        if (news.request.result) finished(p, id);
        if (full.request?.result && small.request?.result) button.disabled = false;
        if (news.request.dead_letter) button.disabled = false;
        later();
      }),
    );
  }

  async function send(event) {
    event.preventDefault();
    message.hidden = true;
    button.disabled = true;
    stops.forEach((stop) => stop());
    stops = [];
    for (const p of [full, small]) Object.assign(p, { content: "", request: null, last: null });
    update(verdict, "\u00a0");
    picture.show([]);
    try {
      const ids = await post("api/try", body(), askToken);
      if (ended) return;
      stream(full, ids.full);
      stream(small, ids.compressed);
      later();
    } catch (e) {
      button.disabled = false;
      message.hidden = false;
      update(message, e.message);
    }
  }

  main.append(
    section(
      "Try it",
      el(
        "form",
        { submit: send, id: "try" },
        field("Prompt", prompt),
        el(
          "div.fields",
          {},
          field("Prefill", prefill),
          field("Capacity", capacity, "of the prompt"),
          field("Decode", decode),
          field("Window", window, "of the output"),
          field("Recent", recent, "never evicted"),
          field("Recall", recall, "slots, 0: none"),
          field("Tokens", tokens, "at most"),
        ),
        el("div.bar.left", {}, button, el("label.check", { for: "try-chat" }, chat, " as a chat message")),
        message,
      ),
    ),
    section("Side by side", el("div.side", {}, full.element, small.element), verdict),
    section("What the compressed cache keeps", picture.element, el("p.note", {}, "Shown while the generator spills what it evicts (scope.spill.directory).")),
  );
  get("api/try")
    .then((choices) => {
      if (prompt.value === "") prompt.value = choices.example;
      chat.checked = choices.chat;
      tokens.max = choices.max_tokens;
      tokens.value = Math.min(Number(tokens.value), choices.max_tokens);
    })
    .catch((e) => {
      message.hidden = false;
      update(message, e.message);
    });
  return () => {
    ended = true;
    clearTimeout(timer);
    stops.forEach((stop) => stop());
  };
}
