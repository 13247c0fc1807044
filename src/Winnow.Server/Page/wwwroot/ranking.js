// What can be said of rankings without looking at the page.

/** How far a document has come up from its place in the input: 0 where it stayed, below where it went down. */
export const moved = (result, rank) => result.index + 1 - rank;

/** Finds how long bars are, from 0 to 1: probabilities as they are, other scores between the lowest and the highest. */
export function barOf(results) {
  const scores = results.map((result) => result.relevance_score);
  const low = scores.reduce((a, b) => Math.min(a, b), Infinity);
  const high = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const probabilities = low >= 0 && high <= 1;
  return { probabilities, length: (score) => (probabilities ? score : high > low ? (score - low) / (high - low) : 1) };
}

/** A score with what matters of its digits. */
export function scoreText(score) {
  return score !== 0 && Math.abs(score) < 0.001 ? score.toExponential(1) : score.toFixed(4);
}

/** Gets each document's rank, by its place in the input. */
export const ranksOf = (results) => new Map(results.map((result, i) => [result.index, i + 1]));

/** How far two rankings agree: how many of the first `top` they share, and Spearman's correlation of ranks over the documents that both have. */
export function agreement(one, two) {
  const top = Math.min(10, one.length, two.length);
  const firsts = new Set(two.slice(0, top).map((result) => result.index));
  const shared = one.slice(0, top).filter((result) => firsts.has(result.index)).length;
  const ranks = ranksOf(two);
  const common = one.filter((result) => ranks.has(result.index)).map((result) => result.index);
  const places = new Map([...common].sort((a, b) => ranks.get(a) - ranks.get(b)).map((index, i) => [index, i]));
  const n = common.length;
  const squares = common.reduce((sum, index, i) => sum + (i - places.get(index)) ** 2, 0);
  return { top, shared, correlation: n < 2 ? null : 1 - (6 * squares) / (n * (n * n - 1)) };
}
