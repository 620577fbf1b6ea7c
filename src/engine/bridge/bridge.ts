import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import type { Context } from '../../runtime/context.ts'
import { Cancelled } from '../../runtime/script-error.ts'
import { Slot } from '../../runtime/slot.ts'
import type { BridgeCall, BridgeReply } from '../messages.ts'
import { errorOfReport } from '../session/error-report.ts'

/** How services of the node are asked from a script's thread. */
export const bridgeSlot = new Slot<Bridge>('connection to its main thread')

/**
 * The blocking side of the bridge: a script's thread asks the main thread and sleeps until it answers, so that
 * built-ins are plain functions though disk and network are asynchronous.
 */
export class Bridge {
  readonly #port: MessagePort
  readonly #replySignal: Int32Array
  readonly #cancelFlag: Int32Array
  #lastId = 0
  /** The job on whose behalf calls are made; set by the worker. */
  job = 0

  constructor(port: MessagePort, replySignal: Int32Array, cancelFlag: Int32Array) {
    this.#port = port
    this.#replySignal = replySignal
    this.#cancelFlag = cancelFlag
  }

  /**
   * Asks `service` for `method`. Arguments and result are structured-cloned.
   * @throws ScriptError as the service did; Cancelled when the job is told to stop meanwhile.
   */
  call<T>(service: string, method: string, ...args: unknown[]): T {
    return this.#ask(true, service, method, args)
  }

  /** As call, but never given up: for what takes a moment, and whose outcome must be known. */
  callToEnd<T>(service: string, method: string, ...args: unknown[]): T {
    return this.#ask(false, service, method, args)
  }

  #ask<T>(cancellable: boolean, service: string, method: string, args: readonly unknown[]): T {
    const id = ++this.#lastId
    const call: BridgeCall = { id, job: this.job, service, method, args }
    this.#port.postMessage(call)
    while (true) {
      // Taken before looking at the port, so that a reply in between isn't slept through.
      const seen = Atomics.load(this.#replySignal, 0)
      const received = receiveMessageOnPort(this.#port)
      if (received) {
        const reply = received.message as BridgeReply
        // Replies to calls given up by an earlier, cancelled job are dropped.
        if (reply.id !== id) continue
        if (reply.ok) return reply.value as T
        throw errorOfReport(reply.error)
      }
      if (cancellable && Atomics.load(this.#cancelFlag, 0) !== 0) throw new Cancelled()
      Atomics.wait(this.#replySignal, 0, seen)
    }
  }
}

/** How built-ins ask one service, whose name it is, and sleep until it has answered. */
export const asking =
  (service: string) =>
  <T>(context: Context, method: string, ...args: unknown[]): T =>
    context.service(bridgeSlot).call<T>(service, method, ...args)
