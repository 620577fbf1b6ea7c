import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { DDB, type StreamingMessage } from 'dolphindb'
import { realHost } from '../../src/host/real/host.ts'
import { startSingle } from '../../src/server/serve.ts'

// Rows of stream tables, as DolphinDB's own JavaScript client is sent them.

const home = mkdtempSync(join(tmpdir(), 'porpoise-streams-'))
const node = await startSingle(realHost(), {
  home,
  localSite: '127.0.0.1:0:n',
  workingFolder: home,
  workers: 2,
})
const { port } = node.listener
const url = `ws://127.0.0.1:${port}`
const opened: DDB[] = []
// The client tells of each subscription on the console.
console.log = () => {}

async function open(options = {}): Promise<DDB> {
  const ddb = new DDB(url, { verbose: false, ...options })
  opened.push(ddb)
  await ddb.connect()
  return ddb
}

const ddb = await open()
after(async () => {
  for (const each of opened) each.disconnect()
  await node.close()
  rmSync(home, { recursive: true, force: true })
})

/** What a subscriber has got so far, and a promise for having so many rows. */
class Listener {
  readonly messages: StreamingMessage[] = []
  readonly rows: Record<string, unknown>[] = []
  error: Error | null = null
  #waiting: (() => void)[] = []

  readonly handler = (message: StreamingMessage) => {
    if (message.error) this.error = message.error
    else {
      this.messages.push(message)
      this.rows.push(...message.data.data)
    }
    for (const look of this.#waiting) look()
  }

  until(condition: () => boolean): Promise<void> {
    return new Promise(resolve => {
      const look = () => condition() && resolve()
      this.#waiting.push(look)
      look()
    })
  }
}

type Streaming = Partial<Omit<NonNullable<DDB['streaming']>, 'handler'>>

async function listen(table: string, streaming: Streaming = {}): Promise<Listener & { client: DDB }> {
  const listener = new Listener()
  const client = await open({ streaming: { table, ...streaming, handler: listener.handler } })
  return Object.assign(listener, { client })
}

const until = async (condition: string) => {
  while (!(await ddb.execute(condition))) await new Promise(setImmediate)
}

test('a subscriber is sent the columns, then rows in their order', async () => {
  await ddb.execute('share streamTable(1:0, `sym`qty`price, [SYMBOL, INT, DOUBLE]) as trades')
  await ddb.execute('insert into trades values(`OLD, 0, 0.5)')
  const listener = await listen('trades', { action: 'first' })
  await listener.until(() => listener.messages.length === 1)
  const [schema] = listener.messages
  assert.deepEqual(schema!.data.columns, ['sym', 'qty', 'price'])
  assert.equal(schema!.data.data.length, 0)
  assert.equal(schema!.topic, `127.0.0.1:${port}:n/trades/first`)
  await ddb.execute('insert into trades values(`A`B, 1 2, 1.5 NULL)')
  await ddb.execute('for (i in 3..200) insert into trades values(`A, i, i)')
  await listener.until(() => listener.rows.length === 200)
  assert.deepEqual(listener.rows[1], { sym: 'B', qty: 2, price: null })
  assert.deepEqual(
    listener.rows.map(({ qty }) => qty),
    Array.from({ length: 200 }, (_, i) => i + 1),
  )
  // The offset of a message is that of its last row.
  const last = listener.messages.at(-1)!
  assert.equal(last.id, 200n)
  assert.ok(last.time > 1_700_000_000_000_000_000n)
  listener.client.disconnect()
  await until('getStreamingStat().pubTables.size() == 0')
  await ddb.execute('dropStreamTable(`trades)')
})

test('from an offset on, as after a lost connection', async () => {
  await ddb.execute('share streamTable(1..5 as id) as again')
  const first = await listen('again', { offset: 0 })
  await first.until(() => first.rows.length === 5)
  first.client.disconnect()
  await ddb.execute('insert into again values(6 7)')
  const seen = Number(first.messages.at(-1)!.id)
  const second = await listen('again', { offset: seen + 1 })
  await second.until(() => second.rows.length === 2)
  assert.deepEqual(second.rows, [{ id: 6 }, { id: 7 }])
  const all = await listen('again', { offset: -3 })
  await all.until(() => all.rows.length === 7)
  await assert.rejects(
    listen('again', { offset: 8 }),
    /Can't find the message with offset \[8\]: again has 7 rows/,
  )
  for (const { client } of [second, all]) client.disconnect()
})

test('only the rows that a filter lets through', async () => {
  await ddb.execute('share streamTable(1:0, `sym`qty, [SYMBOL, INT]) as filtered')
  await ddb.execute('setStreamTableFilterColumn(filtered, `sym)')
  const column = (text: string) => ddb.eval(text)
  const [values, range, buckets, condition] = [
    await listen('filtered', { filters: { column: await column('`A`C') } }),
    await listen('filtered', { filters: { column: await column('"B":"C"') } }),
    await listen('filtered', { filters: { column: await column('(10, 0:10)') } }),
    await listen('filtered', { filters: { expression: 'qty > 2 and sym != `C' } }),
  ]
  await ddb.execute('insert into filtered values(`A`B`C`D`A, 1..5)')
  await Promise.all([
    values.until(() => values.rows.length === 3),
    range.until(() => range.rows.length === 1),
    buckets.until(() => buckets.rows.length === 5),
    condition.until(() => condition.rows.length === 2),
  ])
  assert.deepEqual(
    values.rows.map(({ qty }) => qty),
    [1, 3, 5],
  )
  assert.deepEqual(range.rows, [{ sym: 'B', qty: 2 }])
  assert.deepEqual(condition.rows, [
    { sym: 'D', qty: 4 },
    { sym: 'A', qty: 5 },
  ])
  const wrong = await listen('filtered', { offset: 0, filters: { expression: 'nosuch > 2' } })
  await wrong.until(() => wrong.error !== null)
  assert.match(wrong.error!.message, /nosuch/)
  for (const { client } of [values, range, buckets, condition]) client.disconnect()
})

test('what can’t be subscribed to, and why', async () => {
  await assert.rejects(listen('there_is_none'), /Can't find the shared stream table there_is_none/)
  await ddb.execute('share table(1 2 as id) as plain')
  await assert.rejects(listen('plain'), /The shared table plain is no stream table/)
  await ddb.execute('share streamTable(1 2 as id) as once')
  const first = await listen('once', { action: 'same' })
  await assert.rejects(
    listen('once', { action: 'same' }),
    /The subscription .*\/once\/same of .* is there already/,
  )
  await assert.rejects(
    ddb.execute('publishTable("localhost", 0, `once, `act)'),
    /publishTable is for connections that take rows unasked/,
  )
  await assert.rejects(
    listen('once', { filters: { column: await ddb.eval('1 2') } }),
    /once has no filter column/,
  )
  first.client.disconnect()
})

test('a table that is subscribed to can’t be dropped; one that is another then ends its subscriptions', async () => {
  await ddb.execute('share streamTable(1 2 as id) as kept')
  const listener = await listen('kept')
  await assert.rejects(
    ddb.execute('dropStreamTable(`kept)'),
    /kept can't be dropped while it is subscribed to/,
  )
  await assert.rejects(ddb.execute('undef(`kept, SHARED)'), /kept can't be dropped while it is subscribed to/)
  await ddb.execute('share streamTable(1 2 as other) as kept')
  await listener.until(() => listener.error !== null)
  assert.equal(listener.error!.message, 'kept is another table now.')
  await until('getStreamingStat().pubTables.size() == 0')
  await ddb.execute('undef(`kept, SHARED)')
})

test('the node tells whom it sends what', async () => {
  await ddb.execute('share streamTable(1 2 3 as id) as told')
  const listener = await listen('told', { action: 'watch', offset: 0 })
  await listener.until(() => listener.rows.length === 3)
  await until('exec last(msgOffset) == 2 from getStreamingStat().pubTables')
  const [row] = await ddb.execute<Record<string, unknown>[]>('getStreamingStat().pubTables')
  assert.equal(row!.tableName, 'told')
  assert.equal(row!.actions, 'watch')
  assert.match(String(row!.subscriber), /^127\.0\.0\.1:\d+$/)
  const [connection] = await ddb.execute<Record<string, unknown>[]>('getStreamingStat(`pubConns)')
  assert.equal(connection!.tables, 'told')
  assert.equal(connection!.queueDepthLimit, 10_000_000n)
  assert.equal(connection!.queueDepth, 0n)
  listener.client.disconnect()
  await until('getStreamingStat().pubConns.size() == 0')
})
