/** Elapsed time and waiting where there is no Node. */
export const browserClock = {
  now: () => performance.now(),
  sleep: (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds)),
}
