import { scratch } from '../storage.ts'

/** Rows of n features, one after the other. */
export interface Rows {
  readonly data: Float64Array
  readonly count: number
  readonly n: number
}

export interface Clusters {
  readonly centers: Float64Array
  /** For each row its cluster, from 0 on. */
  readonly labels: Int32Array
}

const distance = (a: Float64Array, i: number, b: Float64Array, k: number, n: number): number => {
  let sum = 0
  for (let j = 0; j < n; j++) sum += (a[i * n + j]! - b[k * n + j]!) ** 2
  return sum
}

/** The center that each row is nearest to. */
export function nearestCenters({ data, count, n }: Rows, centers: Float64Array): Int32Array {
  const k = centers.length / n
  const labels = scratch('i32', count)
  for (let i = 0; i < count; i++) {
    let [best, least] = [0, Number.POSITIVE_INFINITY]
    for (let c = 0; c < k; c++) {
      const away = distance(data, i, centers, c, n)
      if (away < least) [best, least] = [c, away]
    }
    labels[i] = best
  }
  return labels
}

/**
 * Rows put to the nearest of k centers, and centers to the middle of their rows, until nothing changes: Lloyd, Least Squares
 * Quantization in PCM (1982). `centers` is overwritten; one that no row is nearest to stays. `eachRound` may throw, to stop.
 */
export function kMeans(
  rows: Rows,
  centers: Float64Array,
  maxIterations: number,
  eachRound: () => void,
): Clusters {
  let labels = nearestCenters(rows, centers)
  for (let round = 0; round < maxIterations; round++) {
    eachRound()
    moveCenters(rows, labels, centers)
    const next = nearestCenters(rows, centers)
    const isSame = next.every((label, i) => label === labels[i])
    labels = next
    if (isSame) break
  }
  return { centers, labels }
}

function moveCenters({ data, count, n }: Rows, labels: Int32Array, centers: Float64Array): void {
  const k = centers.length / n
  const [sums, counts] = [scratch('f64', k * n), scratch('i32', k)]
  for (let i = 0; i < count; i++) {
    counts[labels[i]!]!++
    for (let j = 0; j < n; j++) sums[labels[i]! * n + j]! += data[i * n + j]!
  }
  for (let c = 0; c < k; c++)
    for (let j = 0; j < n && counts[c]! > 0; j++) centers[c * n + j] = sums[c * n + j]! / counts[c]!
}

/** k different rows, each as likely as any other. */
export function randomCenters({ data, count, n }: Rows, k: number, random: () => number): Float64Array {
  const order = Array.from({ length: count }, (_, i) => i)
  const centers = scratch('f64', k * n)
  for (let c = 0; c < k; c++) {
    const at = c + Math.floor(random() * (count - c))
    ;[order[c], order[at]] = [order[at]!, order[c]!]
    centers.set(data.subarray(order[c]! * n, (order[c]! + 1) * n), c * n)
  }
  return centers
}

/** k rows, each more likely the further it is from those before: Arthur and Vassilvitskii, k-means++ (2007). */
export function spreadCenters(rows: Rows, k: number, random: () => number): Float64Array {
  const { data, count, n } = rows
  const centers = scratch('f64', k * n)
  const away = scratch('f64', count).fill(Number.POSITIVE_INFINITY)
  let chosen = Math.floor(random() * count)
  for (let c = 0; c < k; c++) {
    centers.set(data.subarray(chosen * n, (chosen + 1) * n), c * n)
    let all = 0
    for (let i = 0; i < count; i++) {
      away[i] = Math.min(away[i]!, distance(data, i, centers, c, n))
      all += away[i]!
    }
    let left = random() * all
    chosen = 0
    while (chosen < count - 1 && (left -= away[chosen]!) >= 0) chosen++
  }
  return centers
}
