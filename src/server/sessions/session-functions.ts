import { asking } from '../../engine/bridge/bridge.ts'
import type { ErrorReport } from '../../engine/session/error-report.ts'
import { asLong, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import type { TraceEntry } from '../../runtime/script-error.ts'
import { ANY, INT, isIntegral, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { int, NOTHING, Scalar, string } from '../../values/forms/scalar.ts'
import { type Columns, tableOfRows } from '../../values/forms/table-of-rows.ts'
import { fromTransferable } from '../../values/transfer.ts'
import { Vector } from '../../values/vectors/vector.ts'

const ask = asking('sessions')

export const getLastError = define({
  name: 'getLastError',
  signature: 'getLastError()',
  kind: 'system',
  doc: "What was wrong with this session's last request that failed, for terminals that show where: a dictionary of message, refId, tag and hint, the text it is in as source, its place there as start and end (or -1), and the calls that led there as trace, a table of name, source and start. Nothing if none has failed.",
  examples: [['isVoid(getLastError())', 'true']],
  run: context => {
    const error = ask(context, 'lastError') as ErrorReport | null
    if (error === null) return NOTHING
    const made = new Dictionary(STRING, ANY, true)
    for (const name of ['message', 'refId', 'tag', 'hint', 'source'] as const)
      made.set(name, string(error[name] ?? ''))
    made.set('start', int(error.span?.start ?? -1))
    made.set('end', int(error.span?.end ?? -1))
    made.set('trace', tableOfRows(calls, error.trace))
    return made
  },
})

const calls: Columns<TraceEntry> = [
  ['name', STRING, ({ name }) => name],
  ['source', STRING, ({ source }) => source],
  ['start', INT, ({ span }) => span?.start ?? -1],
]

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
