import { type WorkloadId, workloads } from './workloads.ts'

/** The best median of each engine that did a workload, in milliseconds. */
export interface Measurement {
  readonly id: WorkloadId
  readonly best: ReadonlyMap<string, number>
}

/** The engine whose ratios to the others are shown. */
const ours = 'Porpoise'

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

const milliseconds = (value: number | undefined) =>
  value === undefined ? '' : value >= 100 ? value.toFixed(0) : value.toFixed(1)

const ratio = (ours: number | undefined, theirs: number | undefined) =>
  ours === undefined || theirs === undefined ? '' : (ours / theirs).toFixed(2)

/** A Markdown table: times of every engine, then ours divided by each of theirs, then the peak memory of each process. */
export function reportTable(
  engines: readonly string[],
  measurements: readonly Measurement[],
  megabytes: ReadonlyMap<string, number>,
): string {
  const others = engines.includes(ours) ? engines.filter(name => name !== ours) : []
  const lines = [
    ['', 'milliseconds, medians', ...engines, ...others.map(name => `÷ ${name}`)],
    ['---', '---', ...[...engines, ...others].map(() => '--:')],
  ]
  for (const { id, best } of measurements) {
    lines.push([
      id,
      workloads[id],
      ...engines.map(name => milliseconds(best.get(name))),
      ...others.map(name => ratio(best.get(ours), best.get(name))),
    ])
  }
  lines.push([
    '',
    'peak memory, MB',
    ...engines.map(name => (megabytes.get(name) ?? 0).toFixed(0)),
    ...others.map(() => ''),
  ])
  return lines.map(cells => `| ${cells.join(' | ')} |`).join('\n')
}
