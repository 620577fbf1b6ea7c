import { asking } from '../../engine/bridge/bridge.ts'
import { shipped } from '../../engine/session/shipped-function.ts'
import { text, truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { UserFunction } from '../../runtime/user-function.ts'
import { NOTHING } from '../../values/forms/scalar.ts'
import { fromTransferable } from '../../values/transfer.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import type { NewView } from './view-service.ts'

const ask = asking('views')

const USAGE = 'addFunctionView(udf|moduleName)'

function viewOf(context: Context, value: Value): NewView {
  if (!(value instanceof UserFunction)) {
    throw wrongArgument(USAGE, 'udf', 'a function that the session has defined', value)
  }
  if (value.name === '') throw new ScriptError('A function view needs a name: lambdas have none.')
  return { name: value.name, body: value.header.text, work: shipped(context, value) }
}

export const addFunctionView = define({
  name: 'addFunctionView',
  signature: 'addFunctionView(udf)',
  kind: 'system',
  doc: 'Keeps functions of the session on the node, with the functions they need: everybody who has VIEW_EXEC on them may call them, and they read and write with the rights of who added them. For administrators and users with VIEW_OWNER.',
  examples: [
    [
      'def exampleView(x): 2 * x; addFunctionView(exampleView); undef("exampleView", DEF); exampleView(21)',
      '42',
    ],
  ],
  run: (context, given) => {
    const functions = given instanceof Tuple ? given.items : [given!]
    const views = functions.map(each => viewOf(context, each))
    ask(context, 'add', views)
    return NOTHING
  },
})

export const dropFunctionView = define({
  name: 'dropFunctionView',
  signature: 'dropFunctionView(name, [isNamespace=false])',
  kind: 'system',
  doc: 'Deletes a function view, or with isNamespace=true all of a module.',
  examples: [],
  run: (context, name, isModule) => {
    const usage = 'dropFunctionView(name, [isNamespace=false])'
    const module = truth(isModule, usage, 'isNamespace', false)
    ask(context, 'drop', text(name, usage, 'name'), module)
    return NOTHING
  },
})

export const getFunctionViews = define({
  name: 'getFunctionViews',
  signature: 'getFunctionViews()',
  kind: 'system',
  doc: 'A table of function views: all to administrators, to users with VIEW_OWNER their own.',
  examples: [['getFunctionViews().columnNames()', '["name","body","owner","createTime"]']],
  run: context => fromTransferable(ask(context, 'list')),
})
