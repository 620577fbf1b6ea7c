import { nullF64, nullI32 } from '../../kernels/null.ts'

// Arithmetic on plain numbers where one of them may be null. Small, so that V8 puts them into the loops that use them.

export const addInt = (a: number, b: number): number =>
  a === nullI32 || b === nullI32 ? nullI32 : (a + b) | 0
export const subInt = (a: number, b: number): number =>
  a === nullI32 || b === nullI32 ? nullI32 : (a - b) | 0
export const mulInt = (a: number, b: number): number =>
  a === nullI32 || b === nullI32 ? nullI32 : Math.imul(a, b)
/** The quotient rounded down; null by zero. */
export const divInt = (a: number, b: number): number =>
  a === nullI32 || b === nullI32 || b === 0 ? nullI32 : Math.floor(a / b) | 0
/** With the divisor's sign; null by zero. */
export function modInt(a: number, b: number): number {
  if (a === nullI32 || b === nullI32 || b === 0) return nullI32
  const rest = a % b
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest | 0
}
export const addDouble = (a: number, b: number): number => (a === nullF64 || b === nullF64 ? nullF64 : a + b)
export const subDouble = (a: number, b: number): number => (a === nullF64 || b === nullF64 ? nullF64 : a - b)
export const mulDouble = (a: number, b: number): number => (a === nullF64 || b === nullF64 ? nullF64 : a * b)
export const divDouble = (a: number, b: number): number =>
  a === nullF64 || b === nullF64 || b === 0 ? nullF64 : a / b
export const modDouble = (a: number, b: number): number =>
  a === nullF64 || b === nullF64 || b === 0 ? nullF64 : a - Math.floor(a / b) * b

export const intToDouble = (a: number): number => (a === nullI32 ? nullF64 : a)
export const negateDouble = (a: number): number => (a === nullF64 ? nullF64 : -a)
