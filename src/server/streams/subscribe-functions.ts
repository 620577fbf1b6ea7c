import { asking } from '../../engine/bridge/bridge.ts'
import { shipped } from '../../engine/session/shipped-function.ts'
import { given, integer, number, text, truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { PartialFunction } from '../../runtime/partial.ts'
import { RemoteTable } from '../../runtime/remote-table.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isLiteral, LONG } from '../../values/data-type.ts'
import { display } from '../../values/format/format.ts'
import { bool, NOTHING, Scalar, string } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { toTransferable } from '../../values/transfer.ts'
import type { Value } from '../../values/value.ts'
import type { HandlerRequest } from './handler-subscription.ts'
import { nameOr } from './publish-functions.ts'
import { OFFSETS } from './stream-tables.ts'

const ask = asking('streams')

const SUBSCRIBE =
  'subscribeTable([server], tableName, [actionName], [offset=-1], handler, [msgAsTable=false], [batchSize=0], [throttle=1], [hash=-1], [reconnect=false], [filter])'

/** Only this node's tables: by no server, or by its own alias. */
function checkServer(context: Context, server: Value | undefined, usage: string): void {
  const value = given(server)
  if (value === undefined) return
  const named = value instanceof Scalar && isLiteral(value.type) ? (value.raw as string) : null
  if (named === '' || (named !== null && ask<boolean>(context, 'isHere', named))) return
  throw new ScriptError(
    `${usage}: subscriptions to another node's tables are not there; subscribe on that node, as by rpc(${named === null ? 'alias' : `"${named}"`}, subscribeTable, ...).`,
  )
}

/** What a handler is called with is appended to a table. */
function handlerOf(context: Context, handler: Value | undefined): { work: Callable; isTable: boolean } {
  if (handler instanceof Callable) return { work: handler, isTable: false }
  if (handler instanceof Table || handler instanceof RemoteTable) {
    return { work: new PartialFunction(context.evaluator.findFunction('append!')!, [handler]), isTable: true }
  }
  throw wrongArgument(SUBSCRIBE, 'handler', 'a function or a table', handler)
}

function functionFilter(context: Context, filter: Value | undefined): Callable | null {
  if (filter instanceof Callable) return filter
  if (!(filter instanceof Scalar) || !isLiteral(filter.type)) return null
  const name = filter.raw as string
  const found = context.evaluator.findFunction(name) ?? context.evaluator.run(name)
  if (found instanceof Callable) return found
  throw new ScriptError(`${SUBSCRIBE}. filter: ${name} is no function.`)
}

/** A batch's size, and how long in milliseconds the handler waits for one. */
function batches(size: Value | undefined, throttle: Value | undefined, timeTrigger: Value | undefined) {
  const seconds = given(throttle) === undefined ? 1 : number(throttle, SUBSCRIBE, 'throttle')
  if (!(seconds > 0)) throw new ScriptError(`${SUBSCRIBE}. throttle should be positive, not ${seconds}.`)
  return {
    batchSize: given(size) === undefined ? 0 : integer(size, SUBSCRIBE, 'batchSize'),
    throttle: 1000 * seconds,
    timeTrigger: truth(given(timeTrigger), SUBSCRIBE, 'timeTrigger', false),
  }
}

/** What takes other nodes, or another network. */
function refuseOthers(raftGroup: Value | undefined, udpMulticast: Value | undefined): void {
  const group = given(raftGroup)
  if (group !== undefined && integer(group, SUBSCRIBE, 'raftGroup') >= 0) {
    throw new ScriptError('subscribeTable: raftGroup is not there.')
  }
  if (truth(given(udpMulticast), SUBSCRIBE, 'udpMulticast', false)) {
    throw new ScriptError('subscribeTable: udpMulticast is not there.')
  }
}

/** The session's tables that a handler gets, by the names under which it finds them. */
class Loans {
  readonly names: string[] = []
  readonly #made: string[] = []
  readonly #context: Context

  constructor(context: Context) {
    this.#context = context
  }

  readonly lend = (table: Table): string => {
    if (table.sharedName === null) {
      this.#context.shared.lend!(`lent to handlers, ${ask<number>(this.#context, 'newName')}`, table)
      this.#made.push(table.sharedName!)
    }
    this.names.push(table.sharedName!)
    return table.sharedName!
  }

  /** There is no handler after all. */
  giveBack(): void {
    if (this.#made.length > 0) ask(this.#context, 'giveBack', this.#made)
  }
}

export const subscribeTable = define({
  name: 'subscribeTable',
  signature:
    'subscribeTable([server], tableName, [actionName], [offset=-1], handler, [msgAsTable=false], [batchSize=0], [throttle=1], [hash=-1], [reconnect=false], [filter], [persistOffset=false], [timeTrigger=false], [handlerNeedMsgId=false], [raftGroup], [userId=""], [password=""], [udpMulticast=false])',
  kind: 'system',
  doc: 'Gives the rows of a shared stream table of this node to a function, or appends them to a table, as they come; gives the subscription’s topic. The handler runs apart from the session and outlives it. The session’s own tables are lent to it; other values go as copies, which it keeps from call to call.',
  examples: [
    [
      'share(streamTable(1:0, `id`x, [INT, DOUBLE]), "source"); sink = table(1:0, `id`x, [INT, DOUBLE]); subscribeTable(tableName="source", actionName="copy", handler=append!{sink}, msgAsTable=true).split("/")[1:]',
      '["source","copy"]',
    ],
  ],
  run: (context, ...args) => {
    const [server, table, action, offset, handler, msgAsTable, batchSize, throttle, hash, reconnect] = args
    const [filter, persistOffset, timeTrigger, needsId, raftGroup, userId, password, udp] = args.slice(10)
    checkServer(context, server, 'subscribeTable')
    refuseOthers(raftGroup, udp)
    truth(given(reconnect), SUBSCRIBE, 'reconnect', false)
    const { work, isTable } = handlerOf(context, handler)
    const through = functionFilter(context, given(filter))
    const rows = through === null ? given(filter) : undefined
    const loans = new Loans(context)
    try {
      const request: HandlerRequest = {
        table: text(table, SUBSCRIBE, 'tableName'),
        action: nameOr(action, SUBSCRIBE, 'actionName'),
        offset: given(offset) === undefined ? OFFSETS.fromNow : integer(offset, SUBSCRIBE, 'offset'),
        handler: shipped(context, work, loans.lend),
        through: through && shipped(context, through, loans.lend),
        filterText: given(filter) === undefined ? '' : display(filter!).slice(0, 1000),
        lent: loans.names,
        // A table's rows are appended as a table.
        msgAsTable: isTable || truth(given(msgAsTable), SUBSCRIBE, 'msgAsTable', false),
        ...batches(batchSize, throttle, timeTrigger),
        hash: given(hash) === undefined ? -1 : integer(hash, SUBSCRIBE, 'hash'),
        persistOffset: truth(given(persistOffset), SUBSCRIBE, 'persistOffset', false),
        handlerNeedMsgId: truth(given(needsId), SUBSCRIBE, 'handlerNeedMsgId', false),
      }
      const login = {
        user: nameOr(userId, SUBSCRIBE, 'userId'),
        password: nameOr(password, SUBSCRIBE, 'password'),
      }
      return string(ask<string>(context, 'subscribe', request, rows ? toTransferable(rows) : null, login))
    } catch (error) {
      loans.giveBack()
      throw error
    }
  },
})

const UNSUBSCRIBE = 'unsubscribeTable([server], tableName, [actionName], [removeOffset=true], [raftGroup])'

export const unsubscribeTable = define({
  name: 'unsubscribeTable',
  signature: UNSUBSCRIBE,
  kind: 'system',
  doc: 'Ends a subscription that subscribeTable made: one’s own, or, as an administrator, anybody’s. Rows that wait are not handled any more.',
  examples: [],
  run: (context, server, table, action, removeOffset) => {
    checkServer(context, server, 'unsubscribeTable')
    ask(
      context,
      'unsubscribe',
      text(table, UNSUBSCRIBE, 'tableName'),
      nameOr(action, UNSUBSCRIBE, 'actionName'),
      truth(given(removeOffset), UNSUBSCRIBE, 'removeOffset', true),
    )
    return NOTHING
  },
})

const EXISTS = 'existsSubscriptionTopic([server], tableName, [actionName])'

export const existsSubscriptionTopic = define({
  name: 'existsSubscriptionTopic',
  aliases: ['existSubscriptionTopic'],
  signature: EXISTS,
  kind: 'system',
  doc: 'Whether subscribeTable has made a subscription to that table of this node for that action.',
  examples: [['existsSubscriptionTopic(, `there_is_none, `act)', 'false']],
  run: (context, server, table, action) => {
    checkServer(context, server, 'existsSubscriptionTopic')
    const name = text(table, EXISTS, 'tableName')
    return bool(ask<boolean>(context, 'exists', name, nameOr(action, EXISTS, 'actionName')))
  },
})

export const getTopicProcessedOffset = define({
  name: 'getTopicProcessedOffset',
  signature: 'getTopicProcessedOffset(topic)',
  kind: 'system',
  doc: 'The offset of the last row that a subscription’s handler has had, where it was made with persistOffset=true; else -1. It is known until the node ends.',
  examples: [['getTopicProcessedOffset("localhost:8848:local8848/none/act")', '-1']],
  run: (context, topic) => {
    const name = text(topic, 'getTopicProcessedOffset(topic)', 'topic')
    return new Scalar(LONG, BigInt(ask<number>(context, 'reached', name)))
  },
})

export const removeTopicOffset = define({
  name: 'removeTopicOffset',
  signature: 'removeTopicOffset(topic)',
  kind: 'system',
  doc: 'Forgets where a subscription that has ended was.',
  examples: [],
  run: (context, topic) => {
    ask(context, 'forgetReached', text(topic, 'removeTopicOffset(topic)', 'topic'))
    return NOTHING
  },
})
