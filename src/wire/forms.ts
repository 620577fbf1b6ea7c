/** Forms of objects on the wire. */
export const forms = {
  scalar: 0,
  vector: 1,
  pair: 2,
  matrix: 3,
  set: 4,
  dictionary: 5,
  table: 6,
  chart: 7,
  chunk: 8,
  tensor: 10,
  /** `extobj`: an object of a plug-in. */
  plugin: 11,
} as const

/** A SYMBOL vector sent with its base of strings has this bit in its type byte. */
export const EXTENDED = 128

/** Units of DURATION by their code; others are trading calendars of four letters. */
export const durationUnits = ['ns', 'us', 'ms', 's', 'm', 'H', 'd', 'w', 'M', 'y', 'B'] as const

/** What a FUNCTIONDEF is, by the byte before its text. */
export const functionKinds = { builtin: 0, user: 3, partial: 4 } as const
