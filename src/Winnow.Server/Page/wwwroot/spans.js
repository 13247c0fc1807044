// The passages of an answer. The server counts Unicode code points, JavaScript's strings count UTF-16 units: an emoji is one there and two here.

/**
 * Places an answer's passages in the text.
 * @param {string} text The document.
 * @param {{start: number, end: number, score: number}[]} spans The passages, best first.
 * @returns {{start: number, end: number, rank: number, score: number}[]} In the order of the text and without overlap, in UTF-16 units; rank 1 is the best.
 */
export function placeSpans(text, spans) {
  const units = unitsOf(text, spans.flatMap((span) => [span.start, span.end]));
  const placed = spans
    .map((span, i) => ({ start: units.get(span.start), end: units.get(span.end), rank: i + 1, score: span.score }))
    .sort((a, b) => a.start - b.start);
  let from = 0;
  const apart = placed
    .map((span) => {
      const start = Math.max(span.start, from);
      from = Math.max(from, span.end);
      return { ...span, start };
    })
    .filter((span) => span.start < span.end);
  // Where everything is marked nothing is: passages that are the whole text together leave the best one, and a text of one passage has none.
  const unmarked = cut(text, apart, 0, text.length).some((piece) => piece.span === null && piece.text.trim() !== "");
  if (unmarked) return apart;
  return apart.length > 1 ? apart.filter((span) => span.rank === 1) : [];
}

/** Finds where code points lie in UTF-16 units, in one walk over the text. */
function unitsOf(text, points) {
  const units = new Map();
  const wanted = [...new Set(points)].sort((a, b) => a - b);
  let point = 0;
  let unit = 0;
  for (const next of wanted) {
    while (point < next && unit < text.length) {
      unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
      point++;
    }
    units.set(next, unit);
  }
  return units;
}

/** Cuts a part of a text into pieces with the passage that each belongs to, or null. */
export function cut(text, placed, from, to) {
  const pieces = [];
  let at = from;
  for (const span of placed) {
    const start = Math.max(span.start, from);
    const end = Math.min(span.end, to);
    if (start >= end) continue;
    if (start > at) pieces.push({ text: text.slice(at, start), span: null });
    pieces.push({ text: text.slice(start, end), span });
    at = end;
  }
  if (at < to) pieces.push({ text: text.slice(at, to), span: null });
  return pieces;
}
