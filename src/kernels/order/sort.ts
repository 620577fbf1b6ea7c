import { scratch } from '../storage.ts'
import { compareRows } from './compare-rows.ts'
import { radixSort } from './radix-sort.ts'
import { type Field, recordsOf, type SortKey, sortFields } from './sort-fields.ts'

// Runs of rows that are equal so far are finished by comparing if they are shorter than this.
const SHORT_RUN = 200

/**
 * Rows 0 … rows − 1 in order of the keys, of which later ones decide among rows that are equal in the earlier. Stable:
 * rows equal in all keys keep their order.
 */
export function sortRows(keys: readonly SortKey[], rows: number): Int32Array {
  const order = scratch('i32', rows)
  const fields = sortFields(keys)
  if (fields.length > 0) sortRun(keys, fields, order, 0, rows, true)
  else for (let i = 0; i < rows; i++) order[i] = i
  return order
}

// Sorts order[start] … order[end − 1] by the fields. `whole`: all rows, and `order` isn't filled yet.
function sortRun(
  keys: readonly SortKey[],
  fields: readonly Field[],
  order: Int32Array,
  start: number,
  end: number,
  whole: boolean,
): void {
  const taken = fieldsOfRecord(fields)
  const rest = fields.slice(taken.length)
  const run = order.subarray(start, end)
  const records = recordsOf(taken, whole ? null : run, end - start)
  const ties: number[] | null = rest.length > 0 ? [] : null
  radixSort(records, run, ties)
  if (ties === null || ties.length === 0) return
  const compare = compareRows(keys.slice(rest[0]!.key))
  for (let t = 0; t < ties.length; t += 2) {
    const first = start + ties[t]!
    const last = start + ties[t + 1]!
    if (last - first < SHORT_RUN) mergeSort(order, first, last, compare)
    else sortRun(keys, rest, order, first, last, false)
  }
}

function fieldsOfRecord(fields: readonly Field[]): Field[] {
  let bits = 0
  const beyond = fields.findIndex(field => {
    bits += field.bits
    return bits > 64
  })
  return beyond < 0 ? [...fields] : fields.slice(0, beyond)
}

const spare = scratch('i32', SHORT_RUN)

function mergeSort(
  rows: Int32Array,
  start: number,
  end: number,
  compare: (a: number, b: number) => number,
): void {
  if (end - start < 10) {
    for (let i = start + 1; i < end; i++) {
      const row = rows[i]!
      let j = i
      for (; j > start && compare(rows[j - 1]!, row) > 0; j--) rows[j] = rows[j - 1]!
      rows[j] = row
    }
    return
  }
  const middle = (start + end) >> 1
  mergeSort(rows, start, middle, compare)
  mergeSort(rows, middle, end, compare)
  if (compare(rows[middle - 1]!, rows[middle]!) <= 0) return
  const left = middle - start
  for (let i = 0; i < left; i++) spare[i] = rows[start + i]!
  let i = 0
  let j = middle
  for (let k = start; i < left; k++) {
    if (j < end && compare(spare[i]!, rows[j]!) > 0) rows[k] = rows[j++]!
    else rows[k] = spare[i++]!
  }
}
