import type { Span } from '../../grammar/tree/ast.ts'

/** A function a failing call went through: where it was called, innermost first. */
export interface TraceEntry {
  readonly name: string
  readonly source: string
  readonly span: Span | null
}

export interface ErrorDetails {
  /** DolphinDB's identifier of the error, such as `S02013`, where it has one. */
  readonly refId?: string
  /** What to do about it. */
  readonly hint?: string
  /** What a script's `catch` and clients see in front, such as `<NotLeader>`. */
  readonly tag?: string
  readonly cause?: unknown
}

/**
 * What a script, or the data it was given, did wrong. `message` is one line: what was wrong and what was expected.
 * Whoever runs the failing call adds the place.
 */
export class ScriptError extends Error {
  readonly refId: string | undefined
  readonly hint: string | undefined
  readonly tag: string | undefined
  /** The script's text and the part of it that failed; set once, by the innermost place that knows. */
  source: string | null = null
  span: Span | null = null
  trace: TraceEntry[] = []

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'ScriptError'
    this.refId = details.refId
    this.hint = details.hint
    this.tag = details.tag
  }

  /** Adds where it happened, unless that is known already. Returns itself, to be thrown. */
  at(source: string, span: Span): this {
    if (this.span === null) {
      this.source = source
      this.span = span
    }
    return this
  }
}

/** A running job was told to stop. No script can catch it. */
export class Cancelled extends Error {
  constructor() {
    super('The task was cancelled.')
    this.name = 'Cancelled'
  }
}

/** What a script's own `throw` raised. */
export class ThrownError extends ScriptError {}
