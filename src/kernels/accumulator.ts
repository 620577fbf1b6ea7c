/**
 * What an aggregate remembers, as text that every form of it is generated from: over a range, by group, running,
 * moving. In the text `x` and `y` are the row's inputs, `i` its row, `n` the number of rows so far, this one
 * included (only where the aggregate also uses the accumulator `n`).
 */
export interface Accumulator {
  /** Variables and what they begin as. LOWEST and HIGHEST: no value of x's storage is below or above it. */
  readonly variables: Readonly<Record<string, string>>
  /** Takes in a row. */
  readonly add: string
  /** Takes out a row that was added before. Missing: it can't. */
  readonly remove?: string
  /** Combines with the state of other rows, whose variables end in `2`. Missing: it can't simply. */
  readonly merge?: string
  /** One input, of which 0 changes nothing: a null may be added as 0 instead of being branched around. */
  readonly zeroIsNeutral?: true
  /** Sees rows with nulls too. */
  readonly everyRow?: true
  /** A running sum through infinity can't be taken back: the state is made anew when this holds. */
  readonly spoilt?: string
}

const sums = (name: string, term: string, zeroIsNeutral?: true): Accumulator => ({
  variables: { [name]: '0' },
  add: `${name} += ${term}`,
  remove: `${name} -= ${term}`,
  merge: `${name} += ${name}2`,
  zeroIsNeutral,
  spoilt: `${name} - ${name} !== 0`,
})

const keepsRow = (variable: string, condition: string, everyRow?: true): Accumulator => ({
  variables: { [variable]: '-1' },
  add: `${condition} ${variable} = i`,
  everyRow,
})

const keepsExtreme = (variable: string, compare: '<' | '>'): Accumulator => ({
  variables: { [variable]: compare === '<' ? 'HIGHEST' : 'LOWEST' },
  add: `if (x ${compare} ${variable}) ${variable} = x`,
  merge: `if (${variable}2 ${compare} ${variable}) ${variable} = ${variable}2`,
})

const keepsExtremeRow = (variable: string, best: string, compare: string): Accumulator => ({
  variables: { [variable]: '-1', [best]: compare[0] === '<' ? 'HIGHEST' : 'LOWEST' },
  add: `if (x ${compare} ${best} || ${variable} < 0) { ${best} = x; ${variable} = i }`,
})

// Sums of powers are kept relative to a pivot, the first value: subtracting sums of squares of the values themselves
// loses every digit when the mean is large against the spread.
const restartPivots = (pivot: string, ...rest: string[]) =>
  `if (n === 1) { ${pivot} = x; ${rest.map(name => `${name} = 0`).join('; ')} }`

export const accumulators = {
  n: { variables: { n: '0' }, add: 'n += 1', remove: 'n -= 1', merge: 'n += n2', zeroIsNeutral: true },
  sum: sums('sum', 'x', true),
  squares: sums('squares', 'x * x', true),
  cubes: sums('cubes', 'x * x * x', true),
  fourths: sums('fourths', 'x * x * x * x', true),
  // Products of zeros can't be divided out again: moving products use the merging of windows instead.
  product: { variables: { product: '1' }, add: 'product *= x', merge: 'product *= product2' },
  min: keepsExtreme('min', '<'),
  max: keepsExtreme('max', '>'),
  firstRow: keepsRow('firstRow', 'if (firstRow < 0)', true),
  lastRow: keepsRow('lastRow', '', true),
  firstNotRow: keepsRow('firstNotRow', 'if (firstNotRow < 0)'),
  lastNotRow: keepsRow('lastNotRow', ''),
  minRow: keepsExtremeRow('minRow', 'minSoFar', '<'),
  maxRow: keepsExtremeRow('maxRow', 'maxSoFar', '>'),
  minRowLast: keepsExtremeRow('minRowLast', 'minLastSoFar', '<='),
  maxRowLast: keepsExtremeRow('maxRowLast', 'maxLastSoFar', '>='),
  spread: {
    variables: { p: '0', d1: '0', d2: '0' },
    add: `${restartPivots('p', 'd1', 'd2')} else { const d = x - p; d1 += d; d2 += d * d }`,
    remove: '{ const d = x - p; d1 -= d; d2 -= d * d }',
    spoilt: 'd2 - d2 !== 0',
  },
  shape: {
    variables: { q: '0', e1: '0', e2: '0', e3: '0', e4: '0' },
    add: `${restartPivots('q', 'e1', 'e2', 'e3', 'e4')} else { const e = x - q, ee = e * e; e1 += e; e2 += ee; e3 += ee * e; e4 += ee * ee }`,
    remove: '{ const e = x - q, ee = e * e; e1 -= e; e2 -= ee; e3 -= ee * e; e4 -= ee * ee }',
    spoilt: 'e4 - e4 !== 0',
  },
  products: sums('products', 'x * y'),
  weights: sums('weights', 'y'),
  cross: {
    variables: { px: '0', py: '0', dx: '0', dy: '0', dxx: '0', dyy: '0', dxy: '0' },
    add:
      'if (n === 1) { px = x; py = y; dx = 0; dy = 0; dxx = 0; dyy = 0; dxy = 0 } ' +
      'else { const u = x - px, v = y - py; dx += u; dy += v; dxx += u * u; dyy += v * v; dxy += u * v }',
    remove: '{ const u = x - px, v = y - py; dx -= u; dy -= v; dxx -= u * u; dyy -= v * v; dxy -= u * v }',
    spoilt: 'dxx + dyy - (dxx + dyy) !== 0',
  },
} satisfies Record<string, Accumulator>

export type AccumulatorName = keyof typeof accumulators

/** The accumulator of that name, with its optional parts. */
export function accumulator(name: AccumulatorName): Accumulator {
  return accumulators[name]
}

// Sums of LONG stay LONG and wrap as it does.
const longSum: Accumulator = {
  variables: { sum: '0n' },
  add: 'sum = BigInt.asIntN(64, sum + x)',
  remove: 'sum = BigInt.asIntN(64, sum - x)',
  merge: 'sum = BigInt.asIntN(64, sum + sum2)',
}

const longProduct: Accumulator = {
  variables: { product: '1n' },
  add: 'product = BigInt.asIntN(64, product * x)',
  merge: 'product = BigInt.asIntN(64, product * product2)',
}

/** The same for inputs read as bigints. */
export function longAccumulator(name: AccumulatorName): Accumulator {
  if (name === 'sum') return longSum
  if (name === 'product') return longProduct
  return accumulators[name]
}
