import { enableCompileCache } from 'node:module'

// The file that the engine starts as a worker thread: what a session finds on a single node. A thread has a compile
// cache of its own to enable, and before anything else is imported.
enableCompileCache()
const { startScriptWorker } = await import('./script-sessions.ts')
startScriptWorker()
