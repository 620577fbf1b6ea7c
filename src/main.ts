import { enableCompileCache } from 'node:module'
import { type Command, readCommandLine, UsageError } from './repl/command-line.ts'

// Parsed and compiled sources are kept between runs: half of the time to the first answer.
enableCompileCache()

/** Runs the command; gives the exit code. Each command's code is loaded only when it is asked for. */
async function main(argv: readonly string[]): Promise<number> {
  const command = readCommandLine(argv)
  switch (command.is) {
    case 'help':
      process.stdout.write((await import('./repl/help.ts')).HELP)
      return 0
    case 'version':
      process.stdout.write(
        `porpoise ${(await import('../package.json', { with: { type: 'json' } })).default.version}\n`,
      )
      return 0
    case 'serve':
      return (await import('./server/serve.ts')).serve(command)
    case 'connect':
      return (await import('./repl/remote.ts')).connect(command)
    case 'local':
      return runLocal(command)
  }
}

/** The terminal, or a script, on an engine in this process. */
async function runLocal(command: Extract<Command, { is: 'local' }>): Promise<number> {
  const { openNode } = await import('./server/node.ts')
  const { realHost } = await import('./host/real/host.ts')
  const node = openNode(realHost(), { home: command.flags.home, workers: 1, workingFolder: process.cwd() })
  try {
    const { runTerminal } = await import('./repl/terminal.ts')
    return await runTerminal(node.engine, command)
  } finally {
    await node.close()
  }
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`porpoise: ${error.message}\n`)
  process.exitCode = 2
}
