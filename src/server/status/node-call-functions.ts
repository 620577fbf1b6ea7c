import { bridgeSlot } from '../../engine/bridge.ts'
import { texts, truth } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { filledVector, vectorOf } from '../../values/build.ts'
import { ANY, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/dictionary.ts'
import { Matrix } from '../../values/matrix.ts'
import { NOTHING, Scalar } from '../../values/scalar.ts'
import { StringVector } from '../../values/string-vector.ts'
import { Table } from '../../values/table.ts'
import { Tuple } from '../../values/tuple.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vector.ts'
import { onlyHere } from './identity-functions.ts'

// Calls on nodes by name. A single node knows one: itself.

export const rpc = define({
  name: 'rpc',
  signature: 'rpc(nodeAlias, func, [args], ...)',
  kind: 'system',
  doc: 'Calls a function on a node of the cluster, and gives its value.',
  examples: [['rpc(getNodeAlias(), def(x, y): x + y, 10, 15)', '25']],
  run: (context, alias, callee, ...args) => {
    onlyHere(context, alias, 'rpc(nodeAlias, func, args...)')
    return context.call(callee!, args)
  },
})

/** One node's value of pnodeRun as all nodes' are told: a table with their names, or what comes nearest. */
function merged(alias: string, value: Value, withName: boolean): Value {
  const name = StringVector.of([alias])
  if (value === NOTHING) return NOTHING
  if (value instanceof Table) {
    if (!withName || value.names.includes('node')) return value
    return new Table([...value.names, 'node'], [...value.columns, filledVector(STRING, value.rows, alias)])
  }
  if (value instanceof Scalar) return new Table(['Node', 'Value'], [name, vectorOf([value])])
  if (value instanceof Vector && !(value instanceof Tuple))
    return new Matrix(value, value.length, 1, null, name)
  if (value instanceof Dictionary && value.keyType === STRING) {
    const entries = [...value.entries.values()]
    const names = entries.map(({ key }) => String(key))
    const columns = entries.map(entry => vectorOf([entry.value]))
    return withName ? new Table(['Node', ...names], [name, ...columns]) : new Table(names, columns)
  }
  const all = new Dictionary(STRING, ANY)
  all.set(alias, value)
  return all
}

export const pnodeRun = define({
  name: 'pnodeRun',
  signature: 'pnodeRun(function, [nodes], [addNodeAlias=true])',
  kind: 'system',
  doc: 'Calls a function without arguments on nodes (all, if they are left out) at once, and puts their values together: tables one under the other with a column of nodes, scalars into a table, vectors into a matrix.',
  examples: [
    ['exec Value from pnodeRun(sum{1..10})', '[55]'],
    ['pnodeRun(getSessionMemoryStat).columnNames().last()', 'node'],
  ],
  run: (context, callee, nodes, withName) => {
    const usage = 'pnodeRun(function, [nodes], [addNodeAlias])'
    const own = context.service(bridgeSlot).call<{ alias: string }>('status', 'site').alias
    const none = nodes === undefined || (nodes instanceof Scalar && nodes.isNull)
    const asked = none ? [own] : texts(nodes, usage, 'nodes')
    const other = asked.find(alias => alias !== own)
    if (other !== undefined) throw new ScriptError(`There is no node ${other.slice(0, 60)} here.`)
    return merged(own, called(context, callee), truth(withName, usage, 'addNodeAlias', true))
  },
})

const called = (context: Context, callee: Value | undefined): Value => context.call(callee!, [])
