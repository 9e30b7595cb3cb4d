/** Numbers as people read them. All of these return plain text. */

export function percent(value, error) {
  return error === undefined ? value.toFixed(2) : `${value.toFixed(2)} ± ${error.toFixed(2)}`;
}

export function bytes(value) {
  if (value === undefined) return "–";
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export function rate(value) {
  if (value === undefined) return "–";
  return value >= 100 ? Math.round(value).toString() : value.toFixed(1);
}

export function shorten(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** Ticks at whole numbers of a binary unit: 0, 50 MiB, 100 MiB, ... */
export function byteTicks(max, most) {
  const unit = 1024 ** Math.max(0, Math.floor(Math.log(max) / Math.log(1024)));
  const steps = [0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 25, 50, 100, 200, 250];
  const step = unit * (steps.find((s) => max / (s * unit) <= most) ?? 500);
  return Array.from({ length: Math.floor(max / step) + 1 }, (_, i) => ({ value: i * step }));
}
