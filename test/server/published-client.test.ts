import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  DDB,
  DdbChartType,
  type DdbChartValue,
  DdbForm,
  DdbInt,
  type DdbMessage,
  DdbObj,
  DdbType,
  DdbVectorInt,
} from 'dolphindb'
import { realHost } from '../../src/host/real/host.ts'
import { startSingle } from '../../src/server/serve.ts'

// DolphinDB's own JavaScript client, over WebSocket.

const home = mkdtempSync(join(tmpdir(), 'porpoise-published-'))
const node = await startSingle(realHost(), {
  home,
  localSite: '127.0.0.1:0:n',
  workingFolder: home,
  workers: 2,
})
const url = `ws://127.0.0.1:${node.listener.port}`
const opened: DDB[] = []
const client = (options = {}) => {
  const ddb = new DDB(url, { verbose: false, ...options })
  opened.push(ddb)
  return ddb
}
let ddb: DDB
before(async () => {
  ddb = client()
  await ddb.connect()
})
after(async () => {
  for (const each of opened) each.disconnect()
  await node.close()
  rmSync(home, { recursive: true, force: true })
})

test('scripts, calls and functions of its own', async () => {
  assert.equal(await ddb.execute('1 + 1'), 2)
  assert.equal(await ddb.invoke('add', [1, 2]), 3)
  assert.equal((await ddb.call<DdbInt>('add', [new DdbInt(1), new DdbInt(1)])).value, 2)
  assert.equal(await ddb.invoke('sum', [[1, 2, 3.5]]), 6.5)
  await ddb.define('def twice (x) {\n    return x + x\n}')
  assert.equal(await ddb.invoke('twice', [21]), 42)
  assert.equal(await ddb.execute('line://7\n6 * 7'), 42)
})

const forms: readonly (readonly [script: string, form: DdbForm, type: number])[] = [
  ['true', DdbForm.scalar, DdbType.bool],
  ["'a'", DdbForm.scalar, DdbType.char],
  ['7h', DdbForm.scalar, DdbType.short],
  ['7', DdbForm.scalar, DdbType.int],
  ['7l', DdbForm.scalar, DdbType.long],
  ['2012.06.13', DdbForm.scalar, DdbType.date],
  ['2012.06M', DdbForm.scalar, DdbType.month],
  ['13:30:10.008', DdbForm.scalar, DdbType.time],
  ['13:30m', DdbForm.scalar, DdbType.minute],
  ['13:30:10', DdbForm.scalar, DdbType.second],
  ['2012.06.13T13:30:10', DdbForm.scalar, DdbType.datetime],
  ['2012.06.13T13:30:10.008', DdbForm.scalar, DdbType.timestamp],
  ['13:30:10.008007006', DdbForm.scalar, DdbType.nanotime],
  ['2012.06.13T13:30:10.008007006', DdbForm.scalar, DdbType.nanotimestamp],
  ['datehour(2012.06.13T13:00:00)', DdbForm.scalar, DdbType.datehour],
  ['1.5f', DdbForm.scalar, DdbType.float],
  ['1.5', DdbForm.scalar, DdbType.double],
  ['"text 你"', DdbForm.scalar, DdbType.string],
  ['uuid("5d212a78-cc48-e3b1-4235-b4d91473ee87")', DdbForm.scalar, DdbType.uuid],
  ['int128("e1671797c52e15f763380b45e841ec32")', DdbForm.scalar, DdbType.int128],
  ['ipaddr("192.168.1.13")', DdbForm.scalar, DdbType.ipaddr],
  ['complex(2.5, -1)', DdbForm.scalar, DdbType.complex],
  ['point(1.5, 2)', DdbForm.scalar, DdbType.point],
  ['3d', DdbForm.scalar, DdbType.duration],
  ['decimal32("3.14", 2)', DdbForm.scalar, DdbType.decimal32],
  ['decimal64("3.141", 3)', DdbForm.scalar, DdbType.decimal64],
  ['decimal128("-1.5", 1)', DdbForm.scalar, DdbType.decimal128],
  ['blob("bytes")', DdbForm.scalar, DdbType.blob],
  ['[1, NULL, 3]', DdbForm.vector, DdbType.int],
  ['[1l, NULL, 3l]', DdbForm.vector, DdbType.long],
  ['[true, NULL]', DdbForm.vector, DdbType.bool],
  ['[1.5, NULL]', DdbForm.vector, DdbType.double],
  ['["a", "", "c"]', DdbForm.vector, DdbType.string],
  ['symbol(["a", "b", "a"])', DdbForm.vector, DdbType.symbol_extended],
  ['[2012.06.13, NULL]', DdbForm.vector, DdbType.date],
  ['decimal32(["1.2", "3.4"], 2)', DdbForm.vector, DdbType.decimal32],
  ['blob(["a", "b"])', DdbForm.vector, DdbType.blob],
  ['(1, "a", [1.5, 2.5])', DdbForm.vector, DdbType.any],
  ['array(INT[]).append!([1 2 3, [4]])', DdbForm.vector, DdbType.int + 64],
  ['1 : 3', DdbForm.pair, DdbType.int],
  ['matrix(1 2 3, 4 5 6)', DdbForm.matrix, DdbType.int],
  ['matrix(1.5 2.5, 3.5 NULL).rename!(`x`y, `a`b)', DdbForm.matrix, DdbType.double],
  ['set(1 2 3)', DdbForm.set, DdbType.int],
  ['dict(`a`b, (1, "x"), true)', DdbForm.dict, DdbType.any],
  ['dict(["a", "b"], [1, 2], true)', DdbForm.dict, DdbType.int],
]

