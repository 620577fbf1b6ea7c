/** What this process takes of its machine. */
export interface Machine {
  /** Bytes of memory: the machine's, and what this process holds of it. */
  memory(): { readonly total: number; readonly used: number }
  readonly processors: number
  /** Microseconds of processor time that this process has taken so far, all threads together. */
  processorTime(): number
  /** Processes that ran or waited for a processor in the last minute, on average, for each processor. */
  load(): number
  /** Bytes that this process has moved from and to disks so far, as far as the system counts them. */
  diskTraffic(): { readonly read: number; readonly written: number }
  /** How many files and sockets this process may have open at once. */
  openFiles(): number
  /** Bytes of the disk that holds a folder. A folder that isn't there yet has the room of the first parent that is. */
  volume(folder: string): Promise<{ readonly capacity: number; readonly free: number }>
}
