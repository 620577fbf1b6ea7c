import { type Columns, codeOfExchange, codeOfSymbol, makeColumns, rowCount, symbolCount } from './trades.ts'
import { type BenchEngine, exampleSymbol, type WorkloadId } from './workloads.ts'

/** Results as columns; a single number is a column of one. */
type Result = readonly ArrayLike<number>[]

const work: Record<WorkloadId, (columns: Columns) => Result> = {
  W1a: ({ price }) => {
    let sum = 0
    for (let i = 0; i < rowCount; i++) sum += price[i]
    return [[sum], [rowCount]]
  },
  W1b: ({ gap }) => {
    let sum = 0
    let count = 0
    for (let i = 0; i < rowCount; i++) {
      const x = gap[i]
      if (!Number.isNaN(x)) {
        sum += x
        count++
      }
    }
    return [[sum / count]]
  },
  W2a: columns => sumWhere(columns, columns.exchange, codeOfExchange(exampleSymbol.exchange)),
  W2b: columns => sumWhere(columns, columns.sym, codeOfSymbol(exampleSymbol.sym)),
  W3a: columns => grouped(columns, columns.exchange, 4),
  W3b: columns => grouped(columns, columns.sym, symbolCount),
  W3c: ({ key, qty }) => {
    const sums = new Float64Array(1_000_000)
    const seen = new Uint8Array(1_000_000)
    for (let i = 0; i < rowCount; i++) {
      sums[key[i]] += qty[i]
      seen[key[i]] = 1
    }
    return [sums.filter((_, k) => seen[k] === 1)]
  },
  W5a: context,
  W5b: ({ price }) => [movingAverage(price)],
  W13: () => {
    let x = 0
    for (let i = 0; i < 10_000_000; i++) {
      x = x + i * 0.5
      if (i % 3 === 0) x = x - 1
    }
    return [[x]]
  },
  W14: () => [[fib(27)]],
  W16: ({ price, spread }) => {
    const out = new Float64Array(rowCount)
    for (let i = 0; i < rowCount; i++) out[i] = price[i] * spread[i] + price[i]
    return [out]
  },
}

function fib(n: number): number {
  return n < 2 ? n : fib(n - 1) + fib(n - 2)
}

function sumWhere({ price, qty }: Columns, codes: Int32Array, code: number): Result {
  let sum = 0
  for (let i = 0; i < rowCount; i++) if (codes[i] === code && price[i] > 50) sum += qty[i]
  return [[sum]]
}

function grouped({ qty, price }: Columns, codes: Int32Array, groups: number): Result {
  const sum = new Float64Array(groups)
  const weighted = new Float64Array(groups)
  const first = new Float64Array(groups).fill(Number.NaN)
  const last = new Float64Array(groups)
  const max = new Float64Array(groups).fill(-Infinity)
  for (let i = 0; i < rowCount; i++) {
    const group = codes[i]
    const x = price[i]
    sum[group] += qty[i]
    weighted[group] += x * qty[i]
    if (Number.isNaN(first[group])) first[group] = x
    last[group] = x
    if (x > max[group]) max[group] = x
  }
  return [sum, weighted.map((w, group) => w / sum[group]), first, last, max]
}

function movingAverage(price: Float64Array): Float64Array {
  const out = new Float64Array(price.length)
  let sum = 0
  for (let i = 0; i < price.length; i++) {
    sum += price[i]
    if (i >= 20) sum -= price[i - 20]
    out[i] = i >= 19 ? sum / 20 : Number.NaN
  }
  return out
}

function context({ sym, qty, price }: Columns): Result {
  const total = new Float64Array(symbolCount)
  const seen = new Int32Array(symbolCount)
  const window = new Float64Array(symbolCount * 20)
  const sum = new Float64Array(symbolCount)
  const before = new Float64Array(symbolCount).fill(Number.NaN)
  const cumsum = new Float64Array(rowCount)
  const mavg = new Float64Array(rowCount)
  const ratios = new Float64Array(rowCount)
  for (let i = 0; i < rowCount; i++) {
    const s = sym[i]
    const x = price[i]
    total[s] += qty[i]
    cumsum[i] = total[s]
    const slot = s * 20 + (seen[s] % 20)
    sum[s] += x - window[slot]
    window[slot] = x
    mavg[i] = ++seen[s] >= 20 ? sum[s] / 20 : Number.NaN
    ratios[i] = x / before[s]
    before[s] = x
  }
  return [cumsum, mavg, ratios]
}

/** Hand-written loops over typed arrays, one thread: what a compiler could hope for, and the oracle of the others. */
export class LoopsEngine implements BenchEngine {
  #columns!: Columns

  async load(): Promise<void> {
    this.#columns = makeColumns()
  }

  variants(): string[] {
    return ['loop']
  }

  async run(id: WorkloadId): Promise<void> {
    work[id](this.#columns)
  }

  async answer(id: WorkloadId): Promise<number[]> {
    const columns = work[id](this.#columns)
    const sums = columns.map(sumOf)
    return id.startsWith('W3') ? [columns[0].length, ...sums] : sums
  }
}

function sumOf(column: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < column.length; i++) if (!Number.isNaN(column[i])) sum += column[i]
  return sum
}
