import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { TestNode } from './people.ts'

// Handlers that scripts give for the rows of stream tables.

const node = new TestNode({ workers: 1, config: new Map([['subThrottle', '10']]) })
await node.node.administration.open()
after(() => node.close())
const admin = node.session('admin')
const run = (script: string) => admin.shown(script)

/** Waits until that is true. A handler runs apart from whoever waits for it. */
async function until(condition: string): Promise<void> {
  assert.equal(await run(`do { sleep(1) } while (!(${condition})); "done"`), 'done')
}

test('a function is given the rows as they come, and appends them to the session’s own table', async () => {
  await run('share streamTable(1:0, `time`sym`qty, [TIMESTAMP, SYMBOL, INT]) as trades')
  await run('trades_1 = streamTable(1:0, `time`sym`qty, [TIMESTAMP, SYMBOL, INT])')
  const topic = await run(
    'topic = subscribeTable(tableName="trades", actionName="trades_1", offset=0, handler=append!{trades_1}, msgAsTable=true, persistOffset=true); topic',
  )
  assert.equal(topic, 'localhost:0:local/trades/trades_1')
  await run(`def writeData(n){
    timev = 2018.10.08T01:01:01.001 + timestamp(1..n)
    insert into trades values(timev, take(\`A\`B, n), take(1, n))
  }
  writeData(6)`)
  await until('trades_1.size() == 6')
  assert.equal(await run('exec sym from trades_1'), '["A","B","A","B","A","B"]')
  await until('getTopicProcessedOffset(topic) == 5')
  assert.equal(await run('existsSubscriptionTopic(, `trades, `trades_1)'), 'true')
})

test('a script that waits sees what its handler has done meanwhile', async () => {
  assert.equal(
    await run(`share streamTable(1:0, [\`x], [INT]) as waited
    sink = table(1:0, [\`x], [INT])
    subscribeTable(tableName=\`waited, actionName=\`act, handler=sink)
    insert into waited values(1..3)
    do { sleep(1) } while (sink.size() < 3)
    exec sum(x) from sink`),
    '6',
  )
})

test('a handler gets a tuple of columns, or a table; it keeps what it was given from call to call', async () => {
  await run(`share streamTable(1:0, \`a\`b, [INT, DOUBLE]) as source
  share table(1:0, \`n\`kind\`total, [INT, STRING, DOUBLE]) as seen
  def tupled(mutable state, msg) { state[0] += sum(msg[0]); insert into seen values(size(msg), typestr(msg), state[0]) }
  def tabled(factor, msg) { insert into seen values(msg.rows(), typestr(msg), factor * sum(msg.b)) }
  subscribeTable(tableName=\`source, actionName=\`tuple, handler=tupled{[0.0]})
  subscribeTable(tableName=\`source, actionName=\`table, handler=tabled{10}, msgAsTable=true)
  insert into source values(1 2, 0.5 1.5)`)
  await until('seen.size() == 2')
  await run('insert into source values(3 4, 1.0 2.0)')
  await until('seen.size() == 4')
  assert.equal(await run('exec total from seen where n = 2 and kind = "ANY VECTOR" order by total'), '[3,10]')
  assert.equal(await run('exec total from seen where kind = "IN-MEMORY TABLE" order by total'), '[20,30]')
})

test('a handler waits for batchSize rows, but no longer than throttle', async () => {
  await run(`share streamTable(1:0, [\`x], [INT]) as batched
  share table(1:0, [\`rows], [INT]) as calls
  def note(msg) { insert into calls values(msg.rows()) }
  subscribeTable(tableName=\`batched, actionName=\`b, handler=note, msgAsTable=true, batchSize=11, throttle=3600)
  subscribeTable(tableName=\`batched, actionName=\`t, handler=note, msgAsTable=true, batchSize=1000000, throttle=0.05)
  insert into batched values(1..10)`)
  await until('eqObj(calls.rows, [10])')
  await run('unsubscribeTable(, `batched, `t); insert into batched values(11)')
  await until('eqObj(calls.rows, [10, 11])')
})

test('a handler that wants it is told the offset, and is called without rows while none come', async () => {
  await run(`share streamTable(1..4 as x) as timed
  share table(1:0, \`rows\`id, [INT, LONG]) as ticks
  def note(msg, id) { insert into ticks values(msg.rows(), id) }
  subscribeTable(tableName=\`timed, actionName=\`t, offset=0, handler=note, msgAsTable=true, batchSize=1, throttle=0.02, timeTrigger=true, handlerNeedMsgId=true)`)
  await until('3 in (exec id from ticks where rows > 0)')
  await until('(exec count(*) from ticks where rows = 0 and id = 3) > 2')
  await run('unsubscribeTable(, `timed, `t)')
})

test('only the rows that a filter lets through: by the filter column, or by a function', async () => {
  await run(`share streamTable(1:0, \`sym\`x, [SYMBOL, INT]) as filtered
  setStreamTableFilterColumn(filtered, \`sym)
  a = table(1:0, \`sym\`x, [SYMBOL, INT]); b = table(1:0, \`sym\`x, [SYMBOL, INT])
  subscribeTable(tableName=\`filtered, actionName=\`a, handler=append!{a}, msgAsTable=true, filter=symbol(\`IBM\`GOOG))
  subscribeTable(tableName=\`filtered, actionName=\`b, handler=append!{b}, msgAsTable=true, filter=def (t) {return select * from t where x > 2})
  insert into filtered values(\`IBM\`MS\`GOOG\`MS, 1..4)`)
  await until('eqObj(a.x, [1, 3])')
  await until('eqObj(b.x, [3, 4])')
})

