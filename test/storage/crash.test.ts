// A workload is stopped at every single operation of the disk and the key-value store. What is found afterwards must be
// what was acknowledged, plus each transaction that was under way either as a whole or not at all.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { valueLevel } from '../../src/storage/partitions/scheme.ts'
import { Store } from '../../src/storage/store.ts'
import * as types from '../../src/values/data-type.ts'
import { type FixedVector, ints } from '../../src/values/vectors/fixed-vector.ts'
import { restarted, type SimHost, simHost } from '../sim/host.ts'
import { SimRandom } from '../sim/random.ts'

const DB = 'dfs://crash'
const PATHS = ['1', '2', '3']

/** What the chunks hold: the numbers of their rows. */
type State = ReadonlyMap<string, readonly number[]>
type Effect = (state: State) => State

/** What a client knows: what it was told is done, and what it asked for without an answer. */
class Client {
  done: State = new Map()
  readonly #asked = new Set<Effect>()
  /** Transactions that are surely prepared, and not surely decided. */
  readonly prepared = new Map<number, Effect>()

  async ask<T>(effect: Effect, action: () => Promise<T>): Promise<T> {
    this.#asked.add(effect)
    const answer = await action()
    this.#asked.delete(effect)
    this.done = effect(this.done)
    return answer
  }

  /** Every state that the client may find. */
  *possible(): Iterable<State> {
    const asked = [...this.#asked]
    for (let chosen = 0; chosen < 1 << asked.length; chosen++) {
      yield asked.reduce((state, effect, i) => ((chosen >> i) & 1 ? effect(state) : state), this.done)
    }
  }

  maybe(effect: Effect): void {
    this.#asked.add(effect)
  }
}

const appended =
  (path: string, rows: readonly number[]): Effect =>
  state =>
    new Map(state).set(path, [...(state.get(path) ?? []), ...rows])

const replaced =
  (path: string, rows: readonly number[]): Effect =>
  state =>
    new Map(state).set(path, rows)

const both =
  (first: Effect, second: Effect): Effect =>
  state =>
    second(first(state))

const columns = (path: string, rows: readonly number[]) => [ints(rows.map(() => Number(path))), ints(rows)]

class Workload {
  readonly client = new Client()
  readonly #random: SimRandom
  readonly #host: SimHost
  #next = 0

  constructor(seed: number, host: SimHost) {
    this.#random = new SimRandom(seed)
    this.#host = host
  }

  #rows(): number[] {
    const count = this.#random.chance(0.5) ? 3 : 100
    return Array.from({ length: count }, () => this.#next++)
  }

