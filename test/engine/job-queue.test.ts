import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { JobQueue } from '../../src/engine/jobs/job-queue.ts'
import type { Pending } from '../../src/engine/jobs/worker-slot.ts'

const waiting = (id: number, session: number, priority: number) =>
  ({ job: { id, session, priority } }) as unknown as Pending

// Whose turn it is, looked for among all: the first of each session, of these the most urgent, of those the oldest.
function nextOf(all: readonly Pending[]): Pending | undefined {
  const seen = new Set<number>()
  let best: Pending | undefined
  for (const each of all.toSorted((a, b) => a.job.id - b.job.id)) {
    if (seen.has(each.job.session)) continue
    seen.add(each.job.session)
    if (!best || each.job.priority > best.job.priority) best = each
  }
  return best
}

test('jobs that come, are taken, cancelled and given back go by priority, within a session in order', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(fc.constant('come'), fc.nat(4), fc.nat(9)) },
    { weight: 3, arbitrary: fc.tuple(fc.constant('take'), fc.nat(), fc.nat()) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('cancel'), fc.nat(), fc.nat()) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('back'), fc.nat(), fc.nat()) },
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const queue = new JobQueue()
      const all = new Set<Pending>()
      const taken: Pending[] = []
      steps.forEach(([what, a, b], id) => {
        if (what === 'come') {
          const job = waiting(id, a, b)
          queue.add(job)
          all.add(job)
        } else if (what === 'take') {
          const expected = nextOf([...all])
          assert.equal(queue.take(), expected)
          if (expected && all.delete(expected)) taken.push(expected)
        } else if (what === 'cancel' && all.size > 0) {
          const job = [...all][a % all.size]!
          assert.ok(queue.delete(job) && !queue.delete(job))
          all.delete(job)
        } else if (what === 'back' && taken.length > 0) {
          const job = taken.pop()!
          queue.add(job)
          all.add(job)
        }
        assert.equal(queue.length, all.size)
        assert.deepEqual(new Set(queue), all)
      })
    }),
    { numRuns: 300 },
  )
})
