import type { MessagePort } from 'node:worker_threads'
import { ScriptError } from '../../runtime/script-error.ts'
import type { BridgeCall, BridgeReply } from '../messages.ts'
import { reportError } from '../session/error-report.ts'

/** Methods of one service, asked by name. The job tells whose behalf it is on. */
export type Service = Readonly<Record<string, (job: number, ...args: never[]) => unknown>>

/** The service of that name, or undefined. */
export type FindService = (name: string) => Service | undefined | Promise<Service | undefined>

/** The answering side of the bridge, on the main thread. */
export class BridgeHost {
  readonly #serviceNamed: FindService
  readonly #logInternal: (text: string) => void

  constructor(serviceNamed: FindService, logInternal: (text: string) => void) {
    this.#serviceNamed = serviceNamed
    this.#logInternal = logInternal
  }

  /** Answers every call that comes through `port`; each reply raises `signal` and wakes the worker. */
  serve(port: MessagePort, signal: Int32Array): void {
    port.on('message', (call: BridgeCall) => {
      void this.#answer(call).then(reply => {
        port.postMessage(reply)
        Atomics.add(signal, 0, 1)
        Atomics.notify(signal, 0)
      })
    })
  }

  async #answer(call: BridgeCall): Promise<BridgeReply> {
    try {
      const method = (await this.#serviceNamed(call.service))?.[call.method]
      if (!method) throw new ScriptError(`This node has no ${call.service}.${call.method}.`)
      const value = await method(call.job, ...(call.args as never[]))
      return { id: call.id, ok: true, value }
    } catch (error) {
      const report = reportError(error)
      if (report.kind === 'internal') this.#logInternal(report.message)
      return { id: call.id, ok: false, error: report }
    }
  }
}
