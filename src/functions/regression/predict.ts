import { Callable } from '../../runtime/callable.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { define } from '../define.ts'
import { partOf } from '../model.ts'

export const predict = define({
  name: 'predict',
  signature: 'predict(model, X)',
  kind: 'system',
  doc: 'What a model says of X: its own function predict, applied to it and X.',
  examples: [['predict(linearInterpolateFit(1 2, 10 20), 1.5 3)', '[15,30]']],
  run: (context, model, x) => {
    const usage = 'predict(model, X)'
    const function_ = partOf(model, 'predict', usage)
    if (!(function_ instanceof Callable))
      throw new ScriptError(`Usage: ${usage}. predict of the model should be a function.`)
    return context.call(function_, [model!, x!])
  },
})
