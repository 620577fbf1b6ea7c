/** The quotient rounded down, whatever the signs; where `/` rounds towards zero. */
export function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor
  return value < 0n !== divisor < 0n && quotient * divisor !== value ? quotient - 1n : quotient
}
