import { linesOf } from './config-file.ts'

/** Parameters that say who a controller is, where it keeps things, and what nobody may read: each has lines of its own. */
const OWN: ReadonlySet<string> = new Set([
  'localSite',
  'mode',
  'publicName',
  'home',
  'config',
  'clusterConfig',
  'nodesFile',
  'logFile',
  'console',
  'dfsMetaDir',
  'clusterSecret',
  'clusterSecretFile',
])

const isOwn = (line: string) => OWN.has(line.split('=')[0]!.trim())

/** The lines of a controller.cfg that are for all controllers, comments among them. */
export function sharedLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/).filter(line => line.trim() !== '' && !isOwn(line))
}

/** A controller.cfg: this controller's own lines as they stand in `text`, and those for all. */
export function withShared(text: string, shared: readonly string[]): string {
  const own = [...linesOf(text, 'controller.cfg')].map(place => place.text).filter(isOwn)
  return [...own, ...shared.filter(line => !isOwn(line))].map(line => `${line}\n`).join('')
}
