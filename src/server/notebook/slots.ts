import type { Registry } from '../../functions/registry.ts'
import { Slot } from '../../runtime/slot.ts'
import type { KeptResults } from './kept-results.ts'

// What sessions provide to the notebook's functions. Apart from these, which are loaded when the first of them is called.

/** Every built-in of the session. */
export const registrySlot = new Slot<Registry>('registry of functions')
export const keptResults = new Slot<KeptResults>('kept results')
