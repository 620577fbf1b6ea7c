// V8 does not know how much memory hangs on SharedArrayBuffers, so left alone it would not look for dead ones before the
// machine runs out. All large ones are therefore asked for here, where garbage is collected every so many bytes.
const MINOR_EVERY = 256 * 2 ** 20

// The old ones are looked through when so much has been added, half of what there was, and so many times what there is of other
// objects: looking through a megabyte of these takes a millisecond, the page faults of a fresh megabyte of columns half of one.
const SLACK = 256 * 2 ** 20
const TIMES_OTHERS = 8

let sinceMinor = 0
let leftByMajor = 0

/** Shared memory of this many bytes, zeroed. */
export function sharedBytes(bytes: number): SharedArrayBuffer {
  sinceMinor += bytes
  if (sinceMinor > MINOR_EVERY) {
    sinceMinor = bytes
    collectGarbage()
  }
  return new SharedArrayBuffer(bytes)
}

// Most columns die young, and a minor collection takes a millisecond.
function collectGarbage(): void {
  const collector = (garbage ??= garbageCollector())
  if (!collector) return
  collector.collect('minor')
  const { columns, others } = collector.held()
  if (columns - leftByMajor < Math.max(SLACK, leftByMajor / 2, TIMES_OTHERS * others)) return
  collector.collect('major')
  leftByMajor = collector.held().columns
}

/** Gives back what is dead or idle in this thread: for when memory is short. */
export function collectAll(): void {
  idle.clear()
  idleBytes = 0
  const collector = (garbage ??= garbageCollector())
  if (!collector) return
  collector.collect('major')
  // Buffers are given back beside other work, and surely before the next collection.
  collector.collect('minor')
  leftByMajor = collector.held().columns
}

/** Collects what died young: for threads that hold much of others' memory and hardly any of their own. */
export function collectYoung(): void {
  const collector = (garbage ??= garbageCollector())
  collector?.collect('minor')
}

interface Garbage {
  collect(type: 'minor' | 'major'): void
  /** Bytes in buffers and in this thread's other objects, dead or alive. */
  held(): { readonly columns: number; readonly others: number }
}

let garbage: Garbage | null | undefined

// Null in browsers, which look after themselves.
function garbageCollector(): Garbage | null {
  const builtin = globalThis.process?.getBuiltinModule
  if (!builtin) return null
  builtin('node:v8').setFlagsFromString('--expose-gc')
  const gc: (options: { type: string }) => void = builtin('node:vm').runInNewContext('gc')
  return {
    collect: type => gc({ type }),
    held: () => {
      const { arrayBuffers, heapUsed } = process.memoryUsage()
      return { columns: arrayBuffers, others: heapUsed }
    },
  }
}

// A fresh buffer costs half a millisecond a megabyte in page faults: buffers that are lent and given back keep their
// pages. Sizes are rounded up to eight steps per power of two, so that most fit again.
const SMALLEST_LENT = 1 << 16
const MOST_IDLE = 768 * 2 ** 20
const idle = new Map<number, SharedArrayBuffer[]>()
let idleBytes = 0
const lent = new WeakSet<SharedArrayBuffer>()

/**
 * Shared memory of at least this many bytes, with whatever is in it, until `giveBackBytes`. A buffer that is never given
 * back is merely garbage.
 */
export function borrowBytes(bytes: number): SharedArrayBuffer {
  if (bytes < SMALLEST_LENT) return sharedBytes(bytes)
  const size = roundUp(bytes)
  let buffer = idle.get(size)?.pop()
  if (buffer) idleBytes -= size
  else buffer = sharedBytes(size)
  lent.add(buffer)
  return buffer
}

/** Ends a loan: nobody may use the buffer any more. Of a buffer that isn't lent, or no longer, nothing becomes. */
export function giveBackBytes(buffer: SharedArrayBuffer): void {
  if (!lent.delete(buffer)) return
  const size = buffer.byteLength
  if (idleBytes + size > MOST_IDLE) {
    idle.clear()
    idleBytes = 0
  }
  const same = idle.get(size)
  if (same) same.push(buffer)
  else idle.set(size, [buffer])
  idleBytes += size
}

function roundUp(bytes: number): number {
  const step = 2 ** (31 - Math.clz32(Math.ceil(bytes / 8)))
  return Math.ceil(bytes / step) * step
}
