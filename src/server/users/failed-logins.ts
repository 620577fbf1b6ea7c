import type { Clock } from '../../host/clock.ts'
import { ScriptError } from '../../runtime/script-error.ts'

const MOST_KEPT = 10_000

export interface Lockout {
  readonly user: string
  readonly ip: string
  readonly from: bigint
  readonly until: bigint
}

interface Failures {
  readonly user: string
  readonly ip: string
  /** Moments of failures since the last success, oldest first. */
  moments: bigint[]
  lockedFrom: bigint | null
}

/**
 * Locks a user out from an address after so many wrong passwords in a row within so many minutes, for as many minutes.
 * A right password never counts, however often it comes.
 */
export class FailedLogins {
  readonly #clock: Clock
  readonly #attempts: number
  readonly #window: bigint
  readonly #failures = new Map<string, Failures>()

  constructor(clock: Clock, attempts: number, minutes: number) {
    this.#clock = clock
    this.#attempts = attempts
    this.#window = BigInt(Math.round(minutes * 60_000))
  }

  /** @throws ScriptError while the user is locked out. */
  check(user: string, ip: string): void {
    const failures = this.#failures.get(`${user} ${ip}`)
    if (failures?.lockedFrom == null) return
    if (this.#clock.now() < failures.lockedFrom + this.#window) {
      const minutes = Number(this.#window) / 60_000
      throw new ScriptError(
        `The user [${user}] is locked for ${minutes} minutes after ${this.#attempts} wrong passwords from ${ip}.`,
      )
    }
    this.#failures.delete(`${user} ${ip}`)
  }

  failed(user: string, ip: string): void {
    const key = `${user} ${ip}`
    const now = this.#clock.now()
    const known = this.#failures.get(key) ?? { user, ip, moments: [], lockedFrom: null }
    known.moments = [...known.moments.filter(moment => moment > now - this.#window), now]
    if (known.moments.length >= this.#attempts) known.lockedFrom = now
    // The newest last, so that the oldest are forgotten first.
    this.#failures.delete(key)
    this.#failures.set(key, known)
    if (this.#failures.size > MOST_KEPT) this.#failures.delete(this.#failures.keys().next().value!)
  }

  succeeded(user: string, ip: string): void {
    this.#failures.delete(`${user} ${ip}`)
  }

  forget(user: string): void {
    for (const [key, failures] of this.#failures) if (failures.user === user) this.#failures.delete(key)
  }

  locked(): Lockout[] {
    const now = this.#clock.now()
    return [...this.#failures.values()].flatMap(({ user, ip, lockedFrom }) =>
      lockedFrom !== null && now < lockedFrom + this.#window
        ? [{ user, ip, from: lockedFrom, until: lockedFrom + this.#window }]
        : [],
    )
  }
}
