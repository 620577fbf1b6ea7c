import { problemsOf } from './problems.ts'

// Parses beside the page: a long script takes longer than a key may.
self.onmessage = ({ data }: MessageEvent<{ readonly id: number; readonly script: string }>) => {
  self.postMessage({ id: data.id, problems: problemsOf(data.script) })
}
