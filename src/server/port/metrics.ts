import type { ConnectionServices } from './connection.ts'

/** The node's numbers in Prometheus' text format. */
export function metricsText({ engine, sessions, budget }: ConnectionServices): string {
  const jobs = engine.jobs()
  const count = (state: string) => jobs.filter(job => job.state === state).length
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage()
  const lines = [
    ...metric('porpoise_sessions', 'Sessions of clients.', [['', sessions.all().length]]),
    ...metric('porpoise_jobs', 'Jobs by state.', [
      ['{state="queued"}', count('queued')],
      ['{state="running"}', count('running')],
      ['{state="cancelling"}', count('cancelling')],
    ]),
    ...metric('porpoise_reading_bytes', 'Bytes of requests that are not complete.', [['', budget.held]]),
    ...metric('process_resident_memory_bytes', 'Memory of the process.', [['', rss]]),
    ...metric('porpoise_heap_bytes', 'JavaScript objects of the main thread.', [['', heapUsed]]),
    ...metric('porpoise_column_bytes', 'Memory of columns.', [['', arrayBuffers]]),
  ]
  return `${lines.join('\n')}\n`
}

function metric(name: string, help: string, values: readonly (readonly [labels: string, n: number])[]) {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...values.map(([labels, n]) => `${name}${labels} ${n}`),
  ]
}