for (const [script, form, type] of forms) {
  test(`${script}: there and back`, async () => {
    const object = await ddb.eval(script)
    assert.equal(object.form, form)
    assert.equal(object.type, type)
    // The client's own bytes of it are understood, and are the same value.
    await ddb.upload(['back'], [object])
    const same = await ddb.eval(
      `string(typestr(back)) == string(typestr(${script})) and eqObj(back, ${script})`,
    )
    if (form !== DdbForm.dict && form !== DdbForm.set) assert.equal(same.value, true, script)
    else assert.equal(await ddb.execute(`size(back) == size(${script})`), true)
  })
}

test('a table with columns of many types, and one of a million rows', async () => {
  const table = await ddb.execute<{ data: unknown[] }>(
    'table([1, 2] as id, ["x", "y"] as s, symbol(["p", "q"]) as t, [1.5, NULL] as v, array(INT[]).append!([1 2, [3]]) as n)',
    {},
  )
  assert.equal(JSON.stringify(table).includes('"x"'), true)
  const big = await ddb.eval(
    'table(1..1000000 as id, string(1..1000000) as s, take(symbol(`a`b`c), 1000000) as t)',
  )
  assert.equal(big.rows, 1_000_000)
  await ddb.upload(['big'], [big])
  assert.equal(await ddb.execute('exec sum(id) from big where s == string(id)'), 500000500000n)
})

test('a column of IOTANY, there and back', async () => {
  const values = [233, 2.5, null, 'on', true, 'low']
  const table = await ddb.execute<{ value: unknown }[]>(
    'table(1..6 as id, (233, 2.5, NULL, "on", true, symbol(["low"])[0])$IOTANY as value)',
  )
  assert.deepEqual(
    table.map(({ value }) => value),
    values,
  )
  const column = await ddb.eval<DdbObj>('(233, 2.5, NULL, "on", true, symbol(["low"])[0])$IOTANY')
  assert.equal(column.type, DdbType.iotany)
  assert.deepEqual(column.data(), values)
  assert.equal(await ddb.invoke('typestr', [column]), 'IOTANY VECTOR')
  assert.deepEqual(await ddb.invoke('reverse', [column]), [...values].reverse())
})

