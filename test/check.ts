/** The one place where tests of the language touch the engine. */

export interface Ran {
  /** All that was printed, and the value of the last statement as a console shows it. */
  readonly printed: string
  /** The message of the error that ended the script, without its place and trace. */
  readonly error?: string
  /** Where in the script it happened. */
  readonly place?: { readonly start: number; readonly end: number }
  /** The error is a mistake of ours, not of the script. */
  readonly internal?: boolean
}

/** A session whose variables last from script to script. */
export interface CheckSession {
  run(script: string): Ran
}

export function openSession(): CheckSession {
  throw new Error('the engine is not connected yet')
}

/** Runs a script in a session of its own. */
export function run(script: string): Ran {
  return openSession().run(script)
}
