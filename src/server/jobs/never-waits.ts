import { forGuests } from '../users/admission.ts'

// What lists and cancels jobs; and, with what guests may call, what clients ask before they have logged in.
const aboutJobs = /\b(getConsoleJobs|cancelConsoleJob|cancelJob|getRecentJobs|getScheduledJobs)\b/
const aboutOneself = new Set([
  'logout',
  'getAuthenticatedUserTicket',
  'getNodePass',
  'getUserAccess',
  'closeSessions',
])

/** Whether a client's request is answered even while every worker is busy, though the client doesn't say that it is urgent. */
export function neverWaits(
  request: { is: 'execute'; text: string } | { is: 'call'; callee: string },
): boolean {
  if (request.is === 'execute') return aboutJobs.test(request.text)
  return aboutJobs.test(request.callee) || forGuests.has(request.callee) || aboutOneself.has(request.callee)
}
