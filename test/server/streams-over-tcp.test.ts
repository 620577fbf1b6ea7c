import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { ClientConnection } from '../../src/client/connection.ts'
import { realHost } from '../../src/host/real/host.ts'
import { tcpTransport } from '../../src/host/real/tcp-transport.ts'
import { startSingle } from '../../src/server/serve.ts'
import { display } from '../../src/values/format/format.ts'
import { Table } from '../../src/values/forms/table.ts'
import { type Push, ReverseSubscriber } from './reverse-subscriber.ts'

// Rows of stream tables over TCP, on the subscriber's own connection, as Java's and Python's clients take them.

const home = mkdtempSync(join(tmpdir(), 'porpoise-reverse-'))
const node = await startSingle(realHost(), {
  home,
  localSite: '127.0.0.1:0:n',
  workingFolder: home,
  workers: 2,
  config: new Map([
    ['maxPubQueueDepthPerSite', '500000'],
    ['maxMsgNumPerBlock', '1000'],
    ['maxPubConnections', '40'],
  ]),
})
const { port } = node.listener
const opened: { close(): void }[] = []
after(async () => {
  for (const each of opened) each.close()
  await node.close()
  rmSync(home, { recursive: true, force: true })
})

const admin = new ClientConnection(await tcpTransport('127.0.0.1', port))
await admin.connect('admin', '123456')
opened.push(admin)
const run = async (script: string) => {
  const value = await admin.run(script)
  return value === undefined ? '' : display(value)
}
const until = async (condition: string) => {
  while ((await run(condition)) !== 'true') await new Promise(setImmediate)
}

async function subscriber(user?: string, password?: string): Promise<ReverseSubscriber> {
  const made = await ReverseSubscriber.open(port, user, password)
  opened.push(made)
  return made
}

/** Asks as Java's client does; gives the first push, which has the columns. */
async function subscribe(
  from: ReverseSubscriber,
  table: string,
  action: string,
  offset = '-1l',
  ...rest: string[]
): Promise<Push> {
  const args = [
    '"127.0.0.1"',
    '0',
    `"${table}"`,
    `"${action}"`,
    offset,
    ...(rest.length > 0 ? rest : ['NULL']),
  ]
  await from.call('publishTable', ...args)
  return (await from.push())!
}

const shown = (push: Push | null) => push && display(push.value)

test('the answer, then the columns, then rows as columns, with the offset of the last one', async () => {
  await run('share streamTable(1:0, `sym`qty`tags, [SYMBOL, INT, INT[]]) as trades')
  const client = await subscriber()
  const topic = await client.call('getSubscriptionTopic', '"trades"', '"act"')
  assert.equal(display(topic!), `("127.0.0.1:${port}:n/trades/act",["sym","qty","tags"])`)
  const schema = await subscribe(client, 'trades', 'act')
  assert.ok(schema.value instanceof Table && schema.value.rows === 0)
  assert.deepEqual(schema.value.names, ['sym', 'qty', 'tags'])
  assert.equal(schema.topic, `127.0.0.1:${port}:n/trades/act`)
  await run('trades.append!(table(`A`B as sym, 1 2 as qty, [[1, 2], [3]] as tags))')
  const rows = await client.push()
  assert.equal(shown(rows), '(["A","B"],[1,2],[[1,2],[3]])')
  assert.equal(rows!.offset, 1n)
  // Milliseconds, unlike over WebSocket.
  assert.ok(Math.abs(Number(rows!.sent) - Date.now()) < 60_000)
  // A single row is columns, too.
  await run('trades.append!(table([`C] as sym, [3] as qty, [[4]] as tags))')
  assert.equal(shown(await client.push()), '(["C"],[3],[[4]])')
  client.close()
})

test('a large table comes in messages of at most maxMsgNumPerBlock rows, none missing and none twice', async () => {
  await run('share streamTable(1..2500 as id) as large')
  const client = await subscriber()
  await subscribe(client, 'large', 'act', '0')
  const offsets: bigint[] = []
  const ids: string[] = []
  while (ids.length < 2500) {
    const push = (await client.push())!
    offsets.push(push.offset)
    ids.push(...shown(push)!.slice(2, -2).split(','))
  }
  assert.deepEqual(offsets, [999n, 1999n, 2499n])
  assert.deepEqual(
    ids,
    Array.from({ length: 2500 }, (_, i) => `${i + 1}`),
  )
  client.close()
})

test('several tables over one connection; what is no longer wanted ends for itself', async () => {
  await run('share streamTable(1:0, [`a], [INT]) as one; share streamTable(1:0, [`b], [INT]) as two')
  const client = await subscriber()
  await subscribe(client, 'one', 'x')
  await subscribe(client, 'two', 'x')
  await run('insert into one values(1); insert into two values(2)')
  const topics = [(await client.push())!.topic, (await client.push())!.topic]
  assert.deepEqual(
    topics.map(topic => topic.split('/')[1]),
    ['one', 'two'],
  )
  const other = await subscriber()
  // Nobody subscribes from there.
  await other.call('stopPublishTable', '"127.0.0.1"', '8000', '"two"', '"x"')
  await other.call('stopPublishTable', '"127.0.0.1"', '0', '"one"', '"x"')
  await other.call('stopPublishTable', '"127.0.0.1"', '0', '"one"', '"x"')
  await run('dropStreamTable(`one); insert into two values(3)')
  assert.equal(shown(await client.push()), '([3])')
  // The last one takes the connection along.
  await other.call('stopPublishTable', '"127.0.0.1"', '0', '"two"', '"x"')
  assert.equal(await client.push(), null)
})

