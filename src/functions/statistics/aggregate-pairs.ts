import type { AggregateName } from '../../kernels/aggregates/aggregate.ts'
import type { Value } from '../../values/value.ts'
import { declareAggregate } from '../aggregate/declare.ts'
import { KernelAggregation } from '../aggregate/kernel-aggregation.ts'
import { type Builtin, define } from '../define.ts'
import { applyAggregate } from '../lift/aggregate-forms.ts'

// Aggregates of two columns. Rows in which either is null are left out.

const ofPair = (
  name: AggregateName,
  signature: string,
  doc: string,
  example: readonly [string, string],
): Builtin =>
  declareAggregate(new KernelAggregation(name, name), {
    signature,
    doc: `${doc} Rows with a null are left out.`,
    examples: [example],
    distribution:
      name === 'wsum' ? { partials: ['wsum'], merges: ['sum'], finish: (_, [sums]) => sums! } : undefined,
  })

export const wsum = ofPair('wsum', 'wsum(X, Y)', 'The sum of the products X × Y, as DOUBLE.', [
  'wsum(7 8 9, 1 2 3)',
  '50',
])
export const wavg = ofPair('wavg', 'wavg(value, weight)', 'The mean of the values, weighted.', [
  'round(wavg(2.2 1.1 3.3, 4 5 6), 6)',
  '2.273333',
])
export const corr = ofPair('corr', 'corr(X, Y)', 'The correlation (Pearson) of X and Y.', [
  'corr(1 2 3, 2 4 6)',
  '1',
])
export const covar = ofPair('covar', 'covar(X, Y)', 'The covariance of a sample.', [
  'covar(1 2 3, 2 4 6)',
  '2',
])
export const covarp = ofPair('covarp', 'covarp(X, Y)', 'The covariance of a population.', [
  'covarp(1 3, 2 6)',
  '2',
])
export const beta = ofPair(
  'beta',
  'beta(Y, X)',
  'The slope of the line through the points (X, Y) by least squares.',
  ['beta(2 4 6, 1 2 3)', '2'],
)

function atExtreme(
  name: 'atImin' | 'atImax',
  kernel: 'imin' | 'imax',
  word: string,
  example: readonly [string, string],
) {
  const place = new KernelAggregation(kernel, kernel)
  return define({
    name,
    signature: `${name}(location, value)`,
    kind: 'aggregate',
    doc: `The value at the place where location is ${word} (the first, if there are several).`,
    examples: [example],
    run: (_, location, value) =>
      applyAggregate(
        {
          name,
          takes: () => true,
          of: ([where, values]) => {
            const row = place.of([where!]).raw as number
            return row < 0 ? values!.slice(values!.length, values!.length + 1).get(0) : values!.get(row)
          },
        },
        [location as Value, value as Value],
      ),
  })
}

export const atImax = atExtreme('atImax', 'imax', 'largest', ['atImax(3 5 1 2, 9 7 5 3)', '7'])
export const atImin = atExtreme('atImin', 'imin', 'smallest', ['atImin(3 5 1 2, 9 7 5 3)', '5'])
