import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openSession, reopenStore } from '../check.ts'

// Random changes of partitioned tables, and the same of a plain array: what is stored is what the array holds.

interface Row {
  readonly id: number
  readonly s: string
  readonly x: number
}

const row = fc.record({
  id: fc.integer({ min: 0, max: 11 }),
  s: fc.constantFrom('a', 'b', 'c'),
  x: fc.integer({ min: -99, max: 99 }),
})
const rows = fc.array(row, { minLength: 1, maxLength: 6 })
const bound = fc.integer({ min: 0, max: 11 })

type Change = (held: readonly Row[]) => { readonly script: string; readonly held: readonly Row[] }

const column = (values: readonly (number | string)[]) =>
  `[${values.map(value => (typeof value === 'string' ? `"${value}"` : value)).join(',')}]`
const tableOf = (some: readonly Row[]) =>
  `table(${column(some.map(each => each.id))} as id, ${column(some.map(each => each.s))} as s, ${column(some.map(each => each.x))} as x)`

// Rows with the same key: the first one that is there is replaced.
function upserted(held: readonly Row[], added: readonly Row[]): Row[] {
  const next = [...held]
  for (const one of added) {
    const at = next.findIndex(each => each.id === one.id && each.s === one.s)
    if (at < 0) next.push(one)
    else next[at] = one
  }
  return next
}

const partOf = (id: number) => Math.floor(id / 4)

const change: fc.Arbitrary<Change> = fc.oneof(
  rows.map(
    (added): Change =>
      held => ({ script: `pt.append!(${tableOf(added)})`, held: [...held, ...added] }),
  ),
  rows.map(
    (added): Change =>
      held => ({
        script: `tableInsert(pt, ${tableOf(added)})`,
        held: [...held, ...added],
      }),
  ),
  rows.map(
    (added): Change =>
      held => ({
        script: `upsert!(pt, ${tableOf(added)}, keyColNames=\`id\`s)`,
        held: upserted(held, added),
      }),
  ),
  bound.map(
    (least): Change =>
      held => ({
        script: `update pt set x = x * 2 + id where id >= ${least}, s = "a"`,
        held: held.map(each =>
          each.id >= least && each.s === 'a' ? { ...each, x: each.x * 2 + each.id } : each,
        ),
      }),
  ),
  bound.map(
    (most): Change =>
      held => ({
        script: `delete from pt where id < ${most} and x > 0`,
        held: held.filter(each => !(each.id < most && each.x > 0)),
      }),
  ),
  bound.map(
    (id): Change =>
      held => ({
        script: `dropPartition(db, ${id}, "pt")`,
        held: held.filter(each => partOf(each.id) !== partOf(id)),
      }),
  ),
)

const text = (some: readonly Row[]) =>
  some
    .map(({ id, s, x }) => `${id} ${s} ${x}`)
    .sort()
    .join('\n')

for (const engine of ['OLAP', 'TSDB']) {
  test(`${engine}: a table holds what an array would, also after restarts`, { timeout: 120_000 }, () => {
    const session = openSession()
    const run = (script: string) => {
      const { printed, error } = session.run(script)
      assert.equal(error, undefined, script)
      return printed
    }
    const path = `dfs://oracle${engine}`
    const stored = (condition = '') => {
      const printed = run(
        `exec string(id) + " " + s + " " + string(x) from loadTable("${path}", "pt") ${condition}`,
      )
      const parsed: string[] = JSON.parse(printed === '' ? '[]' : printed)
      return parsed.sort().join('\n')
    }
    fc.assert(
      fc.property(fc.array(fc.tuple(change, fc.integer({ min: 0, max: 9 })), { maxLength: 12 }), changes => {
        run(`if (existsDatabase("${path}")) dropDatabase("${path}")
          db = database("${path}", RANGE, 0 4 8 12, engine="${engine}")
          pt = db.createPartitionedTable(${tableOf([{ id: 0, s: 'a', x: 0 }])}, "pt", "id"${engine === 'TSDB' ? ', sortColumns=`s`id' : ''})`)
        let held: readonly Row[] = []
        for (const [make, chance] of changes) {
          const made = make(held)
          run(made.script)
          held = made.held
          if (chance === 0) reopenStore()
        }
        assert.equal(stored(), text(held))
        assert.equal(stored('where id between 3 : 5'), text(held.filter(({ id }) => id >= 3 && id <= 5)))
        assert.equal(
          run(`exec sum(x) from loadTable("${path}", "pt")`),
          held.length === 0 ? '00l' : String(held.reduce((sum, each) => sum + each.x, 0)),
        )
      }),
      { numRuns: 40 },
    )
  })
}
