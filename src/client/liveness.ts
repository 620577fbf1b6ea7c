import { type ClientConnection, ConnectionError, ServerError } from './connection.ts'
import type { Surroundings } from './surroundings.ts'

/** A node that doesn't answer a new connection within so many milliseconds stands still, or is gone. */
export const ANSWER_MILLISECONDS = 10_000

interface Watch extends Pick<Surroundings, 'after'> {
  readonly silence: number
  readonly probe: () => Promise<void>
  /** The node doesn't answer. */
  readonly lost: () => void
}

/**
 * Breaks a connection whose node stands still while `call` waits for it: a process that is stopped, or a machine without power, closes
 * no connection. A node that computes for long is silent too; so after `silence` milliseconds without a byte `probe` asks it anew,
 * which a busy node answers as quickly as an idle one.
 */
export async function whileItLives<T>(
  connection: ClientConnection,
  call: Promise<T>,
  { silence, probe, lost, after }: Watch,
): Promise<T> {
  let ended = false
  let heard = connection.heard
  let stop = after(silence, look)
  async function look(): Promise<void> {
    if (connection.heard === heard) {
      try {
        await within(probe(), ANSWER_MILLISECONDS / 2, after)
      } catch (error) {
        // Whoever says no lives.
        if (ended) return
        if (!(error instanceof ServerError)) {
          lost()
          return connection.break('The node stands still.')
        }
      }
    }
    heard = connection.heard
    if (!ended) stop = after(silence, look)
  }
  try {
    return await call
  } finally {
    ended = true
    stop()
  }
}

/** @throws ConnectionError when it takes longer */
export function within<T>(
  promise: Promise<T>,
  milliseconds: number,
  after: Surroundings['after'],
): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new ConnectionError(`The node did not answer within ${milliseconds} ms.`))
    const stop = after(milliseconds, late)
    promise.then(resolve, reject).finally(stop)
  })
}
