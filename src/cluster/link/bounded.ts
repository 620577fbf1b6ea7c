import type { Budget } from './budget.ts'
import { COUNTED_FROM } from './limits.ts'
import type { Link, LinkMessage } from './link.ts'

/**
 * Opens a link whose large messages are counted: each is read once the budget has room for it, and counts until
 * `receive`'s promise resolves.
 */
export function openBounded(
  link: Link,
  longest: number,
  budget: Budget,
  receive: (message: LinkMessage) => Promise<void> | void,
  closed: (reason: string) => void,
): void {
  // Granted, but not yet delivered.
  let reading = 0
  let ended = false
  link.onMessage = (message, bytes) => {
    const counted = bytes > COUNTED_FROM ? bytes : 0
    reading -= counted
    const done = receive(message)
    if (counted > 0) void Promise.resolve(done).finally(() => budget.give(counted))
  }
  link.onClose = reason => {
    ended = true
    budget.give(reading)
    closed(reason)
  }
  link.open(longest, bytes => {
    if (bytes <= COUNTED_FROM) return null
    const turn = budget.take(bytes)
    if (turn === null) {
      reading += bytes
      return null
    }
    return turn.then(() => {
      if (ended) budget.give(bytes)
      else reading += bytes
    })
  })
}
