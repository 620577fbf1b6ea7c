import type { PrivilegeName } from './access-codes.ts'
import { Slot } from './slot.ts'

/** Where there are users: what they may do. */
export interface Administrators {
  /** @throws ScriptError when the user whose script runs may not. */
  require(functionName: string): void
  /** @throws ScriptError when that user lacks a privilege that is about nothing in particular. */
  requirePrivilege(name: PrivilegeName, what: string): void
}

export const administrators = new Slot<Administrators>('users')
