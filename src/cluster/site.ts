/** `host:port:alias`, as in DolphinDB's configuration. */
export interface Site {
  readonly host: string
  readonly port: number
  readonly alias: string
}

/** @throws Error that says what is wrong with the text. */
export function parseSite(text: string): Site {
  const match = /^(\[[^\]]+\]|[^:\s]+):(\d+):([\w.-]+)$/.exec(text.trim())
  if (!match) throw new Error(`A site is written host:port:alias, not ${JSON.stringify(text)}.`)
  const port = Number(match[2])
  if (port < 0 || port > 65535) throw new Error(`${text}: a port is at most 65535.`)
  return { host: match[1]!, port, alias: match[3]! }
}

/** As it is written in configuration. */
export function siteText({ host, port, alias }: Site): string {
  return `${host}:${port}:${alias}`
}
