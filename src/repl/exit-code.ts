import type { ErrorReport } from '../engine/session/error-report.ts'

/** What the program says to its caller. */
export const exitCodes = {
  ok: 0,
  scriptError: 1,
  usage: 2,
  cannotConnect: 3,
  refused: 4,
  interrupted: 130,
} as const

/** The exit code of a failed script. */
export function exitCodeOf(error: ErrorReport): number {
  if (error.kind === 'cancelled') return exitCodes.interrupted
  // <NotAuthenticated>, <NoPrivilege> and their kin come as tags.
  return error.tag !== null && /Auth|Privilege|Login/i.test(error.tag)
    ? exitCodes.refused
    : exitCodes.scriptError
}
