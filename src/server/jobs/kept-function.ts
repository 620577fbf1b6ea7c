import type { ShippedFunction, ShippedValue } from '../../engine/shipped-function.ts'
import type { Transferable } from '../../values/transfer.ts'
import { decodedValue, encodedValue } from './job-files.ts'

/** A shipped function as JSON can hold it: its values are bytes in base64. */
export type KeptFunction = ShippedFunction

export function keptFunction({ definitions, callee }: ShippedFunction): KeptFunction {
  return {
    definitions,
    callee: mapped(callee, value => Buffer.concat(encodedValue(value)).toString('base64') as never),
  }
}

export function shippedOfKept({ definitions, callee }: KeptFunction): ShippedFunction {
  return {
    definitions,
    callee: mapped(
      callee,
      value => decodedValue(Buffer.from(value as unknown as string, 'base64')) as Transferable,
    ),
  }
}

function mapped(shipped: ShippedValue, change: (value: Transferable) => Transferable): ShippedValue {
  switch (shipped.is) {
    case 'value':
      return { is: 'value', value: change(shipped.value) }
    case 'named':
      return shipped
    case 'lambda':
      return {
        ...shipped,
        captured: shipped.captured.map(([name, value]) => [name, mapped(value, change)] as const),
      }
    case 'partial':
      return {
        is: 'partial',
        callee: mapped(shipped.callee, change),
        fixed: shipped.fixed.map(each => each && mapped(each, change)),
      }
  }
}
