import { mapShipped, type ShippedFunction, type ShippedValue } from '../../engine/session/shipped-function.ts'
import type { Transferable } from '../../values/transfer.ts'
import { decodedValue, encodedValue } from '../value-bytes.ts'
import type { WorkMessage } from './message.ts'

/** A shipped function as it passes between nodes. */
export function workToMessage({ definitions, callee }: ShippedFunction): WorkMessage {
  const bytes = (value: Transferable) => encodedValue(value) as never
  return { definitions, callee: mapShipped(callee, bytes) }
}

export function workFromMessage({ definitions, callee }: WorkMessage): ShippedFunction {
  const value = (bytes: unknown) => decodedValue(bytes as Uint8Array)
  return { definitions, callee: mapShipped(callee as ShippedValue, value) }
}
