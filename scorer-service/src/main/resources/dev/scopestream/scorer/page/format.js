/** Numbers as people read them. All of these return plain text. */

export function percent(value, error) {
  return error === undefined ? value.toFixed(2) : `${value.toFixed(2)} ± ${error.toFixed(2)}`;
}

export function bytes(value) {
  if (value === undefined || value === null) return "–";
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export function rate(value) {
  if (value === undefined || value === null) return "–";
  return value >= 100 ? count(Math.round(value)) : value.toFixed(1);
}

export function count(value) {
  return value === undefined || value === null ? "–" : Math.round(value).toLocaleString("en");
}

export function share(part, whole) {
  return whole > 0 ? `${Math.round((100 * part) / whole)} %` : "–";
}

export function millis(value) {
  if (value === undefined || value === null) return "–";
  if (value < 1000) return `${Math.round(value)} ms`;
  return value < 60_000 ? `${(value / 1000).toFixed(1)} s` : `${Math.floor(value / 60_000)} min ${Math.round((value % 60_000) / 1000)} s`;
}

export function clock(time) {
  return new Date(time).toLocaleTimeString("en-GB");
}

export function date(time) {
  const d = new Date(time);
  return `${d.toLocaleDateString("sv")} ${clock(time)}`;
}

export function shorten(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** Ticks at whole numbers of a binary unit: 0, 50 MiB, 100 MiB, ... */
export function byteTicks(max, most) {
  const unit = 1024 ** Math.max(0, Math.floor(Math.log(Math.max(max, 1)) / Math.log(1024)));
  const steps = [0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 25, 50, 100, 200, 250];
  const step = unit * (steps.find((s) => max / (s * unit) <= most) ?? 500);
  return Array.from({ length: Math.floor(max / step) + 1 }, (_, i) => ({ value: i * step }));
}

/** A cache policy as a prompt asks for it. */
export function policy(kv) {
  if (!kv) return "";
  const more = Object.entries(kv)
    .filter(([name]) => !["prefill", "decode", "recall"].includes(name))
    .map(([name, value]) => `${name} ${value}`);
  if (kv.recall?.slots !== undefined) more.push(`recall ${kv.recall.slots}`);
  return `${kv.prefill ?? "default"}+${kv.decode ?? "default"}${more.length > 0 ? `, ${more.join(", ")}` : ""}`;
}
