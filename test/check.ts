import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel, Worker } from 'node:worker_threads'
import { nodeBuiltins } from '../src/cluster/builtins.ts'
import { provideServices } from '../src/cluster/session-services.ts'
import { Compiler } from '../src/compiler/compiler.ts'
import { Bridge, bridgeSlot } from '../src/engine/bridge/bridge.ts'
import { reportError } from '../src/engine/session/error-report.ts'
import { provideFiles } from '../src/engine/session/script-files.ts'
import { realClock } from '../src/host/real/clock.ts'
import { Context } from '../src/runtime/context.ts'
import { display } from '../src/values/format/format.ts'

/** The one place where tests of the language touch the engine. */

export interface Ran {
  /** All that was printed, and the value of the last statement as a console shows it. */
  readonly printed: string
  /** The message of the error that ended the script, without its place and trace. */
  readonly error?: string
  /** Where in the script it happened. */
  readonly place?: { readonly start: number; readonly end: number }
  /** The error is a mistake of ours, not of the script. */
  readonly internal?: boolean
  /** It was told to stop. */
  readonly cancelled?: boolean
}

/** A session whose variables last from script to script. */
export interface CheckSession {
  run(script: string): Ran
}

const builtins = nodeBuiltins()

// A folder of its own for the files of each thread's scripts; it goes with the process.
let filesAt: string | undefined

function filesFolder(): string {
  if (filesAt === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'porpoise-files-'))
    process.on('exit', () => rmSync(made, { recursive: true, force: true }))
    filesAt = made
  }
  return filesAt
}

// One store for all sessions of the thread, started when a session is first opened; it opens its folder when asked.
let shared: Bridge | undefined
let storeThread: Worker | undefined

function storeBridge(cancelFlag: Int32Array): Bridge {
  if (shared) return shared
  const signal = new Int32Array(new SharedArrayBuffer(4))
  const { port1, port2 } = new MessageChannel()
  const thread = new Worker(new URL('./store-thread.ts', import.meta.url), {
    workerData: { port: port2, signal },
    transferList: [port2],
  })
  thread.unref()
  port1.unref()
  storeThread = thread
  shared = new Bridge(port1, signal, cancelFlag)
  return shared
}

/** Closes the store of this thread's sessions and opens it again, as a restart does. */
export function reopenStore(): void {
  const done = new Int32Array(new SharedArrayBuffer(4))
  storeThread!.postMessage(done)
  Atomics.wait(done, 0, 0)
}

/** Opens a session in this thread. Random numbers are the same each time. What it runs stops once the flag isn't zero. */
export function openSession(cancelFlag = new Int32Array(new SharedArrayBuffer(4))): CheckSession {
  const printed: string[] = []
  const context = new Context({
    print: text => printed.push(text),
    now: () => realClock.now(),
    monotonic: () => realClock.monotonic(),
    sleep: milliseconds => void Atomics.wait(cancelFlag, 0, 0, milliseconds),
    cancelFlag,
    seeds: () => [1, 2, 3, 4],
  })
  const compiler = new Compiler(context, builtins)
  context.evaluator = compiler
  const bridge = storeBridge(cancelFlag)
  context.provide(bridgeSlot, bridge)
  provideServices(context, bridge)
  const folder = filesFolder()
  provideFiles(context, {
    workingFolder: folder,
    moduleFolder: `${folder}/modules`,
    holidayFolder: `${folder}/marketHoliday`,
    fileFolders: { allowed: [folder], kept: [] },
  })
  return {
    run(script) {
      printed.length = 0
      let last: string | undefined
      try {
        compiler.execute(script, value => {
          last = value === undefined ? undefined : display(value)
        })
      } catch (error) {
        const { kind, message, span } = reportError(error)
        const place = span ? { place: span } : {}
        const of = { internal: kind === 'internal', cancelled: kind === 'cancelled' }
        return { printed: printed.join('\n'), error: message, ...place, ...of }
      }
      if (last !== undefined) printed.push(last)
      return { printed: printed.join('\n') }
    },
  }
}

/** Runs a script in a session of its own. */
export function run(script: string): Ran {
  return openSession().run(script)
}
