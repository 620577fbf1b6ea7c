// The file that `parallel.ts` starts as a thread: it sleeps until there is a job, and never returns.
import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { collectYoung } from '../../base/shared-memory.ts'
import { kernelFrom } from '../loop-source.ts'
import { type HelperStart, IDLE, type Job, TICKET, takeParts } from './job.ts'

serve(workerData)

function serve({ port, signal }: HelperStart): void {
  for (;;) {
    const ticket = Atomics.load(signal, TICKET)
    // Ready before it collects: a job that comes meanwhile waits for that, but isn't done without it.
    Atomics.store(signal, IDLE, 1)
    // The columns it saw may be garbage elsewhere: this thread makes too little of its own to look for that by itself.
    collectYoung()
    Atomics.wait(signal, TICKET, ticket)
    runJobs(port)
  }
}

function runJobs(port: MessagePort): void {
  for (let received = receiveMessageOnPort(port); received; received = receiveMessageOnPort(port)) {
    const job: Job = received.message
    takeParts(kernelFrom(job.source), job)
  }
}
