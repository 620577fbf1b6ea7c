import { Slot } from './slot.ts'

/** Where there are users: which of them may administer the node. */
export interface Administrators {
  /** @throws ScriptError when the user whose script runs may not. */
  require(functionName: string): void
}

export const administrators = new Slot<Administrators>('users')