  async run(steps: number): Promise<void> {
    const store = await Store.open(this.#host, '/data', { inlineBytes: 300 })
    await store.definitions.createDatabase({
      path: DB,
      levels: [valueLevel(ints([1, 2, 3]))],
      engine: 'OLAP',
      atomic: 'TRANS',
      chunkGranularity: 'TABLE',
      owner: '',
    })
    const names = ['id', 'x']
    await store.definitions.createTable(DB, {
      name: 'pt',
      columns: names.map(name => ({ name, type: types.INT })),
      partitionColumns: ['id'],
    })
    for (let i = 0; i < steps; i++) await this.#step(store)
    await store.settle()
  }

  async #step(store: Store): Promise<void> {
    const path = PATHS[this.#random.below(3)]!
    const other = PATHS[(Number(path) + this.#random.below(2)) % 3]!
    const rows = this.#rows()
    const more = this.#rows()
    switch (this.#random.below(7)) {
      case 0:
        return this.#write(store, path, rows)
      case 1:
        await Promise.all([this.#write(store, path, rows), this.#write(store, other, more)])
        return
      case 2: {
        const transaction = store.begin()
        await transaction.append(DB, 'pt', path, columns(path, rows))
        await transaction.append(DB, 'pt', other, columns(other, more))
        await this.client.ask(both(appended(path, rows), appended(other, more)), () => transaction.commit())
        return
      }
      case 3: {
        const transaction = store.begin()
        await transaction.replace(DB, 'pt', path, columns(path, rows))
        transaction.remove(DB, 'pt', other)
        await this.client.ask(both(replaced(path, rows), replaced(other, [])), () => transaction.commit())
        return
      }
      case 4:
        return this.#prepareAndDecide(store, path, rows)
      case 5:
        return store.compact(DB, 'pt', path)
      default: {
        const transaction = store.begin()
        await transaction.append(DB, 'pt', path, columns(path, rows))
        await transaction.rollback()
      }
    }
  }

  async #write(store: Store, path: string, rows: readonly number[]): Promise<void> {
    const transaction = store.begin()
    await transaction.append(DB, 'pt', path, columns(path, rows))
    await this.client.ask(appended(path, rows), () => transaction.commit())
  }

  async #prepareAndDecide(store: Store, path: string, rows: readonly number[]): Promise<void> {
    const transaction = store.begin()
    await transaction.append(DB, 'pt', path, columns(path, rows))
    const effect = appended(path, rows)
    // The test commits what it finds prepared.
    if (this.#host.faults.crashed) return
    const { tid } = transaction
    let decided: Effect = effect
    try {
      await transaction.prepare()
      this.client.prepared.set(tid, effect)
      if (this.#random.chance(0.5)) await transaction.commit()
      else {
        decided = state => state
        await transaction.rollback()
      }
      this.client.prepared.delete(tid)
      this.client.done = decided(this.client.done)
    } catch (error) {
      this.client.maybe(effect)
      throw error
    }
  }
}

async function contents(store: Store): Promise<State> {
  const snapshot = store.snapshot()
  const state = new Map<string, readonly number[]>()
  if (snapshot.databases.length === 0 || snapshot.tables(DB).length === 0) return state
  for (const path of PATHS) {
    const table = await snapshot.read(DB, 'pt', path, ['x'])
    state.set(path, Array.from((table.columns[0] as FixedVector).data as Int32Array))
  }
  snapshot.close()
  return state
}

const text = (state: State) => PATHS.map(path => `${path}: ${(state.get(path) ?? []).join(' ')}`).join('\n')

async function check(host: SimHost, client: Client, place: string): Promise<void> {
  const store = await Store.open(host, '/data', { inlineBytes: 300 })
  for (const [tid, effect] of client.prepared) {
    // Not there any more: its outcome was decided just before the end.
    if (!store.preparedIds.includes(tid)) client.maybe(effect)
  }
  for (const tid of store.preparedIds) await store.prepared(tid)!.commit()
  const found = text(await contents(store))
  assert.ok(
    [...client.possible()].some(state => text(state) === found),
    `${place}: found\n${found}`,
  )
  await store.settle()
  const snapshot = store.snapshot()
  const defined = snapshot.databases.length > 0 && snapshot.tables(DB).length > 0
  const segments = defined ? [...snapshot.chunks(DB, 'pt').values()].flatMap(chunk => chunk.segments) : []
  const files = segments.map(segment => segment.name).filter(name => name.endsWith('.arrow'))
  snapshot.close()
  assert.deepEqual(
    host.disk.paths().filter(path => path.includes('/segments/')),
    files.sort(),
    `${place}: files`,
  )
  if (defined) {
    const transaction = store.begin()
    await transaction.append(DB, 'pt', '1', columns('1', [-1]))
    await transaction.commit()
  }
  await store.close()
  const again = await Store.open(host, '/data')
  if (defined) assert.equal((await contents(again)).get('1')!.at(-1), -1, place)
  await again.close()
}

async function crashAt(seed: number, operation: number): Promise<void> {
  const host = simHost(seed)
  host.faults.crashAt(operation)
  const workload = new Workload(seed, host)
  await workload.run(STEPS).catch(error => {
    // Whatever it ran into, the machine had stopped.
    if (!host.faults.crashed) throw error
  })
  const place = `seed ${seed}, operation ${operation} (${host.faults.operations.at(-1)})`
  await check(restarted(host, seed * 1000 + operation), workload.client, place)
}

const STEPS = 25

for (const seed of [1, 2, 3]) {
  test(`stopped at every operation, seed ${seed}`, async () => {
    const host = simHost(seed)
    const whole = new Workload(seed, host)
    await whole.run(STEPS)
    const operations = host.faults.operations.length
    assert.ok(operations > 50)
    for (let operation = 0; operation < operations; operation++) await crashAt(seed, operation)
  })
}

test('a crash during recovery, again and again', async () => {
  for (const seed of [4, 5]) {
    let host = simHost(seed)
    const workload = new Workload(seed, host)
    host.faults.crashAt(60)
    await workload.run(STEPS).catch(() => {})
    for (let operation = 0; ; operation++) {
      host = restarted(host, seed + operation)
      host.faults.crashAt(operation)
      try {
        const store = await Store.open(host, '/data', { inlineBytes: 300 })
        await store.close()
      } catch {}
      if (!host.faults.crashed) break
    }
    await check(restarted(host, seed), workload.client, `seed ${seed}`)
  }
})
