/**
 * A 32-bit hash, as an expression on a key's word `low`, or on its words `low` and `high`. Its upper bits depend on all
 * bits of the key.
 */
export const hashSource = (width: 1 | 2) =>
  width === 1
    ? 'Math.imul(low, -1640531535)'
    : 'Math.imul(Math.imul(low, -1640531535) + Math.imul(high ^ low >>> 16, -2048144777), 668265263)'
