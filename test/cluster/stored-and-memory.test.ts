/** Random changes of stored tables, and the same of a table in memory: whatever is asked, both give the same. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openSession, reopenStore } from '../check.ts'
import { tableStory } from './table-story.ts'

// More and others: PROPERTY_RUNS=500 PROPERTY_SEED=7 node --test test/cluster/stored-and-memory.test.ts
const parameters = {
  numRuns: Number(process.env.PROPERTY_RUNS ?? 12),
  seed: Number(process.env.PROPERTY_SEED ?? 1),
}

test('stored tables and tables in memory tell the same of the same story', { timeout: 3_600_000 }, () => {
  const session = openSession()
  const run = (script: string) => {
    const { printed, error } = session.run(script)
    assert.equal(error, undefined, script)
    return printed
  }
  fc.assert(
    fc.property(tableStory, ({ creation, steps, questions }) => {
      run(creation)
      for (const step of steps) {
        if (step === 'restart') reopenStore()
        else run(`${step.stored}\n${step.memory}`)
        const expected = run('select * from m order by k')
        assert.equal(run('select * from pt order by k'), expected)
        assert.equal(run('select * from loadTable("dfs://beside", "pt") order by k'), expected)
      }
      for (const { stored, memory } of questions) assert.equal(run(stored), run(memory), stored)
    }),
    parameters,
  )
})
