import { startScriptWorker } from './script-sessions.ts'

// The main module of a thread that runs scripts.
startScriptWorker()
