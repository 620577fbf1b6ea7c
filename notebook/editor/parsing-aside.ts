import type { Problem } from './problems.ts'
import ProblemsWorker from './problems-worker.ts?worker'

const waiting = new Map<number, (problems: readonly Problem[]) => void>()
let worker: Worker | undefined
let last = 0

/** What the parser complains of, parsed in a thread of its own. */
export function problemsAside(script: string): Promise<readonly Problem[]> {
  worker ??= started()
  const id = ++last
  worker.postMessage({ id, script })
  return new Promise(resolve => waiting.set(id, resolve))
}

function started(): Worker {
  const made = new ProblemsWorker()
  made.onmessage = ({
    data,
  }: MessageEvent<{ readonly id: number; readonly problems: readonly Problem[] }>) => {
    waiting.get(data.id)?.(data.problems)
    waiting.delete(data.id)
  }
  return made
}
