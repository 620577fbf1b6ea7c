/** The child process of one engine: does what main.ts asks and answers with times. */
import { DuckdbEngine } from './duckdb-engine.ts'
import { LoopsEngine } from './loops-engine.ts'
import { PolarsEngine } from './polars-engine.ts'
import { PorpoiseEngine } from './porpoise-engine.ts'
import { PythonEngine } from './python-engine.ts'
import type { BenchEngine, WorkloadId } from './workloads.ts'

export type Request =
  | { readonly ask: 'load' }
  | { readonly ask: 'variants'; readonly id: WorkloadId }
  | { readonly ask: 'answer' | 'run'; readonly id: WorkloadId; readonly variant: string }
  | { readonly ask: 'memory' }

export type Reply =
  | {
      readonly variants?: readonly string[]
      readonly answer?: readonly number[]
      readonly milliseconds?: number
    }
  | { readonly error: string }

const engines: Record<string, () => Promise<BenchEngine>> = {
  Porpoise: async () => new PorpoiseEngine(),
  DuckDB: () => DuckdbEngine.open(),
  Polars: async () => new PolarsEngine(),
  CPython: async () => new PythonEngine(),
  loops: async () => new LoopsEngine(),
}

const engine = await engines[process.argv[2]]()

async function handle(request: Request): Promise<Reply & { megabytes?: number }> {
  switch (request.ask) {
    case 'load':
      await engine.load()
      return {}
    case 'variants':
      return { variants: engine.variants(request.id) }
    case 'answer':
      return { answer: await engine.answer(request.id, request.variant) }
    case 'run': {
      const start = performance.now()
      await engine.run(request.id, request.variant)
      const milliseconds = performance.now() - start
      return { milliseconds: engine.ownTime?.() ?? milliseconds }
    }
    case 'memory':
      return { megabytes: process.resourceUsage().maxRSS / 1024 }
  }
}

process.on('message', (request: Request) => {
  handle(request).then(
    reply => process.send!(reply),
    error => process.send!({ error: String(error?.message ?? error) }),
  )
})
process.send!({})
