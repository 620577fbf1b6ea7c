/** Elapsed time and waiting where there is no Node. */
export const browserClock = {
  now: () => performance.now(),
  sleep: (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds)),
  /** Calls once after that long, unless the returned function is called before. */
  after(milliseconds: number, callback: () => void): () => void {
    const timer = setTimeout(callback, milliseconds)
    return () => clearTimeout(timer)
  },
}
