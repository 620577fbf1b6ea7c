/** `npm run bench [W1 W3b …] [--engines DuckDB,Polars] [--rounds 7]`: our speed beside others', in one run. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import type { Request } from './engine-process.ts'
import { type Measurement, median, reportTable } from './report.ts'
import { type WorkloadId, workloadIds } from './workloads.ts'

const allEngines = ['Porpoise', 'DuckDB', 'Polars', 'CPython', 'loops']

interface Reply {
  readonly variants?: readonly string[]
  readonly answer?: readonly number[]
  readonly milliseconds?: number
  readonly megabytes?: number
  readonly error?: string
}

// How ours keeps its memory is told by src/porpoise.
const kept = 'mmap_threshold=4294967296 trim_threshold=2147483648 arena_max=1'.split(' ')
const ours = kept.map(setting => `glibc.malloc.${setting}`).join(':')

/** One engine, measured in a process of its own so that nobody's memory or garbage slows another. */
class Contestant {
  readonly name: string
  readonly #child: ChildProcess

  private constructor(name: string, child: ChildProcess) {
    this.name = name
    this.#child = child
  }

  static async start(name: string): Promise<Contestant> {
    const file = new URL('./engine-process.ts', import.meta.url)
    const child = fork(file, [name], {
      serialization: 'advanced',
      env: { ...process.env, POLARS_MAX_THREADS: '2', ...(name === 'Porpoise' && { GLIBC_TUNABLES: ours }) },
    })
    const died = once(child, 'exit').then(() => Promise.reject(new Error(`${name} does not start`)))
    await Promise.race([once(child, 'message'), died])
    return new Contestant(name, child)
  }

  /** Asks one thing and waits for the answer; a process that dies answers with that. */
  ask(request: Request): Promise<Reply> {
    const child = this.#child
    return new Promise(resolve => {
      const answer = (reply: Reply) => {
        child.off('message', answer)
        child.off('exit', died)
        resolve(reply)
      }
      const died = () => answer({ error: 'the process died' })
      child.on('message', answer)
      child.on('exit', died)
      child.send(request)
    })
  }

  stop(): void {
    this.#child.disconnect()
  }
}

/** The variants that give the right answer; the others are reported and left out. */
async function checkedVariants(contestants: Contestant[], id: WorkloadId): Promise<[Contestant, string][]> {
  const found: [Contestant, string][] = []
  let expected: readonly number[] | undefined
  for (const contestant of [...contestants].reverse()) {
    for (const variant of (await contestant.ask({ ask: 'variants', id })).variants ?? []) {
      const { answer, error } = await contestant.ask({ ask: 'answer', id, variant })
      expected ??= answer
      if (answer && agree(answer, expected!)) found.push([contestant, variant])
      else
        console.error(`${id} ${contestant.name} ${variant}: ${error ?? `${answer} instead of ${expected}`}`)
    }
  }
  return found.reverse()
}

function agree(a: readonly number[], b: readonly number[]): boolean {
  return (
    a.length === b.length &&
    a.every((x, i) => Number.isNaN(x) || Number.isNaN(b[i]) || Math.abs(x - b[i]) <= 1e-9 * Math.abs(b[i]))
  )
}

async function measure(contestants: Contestant[], id: WorkloadId, rounds: number): Promise<Measurement> {
  const times = new Map<string, { engine: string; milliseconds: number[] }>()
  const entries = await checkedVariants(contestants, id)
  // In turn, so that a slow spell of the machine falls on everyone; the first round warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const [contestant, variant] of entries) {
      const { milliseconds } = await contestant.ask({ ask: 'run', id, variant })
      const key = `${contestant.name} ${variant}`
      const entry = times.get(key) ?? { engine: contestant.name, milliseconds: [] }
      times.set(key, entry)
      if (round > 0) entry.milliseconds.push(milliseconds!)
    }
  }
  const best = new Map<string, number>()
  for (const { engine, milliseconds } of times.values()) {
    best.set(engine, Math.min(best.get(engine) ?? Infinity, median(milliseconds)))
  }
  return { id, best }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { engines: { type: 'string' }, rounds: { type: 'string', default: '7' } },
})
const names = values.engines?.split(',') ?? allEngines
const chosen = workloadIds.filter(
  id =>
    positionals.length === 0 || positionals.some(word => id === word || id.replace(/[a-z]$/, '') === word),
)

const contestants: Contestant[] = []
for (const name of names) {
  const contestant = await Contestant.start(name)
  const start = performance.now()
  const { error } = await contestant.ask({ ask: 'load' })
  if (error) throw new Error(`${name}: ${error}`)
  console.error(`${name} loaded in ${((performance.now() - start) / 1000).toFixed(1)} s`)
  contestants.push(contestant)
}
const measurements: Measurement[] = []
for (const id of chosen) measurements.push(await measure(contestants, id, Number(values.rounds)))
const memory = new Map<string, number>()
for (const contestant of contestants) {
  memory.set(contestant.name, (await contestant.ask({ ask: 'memory' })).megabytes ?? 0)
  contestant.stop()
}
console.log(reportTable(names, measurements, memory))
