/** A line of a .cfg file in a form: a setting, or a comment, which stays as it is. */
export interface SettingLine {
  readonly id: number
  /** Null for a setting. */
  readonly comment: string | null
  /** In cluster.cfg: the nodes it is for, an alias or a pattern; empty for all. */
  readonly whom: string
  readonly key: string
  readonly value: string
}

/** A line of cluster.nodes in a form. */
export interface NodeLine {
  readonly id: number
  readonly host: string
  readonly port: string
  readonly alias: string
  readonly mode: string
  readonly computeGroup: string
  readonly zone: string
}

let last = 0

export function settingLine(whom: string, key: string, value: string): SettingLine {
  return { id: ++last, comment: null, whom, key, value }
}

/** `byNode`: whether keys may begin with whom they are for, as in cluster.cfg. */
export function readSetting(line: string, byNode: boolean): SettingLine {
  const at = line.indexOf('=')
  if (/^\s*(#|\/\/)/.test(line) || at < 0) return { ...settingLine('', '', ''), comment: line }
  const name = line.slice(0, at).trim()
  const dot = byNode ? name.lastIndexOf('.') : -1
  return settingLine(name.slice(0, Math.max(0, dot)), name.slice(dot + 1), line.slice(at + 1).trim())
}

export function writeSetting({ comment, whom, key, value }: SettingLine): string {
  return comment ?? `${whom === '' ? '' : `${whom}.`}${key}=${value}`
}

export function nodeLine(): NodeLine {
  return { id: ++last, host: '', port: '', alias: '', mode: 'datanode', computeGroup: '', zone: '' }
}

/** `host:port:alias,mode[,computeGroup][,zone]` */
export function readNodeLine(line: string): NodeLine {
  const [site = '', mode = '', computeGroup = '', zone = ''] = line.split(',').map(cell => cell.trim())
  // An address of IPv6 has colons itself, in brackets.
  const [, host = site, port = '', alias = ''] = /^(.*):(\d*):([^:]*)$/.exec(site) ?? []
  return { ...nodeLine(), host, port, alias, mode, computeGroup, zone }
}

export function writeNodeLine({ host, port, alias, mode, computeGroup, zone }: NodeLine): string {
  return `${host}:${port}:${alias},${mode},${computeGroup},${zone}`.replace(/,+$/, '')
}
