import { fileURLToPath } from 'node:url'
import { realHost } from '../../src/host/real/host.ts'
import { type Serving, startSingle } from '../../src/server/serve.ts'

/** Starts a single node in `home` that serves the built pages; on any free port, unless one is asked for. */
export const startPagesNode = (home: string, port = 0): Promise<Serving> =>
  startSingle(realHost(), {
    home,
    localSite: `127.0.0.1:${port}:local`,
    workingFolder: home,
    workers: 2,
    notebook: fileURLToPath(new URL('../../notebook/dist', import.meta.url)),
  })
