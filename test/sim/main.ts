/**
 * `npm run sim -- --seeds 1000 [--from 1]` tells that many stories and sums up; `--seed 7` tells one, with everything that
 * happens in it; `--story consensus` picks one kind.
 */
import { parseArgs } from 'node:util'
import { clusterStory } from './cluster-story.ts'
import { consensusStory } from './consensus-story.ts'
import type { Story } from './story.ts'

const stories: Readonly<Record<string, Story>> = { consensus: consensusStory, cluster: clusterStory }

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    story: { type: 'string' },
  },
})

const chosen = Object.entries(stories).filter(([name]) => values.story === undefined || name === values.story)
if (chosen.length === 0) throw new Error(`The stories are ${Object.keys(stories).join(', ')}.`)

for (const [name, story] of chosen) {
  if (values.seed !== undefined) {
    const told = await story(Number(values.seed), line => console.log(line))
    console.log(`${name}: ${(told.milliseconds / 1000).toFixed(1)} simulated seconds, nothing wrong`)
  } else if (!(await tellMany(name, story, Number(values.from), Number(values.seeds)))) process.exitCode = 1
}

async function tellMany(name: string, story: Story, from: number, count: number): Promise<boolean> {
  const began = performance.now()
  const before = process.cpuUsage()
  const faults = new Map<string, number>()
  const counts = new Map<string, number>()
  const failed: number[] = []
  let simulated = 0
  for (let seed = from; seed < from + count; seed++) {
    if (seed > from && (seed - from) % 100 === 0) console.log(`${name}: ${seed - from} seeds`)
    try {
      const told = await story(seed)
      simulated += told.milliseconds
      add(faults, told.faults)
      add(counts, told.counts)
    } catch (error) {
      failed.push(seed)
      console.log(`${name}, seed ${seed}: ${(error as Error).stack}`)
    }
  }
  const minutes = (performance.now() - began) / 60_000
  const { user, system } = process.cpuUsage(before)
  console.log(
    `${name}: ${count} seeds in ${minutes.toFixed(1)} minutes (${(count / minutes).toFixed(0)} a minute, ` +
      `${((user + system) / 1000 / count).toFixed(0)} ms of processor time each), ` +
      `${(simulated / 3_600_000).toFixed(1)} simulated hours`,
  )
  console.log(`  faults: ${listed(faults)}`)
  console.log(`  ${listed(counts)}`)
  console.log(failed.length === 0 ? '  nothing wrong' : `  wrong: seeds ${failed.join(' ')}`)
  return failed.length === 0
}

function add(total: Map<string, number>, counts: ReadonlyMap<string, number>): void {
  for (const [what, times] of counts) total.set(what, (total.get(what) ?? 0) + times)
}

function listed(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort().map(([what, times]) => `${what} ${times}`)
  return sorted.join(', ')
}
