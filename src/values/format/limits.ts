/** How much of a value is printed. */
export interface Limits {
  /** Elements of a vector or set, entries of a dictionary, rows of a table or matrix; then `...`. */
  readonly elements: number
  /** Columns of text that a table or matrix may fill. */
  readonly width: number
}

/** Everything: for files, and for programs that read the output. */
export const everything: Limits = { elements: Number.POSITIVE_INFINITY, width: Number.POSITIVE_INFINITY }

/** What DolphinDB's console shows. */
export const consoleLimits: Limits = { elements: 30, width: 120 }
