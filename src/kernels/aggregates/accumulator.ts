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
  /**
   * Takes in a row and takes out another, whose inputs are `o` and `q`: half as long a way from one sum to the next.
   * Missing: it can't.
   */
  readonly slide?: string
  /** Combines with the state of later rows, whose variables end in `2`. Missing: it can't simply. */
  readonly merge?: string
  /** One input, of which 0 changes nothing: a null may be added as 0 instead of being branched around. */
  readonly zeroIsNeutral?: true
  /** The same without a branch for one input that may be null: then `there` is 0, otherwise 1, and x is 0. */
  readonly masked?: { readonly add: string; readonly remove: string }
  /** Sees rows with nulls too. */
  readonly everyRow?: true
  /** A running sum through infinity can't be taken back: the state is made anew when this holds. */
  readonly spoilt?: string
}

const sums = (name: string, term: string, zeroIsNeutral?: true): Accumulator => ({
  variables: { [name]: '0' },
  add: `${name} += ${term}`,
  remove: `${name} -= ${term}`,
  slide: `${name} += ${term} - ${term.replace(/\bx\b/g, 'o').replace(/\by\b/g, 'q')}`,
  merge: `${name} += ${name}2`,
  zeroIsNeutral,
  spoilt: `${name} - ${name} !== 0`,
})

const keepsRow = (variable: string, condition: string, merge: string, everyRow?: true): Accumulator => ({
  variables: { [variable]: '-1' },
  add: `${condition} ${variable} = i`,
  merge: `if (${merge}) ${variable} = ${variable}2`,
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
const aroundPivot = (
  pivot: string,
  names: readonly string[],
  take: (sign: '+' | '-') => string,
  shifted: string,
): Accumulator => {
  const restart = `{ ${pivot} = x; ${names.map(name => `${name} = 0`).join('; ')} }`
  const distance = `const d = x - ${pivot};`
  const distanceIfThere = `const d = (x - ${pivot}) * there;`
  return {
    variables: Object.fromEntries([pivot, ...names].map(name => [name, '0'])),
    add: `if (n === 1) ${restart} else { ${distance} ${take('+')} }`,
    remove: `{ ${distance} ${take('-')} }`,
    masked: {
      add: `if (n === 1 && there === 1) ${restart} else { ${distanceIfThere} ${take('+')} }`,
      remove: `{ ${distanceIfThere} ${take('-')} }`,
    },
    merge: mergeAround([pivot], names, `const d = ${pivot}2 - ${pivot}; ${shifted}`),
    spoilt: `${names.at(-1)} - ${names.at(-1)} !== 0`,
  }
}

// Sums around one pivot and those of later rows around another, which is `d` from it. `n` counts both already.
const mergeAround = (pivots: readonly string[], sums: readonly string[], shifted: string) => {
  const taken = [...pivots, ...sums].map(name => `${name} = ${name}2`).join('; ')
  return `if (n2 > 0) { if (n === n2) { ${taken} } else { ${shifted} } }`
}

export const accumulators = {
  n: {
    variables: { n: '0' },
    add: 'n += 1',
    remove: 'n -= 1',
    slide: '',
    merge: 'n += n2',
    zeroIsNeutral: true,
  },
  sum: sums('sum', 'x', true),
  squares: sums('squares', 'x * x', true),
  cubes: sums('cubes', 'x * x * x', true),
  fourths: sums('fourths', 'x * x * x * x', true),
  // Products of zeros can't be divided out again: moving products use the merging of windows instead.
  product: { variables: { product: '1' }, add: 'product *= x', merge: 'product *= product2' },
  min: keepsExtreme('min', '<'),
  max: keepsExtreme('max', '>'),
  firstRow: keepsRow('firstRow', 'if (firstRow < 0)', 'firstRow < 0', true),
  lastRow: keepsRow('lastRow', '', 'lastRow2 >= 0', true),
  firstNotRow: keepsRow('firstNotRow', 'if (firstNotRow < 0)', 'firstNotRow < 0'),
  lastNotRow: keepsRow('lastNotRow', '', 'lastNotRow2 >= 0'),
  minRow: keepsExtremeRow('minRow', 'minSoFar', '<'),
  maxRow: keepsExtremeRow('maxRow', 'maxSoFar', '>'),
  minRowLast: keepsExtremeRow('minRowLast', 'minLastSoFar', '<='),
  maxRowLast: keepsExtremeRow('maxRowLast', 'maxLastSoFar', '>='),
  spread: aroundPivot(
    'p',
    ['d1', 'd2'],
    sign => `d1 ${sign}= d; d2 ${sign}= d * d`,
    'd2 += d22 + 2 * d * d12 + n2 * d * d; d1 += d12 + n2 * d',
  ),
  shape: aroundPivot(
    'q',
    ['e1', 'e2', 'e3', 'e4'],
    sign => `const dd = d * d; e1 ${sign}= d; e2 ${sign}= dd; e3 ${sign}= dd * d; e4 ${sign}= dd * dd`,
    `const dd = d * d
      e4 += e42 + 4 * d * e32 + 6 * dd * e22 + 4 * dd * d * e12 + n2 * dd * dd
      e3 += e32 + 3 * d * e22 + 3 * dd * e12 + n2 * dd * d
      e2 += e22 + 2 * d * e12 + n2 * dd
      e1 += e12 + n2 * d`,
  ),
  products: sums('products', 'x * y'),
  weights: sums('weights', 'y'),
  cross: {
    variables: { px: '0', py: '0', dx: '0', dy: '0', dxx: '0', dyy: '0', dxy: '0' },
    add:
      'if (n === 1) { px = x; py = y; dx = 0; dy = 0; dxx = 0; dyy = 0; dxy = 0 } ' +
      'else { const u = x - px, v = y - py; dx += u; dy += v; dxx += u * u; dyy += v * v; dxy += u * v }',
    merge: mergeAround(
      ['px', 'py'],
      ['dx', 'dy', 'dxx', 'dyy', 'dxy'],
      `const u = px2 - px, v = py2 - py
        dxy += dxy2 + u * dy2 + v * dx2 + n2 * u * v
        dxx += dxx2 + 2 * u * dx2 + n2 * u * u
        dyy += dyy2 + 2 * v * dy2 + n2 * v * v
        dx += dx2 + n2 * u
        dy += dy2 + n2 * v`,
    ),
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
