/** Scrambles 32 bits one to one: numbers that differ in any bit become unlike. The result is unsigned. */
export function mix32(value: number): number {
  let z = value ^ (value >>> 16)
  z = Math.imul(z, 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return (z ^ (z >>> 15)) >>> 0
}

/** A 32-bit hash of bytes[start] … bytes[end − 1], unsigned: FNV-1a, scrambled once more at the end. Not against malice. */
export function hashBytes(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let hash = 0x811c9dc5
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193)
  return mix32(hash)
}

/** A 32-bit hash of a text's UTF-16 units, unsigned. The same in every process. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return mix32(hash)
}
