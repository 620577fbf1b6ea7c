import type { Completion } from '../engine/completion.ts'
import type { Engine, SessionHandle } from '../engine/engine.ts'
import type { JobHandlers, Outcome } from '../engine/job.ts'

/** The session behind an interactive terminal: in this process, or on a node. */
export interface TerminalSession {
  /** For the prompt: `admin@local`. */
  readonly place: string
  /** Runs statements; `cancel` tells them to stop. */
  run(text: string, handlers: JobHandlers): { cancel(): void; readonly outcome: Promise<Outcome> }
  /** What could stand at `at`. */
  complete(text: string, at: number): Promise<Completion>
}

/** A session of an engine in this process. */
export function localSession(engine: Engine, session: SessionHandle): TerminalSession {
  return {
    place: `${session.user}@local`,
    run(text, handlers) {
      const { job, outcome } = engine.execute(session, text, handlers)
      return { cancel: () => engine.cancel(job), outcome }
    },
    async complete(text, at) {
      const outcome = await engine.complete(session, text, at).outcome
      return outcome.ok ? (outcome.value as Completion) : { from: at, candidates: [] }
    },
  }
}
