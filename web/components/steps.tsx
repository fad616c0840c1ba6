import type { Child } from 'hono/jsx'

export type Step = { title: Child; body?: Child; state?: 'done' | 'now' | 'next' | undefined; stateLabel?: string | undefined }

/** What happens next, in order. `stateLabel` ("Done", "Now") is read out; the circle shows it. */
export const Steps = ({ steps }: { steps: readonly Step[] }) => (
  <ol class="al-steps">
    {steps.map((step) => (
      <li class={step.state ? `al-steps__${step.state}` : undefined} aria-current={step.state === 'now' ? 'step' : undefined}>
        <h3>
          {step.title}
          {step.stateLabel ? <span class="al-hidden"> ({step.stateLabel})</span> : null}
        </h3>
        {step.body ? <p>{step.body}</p> : null}
      </li>
    ))}
  </ol>
)
