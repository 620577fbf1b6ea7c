import { openSession } from '../check.ts'

// What our own mistakes look like when they reach a script.
const ownMistake =
  /internal error|is not a function|Cannot read prop|undefined|\[object |NaN:|is not iterable|TypeError|ReferenceError|AssertionError/i

/** What is wrong with how a script was run, or nothing: it gives a result, or an error that says something and where. */
export function runComplaint(script: string, cancelFlag?: Int32Array<SharedArrayBuffer>): string | undefined {
  let ran: ReturnType<ReturnType<typeof openSession>['run']>
  try {
    ran = openSession(cancelFlag).run(script)
  } catch (thrown) {
    return `the engine threw ${thrown instanceof Error ? thrown.stack : thrown}`
  }
  if (ran.error === undefined || ran.cancelled) return undefined
  if (ran.internal || ownMistake.test(ran.error)) return ran.error
  // A script may throw an empty text.
  if (!ran.error.trim() && !/\bthrow\b/.test(script)) return 'an error says nothing'
  return ran.place ? undefined : `an error has no place: ${ran.error}`
}
