/** Other processes of this machine. */
export interface Processes {
  /** This process's number. */
  readonly own: number
  /** Starts a program of ours in a process that outlives this one; what it prints goes to the end of a file. */
  start(options: StartOptions): StartedProcess
  /** Whether a process of that number runs. */
  isRunning(id: number): boolean
  /** Ends a process at once, whatever it does. */
  kill(id: number): void
}

export interface StartOptions {
  /** The path of its main module. */
  readonly program: string
  /** What follows its name. */
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Where what it prints goes. */
  readonly output: string
  readonly folder: string
}

export interface StartedProcess {
  readonly id: number
  /** How it ended, in a few words; null while it runs. */
  readonly ended: string | null
}
