import { asking } from '../../engine/bridge/bridge.ts'
import { given, integer, text, truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isLiteral } from '../../values/data-type.ts'
import { display } from '../../values/format/format.ts'
import { NOTHING, Scalar, string } from '../../values/forms/scalar.ts'
import { changing, Table } from '../../values/forms/table.ts'
import { toTransferable } from '../../values/transfer.ts'
import type { Value } from '../../values/value.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { OFFSETS } from './stream-tables.ts'

const ask = asking('streams')

const TOPIC = 'getSubscriptionTopic(tableName, [actionName])'

/** Names may come as nothing, for none. */
export const nameOr = (value: Value | undefined, usage: string, parameter: string): string =>
  given(value) === undefined ? '' : text(value, usage, parameter)

export const getSubscriptionTopic = define({
  name: 'getSubscriptionTopic',
  signature: TOPIC,
  kind: 'system',
  doc: 'What a subscription to a shared stream table of this node is called (host:port:alias/table/action), and the names of the table’s columns: a tuple.',
  examples: [
    [
      'share(streamTable(1:0, `id`x, [INT, DOUBLE]), "topical"); getSubscriptionTopic(`topical, `act)[1]',
      '["id","x"]',
    ],
  ],
  run: (context, table, action) => {
    const { topic, columns } = ask<{ topic: string; columns: string[] }>(
      context,
      'topic',
      text(table, TOPIC, 'tableName'),
      nameOr(action, TOPIC, 'actionName'),
    )
    return new Tuple([string(topic), StringVector.of(columns)])
  },
})

/** A filter's two kinds: what the node itself compares, and a function of the session, by what it can be found by. */
function splitFilter(context: Context, filter: Value | undefined): { rows: Value | null; callee: string } {
  const value = given(filter)
  if (value === undefined) return { rows: null, callee: '' }
  if (value instanceof Scalar && isLiteral(value.type)) return { rows: null, callee: value.raw as string }
  if (!(value instanceof Callable)) return { rows: value, callee: '' }
  const isNamed = value.name !== '' && context.evaluator.findFunction(value.name) !== undefined
  return { rows: null, callee: isNamed ? value.name : display(value) }
}

const PUBLISH =
  'publishTable(subscriberHost, subscriberPort, tableName, [actionName], [offset=-1], [filter], [allowExists=false], [resetOffset=false])'

export const publishTable = define({
  name: 'publishTable',
  signature:
    'publishTable(subscriberHost, subscriberPort, tableName, [actionName], [offset=-1], [filter], [allowExists=false], [resetOffset=false], [udpMulticast=false], [streamingSQL=false])',
  kind: 'system',
  doc: 'Called by clients: sends the rows of a shared stream table from an offset on over the connection that asks, as they come; first its columns without a row. Gives the columns’ names.',
  examples: [],
  run: (context, _host, port, table, action, offset, filter, allowExists, reset, udp, streamingSql) => {
    const listens = given(port) === undefined ? 0 : integer(port, PUBLISH, 'subscriberPort')
    if (listens !== 0) {
      throw new ScriptError(
        `publishTable: the node doesn't connect to its subscribers. Port 0 asks for the rows over the client's own connection, not ${listens}.`,
      )
    }
    if (
      truth(given(udp), PUBLISH, 'udpMulticast', false) ||
      truth(given(streamingSql), PUBLISH, 'streamingSQL', false)
    ) {
      throw new ScriptError('publishTable: neither UDP multicast nor streaming SQL is there.')
    }
    const { rows, callee } = splitFilter(context, filter)
    const columns = ask<string[]>(context, 'publish', {
      table: text(table, PUBLISH, 'tableName'),
      action: nameOr(action, PUBLISH, 'actionName'),
      offset: given(offset) === undefined ? OFFSETS.fromNow : integer(offset, PUBLISH, 'offset'),
      filter: rows && toTransferable(rows),
      through: callee,
      allowExists: truth(given(allowExists), PUBLISH, 'allowExists', false),
      resetOffset: truth(given(reset), PUBLISH, 'resetOffset', false),
    })
    return StringVector.of(columns)
  },
})

const STOP = 'stopPublishTable(subscriberHost, subscriberPort, tableName, [actionName])'

export const stopPublishTable = define({
  name: 'stopPublishTable',
  signature: STOP,
  kind: 'system',
  doc: 'Ends what a client is sent of a stream table for an action, if anything, and the connection over which nothing else comes: with port 0, of the address that asks; else of the subscriber that getStreamingStat().pubTables lists with that address and port.',
  examples: [],
  run: (context, host, port, table, action) => {
    const where = given(port) === undefined ? 0 : integer(port, STOP, 'subscriberPort')
    const address = nameOr(host, STOP, 'subscriberHost')
    ask(context, 'stop', address, where, text(table, STOP, 'tableName'), nameOr(action, STOP, 'actionName'))
    return NOTHING
  },
})

const CLOSE = 'activeClosePublishConnection(actionName, tableName, [closeAll=false])'

export const activeClosePublishConnection = define({
  name: 'activeClosePublishConnection',
  signature: CLOSE,
  kind: 'system',
  doc: 'Called by clients that have lost a subscription and are about to subscribe again: ends the connections over which their address is sent a stream table for an action.',
  examples: [],
  run: (context, action, table) => {
    // Older clients give the host and port where they listen, which is nowhere.
    const isName = table instanceof Scalar && isLiteral(table.type)
    if (isName)
      ask(context, 'closeConnections', text(table, CLOSE, 'tableName'), nameOr(action, CLOSE, 'actionName'))
    return NOTHING
  },
})

const FILTER = 'setStreamTableFilterColumn(streamTable, columnName)'

export const setStreamTableFilterColumn = define({
  name: 'setStreamTableFilterColumn',
  signature: FILTER,
  kind: 'system',
  doc: 'Names the column of a stream table by whose values subscribers may choose the rows that they are sent.',
  examples: [['t = streamTable(1:0, `sym`x, [SYMBOL, DOUBLE]); setStreamTableFilterColumn(t, `sym)', '']],
  run: (_, table, column) => {
    if (!(table instanceof Table) || table.kind !== 'stream') {
      throw wrongArgument(FILTER, 'streamTable', 'a stream table', table)
    }
    const name = text(column, FILTER, 'columnName')
    const at = table.indexOf(name)
    if (at < 0) throw new ScriptError(`${FILTER}: the table has no column ${name}.`)
    changing(table, () => {
      table.filterColumn = table.names[at]!
    })
    return NOTHING
  },
})
