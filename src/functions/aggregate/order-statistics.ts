/** The middle value, or the mean of the two in the middle. Reorders the values. */
export function medianOf(values: Float64Array): number {
  const n = values.length
  const middle = n >> 1
  const upper = select(values, middle)
  if (n % 2 === 1) return upper
  let lower = values[0]!
  for (let i = 1; i < middle; i++) if (values[i]! > lower) lower = values[i]!
  return (lower + upper) / 2
}

/** Moves the value of rank `k` to place k, smaller ones before it, and gives it (quickselect). */
function select(values: Float64Array, k: number): number {
  let [low, high] = [0, values.length - 1]
  while (low < high) {
    const pivot = values[(low + high) >> 1]!
    let [i, j] = [low, high]
    while (i <= j) {
      while (values[i]! < pivot) i++
      while (values[j]! > pivot) j--
      if (i > j) break
      const swapped = values[i]!
      values[i++] = values[j]!
      values[j--] = swapped
    }
    if (k <= j) high = j
    else if (k >= i) low = i
    else break
  }
  return values[k]!
}

export function meanOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

/** Mean distance from the mean. */
export function meanDeviationOf(values: Float64Array): number {
  const mean = meanOf(values)
  return meanOf(values.map(value => Math.abs(value - mean)))
}

/** Median distance from the median. */
export function medianDeviationOf(values: Float64Array): number {
  const median = medianOf(values)
  return medianOf(values.map(value => Math.abs(value - median)))
}

/** The standard error of the mean. */
export function standardErrorOf(values: Float64Array): number {
  const n = values.length
  if (n < 2) return Number.NaN
  const mean = meanOf(values)
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  return Math.sqrt(squares / (n - 1) / n)
}
