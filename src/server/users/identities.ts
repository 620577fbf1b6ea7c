import type { Engine } from '../../engine/engine.ts'
import { GUEST, SUPERUSER } from './directory.ts'

/** Whose rights a job has: its session's user's, or those of the owner of the function view that it is in. */
export class Identities {
  readonly #engine: Engine
  readonly #views = new Map<number, string[]>()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Who logged in. Job 0 is the node itself. */
  userOf(job: number): string {
    if (job === 0) return SUPERUSER
    return this.#engine.sessionOf(job)?.user ?? GUEST
  }

  /** Whose rights count now. */
  actingAs(job: number): string {
    return this.#views.get(job)?.at(-1) ?? this.userOf(job)
  }

  /** From here to `leave` the job has the rights of that user. */
  enter(job: number, user: string): void {
    const stack = this.#views.get(job)
    if (stack) stack.push(user)
    else {
      // Jobs that were ended within a view never left it.
      for (const id of this.#views.keys()) if (!this.#engine.sessionOf(id)) this.#views.delete(id)
      this.#views.set(job, [user])
    }
  }

  leave(job: number): void {
    const stack = this.#views.get(job)
    stack?.pop()
    if (stack?.length === 0) this.#views.delete(job)
  }
}
