import type { Model } from './history.ts'

/** Things by name, and the parts of each, in their order. */
export type Things = Readonly<Record<string, readonly string[]>>

/** A state of a History: '' where there is nothing. */
export function toText(things: Things): string {
  const sorted = Object.entries(things).sort(([a], [b]) => (a < b ? -1 : 1))
  return sorted.map(([name, parts]) => [name, ...parts].join(' ')).join('; ')
}

export function fromText(text: string): Things {
  const entries = text === '' ? [] : text.split('; ').map(each => each.split(' '))
  return Object.fromEntries(entries.map(([name, ...parts]) => [name!, parts]))
}

const refused = (kind: string) => ({ refused: kind })

/** `exists` where it does. */
export const created =
  (name: string): Model =>
  state => {
    const things = fromText(state)
    return name in things ? refused('exists') : { state: toText({ ...things, [name]: [] }) }
  }

/** `missing` where it is. */
export const dropped =
  (name: string): Model =>
  state => {
    const { [name]: gone, ...others } = fromText(state)
    return gone ? { state: toText(others) } : refused('missing')
  }

export const renamed =
  (name: string, to: string): Model =>
  state => {
    const { [name]: parts, ...others } = fromText(state)
    if (!parts) return refused('missing')
    return to in others ? refused('exists') : { state: toText({ ...others, [to]: parts }) }
  }

/** One part more. */
export const widened =
  (name: string, part: string): Model =>
  state => {
    const things = fromText(state)
    const parts = things[name]
    return parts ? { state: toText({ ...things, [name]: [...parts, part] }) } : refused('missing')
  }

/** A part that only one of them may have. */
export const withOnlyPart =
  (name: string, part: string): Model =>
  state => {
    const things = fromText(state)
    if (!(name in things)) return refused('missing')
    const free = Object.values(things).every(parts => parts.length === 0)
    return free ? { state: toText({ ...things, [name]: [part] }) } : refused('exists')
  }

/** Its part is gone. */
export const withoutPart =
  (name: string): Model =>
  state => {
    const things = fromText(state)
    return things[name]?.length ? { state: toText({ ...things, [name]: [] }) } : refused('missing')
  }

/** The part that begins so is another; `missing` where there is none. */
export const withPartChanged =
  (name: string, start: string, part: string): Model =>
  state => {
    const things = fromText(state)
    const parts = things[name] ?? []
    if (!parts.some(each => each.startsWith(start))) return refused('missing')
    return { state: toText({ ...things, [name]: parts.map(each => (each.startsWith(start) ? part : each)) }) }
  }
