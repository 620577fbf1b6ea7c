import { Slot } from './slot.ts'

/** The node's files of markets' days, a CSV file each, by their names of four or five capital letters. */
export interface MarketHolidays {
  names(): string[]
  /** Changes with the file; undefined if there is none. */
  stamp(name: string): string | undefined
  read(name: string): string
  write(name: string, text: string): void
  remove(name: string): void
}

export const marketHolidays = new Slot<MarketHolidays>('trading calendars')
