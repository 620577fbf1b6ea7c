import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Ran } from '../check.ts'
import type { PageReport, PageScripts } from './page-worker.ts'
import type { Page } from './pages.ts'

const pageLimit = 10_000

/** Runs pages in as many threads as there are processors. Gives for each page the results of its steps, nothing where none was run. */
export async function runPages(pages: readonly Page[]): Promise<(Ran | undefined)[][]> {
  const results: (Ran | undefined)[][] = pages.map(page => new Array(page.verdicts.length))
  let next = 0
  const work = async () => {
    let worker = await startWorker()
    while (next < pages.length) {
      const index = next++
      const finished = await runPage(worker, index, pages[index], results[index])
      if (!finished) {
        await worker.terminate()
        worker = await startWorker()
      }
    }
    await worker.terminate()
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 8) }, work))
  return results
}

/** A worker that has loaded the engine, so that no page's time is spent on that. */
async function startWorker(): Promise<Worker> {
  const limits = { resourceLimits: { maxOldGenerationSizeMb: 2048 } }
  const worker = new Worker(new URL('./page-worker.ts', import.meta.url), limits)
  await once(worker, 'message')
  return worker
}

/** False when the worker can't go on: the page took too long, or the worker died. */
function runPage(
  worker: Worker,
  page: number,
  { verdicts }: Page,
  results: (Ran | undefined)[],
): Promise<boolean> {
  const scripts = verdicts.map(verdict => (verdict.runs ? verdict.step.source : null))
  return new Promise(resolve => {
    const end = (finished: boolean, error?: string) => {
      clearTimeout(timer)
      worker.off('message', hear)
      worker.off('error', fail)
      worker.off('exit', exit)
      if (error)
        for (let i = 0; i < scripts.length; i++)
          if (scripts[i] !== null) results[i] ??= { printed: '', error }
      resolve(finished)
    }
    const hear = (report: PageReport) => {
      if ('ready' in report) return
      if ('done' in report) end(true)
      else results[report.step] = report.ran
    }
    const fail = (error: Error) => end(false, `crash: ${error.message}`)
    const exit = () => end(false, 'crash: the worker ended')
    const timer = setTimeout(() => end(false, `crash: not done after ${pageLimit / 1000} s`), pageLimit)
    worker.on('message', hear)
    worker.on('error', fail)
    worker.on('exit', exit)
    worker.postMessage({ page, scripts } satisfies PageScripts)
  })
}
