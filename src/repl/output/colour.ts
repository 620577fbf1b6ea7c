/** Whether to colour at all: a terminal, and nobody said no. */
export const colourful = (stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean =>
  stream.isTTY === true && env.NO_COLOR === undefined && env.TERM !== 'dumb'

const codes = { red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36, grey: 90, bold: 1 } as const
export type Colour = keyof typeof codes

export const coloured = (text: string, colour: Colour) => `\u001b[${codes[colour]}m${text}\u001b[0m`
