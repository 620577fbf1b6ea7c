import { mapShipped, type ShippedFunction } from '../../engine/session/shipped-function.ts'
import type { Transferable } from '../../values/transfer.ts'
import { decodedValue, encodedValue } from '../value-bytes.ts'

/** A shipped function as JSON can hold it: its values are bytes in base64. */
export type KeptFunction = ShippedFunction

export function keptFunction({ definitions, callee }: ShippedFunction): KeptFunction {
  const kept = (value: Transferable) => encodedValue(value).toString('base64') as never
  return { definitions, callee: mapShipped(callee, kept) }
}

export function shippedOfKept({ definitions, callee }: KeptFunction): ShippedFunction {
  const value = (kept: unknown) => decodedValue(Buffer.from(kept as string, 'base64'))
  return { definitions, callee: mapShipped(callee, value) }
}
