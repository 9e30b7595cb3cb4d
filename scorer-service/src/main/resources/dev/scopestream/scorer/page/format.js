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

export function policyName(summary) {
  return summary.budget ? `${summary.policy} ${summary.budget}` : summary.policy;
}
