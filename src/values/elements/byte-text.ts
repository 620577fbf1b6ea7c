// What a BLOB holds is bytes, and may be no text at all; scalars hold strings. Bytes that aren't UTF-8 become lone surrogates,
// U+DC80 to U+DCFF, one each (as in Python's `surrogateescape`, PEP 383), so that none is lost on the way back.

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

export function textOfBytes(bytes: Uint8Array): string {
  const whole = decoded(bytes)
  if (whole !== null) return whole
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at]!)
    const letter = length > 0 ? decoded(bytes.subarray(at, at + length)) : null
    text += letter ?? String.fromCharCode(0xdc00 + bytes[at]!)
    at += letter === null ? 1 : length
  }
  return text
}

export function bytesOfText(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text)
  const parts: Uint8Array[] = []
  for (const letter of text) {
    const code = letter.charCodeAt(0)
    const isByte = letter.length === 1 && code >= 0xdc80 && code <= 0xdcff
    parts.push(isByte ? Uint8Array.of(code - 0xdc00) : encoder.encode(letter))
  }
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

// Null: these bytes are no UTF-8.
function decoded(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes)
  } catch {
    return null
  }
}

// Of the letter that begins so; 0: none does.
function sequenceLength(first: number): number {
  if (first < 0x80) return 1
  if (first < 0xc2) return 0
  if (first < 0xe0) return 2
  if (first < 0xf0) return 3
  return first < 0xf5 ? 4 : 0
}