test('an administrator ends any subscription, by the address that is listed', async () => {
  await run('share streamTable(1:0, [`a], [INT]) as ended')
  const client = await subscriber('admin', '123456')
  await subscribe(client, 'ended', 'x')
  const stop =
    's = split(exec first(subscriber) from getStreamingStat().pubTables where tableName = "ended", ":"); stopPublishTable(s[0], int(s[1]), `ended, `x)'
  const guest = new ClientConnection(await tcpTransport('127.0.0.1', port))
  await guest.connect()
  await assert.rejects(guest.run(stop), /Only administrators can end other users' subscriptions/)
  await run(stop)
  assert.equal(await client.push(), null)
  guest.close()
})

test('a client that has lost its connection has the node close it, too', async () => {
  await run('share streamTable(1:0, [`a], [INT]) as lost')
  const [client, other] = [await subscriber(), await subscriber()]
  await subscribe(client, 'lost', 'x')
  await other.call('activeClosePublishConnection', '"x"', '"lost"', 'true')
  assert.equal(await client.push(), null)
  await subscribe(other, 'lost', 'x')
  other.close()
})

test('the same subscription twice, where the client says that it may', async () => {
  await run('share streamTable(1:0, [`a], [INT]) as twice')
  const [first, second] = [await subscriber(), await subscriber()]
  await subscribe(first, 'twice', 'x')
  await assert.rejects(subscribe(second, 'twice', 'x'), /is there already/)
  await subscribe(second, 'twice', 'x', '-1', 'NULL', 'true')
  await run('insert into twice values(1)')
  assert.deepEqual([shown(await first.push()), shown(await second.push())], ['([1])', '([1])'])
  // A table that was made anew hasn't come to the offset yet.
  await assert.rejects(subscribe(first, 'twice', 'y', '9'), /with offset \[9\]: twice has 1 rows/)
  await subscribe(first, 'twice', 'y', '9', 'NULL', 'false', 'true')
  assert.equal(shown(await first.push()), '([1])')
  for (const each of [first, second]) each.close()
})

test('a client that reads too slowly is sent away; nobody who writes waits for it', async () => {
  await run('share streamTable(1:0, `id`text, [INT, STRING]) as fast')
  const [slow, quick] = [await subscriber(), await subscriber()]
  await subscribe(slow, 'fast', 'slow')
  await subscribe(quick, 'fast', 'quick')
  slow.stall()
  let got = 0
  for (let i = 0; i < 20; i++) {
    await run('insert into fast values(1..100000, take("a text of some length", 100000))')
    while (got < 100000 * (i + 1)) got = Number((await quick.push())!.offset) + 1
  }
  // What waits for it was never more than that, and lies in the table.
  assert.equal(
    await run('exec subscriber.size() from getStreamingStat().pubTables where actions = `slow'),
    '0',
  )
  slow.goOn()
  let last: Push | null = null
  for (let push = await slow.push(); push; push = await slow.push()) last = push
  assert.match(
    shown(last)!,
    /^error\.publish: \d+ rows of fast wait .* 500000 may \(maxPubQueueDepthPerSite\)/,
  )
  // From there it may go on.
  const again = await subscriber()
  await subscribe(again, 'fast', 'slow', `${last!.offset + 1n}`)
  assert.equal((await again.push())!.offset, last!.offset + 1000n)
  for (const each of [quick, again]) each.close()
})

test('a client that goes away is forgotten', async () => {
  await run('share streamTable(1:0, [`a], [INT]) as left')
  const client = await subscriber()
  await subscribe(client, 'left', 'x')
  client.close()
  await until('not (`left in getStreamingStat().pubTables.tableName)')
  await run('insert into left values(1); dropStreamTable(`left)')
})

test('many subscribers get the same rows; more than may be are refused', async () => {
  await run('share streamTable(1:0, [`a], [INT]) as crowd')
  const before = Number(await run('size(getStreamingStat().pubConns)'))
  const clients = await Promise.all(Array.from({ length: 40 - before }, () => subscriber()))
  await Promise.all(clients.map((client, i) => subscribe(client, 'crowd', `a${i}`)))
  await run('insert into crowd values(1..3)')
  const rows = await Promise.all(clients.map(client => client.push()))
  assert.deepEqual(new Set(rows.map(shown)), new Set(['([1,2,3])']))
  const another = await subscriber()
  await assert.rejects(
    subscribe(another, 'crowd', 'z'),
    /as many clients as it may: 40 \(maxPubConnections\)/,
  )
  for (const client of [...clients, another]) client.close()
  await until('not (`crowd in getStreamingStat().pubTables.tableName)')
})

test('who may not read a shared table isn’t sent its rows', async () => {
  await run('createUser(`ann, "secret1"); createUser(`bob, "secret1")')
  await run('share streamTable(1:0, [`a], [INT]) as secret; addAccessControl(secret)')
  await run('grant(`ann, TABLE_READ, `secret)')
  const [ann, bob, guest] = [
    await subscriber('ann', 'secret1'),
    await subscriber('bob', 'secret1'),
    await subscriber(),
  ]
  await subscribe(ann, 'secret', 'x')
  await assert.rejects(subscribe(bob, 'secret', 'y'), /<NoPrivilege>No access to shared table \[secret\]/)
  await assert.rejects(
    subscribe(guest, 'secret', 'y'),
    /<NotAuthenticated>No access to shared table \[secret\]/,
  )
  await run('insert into secret values(1)')
  assert.equal(shown(await ann.push()), '([1])')
  // What is taken away counts from then on.
  await run('revoke(`ann, TABLE_READ, `secret); insert into secret values(2)')
  assert.match(shown(await ann.push())!, /^error\.publish: No access to shared table \[secret\]/)
  assert.equal(await ann.push(), null)
})
