import { SystemObject } from '../values/forms/system-object.ts'
import type { Context } from './context.ts'

/** Something that a script holds and can close. */
export abstract class Closable extends SystemObject {
  /** Nothing happens when it is closed already. */
  abstract close(context: Context): void
}
