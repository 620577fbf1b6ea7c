import type { Settings } from '../../cluster/config/settings.ts'
import { readText } from '../../cluster/config/text-file.ts'
import { type Trust, trustByAddress, trustBySecret } from '../../cluster/link/trust.ts'
import type { Host } from '../../host/host.ts'
import { StartError } from '../serve.ts'

/** How an agent hands the secret on to its nodes: nobody reads it in a list of processes. */
export const SECRET_VARIABLE = 'PORPOISE_CLUSTER_SECRET'

/** The cluster's secret, from wherever it is given; null: nowhere. @throws StartError when its file can't be read */
export async function secretOf(
  host: Host,
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  const given = environment[SECRET_VARIABLE] ?? settings.text('clusterSecret')
  if (given) return given
  const file = settings.text('clusterSecretFile')
  if (file === null) return null
  const text = (await readText(host.disk, file))?.trim()
  if (!text) throw new StartError(`clusterSecretFile=${file}: there is no secret in it.`)
  return text
}

/** Whom the node takes for one of its cluster. `hosts`: those that its configuration names. */
export function trustOf(
  host: Host,
  secret: string | null,
  hosts: (again: boolean) => Promise<readonly string[]>,
): Trust {
  if (secret !== null) return trustBySecret(secret)
  host.log.write(
    'warning',
    'The cluster has no secret: other nodes are known by their addresses alone. Give all of them the same clusterSecret.',
  )
  return trustByAddress(host.network, hosts)
}
