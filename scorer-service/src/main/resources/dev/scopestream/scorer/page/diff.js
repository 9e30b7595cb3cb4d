/** Differences of two texts, by words. */

/** Words beyond this are compared from the front only: the table below has so many rows and columns. */
const MOST = 1500;

/** Words with the blanks behind them. */
function words(text) {
  return text.match(/\S+\s*|\s+/g) ?? [];
}

/**
 * The longest common subsequence of words.
 *
 * @returns {[Array<[string, boolean]>, Array<[string, boolean]>]} the pieces of both texts; true: the other lacks it
 */
export function diff(left, right) {
  const a = words(left);
  const b = words(right);
  let from = 0;
  while (from < a.length && from < b.length && a[from].trim() === b[from].trim()) from++;
  const restA = a.slice(from);
  const restB = b.slice(from);
  const keepA = new Array(restA.length).fill(true);
  const keepB = new Array(restB.length).fill(true);
  const n = Math.min(restA.length, MOST);
  const m = Math.min(restB.length, MOST);
  const width = m + 1;
  const length = new Uint16Array((n + 1) * width);
  for (let i = n - 1; i >= 0; i--) {
    for (let j = m - 1; j >= 0; j--) {
      length[i * width + j] =
        restA[i].trim() === restB[j].trim()
          ? length[(i + 1) * width + j + 1] + 1
          : Math.max(length[(i + 1) * width + j], length[i * width + j + 1]);
    }
  }
  let i = 0;
  let j = 0;
  while (i < n && j < m) {
    if (restA[i].trim() === restB[j].trim()) {
      keepA[i++] = false;
      keepB[j++] = false;
    } else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) i++;
    else j++;
  }
  const common = a.slice(0, from);
  return [
    pieces(common, restA, keepA),
    pieces(b.slice(0, from), restB, keepB),
  ];
}

function pieces(common, rest, differs) {
  const all = common.length > 0 ? [[common.join(""), false]] : [];
  rest.forEach((word, i) => {
    const last = all.at(-1);
    if (last && last[1] === differs[i]) last[0] += word;
    else all.push([word, differs[i]]);
  });
  return all;
}
