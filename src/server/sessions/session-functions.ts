import { asking } from '../../engine/bridge/bridge.ts'
import { asLong, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { isIntegral } from '../../values/data-type.ts'
import { NOTHING, Scalar } from '../../values/forms/scalar.ts'
import { fromTransferable } from '../../values/transfer.ts'
import { Vector } from '../../values/vectors/vector.ts'

const ask = asking('sessions')

export const getSessionMemoryStat = define({
  name: 'getSessionMemoryStat',
  signature: 'getSessionMemoryStat()',
  kind: 'system',
  doc: 'A table of this node’s sessions: their users, the memory of their variables (bytes, as of their last request) and their clients.',
  examples: [
    [
      'getSessionMemoryStat().columnNames()',
      '["userId","sessionId","memSize","remoteIP","remotePort","createTime","lastActiveTime"]',
    ],
  ],
  run: context => fromTransferable(ask(context, 'table')),
})

export const closeSessions = define({
  name: 'closeSessions',
  signature: 'closeSessions(sessionId)',
  kind: 'system',
  doc: 'Ends sessions with their connections: one’s own, or, as an administrator, anybody’s.',
  examples: [],
  run: (context, ids) => {
    const items = ids instanceof Vector ? Array.from({ length: ids.length }, (_, i) => ids.get(i)) : [ids]
    const sessions = items.map(id => {
      if (id instanceof Scalar && isIntegral(id.type)) return Number(asLong(id))
      throw wrongArgument('closeSessions(sessionId)', 'sessionId', 'a LONG or a vector of them', id)
    })
    ask(context, 'close', sessions)
    return NOTHING
  },
})
