// Sorted numbers. Pure.

/** NaN beyond the ends. */
export function valueAt(values: Float64Array | Float32Array, place: number): number {
  return values[place] ?? NaN;
}

/** The place of the first that is not below the value. */
export function lowerBound(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (valueAt(sorted, middle) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function concat(first: Float64Array, second: Float64Array): Float64Array {
  const both = new Float64Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
