// The file that `parallel.ts` starts as a thread: it sleeps until there is a job, and never returns.
import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { collectYoung } from '../../base/shared-memory.ts'
import { kernelFrom } from '../loop-source.ts'
import { type HelperStart, IDLE, type Job, TICKET, takeParts } from './job.ts'

// The columns that this thread saw may be garbage elsewhere, and it makes too little of its own to look for that by
// itself. It does when nothing has come for so many milliseconds, since the next job would find it busy; or after so many.
const QUIET = 20
const MOST_JOBS = 64

serve(workerData)

function serve({ port, signal }: HelperStart): void {
  let jobs = 0
  for (;;) {
    const ticket = Atomics.load(signal, TICKET)
    Atomics.store(signal, IDLE, 1)
    const patience = jobs > 0 ? QUIET : Number.POSITIVE_INFINITY
    if (Atomics.wait(signal, TICKET, ticket, patience) !== 'timed-out') jobs += runJobs(port)
    else jobs = MOST_JOBS
    if (jobs < MOST_JOBS) continue
    collectYoung()
    jobs = 0
  }
}

function runJobs(port: MessagePort): number {
  let jobs = 0
  for (let received = receiveMessageOnPort(port); received; received = receiveMessageOnPort(port)) {
    const job: Job = received.message
    takeParts(kernelFrom(job.source), job)
    jobs++
  }
  return jobs
}
