import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RandomSchedule } from './random-schedule.ts'

test('random schedules keep what Raft promises', () => {
  const total = { committed: 0, leaders: 0, reads: 0, crashes: 0, snapshots: 0, memberships: 0 }
  for (let seed = 1; seed <= 150; seed++) {
    const schedule = new RandomSchedule(seed)
    try {
      schedule.run(5000)
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error })
    }
    for (const [name, count] of Object.entries(schedule.counts)) total[name as keyof typeof total] += count
  }
  for (const [name, count] of Object.entries(total)) assert.ok(count > 150, `${name}: ${count}`)
})