test('a chart', async () => {
  const { form, value } = await ddb.eval('plot([1.5, 2.5] as v, `a`b, "numbers", BAR)')
  assert.equal(form, DdbForm.chart)
  const { type, titles, data } = value as DdbChartValue
  assert.equal(type, DdbChartType.bar)
  assert.equal(titles.chart, 'numbers')
  assert.deepEqual([...(data.value.data as Float64Array)], [1.5, 2.5])
})

test('a tensor, there and back', async () => {
  const tensor = await ddb.eval('tensor(1..6$2:3)')
  assert.equal(tensor.form, DdbForm.tensor)
  assert.deepEqual((tensor.data() as unknown as { data: unknown }).data, [
    [1, 3, 5],
    [2, 4, 6],
  ])
  await ddb.upload(['back'], [tensor])
  assert.deepEqual((await ddb.eval('back')).data(), tensor.data())
})

test('what two variables share they share after it was fetched', async () => {
  await ddb.eval('p = 1 2 3; q = asis(p)')
  const before = await ddb.eval<DdbVectorInt>('q')
  await ddb.eval('q[1] = 4')
  assert.deepEqual([...(await ddb.eval<DdbVectorInt>('p')).value], [1, 4, 3])
  assert.deepEqual([...before.value], [1, 2, 3])
})

test('null arguments, vectors and objects as arguments', async () => {
  assert.equal(await ddb.invoke('isNull', [null]), true)
  assert.equal((await ddb.call('sum', [new DdbVectorInt([1, 2, 3])])).value, 6n)
  assert.equal(await ddb.invoke('size', [['a', 'b']]), 2)
  assert.equal(await ddb.invoke('typestr', [{ a: 1, b: 'x' }]), 'STRING->ANY DICTIONARY')
  const syntax = new DdbObj({
    form: DdbForm.scalar,
    type: DdbType.functiondef,
    length: 0,
    value: 'sum' as never,
  })
  assert.ok(syntax)
})

test('printed messages come before the result', async () => {
  const seen: string[] = []
  const listener = (message: DdbMessage) => {
    if (message.type === 'print') seen.push(message.data)
  }
  assert.equal((await ddb.eval('print("one"); print("two\\nlines"); 3', { listener })).value, 3)
  assert.deepEqual(seen, ['one', 'two\nlines'])
})

test('errors are told in one line, and the connection goes on', async () => {
  await assert.rejects(ddb.execute('throw "oops"'), /throw "oops" => oops/)
  await assert.rejects(ddb.execute('1 +'))
  await assert.rejects(ddb.invoke('nosuchfunction', [1]), /nosuchfunction/)
  assert.equal(await ddb.execute('2'), 2)
})

test('a wrong password', async () => {
  const wrong = client({ username: 'admin', password: 'wrong' })
  await assert.rejects(wrong.connect(), /The user name or password is incorrect\.$/)
})

test('a guest without a login', async () => {
  const guest = client({ autologin: false })
  assert.equal(await guest.execute('1 + 1'), 2)
  guest.disconnect()
})

test('cancelling while every worker is in a loop', async () => {
  const busy = Array.from({ length: 3 }, () => client())
  const ended = busy.map(each => assert.rejects(each.execute('while(true){}'), /The task was cancelled/))
  const watcher = client()
  const loops = 'exec count(*) from getConsoleJobs() where desc like "while%"'
  while ((await watcher.execute<number>(loops)) < busy.length) await new Promise(setImmediate)
  for (const each of busy) await each.cancel()
  await Promise.all(ended)
  assert.equal(await busy[2]!.execute('2'), 2)
})

test('cancelling, over a second connection of the client', async () => {
  const running = assert.rejects(ddb.execute('sleep(60000)'), /The task was cancelled/)
  const other = client()
  const jobs = 'size(exec rootJobId from getConsoleJobs())'
  // The job that asks is one of them.
  while ((await other.execute<number>(jobs)) < 2) await new Promise(setImmediate)
  await ddb.cancel()
  await running
  assert.equal(await ddb.execute('2'), 2)
})
