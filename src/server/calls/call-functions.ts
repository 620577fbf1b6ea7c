import { asking, bridgeSlot } from '../../engine/bridge/bridge.ts'
import { shipped } from '../../engine/session/shipped-function.ts'
import { text, texts, truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { PartialFunction } from '../../runtime/partial.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { NOTHING, Scalar } from '../../values/forms/scalar.ts'
import { fromTransferable } from '../../values/transfer.ts'
import type { Value } from '../../values/value.ts'
import { merged } from './merged-values.ts'

// Calls on nodes by name. A single node knows one: itself.

const ask = asking('calls')

const ownAlias = (context: Context) =>
  context.service(bridgeSlot).call<{ alias: string }>('status', 'site').alias

const received = (value: unknown): Value => (value === undefined ? NOTHING : fromTransferable(value))

/** Calls a function on the node of that name: here at once, elsewhere with what it needs. @throws ScriptError */
export function callOn(
  context: Context,
  alias: string,
  callee: Callable,
  args: readonly (Value | undefined)[],
): Value {
  if (alias === ownAlias(context)) return context.call(callee, args)
  callee.parameters.check(callee.name, args.length)
  const work = args.length === 0 ? callee : new PartialFunction(callee, args)
  return received(ask(context, 'call', alias, `rpc ${callee.name}`, shipped(context, work)))
}

export const rpc = define({
  name: 'rpc',
  signature: 'rpc(nodeAlias, func, [args], ...)',
  kind: 'system',
  doc: 'Calls a function on a node of the cluster, with the functions it needs and the rights of who calls, and gives its value.',
  examples: [['rpc(getNodeAlias(), def(x, y): x + y, 10, 15)', '25']],
  run: (context, node, callee, ...args) => {
    const usage = 'rpc(nodeAlias, func, args...)'
    const alias = text(node, usage, 'nodeAlias')
    if (!(callee instanceof Callable))
      throw wrongArgument(usage, 'func', 'a function, without quotes', callee)
    return callOn(context, alias, callee, args)
  },
})

export const pnodeRun = define({
  name: 'pnodeRun',
  signature: 'pnodeRun(function, [nodes], [addNodeAlias=true])',
  kind: 'system',
  doc: 'Calls a function without arguments on nodes (all data and compute nodes that are there, if they are left out) at once, and puts their values together: tables one under the other with a column of nodes, scalars into a table, vectors into a matrix.',
  examples: [
    ['exec Value from pnodeRun(sum{1..10})', '[55]'],
    ['pnodeRun(getSessionMemoryStat).columnNames().last()', 'node'],
  ],
  run: (context, callee, nodes, withName) => {
    const usage = 'pnodeRun(function, [nodes], [addNodeAlias])'
    if (!(callee instanceof Callable))
      throw wrongArgument(usage, 'function', 'a function, without quotes', callee)
    const none = nodes === undefined || (nodes instanceof Scalar && nodes.isNull)
    const aliases = none ? ask<string[]>(context, 'nodes') : [...new Set(texts(nodes, usage, 'nodes'))]
    if (aliases.length === 0) throw new ScriptError(`${usage}: no data or compute node is there.`)
    const addNames = truth(withName, usage, 'addNodeAlias', true)
    const [first] = aliases
    // Alone and here, nothing need be sent.
    if (aliases.length === 1 && first === ownAlias(context)) {
      return merged([[first, context.call(callee, [])]], addNames)
    }
    const values = ask<unknown[]>(
      context,
      'callAll',
      aliases,
      `pnodeRun ${callee.name}`,
      shipped(context, callee),
    )
    return merged(
      aliases.map((alias, i) => [alias, received(values[i])]),
      addNames,
    )
  },
})
