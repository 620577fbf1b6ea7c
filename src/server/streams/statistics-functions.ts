import { asking } from '../../engine/bridge/bridge.ts'
import { texts } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { ANY, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { fromTransferable, type Transferable } from '../../values/transfer.ts'
import type { Value } from '../../values/value.ts'

const ask = asking('streams')

const USAGE = 'getStreamingStat([stat])'

export const getStreamingStat = define({
  name: 'getStreamingStat',
  signature: USAGE,
  kind: 'system',
  doc: 'Tables of publishers, subscribers and their queues, by name, or the one that is named.',
  examples: [
    ['size(getStreamingStat().subWorkers)', '0'],
    ['columnNames(getStreamingStat(`pubConns))', '["client","queueDepthLimit","queueDepth","tables"]'],
  ],
  run: (context, stat) => {
    const tables = ask<Record<string, Transferable>>(context, 'statistics')
    const names = stat === undefined ? Object.keys(tables) : texts(stat, USAGE, 'stat')
    const unknown = names.find(name => tables[name] === undefined)
    if (unknown !== undefined) {
      const known = Object.keys(tables).join(', ')
      throw new ScriptError(`Usage: ${USAGE}. There is no ${unknown.slice(0, 60)} among ${known}.`)
    }
    const table = (name: string): Value => fromTransferable(tables[name]!)
    if (stat instanceof Scalar) return table(names[0]!)
    const all = new Dictionary(STRING, ANY, true)
    for (const name of names) all.set(name, table(name))
    return all
  },
})
