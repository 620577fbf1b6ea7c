import { shapiroWilk } from '../../kernels/distributions/shapiro-wilk.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { double, string } from '../../values/forms/scalar.ts'
import { define } from '../define.ts'
import { resultOf } from '../model.ts'
import { sampleOf } from './sample.ts'

const MOST = 5000

export const shapiroTest = define({
  name: 'shapiroTest',
  signature: 'shapiroTest(X)',
  kind: 'system',
  doc: 'Whether X is of a normal distribution (Shapiro and Wilk): a dictionary with method, pValue and W. X has 3 to 5000 elements, nulls left out.',
  examples: [['shapiroTest(148 154 158 160 161 162 166 170 182 195 236)["W"]', '0.788815']],
  run: (_, x) => {
    const usage = 'shapiroTest(X)'
    const sample = sampleOf(x, usage, 'X', 3).sort()
    if (sample.length > MOST)
      throw new ScriptError(`Usage: ${usage}. X should have at most ${MOST} elements, not ${sample.length}.`)
    if (sample[0] === sample.at(-1))
      throw new ScriptError(`Usage: ${usage}. The elements must not be all the same.`)
    const { w, pValue } = shapiroWilk(sample)
    return resultOf({ method: string('Shapiro-Wilk normality test'), pValue: double(pValue), W: double(w) })
  },
})
