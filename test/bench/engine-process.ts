/** The child process of one engine: does what main.ts asks and answers with times. */
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

// Each is loaded only when asked for: they are large, and none needs the others.
const engines: Record<string, () => Promise<BenchEngine>> = {
  Porpoise: async () => new (await import('./porpoise-engine.ts')).PorpoiseEngine(),
  DuckDB: async () => (await import('./duckdb-engine.ts')).DuckdbEngine.open(),
  Polars: async () => new (await import('./polars-engine.ts')).PolarsEngine(),
  CPython: async () => new (await import('./python-engine.ts')).PythonEngine(),
  loops: async () => new (await import('./loops-engine.ts')).LoopsEngine(),
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
