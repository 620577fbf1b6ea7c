import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ByteQueue } from '../../src/base/byte-queue.ts'
import { nextDouble, seededState } from '../../src/base/prng.ts'
import { writeRequest } from '../../src/wire/client-side.ts'
import { type ClientRequest, readRequest } from '../../src/wire/request.ts'
import { WireError } from '../../src/wire/wire-error.ts'
import { scriptValue } from '../script-value.ts'

const LIMITS = { vectorBytes: 1 << 24, depth: 32 }

/** Reads requests until the bytes are used up. */
function requests(bytes: Uint8Array, size: number): ClientRequest[] {
  const queue = new ByteQueue()
  const found: ClientRequest[] = []
  let reading = readRequest(queue, LIMITS)
  for (let at = 0; at < bytes.length; at += size) {
    queue.push(bytes.subarray(at, at + size))
    while (true) {
      const step = reading.next()
      if (!step.done) break
      found.push(step.value)
      reading = readRequest(queue, LIMITS)
      if (queue.available === 0) break
    }
  }
  return found
}

const args = [
  '1..1000',
  'table(1..100 as id, string(1..100) as s, take(symbol(`a`b), 100) as t, array(INT[]).append!(take([1 2, [3]], 100)) as n)',
  'dict(`a`b, (1, [1.5, 2.5]), true)',
  'matrix(1 2, 3 4)',
  'set(1 2 3)',
  '(1, "x", (2, `y), 3d)',
].map(scriptValue)

const frames = (): Uint8Array =>
  Buffer.concat([
    ...writeRequest('0', 'connect\nlogin\nadmin\n123456', []),
    ...writeRequest('5', 'script\n1+1', []),
    ...writeRequest('5', `function\nf{1}\n${args.length}\n1`, args),
    ...writeRequest('5', 'variable\na,b\n2\n1\n', args.slice(0, 2)),
  ])

test('requests one behind the other, in pieces of any size', () => {
  const bytes = frames()
  for (const size of [1, 3, 100, bytes.length]) {
    assert.deepEqual(
      requests(bytes, size).map(request => request.body.is),
      ['connect', 'script', 'function', 'variable'],
    )
  }
})

test('headers as the published clients write them', () => {
  const header = (line: string) => requests(Buffer.from(`${line}\nscript\n1`), 1000)[0]!.header
  assert.equal(header('API 0 8').progress, false)
  assert.equal(header('API  8 / 0_1_4_64').session, '')
  assert.deepEqual(
    (({ flags, priority, fetchSize, clientId, sequence }) => [
      flags,
      priority,
      fetchSize,
      clientId,
      sequence,
    ])(header('API2 77 8 / 65_1_8_64__8192__c1-2_-10')),
    [65, 8, 8192, 'c1-2', -10],
  )
  assert.equal(header('API2 77 8 / 0_1_4_64____c_7').sequence, 7)
  assert.equal(header('API2 77 8 / 0_1_4_64__0').fetchSize, 0)
})

// What damaged bytes may do: be refused, wait for more, or mean something else. Not: another error, hang, or take memory.
function damaged(bytes: Uint8Array, size: number): void {
  try {
    requests(bytes, size)
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    assert.doesNotMatch(error.message, /\n/)
  }
}

test('damaged, cut and random frames are refused or waited for', () => {
  const random = seededState(7)
  const whole = frames()
  const upTo = (n: number) => Math.floor(nextDouble(random) * n)
  const before = process.memoryUsage().rss
  for (let round = 0; round < 4000; round++) {
    const bytes = whole.slice(
      upTo(4) === 0 ? upTo(whole.length) : 0,
      upTo(3) === 0 ? upTo(whole.length) : whole.length,
    )
    for (let flips = upTo(4); flips > 0 && bytes.length > 0; flips--)
      bytes[upTo(bytes.length)]! ^= 1 << upTo(8)
    damaged(bytes, 1 + upTo(5000))
  }
  for (let round = 0; round < 1000; round++) {
    const bytes = Buffer.concat([
      Buffer.from('API2 0 15 / 0_1_4_64\nfunction\nf\n9\n1\n'.slice(0, upTo(2) === 0 ? 100 : upTo(40))),
      Uint8Array.from({ length: upTo(300) }, () => (upTo(3) === 0 ? upTo(256) : upTo(8))),
    ])
    damaged(bytes, 1 + upTo(100))
  }
  const grown = process.memoryUsage().rss - before
  assert.ok(grown < 400 * 2 ** 20, `${Math.round(grown / 2 ** 20)} MiB more`)
})