test('what a handler fails at is counted, and told; the next rows come all the same', async () => {
  await run(`share streamTable(1:0, [\`x], [INT]) as failing
  good = table(1:0, [\`x], [INT])
  def picky(mutable to, msg) { if (first(msg.x) < 0) throw "negative"; to.append!(msg) }
  subscribeTable(tableName=\`failing, actionName=\`p, handler=picky{good}, msgAsTable=true)
  insert into failing values(-1)`)
  const worker = (column: string) =>
    `exec first(${column}) from getStreamingStat().subWorkers where topic like "%failing/p"`
  await until(`(${worker('failedMsgCount')}) == 1`)
  assert.match(await run(worker('lastErrMsg')), /negative/)
  await run('insert into failing values(5)')
  await until('eqObj(good.x, [5])')
  assert.equal(await run(worker('lastMsgId')), '1')
  assert.ok(node.lines.some(line => /error .*failing\/p: .*negative/.test(line)))
})

test('a subscription outlives its session, and is ended by whom it belongs to', async () => {
  await run('share streamTable(1:0, [`x], [INT]) as lasting; share table(1:0, [`x], [INT]) as kept')
  const ann = node.session('ann')
  await ann.shown('subscribeTable(tableName=`lasting, actionName=`k, handler=kept)')
  node.node.administration.sessions.close(ann.handle)
  await run('insert into lasting values(7)')
  await until('eqObj(kept.x, [7])')
  const bob = node.session('bob')
  assert.match(await bob.shown('unsubscribeTable(, `lasting, `k)'), /Only administrators and ann can end/)
  assert.match(await run('dropStreamTable(`lasting)'), /can't be dropped while it is subscribed to/)
  await run('unsubscribeTable(, `lasting, `k)')
  assert.match(await run('unsubscribeTable(, `lasting, `k)'), /doesn't exist/)
  await run('dropStreamTable(`lasting)')
})

test('a handler that never ends is ended with its subscription, and others go on', async () => {
  await run(`share streamTable(1:0, [\`x], [INT]) as endless
  begun = table(1:0, [\`x], [INT]); after = table(1:0, [\`x], [INT])
  def forever(mutable begun, msg) { begun.append!(msg); do { sleep(1) } while (true) }
  subscribeTable(tableName=\`endless, actionName=\`f, handler=forever{begun}, msgAsTable=true)
  subscribeTable(tableName=\`endless, actionName=\`a, handler=after)
  insert into endless values(1)`)
  await until('begun.size() == 1')
  await run('unsubscribeTable(, `endless, `f)')
  await until('after.size() == 1')
})

test('a subscription goes on where it was', async () => {
  await run(`share streamTable(1..3 as x) as resumed; again = table(1:0, [\`x], [INT])
  subscribeTable(tableName=\`resumed, actionName=\`r, offset=0, handler=again, persistOffset=true)`)
  await until('again.size() == 3')
  await run('unsubscribeTable(, `resumed, `r, false); insert into resumed values(4 5)')
  await run('subscribeTable(tableName=`resumed, actionName=`r, offset=-2, handler=again, persistOffset=true)')
  await until('eqObj(again.x, 1..5)')
})

test('what can’t be subscribed to, and why', async () => {
  const refused = async (script: string, why: RegExp) => assert.match(await run(script), why)
  await refused('subscribeTable(tableName=`none, handler=print)', /Can't find the shared stream table none/)
  await run('share streamTable(1 2 as x) as there')
  await refused('subscribeTable(tableName=`there, handler=1)', /handler should be a function or a table/)
  await refused(
    'subscribeTable(tableName=`there, offset=9, handler=print)',
    /with offset \[9\]: there has 2 rows/,
  )
  await refused('subscribeTable("elsewhere", `there, handler=print)', /another node's tables are not there/)
  await refused('subscribeTable(tableName=`there, handler=print, raftGroup=11)', /raftGroup is not there/)
  await refused('subscribeTable(tableName=`there, actionName="a/b", handler=print)', /no name of an action/)
  await run('t = table(1:0, [`x], [INT])')
  await refused('subscribeTable(tableName=`there, offset=9, handler=t)', /with offset \[9\]/)
  assert.equal(await run('typestr(t)'), 'IN-MEMORY TABLE')
  await run('subscribeTable(tableName=`there, actionName=`once, handler=print)')
  await refused('subscribeTable(tableName=`there, actionName=`once, handler=print)', /is there already/)
})

test('a table that is lent to a handler is found by no other name than its own', async () => {
  await run(`share streamTable(1:0, [\`x], [INT]) as lender; mine = table(1:0, [\`x], [INT])
  subscribeTable(tableName=\`lender, actionName=\`m, handler=mine)
  insert into lender values(3)`)
  await until('mine.size() == 1')
  assert.doesNotMatch(await run('exec name from objs(true)'), /lent/)
  assert.match(await run('objByName(" lent to handlers, 1", true)'), /error/)
  assert.match(await run('share(table(1 as x), " lent to handlers, 1")'), /Nothing can be shared as/)
  await run('unsubscribeTable(, `lender, `m); insert into mine values(4)')
  assert.equal(await run('mine.x'), '[3,4]')
  assert.equal(await run('mine.typestr()'), 'IN-MEMORY TABLE')
})
