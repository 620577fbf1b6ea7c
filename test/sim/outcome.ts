import { ControllerSilent } from '../../src/cluster/data-node/controller-client.ts'
import { StorageError } from '../../src/storage/storage-error.ts'
import type { Timeline } from './timeline.ts'

/** How something ended that a client asked for: `unknown`: it may still happen, or have happened. */
export type Outcome<T> =
  | { readonly is: 'done'; readonly value: T }
  | { readonly is: 'refused'; readonly error: StorageError }
  | { readonly is: 'unknown'; readonly reason: string }

/** Waits for the end, but not longer. @throws what is no outcome but a mistake of the program */
export function outcomeOf<T>(timeline: Timeline, work: Promise<T>, patience: number): Promise<Outcome<T>> {
  return new Promise((resolve, reject) => {
    const cancel = timeline.after(patience, () => resolve({ is: 'unknown', reason: 'no answer' }))
    work.then(
      value => {
        cancel()
        resolve({ is: 'done', value })
      },
      (error: Error) => {
        cancel()
        if (error instanceof TypeError || error.name === 'AssertionError') return reject(error)
        // What a script is told.
        const cause = error.cause instanceof StorageError ? error.cause : error
        if (cause instanceof StorageError && !(cause instanceof ControllerSilent))
          resolve({ is: 'refused', error: cause })
        else resolve({ is: 'unknown', reason: error.message })
      },
    )
  })
}
