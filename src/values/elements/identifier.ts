import { ValueError } from '../value-error.ts'

// UUID, INT128 and IPADDR are unsigned 128-bit integers whose hexadecimal digits are the text's, in order.

const hexOf = (raw: bigint) => raw.toString(16).padStart(32, '0')

/** 32 hexadecimal digits. */
export const formatInt128 = (raw: bigint): string => hexOf(raw)

/** `9d457e79-1bed-d6c2-3612-b0d31c1881f6`. */
export function formatUuid(raw: bigint): string {
  const hex = hexOf(raw)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Null (0) for empty text. @throws ValueError for what isn't 32 hexadecimal digits. */
export function parseInt128(text: string): bigint {
  if (text === '') return 0n
  if (!/^[0-9a-f]{32}$/i.test(text)) {
    throw new ValueError(`Can't convert "${text}" to INT128: expected 32 hexadecimal digits`)
  }
  return BigInt(`0x${text}`)
}

/** Whether a text is a UUID: 8-4-4-4-12 hexadecimal digits. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

/** Null (0) for empty text. @throws ValueError for what isn't a UUID. */
export function parseUuid(text: string): bigint {
  if (text === '') return 0n
  if (!isUuid(text)) {
    throw new ValueError(`Can't convert "${text}" to UUID: expected 8-4-4-4-12 hexadecimal digits`)
  }
  return BigInt(`0x${text.replaceAll('-', '')}`)
}

/** `192.168.1.13`, or the eight groups of an IPv6 address, its longest run of zero groups as `::`. */
export function formatIp(raw: bigint): string {
  if (raw >> 32n === 0n) {
    const bits = Number(raw)
    return `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`
  }
  const groups = Array.from({ length: 8 }, (_, i) => ((raw >> BigInt(112 - 16 * i)) & 0xffffn).toString(16))
  let [from, length] = [0, 0]
  for (let i = 0; i < 8; i++) {
    let run = 0
    while (i + run < 8 && groups[i + run] === '0') run++
    if (run > length) [from, length] = [i, run]
  }
  if (length < 2) return groups.join(':')
  return `${groups.slice(0, from).join(':')}::${groups.slice(from + length).join(':')}`
}

function parseIp4(text: string): bigint | null {
  const parts = text.split('.')
  if (parts.length !== 4 || parts.some(part => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return null
  return parts.reduce((value, part) => value * 256n + BigInt(part), 0n)
}

function parseIp6(text: string): bigint | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head, tail] = halves.map(half => (half === '' ? [] : half.split(':')))
  const written = head!.length + (tail?.length ?? 0)
  if (tail === undefined ? written !== 8 : written > 7) return null
  const groups = [...head!, ...new Array<string>(8 - written).fill('0'), ...(tail ?? [])]
  if (groups.some(group => !/^[0-9a-f]{1,4}$/i.test(group))) return null
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n)
}

/** Null (0) for empty text. @throws ValueError for what is no address. */
export function parseIp(text: string): bigint {
  if (text === '') return 0n
  const value = text.includes(':') ? parseIp6(text) : parseIp4(text)
  if (value === null)
    throw new ValueError(`Can't convert "${text}" to IPADDR: expected an IPv4 or IPv6 address`)
  return value
}

/** What can't be read is none: 0. */
export function ipOrNone(text: string): bigint {
  try {
    return parseIp(text)
  } catch {
    return 0n
  }
}
