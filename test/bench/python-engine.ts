import { spawnSync } from 'node:child_process'
import type { BenchEngine, WorkloadId } from './workloads.ts'

const programs: Partial<Record<WorkloadId, string>> = {
  W13: `
def work():
    x = 0.0
    for i in range(10_000_000):
        x = x + i * 0.5
        if i % 3 == 0:
            x = x - 1
    return x
`,
  W14: `
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
def work():
    return fib(27)
`,
}

const measured = `
import time
start = time.perf_counter()
result = work()
print((time.perf_counter() - start) * 1000, result)
`

/** CPython, where there is one: script loops and recursion. It measures itself, so that its start does not count. */
export class PythonEngine implements BenchEngine {
  #lastTime = 0
  readonly #present = spawnSync('python3', ['--version']).status === 0

  async load(): Promise<void> {}

  variants(id: WorkloadId): string[] {
    return this.#present && programs[id] ? ['interpreter'] : []
  }

  async run(id: WorkloadId): Promise<void> {
    await this.answer(id)
  }

  async answer(id: WorkloadId): Promise<number[]> {
    const { stdout, stderr } = spawnSync('python3', ['-c', programs[id]! + measured], { encoding: 'utf8' })
    const [time, result] = stdout.trim().split(' ').map(Number)
    if (result === undefined) throw new Error(`python3: ${stderr}`)
    this.#lastTime = time
    return [result]
  }

  ownTime(): number {
    return this.#lastTime
  }
}
