/** One request: its text as it comes, its cache over time, its verdicts, attempts and records. */
import { follow, get } from "./api.js";
import { el, foreign, section, table, tr, update, visible } from "./dom.js";
import { bytes, count, date, millis, percent, policy, share } from "./format.js";
import { keptPicture } from "./kept.js";
import { lines } from "./plot.js";
import { stateOf } from "./requests.js";

function facts(pairs) {
  return el(
    "dl.facts",
    {},
    ...pairs.filter(([, value]) => value !== undefined && value !== "").map(([name, value]) =>
      el("div", {}, el("dt", {}, name), el("dd", {}, value instanceof Node ? value : visible(value))),
    ),
  );
}

function factsOf(r) {
  const kv = r.result?.kv;
  const last = r.attempts.at(-1);
  return facts([
    ["State", stateOf(r)],
    ["Model", r.result?.model],
    ["Policy", kv ? `${kv.policy}, capacity ${kv.capacity}, window ${kv.window}, recent ${kv.recent}` : policy(r.asked)],
    ["Asked for", kv && r.asked ? policy(r.asked) : undefined],
    ["Stored", date(r.since)],
    ["Tokens", r.result ? `${count(r.result.usage.prompt_tokens)} + ${count(r.result.usage.completion_tokens)}` : count(last?.tokens)],
    ["First token after", r.result ? millis(r.result.timings.time_to_first_token_ms) : undefined],
    ["In all", r.result ? millis(r.result.timings.total_ms) : undefined],
    ["KV held at most", kv ? bytes(kv.peak_bytes) : undefined],
    ["Evicted", kv ? `${count(kv.evicted_prefill)} in prefill, ${count(kv.evicted_decode)} in decoding` : undefined],
    ["Spilled", kv ? count(kv.spilled) : undefined],
    ["Recalled", kv ? count(kv.recalled) : undefined],
    ["Attention lost", kv ? `${percent(100 * kv.lost_mass_prefill)} % of the prompt's` : undefined],
    ["Scores", r.scores ? `${(100 * r.scores.aligned).toFixed(1)} % aligned, ${(100 * r.scores.reference).toFixed(1)} % reference` : undefined],
    ["Refused", r.dead_letter ? `${r.dead_letter.field}: ${r.dead_letter.reason}` : undefined],
  ]);
}

function cacheCharts() {
  const held = el("canvas", { role: "img", "aria-label": "KV bytes held, and those of a full cache, over the tokens" });
  const moved = el("canvas", { role: "img", "aria-label": "Entries evicted, spilled and recalled, over the tokens" });
  const element = el(
    "div.plots.two",
    { hidden: true },
    el("figure.plot", {}, el("figcaption", {}, "KV bytes"), el("div.canvas.low", {}, held)),
    el("figure.plot", {}, el("figcaption", {}, "Cache entries so far"), el("div.canvas.low", {}, moved)),
  );
  let draw;
  return {
    element,
    show(measured) {
      element.hidden = measured.length === 0;
      if (measured.length === 0) return;
      const x = (value) => `${Math.round(value)}`;
      draw ??= [
        lines(held, [{ label: "held", colour: 0, fill: true }, { label: "full cache", colour: 1 }], { x, y: bytes, bytes: true, xTitle: "tokens" }),
        lines(
          moved,
          [{ label: "evicted", colour: 1 }, { label: "spilled", colour: 3 }, { label: "recalled", colour: 2 }],
          { x, y: count, xTitle: "tokens" },
        ),
      ];
      const of = (name) => measured.map((m) => ({ x: m.tokens, y: m[name] }));
      const range = { min: 0, max: Math.max(1, measured.at(-1).tokens) };
      draw[0]([of("held"), of("full")], range);
      draw[1]([of("evicted"), of("spilled"), of("recalled")], range);
    },
  };
}

function verdicts(questions) {
  const rows = table("Verdicts by question", ["#Question", "Expected", "Read, aligned", "Read, reference", "Verdict"]);
  rows.body.append(
    ...questions.map((q) =>
      tr(
        { n: String(q.label) },
        foreign(q.expected),
        foreign(q.found_aligned ?? "–"),
        foreign(q.found_reference ?? "–"),
        el(`span.badge.${q.correct_aligned ? "finished" : "refused"}`, {}, q.correct_aligned ? "right" : "wrong"),
      ),
    ),
  );
  return rows.element;
}

