import type { Engine, SessionHandle } from '../engine/engine.ts'
import type { JobHandlers, Outcome } from '../engine/jobs/job.ts'
import type { Completion } from '../engine/session/completion.ts'
import { toTransferable } from '../values/transfer.ts'
import type { Value } from '../values/value.ts'

/** The session behind a terminal or a script: in this process, or on a node. */
export interface TerminalSession {
  /** For the prompt: `admin@local`. */
  readonly place: string
  /** Runs statements, `read` if they are (see readAhead); `cancel` tells them to stop. */
  run(
    text: string,
    handlers: JobHandlers,
    read?: Uint8Array | null,
  ): { cancel(): void; readonly outcome: Promise<Outcome> }
  /** Gives variables their values. */
  assign(values: Readonly<Record<string, Value>>): Promise<unknown>
  /** What the user should know of the session since it was last asked. */
  notice(): string | null
  /** What could stand at `at`. */
  complete(text: string, at: number): Promise<Completion>
}

/** A session of an engine in this process. */
export function localSession(engine: Engine, session: SessionHandle): TerminalSession {
  return {
    place: `${session.user}@local`,
    run(text, handlers, read) {
      const { job, outcome } = engine.execute(session, text, handlers, read)
      return { cancel: () => engine.cancel(job), outcome }
    },
    assign(values) {
      const sent = Object.entries(values).map(([name, value]) => [name, toTransferable(value)] as const)
      return engine.assign(session, sent).outcome
    },
    notice: () => null,
    async complete(text, at) {
      const outcome = await engine.complete(session, text, at).outcome
      return outcome.ok ? (outcome.value as Completion) : { from: at, candidates: [] }
    },
  }
}