function recordButtons(id, places) {
  const shown = el("pre.record", { hidden: true, tabindex: "0", role: "region", "aria-label": "Record" });
  const named = [["prompt", places.prompt], [places.ending?.topic === "scope.prompts.dlq" ? "dead letter" : "result", places.ending], ["accuracy", places.accuracy]];
  const what = { prompt: "prompt", result: "ending", "dead letter": "ending", accuracy: "accuracy" };
  const buttons = named.filter(([, place]) => place).map(([name, place]) =>
    el(
      "button",
      {
        type: "button",
        click: async () => {
          shown.hidden = false;
          try {
            const record = await get("api/requests/record", { id, what: what[name] });
            shown.textContent = visible(recordText(record));
          } catch (e) {
            shown.textContent = e.message;
          }
        },
      },
      `${name}: ${place.topic} ${place.partition}:${place.offset}`,
    ),
  );
  return el("div", {}, el("div.bar.left", {}, ...buttons), shown);
}

export function recordText(record) {
  const headers = record.headers.map((h) => `${h.name}: ${h.value ?? ""}`);
  let value = record.value ?? "";
  try {
    value = JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    // shown as it is
  }
  const cut = record.cut ? `\n… cut: it has ${record.bytes} bytes` : "";
  return [`key: ${record.key ?? ""}`, ...headers, "", value + cut].join("\n");
}

/** @returns what ends the view */
export function request(main, id) {
  const head = el("div");
  const reasoning = el("pre.text", { tabindex: "0", role: "region", "aria-label": "Reasoning" });
  const reasoningBox = el("details", { hidden: true }, el("summary", {}, "Reasoning"), reasoning);
  const text = el("pre.text", { tabindex: "0", role: "region", "aria-label": "Text" });
  const samplesBox = el("details", { hidden: true });
  const promptBox = el("details", { hidden: true }, el("summary", {}, "Prompt"));
  const charts = cacheCharts();
  const picture = keptPicture();
  const cacheNote = el("p.note", {}, "Nothing is known of its cache while it ran: its chunks don't say.");
  const attempts = table("Attempts", ["#Attempt", "Instance", "First chunk", "Last chunk", "#Tokens"]);
  const judged = el("div");
  const records = el("div");
  main.append(
    el("section", {}, el("h2", {}, "Request ", foreign(id)), head),
    section("Text", promptBox, reasoningBox, text, samplesBox),
    section("KV cache", charts.element, cacheNote, picture.element),
    section("Verdicts", judged),
    section("Attempts", attempts.element),
    section("Records", records),
  );
  let ended = false;
  let state;
  let seenScores = false;

  function show(r) {
    head.replaceChildren(factsOf(r));
    attempts.body.replaceChildren(
      ...r.attempts.map((a) =>
        tr({ n: String(a.number) }, a.worker ?? "–", date(a.first), date(a.last), { n: count(a.tokens) }),
      ),
    );
    const key = JSON.stringify(r.places);
    if (records.dataset.key !== key) {
      records.dataset.key = key;
      records.replaceChildren(recordButtons(id, r.places));
    }
    const over = r.state === "FINISHED" || r.state === "REFUSED";
    const more = over && (state !== r.state || Boolean(r.scores) !== seenScores);
    state = r.state;
    seenScores = Boolean(r.scores);
    if (more) load();
  }

  async function load() {
    try {
      const all = await get("api/requests/one", { id });
      if (ended) return;
      promptBox.hidden = false;
      promptBox.replaceChildren(
        el("summary", {}, "Prompt"),
        ...(all.prompt ?? []).flatMap((part) => [el("p.note", {}, part.role), el("pre.text", { tabindex: "0", role: "region", "aria-label": part.role }, visible(part.text))]),
        ...(all.prompt_hidden ? [el("p.note", {}, all.prompt_hidden)] : []),
      );
      if (all.text !== undefined) {
        update(text, visible(all.text));
        reasoningBox.hidden = !all.reasoning;
        update(reasoning, visible(all.reasoning ?? ""));
        samplesBox.hidden = !all.samples;
        samplesBox.replaceChildren(
          el("summary", {}, "All samples"),
          ...(all.samples ?? []).map((sample, k) => el("pre.text", { tabindex: "0", role: "region", "aria-label": `Sample ${k}` }, visible(sample))),
        );
      }
      judged.replaceChildren(
        all.questions
          ? verdicts(all.questions)
          : el("p.note", {}, "It isn't scored: its prompt names no expected answers, or the result isn't there yet."),
      );
    } catch (e) {
      if (!ended && head.childElementCount === 0) head.replaceChildren(el("p.trouble", {}, e.message));
    }
  }

  function take(news) {
    if (news.restart) {
      text.textContent = "";
      reasoning.textContent = "";
    }
    if (news.text) text.append(visible(news.text));
    if (news.reasoning) {
      reasoningBox.hidden = false;
      reasoningBox.open = true;
      reasoning.append(visible(news.reasoning));
    }
    if (news.measured.length > 0) {
      charts.show(news.measured);
      cacheNote.hidden = true;
    }
    if (news.columns.length > 0) picture.show(news.columns);
    show(news.request);
  }

  const stop = follow("api/requests/events", { id }, (news) => !ended && take(news));
  load();
  return () => {
    ended = true;
    stop();
  };
}
